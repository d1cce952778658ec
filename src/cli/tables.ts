/** `pawl tables`: what docs/bi.md promises, as files in a folder. */
import { statSync } from 'node:fs';
import about from '../../package.json' with { type: 'json' };
import { toldExport } from '../desk/index.ts';
import { EngineError } from '../engine-error.ts';
import { writeTables } from '../report/index.ts';
import { type ActOptions, actOf } from './act.ts';
import { auditByCommand } from './ask.ts';
import { unwritable } from './failure.ts';
import { count, say, sayJson } from './print.ts';
import { atDesk } from './workspace.ts';

export async function tables(
  folder: string,
  options: ActOptions & { readonly json?: boolean },
): Promise<number> {
  const written = await atDesk(options.workspace, (gateway) =>
    toldExport(auditByCommand(gateway, actOf({}).who), 'tables', async () => {
      refuseNoFolder(folder);
      try {
        return await Array.fromAsync(writeTables(gateway, folder, `pawl version ${about.version}`));
      } catch (error) {
        throw error instanceof Error && 'syscall' in error ? unwritable(folder, error) : error;
      }
    }),
  );
  if (options.json === true) sayJson(written);
  else for (const { path, rows } of written) say(`${path}: ${count(rows, 'row')}`);
  return 0;
}

/** Whoever may read the tables is decided by their folder, so none is made here. */
function refuseNoFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  throw new EngineError(
    'NOT_POSSIBLE',
    `${folder} is no folder`,
    'make it, with the group that may read the tables: docs/bi.md shows how',
  );
}

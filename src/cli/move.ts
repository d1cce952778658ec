/** `pawl move`: the store of a workspace from its file into a schema of a database, or back. */
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { isBug } from '../bug.ts';
import { systemClock } from '../clock.ts';
import { configName, readConfig } from '../config/index.ts';
import { toldAct } from '../desk/index.ts';
import { writeWhole } from '../files/index.ts';
import { type MovedStore, moveStore, refuseGoneStore } from '../keeping/index.ts';
import { storePlaceOf } from '../store-place.ts';
import { actOf } from './act.ts';
import { auditOfWorkspace } from './ask.ts';
import { unwritable } from './failure.ts';
import { storeKey } from './init.ts';
import { count, say, sayJson } from './print.ts';
import { asHolder, findWorkspace } from './workspace.ts';

interface MoveOptions {
  readonly to: string;
  readonly schema?: string;
  readonly passwordFile?: string;
  readonly ca?: string;
  readonly workspace?: string;
  readonly json?: boolean;
}

export async function move(options: MoveOptions): Promise<number> {
  const { moved, schema } = await asHolder(
    findWorkspace(options.workspace, 'notNeeded'),
    'pawl move',
    async () => {
      // Read once nobody else has the workspace: another move may have been at it.
      const workspace = findWorkspace(options.workspace);
      const { folder, config, written } = workspace;
      const path = realpathSync(join(folder, configName));
      const from = storePlaceOf(folder, config);
      const next = { ...(written as object), store: storeOf(options) };
      const to = storePlaceOf(folder, readConfig(next, 'pawl move'));
      await refuseGoneStore(folder, from);
      const turnTo = (): void => writeConfig(path, next);
      try {
        return {
          moved: await toldAct(auditOfWorkspace(workspace, actOf({}).who), 'move', () =>
            moveStore(folder, from, to, systemClock.now(), turnTo),
          ),
          schema: [from, to].flatMap((place) => (typeof place === 'string' ? [] : place.schema))[0],
        };
      } catch (error) {
        throw isBug(error) ? error : unwritable(join(folder, 'data'), error);
      }
    },
  );
  if (options.json === true) sayJson({ to: options.to, ...moved });
  else tell(moved, schema ?? '', options.to === 'file');
  return 0;
}

/** `store` of the configuration, as it is written. */
function storeOf({ to, schema, passwordFile, ca }: MoveOptions): object | null {
  if (to === 'file') return null;
  const { password, ...key } = storeKey(to);
  return {
    ...key,
    ...(passwordFile === undefined && password !== undefined ? { password } : {}),
    ...(passwordFile === undefined ? {} : { passwordFile }),
    ...(schema === undefined ? {} : { schema }),
    ...(ca === undefined ? {} : { ca }),
  };
}

/** As it stands, but for `store`; where that is the file it says nothing of it. */
function writeConfig(path: string, { store, ...rest }: { readonly store: object | null }): void {
  const config = store === null ? rest : { ...rest, store };
  writeWhole(path, `${JSON.stringify(config, null, 2)}\n`);
}

function tell({ head, rows, aside }: MovedStore, schema: string, isToFile: boolean): void {
  const all = Object.values(rows).reduce((sum, one) => sum + one, 0);
  const place = isToFile ? 'data/pawl.db' : `the schema ${schema}`;
  say(`Moved the store to ${place}: ${count(all, 'row')}, the same when they were read again.`);
  say(`The journal ends at ${head.seq}:${head.link}, as before.`);
  if (aside !== null) say(`${aside}: the files as they were`);
  if (isToFile) say(`The schema ${schema} stays as it was, and takes nothing any more.`);
  say('Take away what was left once pawl verify is content: it holds personal data still.');
}

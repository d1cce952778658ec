/** `pawl verify`, `pawl backup` and `pawl schema`: looking after a workspace. */
import { existsSync } from 'node:fs';
import { verify as verifyGateway } from '../engine.ts';
import { EngineError } from '../engine-error.ts';
import { schemaText } from './init.ts';
import { count, say, sayJson } from './print.ts';
import { atDesk } from './workspace.ts';

export async function verify(options: {
  readonly workspace?: string;
  readonly json?: boolean;
}): Promise<number> {
  const verification = await atDesk(options.workspace, verifyGateway);
  const { mpans, problems } = verification;
  if (options.json === true) {
    sayJson(verification);
  } else {
    for (const problem of problems) say(problem);
    say(`${count(mpans, 'MPAN')} verified, ${count(problems.length, 'problem')}.`);
  }
  return problems.length === 0 ? 0 : 1;
}

export async function backup(
  file: string,
  options: { readonly workspace?: string },
): Promise<number> {
  await atDesk(options.workspace, async ({ store }) => {
    if (existsSync(file)) {
      throw new EngineError(
        'NOT_POSSIBLE',
        `${file} is there already`,
        'a backup never overwrites: name a new file',
      );
    }
    try {
      await store.backup(file);
    } catch (error) {
      throw new EngineError(
        'FOLDER_UNUSABLE',
        `${file} cannot be written: ${error instanceof Error ? error.message : ''}`,
        'name a file in a folder that is there and has room',
        error,
      );
    }
  });
  say(`Copied the store to ${file}. Keep it with a copy of archive/ of the same time or later.`);
  return 0;
}

export async function schema(): Promise<number> {
  process.stdout.write(schemaText());
  return 0;
}

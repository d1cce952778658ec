/** `pawl init`: a workspace, with a configuration that says only what must be said. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { papers } from '../papers/index.ts';
import { type Config, configName, configSchema, readConfig } from '../config/index.ts';
import { EngineError } from '../engine-error.ts';
import { makeFolders } from '../files/index.ts';
import { openStore } from '../store/index.ts';
import { storePlaceOf } from '../store-place.ts';
import { say } from './print.ts';

interface InitOptions {
  /** Of a workspace whose first files tell of the past. */
  readonly lateClaimWorkingDays?: number;
  readonly undoSeconds?: number;
  readonly mpid: string;
  readonly role: string;
  readonly profile?: string;
  readonly send?: string;
  /** `postgres://USER@HOST:PORT/DATABASE` of a store that is not a file. */
  readonly store?: string;
  /** Further keys of the configuration; the command has none. */
  readonly web?: Partial<Config['web']>;
}

export async function init(folder: string, options: InitOptions): Promise<number> {
  const config = makeWorkspace(folder, options);
  if (config.store !== null) {
    const store = await openStore(storePlaceOf(folder, config));
    await store.close();
  }
  say(`Made a workspace in ${folder} for ${options.mpid} in role ${options.role}.`);
  say('Next:');
  say(
    `  ${join(folder, configName)} is the configuration; the schema beside it explains every key`,
  );
  say(`  drop flow files and notifications into ${join(folder, 'inbox')}`);
  say(
    '  give others rights by group: the data transfer account inbox/, sent/ and outbox/, people door/;',
  );
  say('    docs/operating.md has the commands, and docs/security.md tells what each may do');
  say(`  pawl run --workspace ${folder}     takes them in until it is stopped`);
  say(`  pawl checks --workspace ${folder}  shows where each check stands`);
  return 0;
}

const schemaName = 'pawl.config.schema.json';

/** Throws WORKSPACE_EXISTS rather than touch a configuration that is there. */
export function makeWorkspace(folder: string, options: InitOptions): Config {
  const path = join(folder, configName);
  if (existsSync(path)) {
    throw new EngineError(
      'WORKSPACE_EXISTS',
      `${path} already exists`,
      'edit it, or name another folder',
    );
  }
  const { mpid, role, profile = 'option-1', send = 'approve', ...more } = options;
  const { web, lateClaimWorkingDays, undoSeconds } = more;
  const store = options.store === undefined ? undefined : storeKey(options.store);
  const further = { web, lateClaimWorkingDays, undoSeconds, store };
  const config = { $schema: `./${schemaName}`, mpid, role, profile, send, ...further };
  const read = readConfig(JSON.parse(JSON.stringify(config)), 'pawl init');
  try {
    mkdirSync(folder, { recursive: true });
    makeFolders(folder);
    for (const { prepare } of papers) prepare?.(folder);
    // Nobody else's until a group is given to it: docs/security.md.
    mkdirSync(join(folder, 'door'), { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, schemaName), schemaText());
    writeFileSync(path, `${JSON.stringify(config, null, 2)}\n`, { flag: 'wx' });
    return read;
  } catch (error) {
    if (error instanceof EngineError) throw error;
    throw new EngineError(
      'FOLDER_UNUSABLE',
      `${folder} cannot be made: ${error instanceof Error ? error.message : ''}`,
      'name a folder that this user can write in',
      error,
    );
  }
}

/** Where the password comes from if it is at hand when the workspace is made. */
const passwordVariable = 'PAWL_DATABASE_PASSWORD';

/** `store` of a configuration that is written for a database. */
export const storeKey = (
  address: string,
): { readonly address: string; readonly password?: { readonly env: string } } => ({
  address,
  ...((process.env[passwordVariable] ?? '') === '' ? {} : { password: { env: passwordVariable } }),
});

export const schemaText = (): string => `${JSON.stringify(configSchema(), null, 2)}\n`;

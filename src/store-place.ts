/** Where the store of a workspace is: the file in its data/, or a schema of a database. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, databaseAddressOf, loopbackNames } from './config/index.ts';
import { EngineError } from './engine-error.ts';
import type { StorePlace } from './store/index.ts';

export const storePathOf = (workspace: string): string => join(workspace, 'data', 'pawl.db');

/** Throws CONFIG_INVALID where a file that the configuration names cannot be read. */
export function storePlaceOf(
  workspace: string,
  { store, mpid }: Pick<Config, 'store' | 'mpid'>,
): StorePlace {
  const address = store === null ? null : databaseAddressOf(store.address);
  if (store === null || address === null) return storePathOf(workspace);
  const { password, passwordFile, ca } = store;
  const isHere = address.host.startsWith('/') || [...loopbackNames, '::1'].includes(address.host);
  const tls = store.tls ?? (isHere ? 'off' : 'verify');
  const secret = passwordFile === undefined ? password : firstLineOf(passwordFile, 'passwordFile');
  const schema = store.schema ?? `pawl_${mpid.toLowerCase()}`;
  return {
    schema,
    database: {
      ...address,
      ...(secret === undefined ? {} : { password: secret }),
      ...(tls === 'off'
        ? {}
        : {
            tls: {
              isVerified: tls === 'verify',
              ...(ca === undefined ? {} : { ca: fileOf(ca, 'ca') }),
            },
          }),
    },
  };
}

const firstLineOf = (path: string, key: string): string =>
  (fileOf(path, key).split(/\r?\n/)[0] ?? '').trim();

function fileOf(path: string, key: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new EngineError(
      'CONFIG_INVALID',
      `store.${key}: ${path} cannot be read`,
      'give the gateway’s user the right to read it, or name another file',
      error,
    );
  }
}

/** Opens the file of the store, and says what keeps it from being opened. */
import { existsSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { EngineError } from '../../engine-error.ts';

/** How long a commit waits for another program's, which may be a large one. */
export const busyTimeoutMs = 10_000;

/** SQLite's result codes for a lock that another program has, whose low byte is the code itself. */
const busyCodes = new Set([5, 6]);

/** True where nothing is wrong but that another program holds the store at the moment. */
export const isStoreBusy = (error: unknown): boolean =>
  error instanceof Error &&
  'errcode' in error &&
  typeof error.errcode === 'number' &&
  busyCodes.has(error.errcode & 0xff);

const isNoDatabase = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && [11, 26].includes(Number(error.errcode) & 0xff);

export function openDatabase(path: string, readOnly: boolean): DatabaseSync {
  try {
    if (readOnly) return new DatabaseSync(path, { timeout: busyTimeoutMs, readOnly });
    // SQLite would make it as the umask says; what stands beside it has the rights of the store.
    if (path !== ':memory:' && !existsSync(path)) {
      writeFileSync(path, '', { flag: 'a', mode: 0o600 });
    }
    const database = new DatabaseSync(path, { timeout: busyTimeoutMs });
    database.exec('pragma journal_mode = wal');
    database.exec('pragma synchronous = full');
    // 64 MB of pages in memory, and a checkpoint each 40 MB of log rather than each 4: a national
    // year took a third less time. Neither changes what is on disk when a commit returns.
    database.exec('pragma cache_size = -65536');
    database.exec('pragma wal_autocheckpoint = 10000');
    return database;
  } catch (error) {
    if (isStoreBusy(error)) throw error;
    const why = error instanceof Error ? error.message : 'unknown';
    const isDamaged = isNoDatabase(error);
    throw new EngineError(
      isDamaged ? 'STORE_DAMAGED' : 'STORE_UNAVAILABLE',
      `the store ${path} cannot be opened: ${why}`,
      isDamaged
        ? 'check the disk, then put a backup back with pawl restore'
        : 'check that the data/ folder is there, on a local disk, and writable by this user',
      error,
    );
  }
}

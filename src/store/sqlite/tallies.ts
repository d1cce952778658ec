/** The counts of the embedded store, and the look whether another program holds it. */
import { talliesOn } from '../sql/tallies.ts';
import type { Tallies } from '../tallies.ts';
import { busyTimeoutMs } from './database.ts';
import { type Sql, sqliteReads } from './sql.ts';

const alertsRaised = 'select coalesce(max(id), 0) from alerts';

export function sqliteTallies({ database, all }: Pick<Sql, 'database' | 'all'>): Tallies {
  return {
    ...talliesOn(sqliteReads({ all }), alertsRaised),
    isLocked: async () => {
      database.exec('pragma busy_timeout = 0');
      try {
        database.exec('begin immediate');
        database.exec('rollback');
        return false;
      } catch (error) {
        if (codeIs(error, sqliteBusy)) return true;
        // Who only reads cannot tell.
        if (codeIs(error, sqliteReadOnly)) return false;
        throw error;
      } finally {
        database.exec(`pragma busy_timeout = ${busyTimeoutMs}`);
      }
    },
  };
}

const sqliteBusy = 5;
const sqliteReadOnly = 8;

/** The low byte of SQLite's extended result code is the code itself. */
const codeIs = (error: unknown, code: number): boolean =>
  error instanceof Error &&
  'errcode' in error &&
  typeof error.errcode === 'number' &&
  (error.errcode & 0xff) === code;

/**
 * A database that is no part of the store: what is too much for memory is kept in it on disk while the
 * work lasts. It is gone when closed, so nothing in it need be durable.
 */
import { DatabaseSync } from 'node:sqlite';

/** With these tables, and within one transaction from the beginning to the end. */
export function scratchDatabase(cacheKib: number, tables: string): DatabaseSync {
  // SQLite makes a database without a name a temporary file and takes it away in the end.
  const database = new DatabaseSync('');
  database.exec(`
    pragma journal_mode = off;
    pragma synchronous = off;
    pragma cache_size = -${cacheKib};
    ${tables}
    begin`);
  return database;
}

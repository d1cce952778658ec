/** Opens a store wherever it is. What only one kind of store needs is loaded where that is opened. */
import type { SchemaPlace } from './postgres/driver.ts';
import type { Looks } from './looks.ts';
import { looksOn } from './sql/looks.ts';
import { sqliteLooks } from './sqlite/looks.ts';
import { openSqliteStore } from './sqlite/sqlite-store.ts';
import type { Store } from './store.ts';

/** The path of a file, `:memory:`, or a schema of a database. */
export type StorePlace = string | SchemaPlace;

/**
 * Opens (and migrates, or makes) a store. One that is only read is neither made nor migrated, waits
 * for nobody who writes, and whatever writes to it fails.
 */
export async function openStore(place: StorePlace, readOnly = false): Promise<Store> {
  if (typeof place === 'string') return openSqliteStore(place, readOnly);
  const { openPostgresStore } = await import('./postgres/postgres-store.ts');
  return openPostgresStore(place.database, place.schema, readOnly);
}

/**
 * Looks beside a store: in `data/looks.db` of a workspace, in the schema of the store, or gone with the
 * process. Whoever opened the store to read keeps them all the same. `tell` hears once that they cannot
 * be kept.
 */
export async function openLooks(
  place: StorePlace,
  workspace: string,
  tell: (error: unknown) => void,
): Promise<Looks> {
  if (place === ':memory:') return looksOn(sqliteLooks(null), null, tell);
  if (typeof place === 'string') return looksOn(sqliteLooks(workspace), workspace, tell);
  const { postgresLooks } = await import('./postgres/looks.ts');
  return looksOn(await postgresLooks(place), workspace, tell);
}

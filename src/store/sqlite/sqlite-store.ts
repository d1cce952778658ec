/**
 * The embedded store: node:sqlite with a write-ahead log and synchronous FULL, so that what was
 * committed survives the machine losing power. A commit is one BEGIN IMMEDIATE … COMMIT that never
 * waits for anything in between.
 */
import { listsOn } from '../sql/lists.ts';
import { searchOn } from '../sql/search.ts';
import { migrate, sqliteMigrations } from '../migrate.ts';
import type { Store } from '../store.ts';
import { sqliteAlerts } from './alerts.ts';
import { commitUnit } from './commit.ts';
import { sqliteConfigHistory } from './config-history.ts';
import { openDatabase } from './database.ts';
import { sqliteDeliveries } from './deliveries.ts';
import { sqliteJournal } from './journal-reads.ts';
import { sqliteKeeping } from './keeping.ts';
import { sqliteMilestones } from './milestones.ts';
import { sqliteMpans } from './mpans.ts';
import { sqliteNotes } from './notes.ts';
import { sqliteOutbox } from './outbox.ts';
import { sqlitePublished } from './published.ts';
import { sqliteReceipts } from './receipts.ts';
import { sharedEntries } from './shared-entries.ts';
import { sqliteSought } from './sought.ts';
import { committed, sqliteReads, sqlOn } from './sql.ts';
import { sqliteTallies } from './tallies.ts';
import { sqliteTeam } from './team.ts';
import { sqliteUpkeep } from './upkeep.ts';

/**
 * Opens (and migrates) the store at a path, or in memory for `:memory:`. One that is read only waits
 * for nobody who writes, and nobody waits for it.
 */
export async function openSqliteStore(path: string, readOnly = false): Promise<Store> {
  const database = openDatabase(path, readOnly);
  try {
    if (!readOnly) migrate(database, sqliteMigrations());
  } catch (error) {
    database.close();
    throw error;
  }
  const sql = sqlOn(database);
  return {
    membership: null,
    gatewaysAtWork: async () => [],
    commit: async (unit) => committed(() => sql.together(() => commitUnit(sql, unit))),
    ...sqliteJournal(sql),
    ...sqliteMpans(sql),
    ...sqliteAlerts(sql),
    ...sqliteOutbox(sql),
    ...sqliteReceipts(sql),
    ...sqliteNotes(sql),
    ...sqliteUpkeep(sql),
    ...listsOn(sqliteReads(sql)),
    ...sqliteTallies(sql),
    ...sqliteTeam(sql),
    ...searchOn(sqliteReads(sql)),
    ...sqliteSought(sql),
    ...sqliteKeeping(sql),
    ...sharedEntries(sql),
    ...sqliteConfigHistory(sql),
    ...sqliteDeliveries(sql),
    ...sqliteMilestones(sql),
    ...sqlitePublished(sql),
  };
}

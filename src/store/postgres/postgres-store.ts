/**
 * The store on PostgreSQL 15 or later, as far as it goes: what it does not do yet it does not have. A
 * workspace is a schema of its own, and its driver is loaded where one is opened, and nowhere else.
 */
import { EngineError } from '../../engine-error.ts';
import type { Alerts } from '../alerts.ts';
import type { ConfigHistoryStore } from '../config-history.ts';
import type { DeliveryStore } from '../deliveries.ts';
import type { Journal } from '../journal.ts';
import type { Keeping } from '../keeping-store.ts';
import type { Lists } from '../lists.ts';
import type { MilestoneStore } from '../milestones.ts';
import type { Mpans } from '../mpans.ts';
import type { Notes } from '../notes.ts';
import type { Outbox } from '../outbox.ts';
import type { PublishedStore } from '../published.ts';
import type { Receipts } from '../receipts.ts';
import type { SearchStore } from '../search.ts';
import type { SharedStore } from '../shared.ts';
import type { SoughtStore } from '../sought.ts';
import { listsOn } from '../sql/lists.ts';
import type { Store } from '../store.ts';
import type { Tallies } from '../tallies.ts';
import type { Team } from '../team.ts';
import type { Upkeep } from '../upkeep.ts';
import { postgresAlerts } from './alerts.ts';
import { commitInOneCall } from './commit.ts';
import { postgresConfigHistory } from './config-history.ts';
import { postgresDeliveries } from './deliveries.ts';
import { type DatabasePlace, poolOf, reachedOr } from './driver.ts';
import { postgresJournal } from './journal.ts';
import { postgresKeeping } from './keeping.ts';
import { gatewaysAtWork, postgresMembership } from './membership.ts';
import { postgresMilestones } from './milestones.ts';
import { postgresMpans } from './mpans.ts';
import { postgresNotes } from './notes.ts';
import { postgresOutbox } from './outbox.ts';
import { postgresPublished } from './published.ts';
import { postgresReads } from './reads.ts';
import { postgresReceipts } from './receipts.ts';
import { migrateSchema, refuseOtherSchema } from './schema.ts';
import { postgresSearch } from './search.ts';
import { postgresShared } from './shared-entries.ts';
import { postgresSought } from './sought.ts';
import { sqlOf, sqlStateOf } from './sql.ts';
import { postgresTallies } from './tallies.ts';
import { postgresTeam } from './team.ts';
import { postgresUpkeep } from './upkeep.ts';

export interface PostgresStore
  extends Journal,
    Mpans,
    Alerts,
    Outbox,
    Receipts,
    Notes,
    ConfigHistoryStore,
    DeliveryStore,
    MilestoneStore,
    PublishedStore,
    Keeping,
    SharedStore,
    Team,
    Lists,
    Tallies,
    SearchStore,
    SoughtStore,
    Upkeep,
    Pick<Store, 'commit' | 'membership' | 'gatewaysAtWork'> {}

const forbidden = '42501';

const mayNot = (error: unknown, schema: string): EngineError | null =>
  sqlStateOf(error) !== forbidden
    ? null
    : new EngineError(
        'STORE_UNAVAILABLE',
        `the role of the gateway has not the rights that it needs on the schema ${schema}`,
        `as who keeps the database: create schema ${schema} authorization the role`,
        error,
      );

/** How many connections one gateway has at most: its commits come one after another. */
const connections = 4;

const oldestVersion = 150_000;

/**
 * Opens (and migrates, or makes) the schema of a workspace in a database. One that is read only is
 * neither made nor migrated. Throws STORE_UNAVAILABLE, STORE_MISSING and STORE_SCHEMA_NEWER.
 */
export async function openPostgresStore(
  place: DatabasePlace,
  schema: string,
  readOnly = false,
): Promise<PostgresStore> {
  const pool = await poolOf(place, connections);
  try {
    const asked =
      "select current_setting('server_version_num')::int as version, getdatabaseencoding() as encoding";
    const { rows } = await pool.query<{ version: number; encoding: string }>(asked);
    const [server] = rows;
    if (server === undefined || server.version < oldestVersion || server.encoding !== 'UTF8') {
      throw new EngineError(
        'STORE_UNAVAILABLE',
        'the database is not of PostgreSQL 15 or later with the encoding UTF8',
        'name a database that is; createdb makes one with --encoding=UTF8 --template=template0',
      );
    }
    if (readOnly) await refuseOtherSchema(pool, schema);
    else await migrateSchema(pool, schema);
  } catch (error) {
    await pool.end();
    throw mayNot(error, schema) ?? reachedOr(error);
  }
  const sql = sqlOf(pool, schema, readOnly);
  const reads = postgresReads(sql);
  return {
    commit: (unit) => commitInOneCall(sql, unit),
    membership: readOnly ? null : postgresMembership(sql),
    gatewaysAtWork: (withinSeconds) => gatewaysAtWork(sql, withinSeconds),
    ...postgresJournal(sql),
    ...postgresMpans(sql),
    ...postgresAlerts(sql),
    ...postgresOutbox(sql),
    ...postgresReceipts(sql),
    ...postgresNotes(sql),
    ...listsOn(reads),
    ...postgresTallies(sql),
    ...postgresSearch(sql),
    ...postgresSought(sql),
    ...postgresConfigHistory(sql),
    ...postgresDeliveries(sql),
    ...postgresMilestones(sql),
    ...postgresPublished(sql),
    ...postgresKeeping(sql),
    ...postgresShared(sql),
    ...postgresTeam(sql),
    ...postgresUpkeep(sql, { database: place, schema }),
  };
}

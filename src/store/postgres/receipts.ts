/** What is known of files that came, in PostgreSQL: each question from an index of its own. */
import type { Receipts } from '../receipts.ts';
import { storedReceipt, storedWithClaim, textOrNull } from '../rows.ts';
import { postgresFileChanges } from './file-changes.ts';
import type { PostgresSql } from './sql.ts';

const byIdentity =
  'select * from {schema}.files where sender = $1 and flow = $2 and file_identifier = $3';

const sql = {
  timesTaken: 'select {schema}.times_taken($1, $2, $3, $4) as n',
  ofIdentity: `${byIdentity} order by id`,
  applied: `${byIdentity} and outcome in ('applied', 'partly-applied') order by id`,
  ofBytes: 'select * from {schema}.files where sha256 = $1 order by id',
  taken: `select * from {schema}.files where sha256 = $1
    and outcome in ('applied', 'partly-applied', 'not-ours') order by id`,
  first: `select received_at from {schema}.files where sha256 = $1 and id < $2
    order by received_at limit 1`,
  every: 'select * from {schema}.files order by id',
  unsettled: 'select * from {schema}.files where settled = 0 order by id',
  settle: `update {schema}.files set settled = 1 from {fence}
    where id = any ($1::bigint[])`,
  // Two questions, because each part of the table has an index of its own.
  destinations: `select destination, id from {schema}.files
      where destination = any ($1::text[]) and claim is not null
    union all select destination, id from {schema}.files
      where destination = any ($1::text[]) and claim is null`,
  after: 'select * from {schema}.files where id > $1 order by id limit $2',
  named: `select * from {schema}.files where id in (
      select id from {schema}.files where file_identifier = $1
      union all select id from {schema}.files where name = $1
      union all select id from {schema}.files where destination = $1 and claim is null
        and strpos($1, '/') > 0
      union all select id from {schema}.files where destination = $1 and claim is not null
        and strpos($1, '/') > 0) order by id`,
} as const;

export function postgresReceipts(store: PostgresSql): Receipts {
  const { all, one } = store;
  return {
    ...postgresFileChanges(store),
    timesTaken: async ({ sha256, sender, flow, fileIdentifier }) =>
      Number((await one(sql.timesTaken, sha256, sender, flow, fileIdentifier))?.['n'] ?? 0),
    receiptsFor: async ({ sender, flow, fileIdentifier }) =>
      (await all(sql.ofIdentity, sender, flow, fileIdentifier)).map(storedReceipt),
    appliedFor: async ({ sender, flow, fileIdentifier }) =>
      (await all(sql.applied, sender, flow, fileIdentifier)).map(storedReceipt),
    receiptsOfBytes: async (sha256) => (await all(sql.ofBytes, sha256)).map(storedReceipt),
    takenOfBytes: async (sha256) => (await all(sql.taken, sha256)).map(storedReceipt),
    firstReceivedAt: async (sha256, beforeId) =>
      textOrNull((await one(sql.first, sha256, beforeId))?.['received_at']),
    receipts: async () => (await all(sql.every)).map(storedReceipt),
    unsettled: async () => (await all(sql.unsettled)).map(storedWithClaim),
    markSettled: async (ids) => void (await all(sql.settle, ids.map(String))),
    destinationsAmong: async (paths) =>
      new Map(
        (await all(sql.destinations, paths)).map((row) => [
          String(row['destination']),
          Number(row['id']),
        ]),
      ),
    receiptsAfter: async (id, limit) => (await all(sql.after, id, limit)).map(storedReceipt),
    receiptsNamed: async (wanted) => (await all(sql.named, wanted)).map(storedReceipt),
  };
}

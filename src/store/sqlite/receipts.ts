/** What the embedded store knows of files that came: each question from an index of its own. */
import type { FileChange, Receipts } from '../receipts.ts';
import { fileChangeSeal, type Seal } from '../seals.ts';
import { timesTaken } from './guards.ts';
import { fileChangeOf, type SqlRow, storedReceipt, storedWithClaim, textOrNull } from '../rows.ts';
import type { Sql } from './sql.ts';

const byIdentity = 'select * from files where sender = ? and flow = ? and file_identifier = ?';

/** Of each file the first receipt of its name at or after the event: an event knows no more of it. */
const filesOfEvents = (events: string): string =>
  `with events as (${events}) select distinct (select f.id from files f
    where f.name = events.file and f.received_at >= events.received_at order by f.id limit 1) as id
  from events`;

const sql = {
  fileChange: 'insert or replace into file_changes (file_id, sha256, at, why) values (?, ?, ?, ?)',
  // Two questions, because each part of the table has an index of its own.
  destinations: `select destination, id from files
      where destination in (select value from json_each(?1)) and claim is not null
    union all select destination, id from files
      where destination in (select value from json_each(?1)) and claim is null`,
  forgetNames: `delete from named_mpans where content in (
      select c.id from contents c join files f on f.sha256 = c.sha256 where f.id = ?
        and not exists (select 1 from files other where other.sha256 = f.sha256
          and other.id not in (select file_id from file_changes where why = 'purged')))`,
  filesInUse: filesOfEvents(`select distinct json_extract(body, '$.file') as file, received_at
    from journal where body is not null and mpan in
      (select mpan from mpans where open = 1 union select mpan from exceptions where open = 1)`),
  filesOfMpan: filesOfEvents(`select distinct json_extract(body, '$.file') as file, received_at
    from journal where mpan = ? and body is not null and json_valid(body)`),
} as const;

/** Keeps what a file is to become; what it named is forgotten where it was purged. */
export function changeFile({ run }: Sql, change: FileChange): Seal {
  const { fileId, sha256, at, why } = change;
  run(sql.fileChange, fileId, sha256, at, why);
  if (why === 'purged') run(sql.forgetNames, fileId);
  return fileChangeSeal(change);
}

export function sqliteReceipts(store: Sql): Receipts {
  const { run, all, one, together, seal } = store;
  return {
    timesTaken: async (file) => timesTaken(store, file),
    receiptsFor: async ({ sender, flow, fileIdentifier }) =>
      all(`${byIdentity} order by id`, sender, flow, fileIdentifier).map(storedReceipt),
    appliedFor: async ({ sender, flow, fileIdentifier }) =>
      all(
        `${byIdentity} and outcome in ('applied', 'partly-applied') order by id`,
        sender,
        flow,
        fileIdentifier,
      ).map(storedReceipt),
    receiptsOfBytes: async (sha256) =>
      all('select * from files where sha256 = ? order by id', sha256).map(storedReceipt),
    takenOfBytes: async (sha256) =>
      all(
        `select * from files where sha256 = ?
          and outcome in ('applied', 'partly-applied', 'not-ours') order by id`,
        sha256,
      ).map(storedReceipt),
    firstReceivedAt: async (sha256, beforeId) =>
      textOrNull(
        one(
          `select received_at from files where sha256 = ? and id < ?
            order by received_at limit 1`,
          sha256,
          beforeId,
        )?.['received_at'],
      ),
    receipts: async () => all('select * from files order by id').map(storedReceipt),
    unsettled: async () =>
      all('select * from files where settled = 0 order by id').map(storedWithClaim),
    markSettled: async (ids) => {
      if (ids.length === 0) return;
      together(() => {
        for (const id of ids) run('update files set settled = 1 where id = ?', id);
      });
    },
    destinationsAmong: async (paths) =>
      new Map(
        all(sql.destinations, JSON.stringify(paths)).map((row) => [
          String(row['destination']),
          Number(row['id']),
        ]),
      ),
    receiptsAfter: async (id, limit) =>
      all('select * from files where id > ? order by id limit ?', id, limit).map(storedReceipt),
    receiptsNamed: async (wanted) =>
      all(
        `select * from files where id in (
            select id from files where file_identifier = ?1
            union all select id from files where name = ?1
            union all select id from files where destination = ?1 and instr(?1, '/') > 0)
          order by id`,
        wanted,
      ).map(storedReceipt),
    fileChanges: async () =>
      new Map(
        all('select * from file_changes').map((row) => {
          const change = fileChangeOf(row);
          return [change.fileId, change];
        }),
      ),
    fileChange: async (fileId) => {
      const row = one('select * from file_changes where file_id = ?', fileId);
      return row === undefined ? null : fileChangeOf(row);
    },
    recordFileChange: async (change) =>
      together(() => seal(change.at, [changeFile(store, change)])),
    filesInUse: async () => new Set(idsIn(all(sql.filesInUse))),
    filesOfMpan: async (mpan) => idsIn(all(sql.filesOfMpan, mpan)).sort((a, b) => a - b),
  };
}

const idsIn = (rows: readonly SqlRow[]): number[] =>
  rows.flatMap(({ id }) => (id === null ? [] : [Number(id)]));

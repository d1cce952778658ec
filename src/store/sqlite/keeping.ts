/** Keeping, in the embedded store: what of the journal is read by number, and what is taken away. */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { ErasedEvent } from '../../process/index.ts';
import type {
  ChainedEntry,
  Erasure,
  GoneEntries,
  KeepingEntry,
  KeepingStore,
  Purge,
} from '../keeping-store.ts';
import {
  alertSeal,
  changedCheckSeal,
  deliveryEndSeal,
  deliverySeal,
  fileChangeSeal,
  fileNumberSeal,
  findingsSeal,
  onTheWaySeal,
  outboxTextSeal,
  type Seal,
  type SealedEntry,
  standingSeal,
  toldSeal,
  withoutRecord,
} from '../seals.ts';
import { type UnitOfWork, unitOfWork } from '../unit-of-work.ts';
import { storedChangedCheck } from './config-history.ts';
import {
  appendEntries,
  beforeFirst,
  digestOf,
  headNote,
  headOf,
  type One,
  type Run,
} from './journal.ts';
import {
  fileChangeOf,
  type Row,
  storedAlert,
  storedCheck,
  storedException,
  storedOutbox,
  storedReceipt,
  textOrNull,
} from './rows.ts';
import { sealedRecordsOf } from './sealed-records.ts';
import type { FileChange } from '../receipts.ts';

interface Surroundings {
  readonly database: DatabaseSync;
  readonly run: Run;
  readonly all: (text: string, ...values: SQLInputValue[]) => Row[];
  readonly one: One;
  /** Makes the writes of `work` durable together. */
  readonly together: (work: () => void) => void;
  readonly commitMpans: (unit: UnitOfWork) => boolean;
  readonly fileNumberNote: string;
  readonly onTheWayNote: string;
  readonly seal: (at: string | null, seals: readonly Seal[]) => void;
}

const entriesPerRead = 1_000;
/** Some of these hold what is left of an MPAN. */
const keepingPerRead = 50;

type Kept = ErasedEvent | Exclude<KeepingEntry, SealedEntry>;

const entrySelect = `select j.*, coalesce((select link from journal b where b.seq < j.seq
  order by b.seq desc limit 1), '') as previous from journal j`;

/** Of each file the first receipt of its name at or after the event: an event knows no more of it. */
const filesOfEvents = (events: string): string =>
  `with events as (${events}) select distinct (select f.id from files f
    where f.name = events.file and f.received_at >= events.received_at order by f.id limit 1) as id
  from events`;

const sql = {
  entries: `${entrySelect} where j.seq > ? order by j.seq limit ?`,
  entriesOfMpan: `${entrySelect} where j.seq > ? and (j.mpan = ? or j.seq in
    (select seq from shared_entries where mpan = ?)) order by j.seq limit ?`,
  blank: `update journal set mpan = ?, key = ?, kind = 'gone', effective_at = '', received_at = '',
    body = null where seq = ?`,
  nextMpan: `select min(mpan) as mpan from (
    select min(mpan) as mpan from journal where mpan > ?
    union all select min(mpan) from mpans where mpan > ?
    union all select min(mpan) from checks where mpan > ?
    union all select min(mpan) from exceptions where mpan > ?)`,
  isKey: 'select 1 from journal where key = ? and seq <> ?',
  fileChange: 'insert or replace into file_changes (file_id, sha256, at, why) values (?, ?, ?, ?)',
  forgetNames: `delete from named_mpans where content in (
      select c.id from contents c join files f on f.sha256 = c.sha256 where f.id = ?
        and not exists (select 1 from files other where other.sha256 = f.sha256
          and other.id not in (select file_id from file_changes where why = 'purged')))`,
  findings: 'update files set findings = ? where id = ?',
  outboxText: 'update outbox set text = ? where name = ?',
  oldAlerts: `at < ? and delivered = 1
    and mpan not in (select mpan from mpans where open = 1)
    and key not in (select alert from deliveries where next_attempt_at is not null)`,
  filesInUse: filesOfEvents(`select distinct json_extract(body, '$.file') as file, received_at
    from journal where body is not null and mpan in
      (select mpan from mpans where open = 1 union select mpan from exceptions where open = 1)`),
  filesOfMpan: filesOfEvents(`select distinct json_extract(body, '$.file') as file, received_at
    from journal where mpan = ? and body is not null and json_valid(body)`),
  erasedIn: `select distinct n.mpan from contents c join named_mpans n on n.content = c.id
    where c.sha256 = ? and exists (select 1 from journal j where j.mpan = n.mpan
      and j.kind = 'erased')`,
  closedAmong: `select m.mpan from mpans m join checks c on c.mpan = m.mpan
    where m.mpan in (select value from json_each(?)) and m.open = 0 and m.wake_at is null
      and not exists (select 1 from exceptions e where e.mpan = m.mpan and e.open = 1)
    group by m.mpan having max(c.closed_on) < ?`,
  closedMpans: `select m.mpan, m.revision, max(c.closed_on) as closed_on, count(*) as checks
    from mpans m join checks c on c.mpan = m.mpan
    where m.mpan > ? and m.open = 0 and m.wake_at is null
      and not exists (select 1 from exceptions e where e.mpan = m.mpan and e.open = 1)
    group by m.mpan having max(c.closed_on) < ? order by m.mpan limit ?`,
  // The list of kinds is that of the index.
  keeping: `select seq, body from journal
    where kind in ('erased', 'purged', 'restored', 'accepted', 'begun') and seq > ?
    and body is not null and json_valid(body) order by seq limit ?`,
  erasedSince: `select distinct mpan from journal
    where kind in ('erased', 'purged', 'restored', 'accepted', 'begun')
    and kind = 'erased' and received_at >= ?`,
} as const;

/** What is kept by MPAN besides its journal and its snapshot. */
const tablesByMpan = [
  'checks',
  'exceptions',
  'named_mpans',
  'config_changed_checks',
  'shared_entries',
];

/** Thrown inside a transaction to leave it; never seen outside. */
class Conflict extends Error {}

export function sqliteKeeping(around: Surroundings): KeepingStore {
  const { database, run, all, one, together, commitMpans } = around;
  const { fileNumberNote, onTheWayNote, seal } = around;

  /** Takes the bodies of entries away and gives their numbers with the digests of their keys. */
  function blank(rows: readonly Row[], mpan: string): GoneEntries {
    return rows.map((row) => {
      const seq = Number(row['seq']);
      const key = String(row['key']);
      let gone = row['kind'] === 'gone' ? key : digestOf(key);
      // The same fact may have come again after it was erased.
      if (one(sql.isKey, gone, seq) !== undefined) gone = `${gone}.${seq}`;
      run(sql.blank, mpan, gone, seq);
      return [seq, gone] as const;
    });
  }

  const changeFile = (change: FileChange): Seal => {
    const { fileId, sha256, at, why } = change;
    run(sql.fileChange, fileId, sha256, at, why);
    if (why === 'purged') run(sql.forgetNames, fileId);
    return fileChangeSeal(change);
  };

  /** Takes alerts away, with what was queued of them. Returns how many there were. */
  function forgetAlerts(where: string, value: SQLInputValue, seals: Seal[]): number {
    const gone = [
      ...all(`select * from alerts where ${where}`, value).flatMap((row) => {
        const alert = storedAlert(row);
        return [alertSeal(alert), standingSeal(alert.key, false), toldSeal(alert.key, false)];
      }),
      ...all(
        `select * from deliveries where alert in (select key from alerts where ${where})`,
        value,
      ).flatMap((row) => {
        const alert = String(row['alert']);
        const queued = { alert, channel: String(row['channel']), dueAt: String(row['due_at']) };
        return [deliverySeal(queued), deliveryEndSeal(queued, null)];
      }),
    ];
    seals.push(...gone.map(withoutRecord));
    return Number(run(`delete from alerts where ${where}`, value).changes);
  }

  function forgetMpan(mpan: string, seals: Seal[]): void {
    forgetAlerts('mpan = ?', mpan, seals);
    for (const row of all('select * from config_changed_checks where mpan = ?', mpan)) {
      const changed = changedCheckSeal(Number(row['change_id']), storedChangedCheck(row));
      seals.push(withoutRecord(changed));
    }
    for (const table of tablesByMpan) run(`delete from ${table} where mpan = ?`, mpan);
  }

  function erase({ at, event, update, files, findings, outbox }: Erasure): void {
    const { mpan } = event;
    if (!commitMpans(unitOfWork(at, { mpans: [update] }))) throw new Conflict();
    const heard = all(
      `select seq, key, kind from journal
        where mpan = ? and not (kind = 'appointment' and effective_at > ?) order by seq`,
      mpan,
      event.state.foldedTo,
    );
    const erased: ErasedEvent = { ...event, entries: blank(heard, mpan) };
    appendEntries(run, one, [erased]);
    run(`update exceptions set detail = '[erased]' where mpan = ?`, mpan);
    run('delete from shared_entries where mpan = ?', mpan);
    const changes = files.map(changeFile);
    for (const { fileId, left } of findings) run(sql.findings, JSON.stringify(left), fileId);
    for (const { name, text } of outbox) run(sql.outboxText, text, name);
    seal(at, [
      ...changes,
      ...findings.map(({ fileId, left }) => findingsSeal(fileId, left)),
      ...outbox.map(outboxTextSeal),
    ]);
  }

  function purge({ at, entry, mpans, alertsBefore, files, outbox }: Purge) {
    const entries: [number, string][] = [];
    const seals: Seal[] = [];
    let gone = 0;
    for (const { mpan, revision } of mpans) {
      const left = run('delete from mpans where mpan = ? and revision = ?', mpan, revision);
      if (left.changes !== 1) continue;
      gone += 1;
      const own = all('select seq, key, kind from journal where mpan = ? order by seq', mpan);
      for (const [seq, key] of blank(own, '')) entries.push([seq, key]);
      forgetMpan(mpan, seals);
    }
    const alerts = alertsBefore === null ? 0 : forgetAlerts(sql.oldAlerts, alertsBefore, seals);
    seals.push(...files.map(changeFile));
    for (const { name, text } of outbox) run(sql.outboxText, text, name);
    appendEntries(run, one, [{ ...entry, mpans: gone, alerts, entries }]);
    seal(at, [...seals, ...outbox.map(outboxTextSeal)]);
    return { mpans: gone, alerts };
  }

  return {
    head: async () => headOf(one),
    headWrittenDown: async () => {
      const note = one('select value from notes where key = ?', headNote)?.['value'];
      const [seq = '0', link = beforeFirst] = String(note ?? '').split(' ');
      return note === undefined ? null : { seq: Number(seq), link };
    },
    linkAt: async (seq) => {
      const link = one('select link from journal where seq = ?', seq)?.['link'];
      return link === undefined ? null : String(link);
    },
    async *chain(mpan) {
      for (let after = 0; ; ) {
        const rows =
          mpan === null
            ? all(sql.entries, after, entriesPerRead)
            : all(sql.entriesOfMpan, after, mpan, mpan, entriesPerRead);
        for (const row of rows) yield chainedEntry(row);
        if (rows.length < entriesPerRead) return;
        after = Number(rows.at(-1)?.['seq']);
      }
    },
    async *keepingEntries() {
      for (let after = 0; ; ) {
        const rows = all(sql.keeping, after, keepingPerRead);
        for (const row of rows) {
          yield { seq: Number(row['seq']), entry: JSON.parse(String(row['body'])) as Kept };
        }
        if (rows.length < keepingPerRead) return;
        after = Number(rows.at(-1)?.['seq']);
      }
    },
    record: async (entry) => together(() => appendEntries(run, one, [entry])),
    async *sealedRecords() {
      yield* sealedRecordsOf(all);
    },
    everyMpan: async (after, limit) => {
      const found: string[] = [];
      for (let last = after; found.length < limit; ) {
        const next = textOrNull(one(sql.nextMpan, last, last, last, last)?.['mpan']);
        if (next === null) break;
        found.push(next);
        last = next;
      }
      return found;
    },
    notes: async () =>
      new Map(
        all('select key, value from notes').map(({ key, value }) => [String(key), String(value)]),
      ),
    dropDerived: async (mpan) =>
      together(() => {
        for (const table of ['mpans', 'checks', 'exceptions']) {
          run(`delete from ${table} where mpan = ?`, mpan);
        }
      }),
    derivedRows: async (mpan) => {
      const row = one('select * from mpans where mpan = ?', mpan);
      if (row === undefined) return null;
      const checks = all('select * from checks where mpan = ? order by supplier, sequence', mpan);
      const items = all('select * from exceptions where mpan = ? order by id', mpan);
      return {
        revision: Number(row['revision']),
        wakeAt: textOrNull(row['wake_at']),
        alerted: row['alerted'] === 1,
        excepted: row['excepted'] === 1,
        open: row['open'] === 1,
        owing: row['owing'] === 1,
        checks: checks.map((check) => storedCheck(check)),
        exceptions: items.map((item) => storedException(item)),
      };
    },
    lastAlertAt: async () =>
      textOrNull(one('select at from alerts order by id desc limit 1')?.['at']),
    erase: async (erasure) => {
      try {
        together(() => erase(erasure));
        return 'committed';
      } catch (error) {
        if (error instanceof Conflict) return 'conflict';
        throw error;
      }
    },
    purge: async (what) => {
      let done = { mpans: 0, alerts: 0 };
      together(() => {
        done = purge(what);
      });
      return done;
    },
    recordRestore: async (entry, nextFileNumber) => {
      together(() => {
        appendEntries(run, one, [entry]);
        const next = String(nextFileNumber);
        const noted = run('update notes set value = ? where key = ?', next, fileNumberNote);
        // What was on its way when the backup was made may never have come there: it is written.
        const moved = run('delete from notes where key = ?', onTheWayNote);
        seal(entry.receivedAt, [
          ...(noted.changes === 1 ? [fileNumberSeal(nextFileNumber)] : []),
          ...(moved.changes === 1 ? [onTheWaySeal([])] : []),
        ]);
      });
    },
    scrub: async () => {
      // What was freed may still stand in pages; written anew, the file has only what it holds.
      database.exec('pragma secure_delete = on');
      database.exec('vacuum');
      database.exec('pragma wal_checkpoint(truncate)');
      database.exec('pragma secure_delete = off');
    },
    fileChanges: async () =>
      new Map(
        all('select * from file_changes').map((row) => {
          const change = fileChangeOf(row);
          return [change.fileId, change];
        }),
      ),
    erasedIn: async (sha256) => all(sql.erasedIn, sha256).map((row) => String(row['mpan'])),
    erasedSince: async (at) => all(sql.erasedSince, at).map((row) => String(row['mpan'])),
    recordFileChange: async (change) => together(() => seal(change.at, [changeFile(change)])),
    fileChange: async (fileId) => {
      const row = one('select * from file_changes where file_id = ?', fileId);
      return row === undefined ? null : fileChangeOf(row);
    },
    receiptsAfter: async (id, limit) =>
      all('select * from files where id > ? order by id limit ?', id, limit).map(storedReceipt),
    outboxAfter: async (id, limit) => {
      const rows = all('select * from outbox where id > ? order by id limit ?', id, limit);
      const last = rows.at(-1)?.['id'];
      return { files: rows.map(storedOutbox), last: last === undefined ? null : Number(last) };
    },
    filesInUse: async () => new Set(idsIn(all(sql.filesInUse))),
    filesOfMpan: async (mpan) => idsIn(all(sql.filesOfMpan, mpan)).sort((a, b) => a - b),
    closedAmong: async (closedBefore, mpans) =>
      new Set(
        all(sql.closedAmong, JSON.stringify(mpans), closedBefore).map((row) => String(row['mpan'])),
      ),
    closedMpans: async (closedBefore, after, limit) =>
      all(sql.closedMpans, after, closedBefore, limit).map((row) => ({
        mpan: String(row['mpan']),
        revision: Number(row['revision']),
        closedOn: String(row['closed_on']),
        checks: Number(row['checks']),
      })),
    countAlertsBefore: async (before) =>
      Number(one(`select count(*) as n from alerts where ${sql.oldAlerts}`, before)?.['n'] ?? 0),
    openMpans: async () =>
      new Set(all('select mpan from mpans where open = 1').map((row) => String(row['mpan']))),
  };
}

const idsIn = (rows: readonly Row[]): number[] =>
  rows.flatMap(({ id }) => (id === null ? [] : [Number(id)]));

const chainedEntry = (row: Row): ChainedEntry => ({
  seq: Number(row['seq']),
  mpan: String(row['mpan']),
  key: String(row['key']),
  kind: String(row['kind']),
  effectiveAt: String(row['effective_at']),
  receivedAt: String(row['received_at']),
  body: row['body'] === null ? null : String(row['body']),
  digest: String(row['digest']),
  link: String(row['link']),
  previous: String(row['previous']) || beforeFirst,
});

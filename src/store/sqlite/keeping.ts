/** Keeping, in the embedded store: what of the journal is read by number, and what is taken away. */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { ErasedEvent } from '../../process/index.ts';
import type {
  ChainedEntry,
  Erasure,
  FileChange,
  GoneEntries,
  KeepingEntry,
  KeepingStore,
  Purge,
} from '../keeping-store.ts';
import { type UnitOfWork, unitOfWork } from '../unit-of-work.ts';
import {
  appendEntries,
  beforeFirst,
  digestOf,
  headNote,
  headOf,
  type One,
  type Run,
} from './journal.ts';
import { type Row, storedOutbox, storedReceipt } from './rows.ts';

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
}

const entriesPerRead = 1_000;

const entrySelect = `select j.*, coalesce((select link from journal b where b.seq < j.seq
  order by b.seq desc limit 1), '') as previous from journal j`;

/** Of each file the first receipt of its name at or after the event: an event knows no more of it. */
const filesOfEvents = (events: string): string =>
  `with events as (${events}) select distinct (select f.id from files f
    where f.name = events.file and f.received_at >= events.received_at order by f.id limit 1) as id
  from events`;

const sql = {
  entries: `${entrySelect} where j.seq > ? order by j.seq limit ?`,
  entriesOfMpan: `${entrySelect} where j.seq > ? and j.mpan = ? order by j.seq limit ?`,
  blank: `update journal set mpan = ?, key = ?, kind = 'gone', effective_at = '', received_at = '',
    body = null where seq = ?`,
  isKey: 'select 1 from journal where key = ? and seq <> ?',
  fileChange: 'insert or replace into file_changes (file_id, sha256, at, why) values (?, ?, ?, ?)',
  forgetNames: `delete from named_mpans where content in (
      select c.id from contents c join files f on f.sha256 = c.sha256 where f.id = ?
        and not exists (select 1 from files other where other.sha256 = f.sha256
          and other.id not in (select file_id from file_changes where why = 'purged')))`,
  findings: 'update files set findings = ? where id = ?',
  outboxText: 'update outbox set text = ? where name = ?',
  oldAlerts: `from alerts where at < ? and delivered = 1
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
  keeping: `select body from journal where kind in ('erased', 'purged', 'restored')
    and body is not null and json_valid(body) order by seq`,
  // The list of kinds is that of the index.
  erasedSince: `select distinct mpan from journal where kind in ('erased', 'purged', 'restored')
    and kind = 'erased' and received_at >= ?`,
} as const;

/** What is kept by MPAN besides its journal and its snapshot. */
const tablesByMpan = ['checks', 'exceptions', 'alerts', 'named_mpans', 'config_changed_checks'];

/** Thrown inside a transaction to leave it; never seen outside. */
class Conflict extends Error {}

export function sqliteKeeping(around: Surroundings): KeepingStore {
  const { database, run, all, one, together, commitMpans, fileNumberNote, onTheWayNote } = around;

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

  const changeFile = ({ fileId, sha256, at, why }: FileChange): void => {
    run(sql.fileChange, fileId, sha256, at, why);
    if (why === 'purged') run(sql.forgetNames, fileId);
  };

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
    for (const change of files) changeFile(change);
    for (const { fileId, left } of findings) run(sql.findings, JSON.stringify(left), fileId);
    for (const { name, text } of outbox) run(sql.outboxText, text, name);
  }

  function purge({ entry, mpans, alertsBefore, files, outbox }: Purge) {
    const entries: [number, string][] = [];
    let gone = 0;
    for (const { mpan, revision } of mpans) {
      const left = run('delete from mpans where mpan = ? and revision = ?', mpan, revision);
      if (left.changes !== 1) continue;
      gone += 1;
      const own = all('select seq, key, kind from journal where mpan = ? order by seq', mpan);
      for (const [seq, key] of blank(own, '')) entries.push([seq, key]);
      for (const table of tablesByMpan) {
        run(`delete from ${table} where mpan = ?`, mpan);
      }
    }
    const alerts =
      alertsBefore === null ? 0 : Number(run(`delete ${sql.oldAlerts}`, alertsBefore).changes);
    for (const change of files) changeFile(change);
    for (const { name, text } of outbox) run(sql.outboxText, text, name);
    appendEntries(run, one, [{ ...entry, mpans: gone, alerts, entries }]);
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
            : all(sql.entriesOfMpan, after, mpan, entriesPerRead);
        for (const row of rows) yield chainedEntry(row);
        if (rows.length < entriesPerRead) return;
        after = Number(rows.at(-1)?.['seq']);
      }
    },
    keepingEntries: async () =>
      all(sql.keeping).map((row) => JSON.parse(String(row['body'])) as ErasedEvent | KeepingEntry),
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
        run('update notes set value = ? where key = ?', String(nextFileNumber), fileNumberNote);
        // What was on its way when the backup was made may never have come there: it is written.
        run('delete from notes where key = ?', onTheWayNote);
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
    recordFileChange: async (change) => together(() => changeFile(change)),
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
      Number(one(`select count(*) as n ${sql.oldAlerts}`, before)?.['n'] ?? 0),
    openMpans: async () =>
      new Set(all('select mpan from mpans where open = 1').map((row) => String(row['mpan']))),
  };
}

const idsIn = (rows: readonly Row[]): number[] =>
  rows.flatMap(({ id }) => (id === null ? [] : [Number(id)]));

const fileChangeOf = (row: Row): FileChange => ({
  fileId: Number(row['file_id']),
  sha256: row['sha256'] === null ? null : String(row['sha256']),
  at: String(row['at']),
  why: row['why'] === 'erased' ? 'erased' : 'purged',
});

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

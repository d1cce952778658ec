/** Keeping, in the embedded store: what of the journal is read by number, and what is taken away. */
import type { SQLInputValue } from 'node:sqlite';
import type { ErasedEvent } from '../../process/index.ts';
import { digestOf } from '../chain.ts';
import type { Erasure, GoneEntries, Keeping, KeptEntry, Purge } from '../keeping-store.ts';
import {
  alertSeal,
  changedCheckSeal,
  deliveryEndSeal,
  deliverySeal,
  findingsSeal,
  onTheWaySeal,
  outboxTextSeal,
  type Seal,
  standingSeal,
  toldSeal,
  withoutRecord,
} from '../seals.ts';
import { unitOfWork } from '../unit-of-work.ts';
import { oldAlerts } from './alerts.ts';
import { commitMpans } from './commit.ts';
import { nextFileNumber, useFileNumbers } from './outbox.ts';
import { changeFile } from './receipts.ts';
import { onTheWayNote, type SqlRow, storedAlert, storedChangedCheck } from '../rows.ts';
import { sealedRecordsOf } from './sealed-records.ts';
import { commitSought, forgetSought } from './sought.ts';
import { committed, Refused, type Sql } from './sql.ts';

/** Some of these hold what is left of an MPAN. */
const keepingPerRead = 50;

const sql = {
  blank: `update journal set mpan = ?, key = ?, kind = 'gone', effective_at = '', received_at = '',
    body = null where seq = ?`,
  isKey: 'select 1 from journal where key = ? and seq <> ?',
  findings: 'update files set findings = ? where id = ?',
  outboxText: 'update outbox set text = ? where name = ?',
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
  'claims',
  'milestones',
];

export function sqliteKeeping(store: Sql): Keeping {
  const { run, all, one, together, seal, append } = store;

  /** Takes the bodies of entries away and gives their numbers with the digests of their keys. */
  function blank(rows: readonly SqlRow[], mpan: string): GoneEntries {
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
    forgetSought(store, mpan);
    forgetAlerts('mpan = ?', mpan, seals);
    for (const row of all('select * from config_changed_checks where mpan = ?', mpan)) {
      const changed = changedCheckSeal(Number(row['change_id']), storedChangedCheck(row));
      seals.push(withoutRecord(changed));
    }
    for (const table of tablesByMpan) run(`delete from ${table} where mpan = ?`, mpan);
  }

  function erase({ at, event, update, files, findings, outbox }: Erasure): void {
    const { mpan } = event;
    if (!commitMpans(store, unitOfWork(at, { mpans: [update] }))) throw new Refused('conflict');
    const heard = all(
      `select seq, key, kind from journal
        where mpan = ? and not (kind = 'appointment' and effective_at > ?) order by seq`,
      mpan,
      event.state.foldedTo,
    );
    const erased: ErasedEvent = { ...event, entries: blank(heard, mpan) };
    append([erased]);
    run(`update exceptions set detail = '[erased]', words = '' where mpan = ?`, mpan);
    run('delete from shared_entries where mpan = ?', mpan);
    run('delete from claims where mpan = ?', mpan);
    forgetSought(store, mpan);
    commitSought(store, [{ mpan, ids: [], site: [] }]);
    const changes = files.map((file) => changeFile(store, file));
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
    const alerts = alertsBefore === null ? 0 : forgetAlerts(oldAlerts, alertsBefore, seals);
    seals.push(...files.map((file) => changeFile(store, file)));
    for (const { name, text } of outbox) run(sql.outboxText, text, name);
    append([{ ...entry, mpans: gone, alerts, entries }]);
    seal(at, [...seals, ...outbox.map(outboxTextSeal)]);
    return { mpans: gone, alerts };
  }

  return {
    async *keepingEntries() {
      for (let after = 0; ; ) {
        const rows = all(sql.keeping, after, keepingPerRead);
        for (const row of rows) {
          yield { seq: Number(row['seq']), entry: JSON.parse(String(row['body'])) as KeptEntry };
        }
        if (rows.length < keepingPerRead) return;
        after = Number(rows.at(-1)?.['seq']);
      }
    },
    record: async (entry) => together(() => append([entry])),
    async *sealedRecords() {
      yield* sealedRecordsOf(all);
    },
    erase: async (erasure) => committed(() => together(() => erase(erasure))),
    purge: async (what) => {
      let done = { mpans: 0, alerts: 0 };
      together(() => {
        done = purge(what);
      });
      return done;
    },
    recordRestore: async (entry, skipped) => {
      together(() => {
        append([entry]);
        const next = useFileNumbers(store, nextFileNumber(store) + skipped);
        // What was on its way when the backup was made may never have come there: it is written.
        const moved = run('delete from notes where key = ?', onTheWayNote);
        seal(entry.receivedAt, [next, ...(moved.changes === 1 ? [onTheWaySeal([])] : [])]);
      });
    },
    erasedSince: async (at) => all(sql.erasedSince, at).map((row) => String(row['mpan'])),
    erasedIn: async (sha256) => all(sql.erasedIn, sha256).map((row) => String(row['mpan'])),
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
  };
}

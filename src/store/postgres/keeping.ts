/** Keeping, in PostgreSQL: what is read of the journal by number, and what is taken away. */
import type { ErasedEvent } from '../../process/index.ts';
import { digestOf } from '../chain.ts';
import type { Erasure, GoneEntries, Keeping, KeptEntry, Purge } from '../keeping-store.ts';
import { onTheWayNote, type SqlRow, storedAlert, storedChangedCheck } from '../rows.ts';
import {
  sealedNotes,
  sealedRecordsIn,
  sealedRecordsOfNotes,
  sealedTables,
} from '../sealed-records.ts';
import {
  alertSeal,
  changedCheckSeal,
  deliveryEndSeal,
  deliverySeal,
  fileNumberSeal,
  findingsSeal,
  onTheWaySeal,
  outboxTextSeal,
  type Seal,
  standingSeal,
  toldSeal,
  withoutRecord,
} from '../seals.ts';
import type { OutboxFile } from '../unit-of-work.ts';
import { unitOfWork } from '../unit-of-work.ts';
import { toldLongAgo } from './alerts.ts';
import { answerIn, unitCall } from './commit.ts';
import { changeFiles } from './file-changes.ts';
import { putNote } from './notes.ts';
import type { PostgresSql } from './sql.ts';
import { integers, rawTexts, texts } from './values.ts';

/** Some of these hold what is left of an MPAN. */
const keepingPerRead = 50;
const rowsPerRead = 500;

const sql = {
  lockMpan: 'select from {schema}.mpans where mpan = $1 for no key update',
  keys: 'select key, seq from {schema}.journal where key = any ($1::text[])',
  blank: `update {schema}.journal j set mpan = $1, key = u.key, kind = 'gone', effective_at = '',
      received_at = '', body = null
    from unnest($2::bigint[], $3::text[]) u (seq, key) where j.seq = u.seq`,
  heard: `select seq, key, kind from {schema}.journal
    where mpan = $1 and not (kind = 'appointment' and effective_at > $2) order by seq`,
  own: `select j.seq, j.key, j.kind from unnest($1::text[]) with ordinality u (mpan, n)
    join {schema}.journal j on j.mpan = u.mpan order by u.n, j.seq`,
  eraseItems: `update {schema}.exceptions set detail = '[erased]', words = '' where mpan = $1`,
  findings: `update {schema}.files f set findings = u.findings
    from unnest($1::bigint[], $2::text[]) u (id, findings) where f.id = u.id`,
  outboxTexts: `update {schema}.outbox o set text = u.text
    from unnest($1::text[], $2::text[]) u (name, text) where o.name = u.name`,
  lockPurged: `select m.mpan from unnest($1::text[], $2::integer[]) u (mpan, revision)
    join {schema}.mpans m on m.mpan = u.mpan and m.revision = u.revision
    order by m.mpan for update of m`,
  alerts: `select mpan, key, body, retracted from {schema}.alerts where mpan = any ($1::text[])
    order by id`,
  deliveries: `select a.mpan, d.alert, d.channel, d.due_at from {schema}.deliveries d
    join {schema}.alerts a on a.key = d.alert where a.mpan = any ($1::text[])
    order by d.alert, d.channel`,
  changedChecks: `select * from {schema}.config_changed_checks where mpan = any ($1::text[])
    order by change_id, mpan, supplier, sequence`,
  oldAlerts: `select a.mpan, a.key, a.body, a.retracted from {schema}.alerts a where ${toldLongAgo}
    order by a.id for update of a`,
  deliveriesOf: `select '' as mpan, alert, channel, due_at from {schema}.deliveries
    where alert = any ($1::text[]) order by alert, channel`,
  forgetAlerts: 'delete from {schema}.alerts where key = any ($1::text[])',
  erasedIn: `select distinct n.mpan from {schema}.contents c
    join {schema}.named_mpans n on n.content = c.id
    where c.sha256 = $1 and exists (select from {schema}.journal j where j.mpan = n.mpan
      and j.kind = 'erased') order by n.mpan`,
  closedAmong: `select m.mpan from {schema}.mpans m join {schema}.checks c on c.mpan = m.mpan
    where m.mpan = any ($1::text[]) and m.open = 0 and m.wake_at is null
      and not exists (select from {schema}.exceptions e where e.mpan = m.mpan and e.open = 1)
    group by m.mpan having max(c.closed_on) < $2`,
  closedMpans: `select m.mpan, m.revision, max(c.closed_on) as closed_on, count(*) as checks
    from {schema}.mpans m join {schema}.checks c on c.mpan = m.mpan
    where m.mpan > $1 and m.open = 0 and m.wake_at is null
      and not exists (select from {schema}.exceptions e where e.mpan = m.mpan and e.open = 1)
    group by m.mpan having max(c.closed_on) < $2 order by m.mpan limit $3`,
  // The list of kinds is that of the index.
  keeping: `select seq, body from {schema}.journal
    where kind in ('erased', 'purged', 'restored', 'accepted', 'begun') and seq > $1
    and body is not null order by seq limit $2`,
  erasedSince: `select distinct mpan from {schema}.journal
    where kind = 'erased' and received_at >= $1 order by mpan`,
  notes: 'select key, value from {schema}.notes where key = any ($1::text[])',
  forgetNote: 'delete from {schema}.notes where key = $1 returning key',
} as const;

/** What is kept by MPAN besides its journal. */
const tablesByMpan = [
  'checks',
  'exceptions',
  'named_mpans',
  'config_changed_checks',
  'shared_entries',
  'claims',
  'milestones',
  'sought',
];

type Ask = PostgresSql['all'];

/** Takes the bodies of entries away and gives their numbers with the digests of their keys. */
async function blank(all: Ask, rows: readonly SqlRow[], mpan: string): Promise<GoneEntries> {
  if (rows.length === 0) return [];
  const wanted = rows.map((row) => {
    const key = String(row['key']);
    return [Number(row['seq']), row['kind'] === 'gone' ? key : digestOf(key)] as const;
  });
  const taken = await all(
    sql.keys,
    wanted.map(([, key]) => key),
  );
  const holder = new Map(taken.map((row) => [String(row['key']), Number(row['seq'])]));
  // The same fact may have come again after it was erased.
  const gone = wanted.map(
    ([seq, key]) => [seq, (holder.get(key) ?? seq) === seq ? key : `${key}.${seq}`] as const,
  );
  const numbers = gone.map(([seq]) => String(seq));
  await all(sql.blank, mpan, numbers, texts(gone.map(([, key]) => key)));
  return gone;
}

/** What goes with alerts and with what was queued of them. */
const sealsOfAlerts = (alerts: readonly SqlRow[], deliveries: readonly SqlRow[]): Seal[] =>
  [
    ...alerts.flatMap((row) => {
      const alert = storedAlert(row);
      return [alertSeal(alert), standingSeal(alert.key, false), toldSeal(alert.key, false)];
    }),
    ...deliveries.flatMap((row) => {
      const alert = String(row['alert']);
      const queued = { alert, channel: String(row['channel']), dueAt: String(row['due_at']) };
      return [deliverySeal(queued), deliveryEndSeal(queued, null)];
    }),
  ].map(withoutRecord);

const byMpan = (rows: readonly SqlRow[]): ReadonlyMap<string, SqlRow[]> =>
  Map.groupBy(rows, (row) => String(row['mpan']));

/** Takes everything of these MPANs away but their journal; what of it was sealed is gone. */
async function forgetMpans(all: Ask, mpans: readonly string[]): Promise<Seal[]> {
  const alerts = await all(sql.alerts, mpans);
  const [ofAlerts, ofDeliveries] = [byMpan(alerts), byMpan(await all(sql.deliveries, mpans))];
  const ofChecks = byMpan(await all(sql.changedChecks, mpans));
  const seals = mpans.flatMap((mpan) => [
    ...sealsOfAlerts(ofAlerts.get(mpan) ?? [], ofDeliveries.get(mpan) ?? []),
    ...(ofChecks.get(mpan) ?? []).map((row) =>
      withoutRecord(changedCheckSeal(Number(row['change_id']), storedChangedCheck(row))),
    ),
  ]);
  await all(
    sql.forgetAlerts,
    alerts.map(({ key }) => String(key)),
  );
  for (const table of [...tablesByMpan, 'mpans']) {
    await all(`delete from {schema}.${table} where mpan = any ($1::text[])`, mpans);
  }
  return seals;
}

const putTexts = async (
  all: Ask,
  outbox: readonly Pick<OutboxFile, 'name' | 'text'>[],
): Promise<void> => {
  if (outbox.length === 0) return;
  const [names, said] = [outbox.map(({ name }) => name), outbox.map(({ text }) => text)];
  await all(sql.outboxTexts, texts(names), texts(said));
};

export function postgresKeeping({ all, together }: PostgresSql): Keeping {
  const erase = ({ at, event, update, files, findings, outbox }: Erasure): Promise<void> =>
    together(async (tx) => {
      const { mpan } = event;
      await tx.all(sql.lockMpan, mpan);
      await tx.all('delete from {schema}.sought where mpan = $1', mpan);
      // Looked for by itself alone.
      const sought = [{ mpan, ids: [], site: [] }];
      const [call, values] = unitCall(unitOfWork(at, { mpans: [update], sought }));
      await tx.all(call, ...values);
      const heard = await tx.all(sql.heard, mpan, event.state.foldedTo);
      const erased: ErasedEvent = { ...event, entries: await blank(tx.all, heard, mpan) };
      tx.append([erased]);
      await tx.all(sql.eraseItems, mpan);
      for (const table of ['shared_entries', 'claims']) {
        await tx.all(`delete from {schema}.${table} where mpan = $1`, mpan);
      }
      const changes = await changeFiles(tx.all, files);
      if (findings.length > 0) {
        const left = findings.map((one) => JSON.stringify(one.left));
        const ids = findings.map(({ fileId }) => String(fileId));
        await tx.all(sql.findings, ids, rawTexts(left));
      }
      await putTexts(tx.all, outbox);
      tx.seal(at, [
        ...changes,
        ...findings.map(({ fileId, left }) => findingsSeal(fileId, left)),
        ...outbox.map(outboxTextSeal),
      ]);
    });

  const purge = ({ at, entry, mpans, alertsBefore, files, outbox }: Purge) =>
    together(async (tx) => {
      const left = await tx.all(
        sql.lockPurged,
        texts(mpans.map(({ mpan }) => mpan)),
        integers(mpans.map(({ revision }) => revision)),
      );
      const asked = new Set(left.map(({ mpan }) => String(mpan)));
      const gone = mpans.map(({ mpan }) => mpan).filter((mpan) => asked.delete(mpan));
      const own = gone.length === 0 ? [] : await tx.all(sql.own, gone);
      const entries = await blank(tx.all, own, '');
      const seals = gone.length === 0 ? [] : await forgetMpans(tx.all, gone);
      const old = alertsBefore === null ? [] : await tx.all(sql.oldAlerts, alertsBefore);
      if (old.length > 0) {
        const keys = old.map(({ key }) => String(key));
        seals.push(...sealsOfAlerts(old, await tx.all(sql.deliveriesOf, keys)));
        await tx.all(sql.forgetAlerts, keys);
      }
      seals.push(...(await changeFiles(tx.all, files)));
      await putTexts(tx.all, outbox);
      tx.append([{ ...entry, mpans: gone.length, alerts: old.length, entries }]);
      tx.seal(at, [...seals, ...outbox.map(outboxTextSeal)]);
      return { mpans: gone.length, alerts: old.length };
    });

  return {
    async *keepingEntries() {
      for (let after = 0; ; ) {
        const rows = await all(sql.keeping, after, keepingPerRead);
        for (const row of rows) {
          const entry = keptIn(String(row['body']));
          if (entry !== null) yield { seq: Number(row['seq']), entry };
        }
        if (rows.length < keepingPerRead) return;
        after = Number(rows.at(-1)?.['seq']);
      }
    },
    record: (entry) => together(async (tx) => tx.append([entry])),
    async *sealedRecords() {
      for (const sealed of sealedTables) {
        const { table, key, first } = sealed;
        const [names, places] = [key.join(', '), key.map((_name, n) => `$${n + 1}`).join(', ')];
        const select = `select * from {schema}.${table} where (${names}) > (${places})
          order by ${names} limit ${rowsPerRead}`;
        for (let after = first; ; ) {
          const rows = await all(select, ...after);
          for (const row of rows) yield* sealedRecordsIn(sealed, row);
          const last = rows.at(-1);
          if (last === undefined || rows.length < rowsPerRead) break;
          after = key.map((name) => String(last[name]));
        }
      }
      const notes = await all(sql.notes, sealedNotes);
      yield* sealedRecordsOfNotes(
        new Map(notes.map(({ key, value }) => [String(key), String(value)])),
      );
    },
    erase: async (erasure) => {
      try {
        await erase(erasure);
        return 'committed';
      } catch (error) {
        return answerIn(error);
      }
    },
    purge,
    recordRestore: (entry, skipped) =>
      together(async (tx) => {
        tx.append([entry]);
        const names = ['next-file-number', 'file-numbers-taken'];
        const found = await tx.all(sql.notes, names);
        const next = Math.max(1, ...found.map(({ value }) => Number(value))) + skipped;
        await putNote(tx.all, 'next-file-number', String(next));
        // What was on its way when the backup was made may never have come there: it is written.
        const moved = await tx.all(sql.forgetNote, onTheWayNote);
        const seals = moved.length === 1 ? [onTheWaySeal([])] : [];
        tx.seal(entry.receivedAt, [fileNumberSeal(next), ...seals]);
      }),
    erasedSince: async (at) => (await all(sql.erasedSince, at)).map(mpanIn),
    erasedIn: async (sha256) => (await all(sql.erasedIn, sha256)).map(mpanIn),
    closedAmong: async (closedBefore, mpans) =>
      new Set((await all(sql.closedAmong, mpans, closedBefore)).map(mpanIn)),
    closedMpans: async (closedBefore, after, limit) =>
      (await all(sql.closedMpans, after, closedBefore, limit)).map((row) => ({
        mpan: mpanIn(row),
        revision: Number(row['revision']),
        closedOn: String(row['closed_on']),
        checks: Number(row['checks']),
      })),
  };
}

const mpanIn = (row: SqlRow): string => String(row['mpan']);

/** Null of what is no JSON any more: verification tells of that by its digest. */
function keptIn(body: string): KeptEntry | null {
  try {
    return JSON.parse(body) as KeptEntry;
  } catch {
    return null;
  }
}

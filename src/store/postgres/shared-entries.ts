/** Entries that settle items of many MPANs, in PostgreSQL. */
import { type ProcessEvent, withDismissed } from '../../process/index.ts';
import { type SqlRow, storedMpan, teamKindsSql } from '../rows.ts';
import { hidden } from '../seals.ts';
import type { SharedStore } from '../shared.ts';
import {
  heardBy,
  groupsWaiting,
  proposedIn,
  type SharedEntry,
  sharedIn,
  type WaitingEntry,
  waitingNote,
} from '../shared-acts.ts';
import type { StoredMpan } from '../unit-of-work.ts';
import { putNote } from './notes.ts';
import type { PostgresSql } from './sql.ts';
import { texts } from './values.ts';

const sql = {
  lock: `select from {schema}.mpans where mpan = any ($1::text[]) order by mpan for no key update`,
  settle: `update {schema}.exceptions e set open = 0, claimed_by = ''
    where e.id = any ($1::text[]) and e.open = 1 and e.supplier is null
      and not exists (select from {schema}.checks c where c.mpan = e.mpan)
      and not exists (select from {schema}.exceptions o where o.mpan = e.mpan and o.open = 1
        and o.code = 'SECOND_PERSON_NEEDED')
    returning e.id`,
  behind: `update {schema}.mpans set behind = 1, revision = revision + 1
    where mpan = any ($1::text[])`,
  link: `insert into {schema}.shared_entries (mpan, id, seq)
    select distinct u.mpan, u.id, $3::bigint from unnest($1::text[], $2::text[]) u (mpan, id)
    on conflict (mpan, id) do update set seq = excluded.seq`,
  own: `select mpan, seq, body from {schema}.journal where mpan = any ($1::text[])
    and body is not null and kind <> 'sealed' and kind not in ${teamKindsSql} order by mpan, seq`,
  links: `select s.mpan, s.id, s.seq, j.body from {schema}.shared_entries s
    left join {schema}.journal j on j.seq = s.seq and j.body is not null
    where s.mpan = any ($1::text[]) order by s.mpan, s.seq`,
  ids: 'select mpan, id from {schema}.shared_entries where mpan = any ($1::text[]) order by seq',
  bodies: 'select body from {schema}.journal where seq = any ($1::bigint[]) and body is not null',
  entries: `select seq, body from {schema}.journal where mpan = '' and kind = 'operator'
    and body is not null and strpos(body, $1) > 0 order by seq`,
  waiting: 'select value from {schema}.notes where key = $1',
  // Who writes it anew waits for whoever does.
  lockWaiting: 'select value from {schema}.notes where key = $1 for update',
  open: `select distinct e.code, e.sender from {schema}.exceptions e
    join unnest($1::text[], $2::text[]) u (code, sender) on u.code = e.code and u.sender = e.sender
    where e.open = 1`,
} as const;

type Heard = (mpan: string) => ProcessEvent[];

/** The events of each of these MPANs in the order they were taken in, those it shares among them. */
export async function journalsWithShared(
  all: PostgresSql['all'],
  mpans: readonly string[],
): Promise<Heard> {
  const own = Map.groupBy(await all(sql.own, mpans), (row) => String(row['mpan']));
  const links = Map.groupBy(await all(sql.links, mpans), (row) => String(row['mpan']));
  // Many MPANs are led to one entry: it is read once.
  const met = new Map<number, SharedEntry>();
  const sharedOf = ({ seq, body }: SqlRow): SharedEntry => {
    const known = met.get(Number(seq));
    if (known !== undefined) return known;
    const shared = body === null ? null : sharedIn(String(body));
    met.set(Number(seq), shared);
    return shared;
  };
  return (mpan) => {
    const told = (own.get(mpan) ?? []).map((row) => ({
      seq: Number(row['seq']),
      event: JSON.parse(String(row['body'])) as ProcessEvent,
    }));
    const heard = (links.get(mpan) ?? []).flatMap((row) => {
      const event = heardBy(sharedOf(row), mpan, String(row['id']));
      return event === null ? [] : [{ seq: Number(row['seq']), event }];
    });
    if (heard.length === 0) return told.map(({ event }) => event);
    return [...told, ...heard].sort((a, b) => a.seq - b.seq).map(({ event }) => event);
  };
}

/** Snapshots as they stand, and what has been dismissed of them since they were made. */
export async function storedMpans(
  all: PostgresSql['all'],
  rows: readonly SqlRow[],
): Promise<StoredMpan[]> {
  const behind = rows.filter((row) => row['behind'] === 1).map((row) => String(row['mpan']));
  if (behind.length === 0) return rows.map(storedMpan);
  const links = Map.groupBy(await all(sql.ids, behind), (row) => String(row['mpan']));
  return rows.map((row) => {
    const stored = storedMpan(row);
    const ids = (links.get(stored.mpan) ?? []).map(({ id }) => String(id));
    return row['behind'] === 1 ? { ...stored, state: withDismissed(stored.state, ids) } : stored;
  });
}

export const postgresShared = (store: PostgresSql): SharedStore => ({
  ...settledTogether(store),
  ...proposedForGroups(store),
});

/** Of groups that have open items. */
async function waitingIn(
  all: PostgresSql['all'],
  select: string = sql.waiting,
): Promise<readonly WaitingEntry[]> {
  const [note] = await all(select, waitingNote);
  const entries = JSON.parse(String(note?.['value'] ?? '[]')) as readonly WaitingEntry[];
  if (entries.length === 0) return entries;
  const named = entries.map(({ group }) => group.split(':'));
  const [codes, senders] = [0, 1].map((place) => texts(named.map((parts) => parts[place] ?? '')));
  const open = await all(sql.open, codes ?? null, senders ?? null);
  const isOpen = new Set(open.map(({ code, sender }) => `${code}:${sender}`));
  return entries.filter(({ group }) => {
    const [code = '', sender = ''] = group.split(':');
    return isOpen.has(`${code}:${sender}`);
  });
}

type ForProposals = Exclude<keyof SharedStore, 'settleTogether' | 'linkAgain'>;

function proposedForGroups({ all, together }: PostgresSql): Pick<SharedStore, ForProposals> {
  /** Under the head, which every act of many takes: two of them never write one list anew at once. */
  const rewrite = async (
    ask: PostgresSql['all'],
    made: (waiting: readonly WaitingEntry[]) => readonly WaitingEntry[],
  ): Promise<void> => {
    const waiting = await waitingIn(ask, sql.lockWaiting);
    await putNote(ask, waitingNote, JSON.stringify(made(waiting)));
  };
  return {
    proposeTogether: (event, items) =>
      together(async (tx) => {
        const seq = await tx.nextSeq();
        const proposed = { ...event.action.action, items: items.map(({ id }) => hidden(id)) };
        const action = { ...event.action, action: proposed };
        tx.append([{ ...event, key: `${event.key}/${seq}`, action }]);
        const { who, receivedAt: at } = event;
        const group = event.action.action.exceptionId;
        await rewrite(tx.all, (waiting) => [
          ...waiting,
          { seq, group, who, at, number: items.length },
        ]);
      }),
    proposersOf: async (group) => {
      const waiting = (await waitingIn(all)).filter((found) => found.group === group);
      const bodies = await all(
        sql.bodies,
        waiting.map(({ seq }) => String(seq)),
      );
      const proposers = new Map<string, string>();
      for (const { body } of bodies) {
        const proposed = proposedIn(String(body), group);
        for (const item of proposed?.items ?? []) proposers.set(item, proposed?.who ?? '');
      }
      return (itemId) => (proposers.size === 0 ? null : (proposers.get(hidden(itemId)) ?? null));
    },
    proposedTogether: async () => groupsWaiting(await waitingIn(all)),
    endProposals: (group, people) =>
      together(async (tx) => {
        await tx.nextSeq();
        await rewrite(tx.all, (waiting) =>
          waiting.filter((one) => one.group !== group || !people.includes(one.who)),
        );
      }),
    takeBackTogether: (event, groups) =>
      together(async (tx) => {
        const seq = await tx.nextSeq();
        tx.append([{ ...event, key: `${event.key}/${seq}` }]);
        await rewrite(tx.all, (waiting) => waiting.filter(({ group }) => !groups.includes(group)));
      }),
  };
}

const settledTogether = ({
  together,
}: PostgresSql): Pick<SharedStore, 'settleTogether' | 'linkAgain'> => ({
  settleTogether: (event, items) =>
    together(async (tx) => {
      await tx.all(
        sql.lock,
        items.map(({ mpan }) => mpan),
      );
      const settledRows = await tx.all(
        sql.settle,
        items.map(({ id }) => id),
      );
      const done = new Set(settledRows.map(({ id }) => String(id)));
      // One that is named twice is settled once.
      const apart: string[] = [];
      const settled = items.filter(({ id }) => {
        const isDone = done.delete(id);
        if (!isDone) apart.push(id);
        return isDone;
      });
      if (settled.length === 0) return apart;
      const mpans = settled.map(({ mpan }) => mpan);
      const ids = settled.map(({ id }) => id);
      await tx.all(sql.behind, mpans);
      const seq = await tx.nextSeq();
      const action = { ...event.action, items: settled.map(({ id }) => hidden(id)) };
      tx.append([{ ...event, key: `${event.key}/${seq}`, action }]);
      await tx.all(sql.link, mpans, ids, seq);
      return apart;
    }),
  linkAgain: (mpan, ids) =>
    together(async (tx) => {
      let linked = 0;
      for (const id of ids) {
        const found = (await tx.all(sql.entries, hidden(id))).find(
          (row) => heardBy(sharedIn(String(row['body'])), mpan, id) !== null,
        );
        if (found === undefined) continue;
        await tx.all(sql.link, [mpan], [id], Number(found['seq']));
        linked += 1;
      }
      return linked > 0;
    }),
});

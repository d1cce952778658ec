/** Entries that settle items of many MPANs, in the embedded store. */
import { type ProcessEvent, withDismissed } from '../../process/index.ts';
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
import { type SqlRow, storedMpan, teamKindsSql } from '../rows.ts';
import type { Sql } from './sql.ts';

const sql = {
  settle: `update exceptions set open = 0, claimed_by = '' where id = ? and open = 1 and supplier is null
    and not exists (select 1 from checks c where c.mpan = exceptions.mpan)
    and not exists (select 1 from exceptions o where o.mpan = exceptions.mpan and o.open = 1
      and o.code = 'SECOND_PERSON_NEEDED')`,
  behind: 'update mpans set behind = 1, revision = revision + 1 where mpan = ?',
  link: 'insert or replace into shared_entries (mpan, id, seq) values (?, ?, ?)',
  own: `select seq, body from journal where mpan = ? and body is not null and kind <> 'sealed'
    and kind not in ${teamKindsSql} order by seq`,
  links: 'select id, seq from shared_entries where mpan = ? order by seq',
  body: 'select body from journal where seq = ? and body is not null',
  entries: `select seq, body from journal where mpan = '' and kind = 'operator' and body is not null
    and instr(body, ?) > 0 order by seq`,
  waiting: 'select value from notes where key = ?',
  wait: `insert into notes (key, value) values (?, ?)
    on conflict (key) do update set value = excluded.value`,
  isOpen: 'select 1 from open_items where code = ? and sender = ? and number > 0',
} as const;

/**
 * Reads the events of one MPAN in the order they were taken in, those it shares with others among them.
 * Who reads many MPANs in their order meets the same entry again and again: it is read once.
 */
export function journalReader(all: Sql['all']): (mpan: string) => ProcessEvent[] {
  let last: { readonly seq: number; readonly shared: SharedEntry } | null = null;
  const sharedAt = (seq: number): SharedEntry => {
    if (last?.seq !== seq) {
      const body = all(sql.body, seq)[0]?.['body'];
      last = { seq, shared: body === undefined ? null : sharedIn(String(body)) };
    }
    return last.shared;
  };
  return (mpan) => {
    const own = all(sql.own, mpan).map((row) => ({
      seq: Number(row['seq']),
      event: JSON.parse(String(row['body'])) as ProcessEvent,
    }));
    const links = all(sql.links, mpan);
    if (links.length === 0) return own.map(({ event }) => event);
    const heard = links.flatMap((row) => {
      const seq = Number(row['seq']);
      const event = heardBy(sharedAt(seq), mpan, String(row['id']));
      return event === null ? [] : [{ seq, event }];
    });
    return [...own, ...heard].sort((a, b) => a.seq - b.seq).map(({ event }) => event);
  };
}

/** A snapshot as it stands, and what has been dismissed of it since it was made. */
export const mpanReader =
  (all: Sql['all']) =>
  (row: SqlRow): StoredMpan => {
    const stored = storedMpan(row);
    if (row['behind'] !== 1) return stored;
    const ids = all(sql.links, stored.mpan).map(({ id }) => String(id));
    return { ...stored, state: withDismissed(stored.state, ids) };
  };

export const sharedEntries = (surroundings: Sql): SharedStore => ({
  ...settledTogether(surroundings),
  ...proposedForGroups(surroundings),
});

type ForProposals = Exclude<keyof SharedStore, 'settleTogether' | 'linkAgain'>;

function proposedForGroups({
  run,
  one,
  together,
  append,
  nextSeq,
}: Sql): Pick<SharedStore, ForProposals> {
  /** Of groups that have open items. */
  const waiting = (): readonly WaitingEntry[] => {
    const note = String(one(sql.waiting, waitingNote)?.['value'] ?? '[]');
    const isOpen = new Map<string, boolean>();
    return (JSON.parse(note) as readonly WaitingEntry[]).filter(({ group }) => {
      const [code = '', sender = ''] = group.split(':');
      const known = isOpen.get(group) ?? one(sql.isOpen, code, sender) !== undefined;
      isOpen.set(group, known);
      return known;
    });
  };
  const write = (entries: readonly WaitingEntry[]): void =>
    void run(sql.wait, waitingNote, JSON.stringify(entries));
  return {
    proposeTogether: async (event, items) => {
      together(() => {
        const seq = nextSeq();
        const proposed = { ...event.action.action, items: items.map(({ id }) => hidden(id)) };
        const action = { ...event.action, action: proposed };
        append([{ ...event, key: `${event.key}/${seq}`, action }]);
        const { who, receivedAt: at } = event;
        const group = event.action.action.exceptionId;
        write([...waiting(), { seq, group, who, at, number: items.length }]);
      });
    },
    proposersOf: async (group) => {
      const proposers = new Map<string, string>();
      for (const entry of waiting().filter((found) => found.group === group)) {
        const body = one(sql.body, entry.seq)?.['body'];
        const proposed = body === undefined ? null : proposedIn(String(body), group);
        for (const item of proposed?.items ?? []) proposers.set(item, proposed?.who ?? '');
      }
      return (itemId) => (proposers.size === 0 ? null : (proposers.get(hidden(itemId)) ?? null));
    },
    proposedTogether: async () => groupsWaiting(waiting()),
    endProposals: async (group, people) => {
      together(() =>
        write(waiting().filter((one) => one.group !== group || !people.includes(one.who))),
      );
    },
    takeBackTogether: async (event, groups) => {
      together(() => {
        const seq = nextSeq();
        append([{ ...event, key: `${event.key}/${seq}` }]);
        write(waiting().filter(({ group }) => !groups.includes(group)));
      });
    },
  };
}

const settledTogether = ({
  run,
  all,
  together,
  append,
  nextSeq,
}: Sql): Pick<SharedStore, 'settleTogether' | 'linkAgain'> => ({
  settleTogether: async (event, items) => {
    const apart: string[] = [];
    together(() => {
      const seq = nextSeq();
      const settled = items.filter(({ id }) => run(sql.settle, id).changes === 1);
      const done = new Set(settled.map(({ id }) => id));
      apart.push(...items.map(({ id }) => id).filter((id) => !done.has(id)));
      if (settled.length === 0) return;
      const action = { ...event.action, items: settled.map(({ id }) => hidden(id)) };
      append([{ ...event, key: `${event.key}/${seq}`, action }]);
      for (const { id, mpan } of settled) run(sql.link, mpan, id, seq);
      for (const mpan of new Set(settled.map((item) => item.mpan))) run(sql.behind, mpan);
    });
    return apart;
  },
  linkAgain: async (mpan, ids) => {
    let linked = 0;
    together(() => {
      for (const id of ids) {
        const found = all(sql.entries, hidden(id)).find(
          (row) => heardBy(sharedIn(String(row['body'])), mpan, id) !== null,
        );
        if (found === undefined) continue;
        run(sql.link, mpan, id, Number(found['seq']));
        linked += 1;
      }
    });
    return linked > 0;
  },
});

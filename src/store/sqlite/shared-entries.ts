/**
 * Entries of the journal that settle items of many MPANs at once. Only what follows nothing is settled
 * so: the item of an MPAN that has no check, and about which nobody has proposed anything. The entry names
 * its items by their digests, so that it holds no MPAN; each MPAN has a row that leads to it.
 */
import type { SQLInputValue } from 'node:sqlite';
import { type OperatorEvent, type ProcessEvent, withDismissed } from '../../process/index.ts';
import { hidden } from '../seals.ts';
import type { SharedStore } from '../shared.ts';
import { appendEntries, headOf, type One, type Run } from './journal.ts';
import type { StoredMpan } from '../store.ts';
import { type Row, storedMpan } from './rows.ts';

interface Surroundings {
  readonly run: Run;
  readonly all: (text: string, ...values: SQLInputValue[]) => Row[];
  readonly one: One;
  readonly together: (work: () => void) => void;
}

const sql = {
  settle: `update exceptions set open = 0 where id = ? and open = 1 and supplier is null
    and not exists (select 1 from checks c where c.mpan = exceptions.mpan)
    and not exists (select 1 from exceptions o where o.mpan = exceptions.mpan and o.open = 1
      and o.code = 'SECOND_PERSON_NEEDED')`,
  behind: 'update mpans set behind = 1, revision = revision + 1 where mpan = ?',
  link: 'insert or replace into shared_entries (mpan, id, seq) values (?, ?, ?)',
  own: `select seq, body from journal where mpan = ? and body is not null and kind <> 'sealed'
    order by seq`,
  links: 'select id, seq from shared_entries where mpan = ? order by seq',
  body: 'select body from journal where seq = ? and body is not null',
  entries: `select seq, body from journal where mpan = '' and kind = 'operator' and body is not null
    and instr(body, ?) > 0 order by seq`,
} as const;

/** An entry about many items; null where the one that is led to is none. */
type Shared = {
  readonly event: OperatorEvent;
  readonly accept: boolean;
  readonly items: ReadonlySet<string>;
} | null;

function sharedIn(body: string): Shared {
  const event = JSON.parse(body) as ProcessEvent;
  if (event.kind !== 'operator' || event.action.name !== 'resolve') return null;
  return { event, accept: event.action.accept, items: new Set(event.action.items) };
}

/** The act as an MPAN hears it; null where the entry is not about that item. */
function heardBy(shared: Shared, mpan: string, id: string): ProcessEvent | null {
  if (shared === null || !shared.items.has(hidden(id))) return null;
  const { event, accept } = shared;
  const action = { name: 'resolve', exceptionId: id, accept } as const;
  return { ...event, mpan, key: `${event.key}/${id}`, action };
}

/**
 * Reads the events of one MPAN in the order they were taken in, those it shares with others among them.
 * Who reads many MPANs in their order meets the same entry again and again: it is read once.
 */
export function journalReader(all: Surroundings['all']): (mpan: string) => ProcessEvent[] {
  let last: { readonly seq: number; readonly shared: Shared } | null = null;
  const sharedAt = (seq: number): Shared => {
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
  (all: Surroundings['all']) =>
  (row: Row): StoredMpan => {
    const stored = storedMpan(row);
    if (row['behind'] !== 1) return stored;
    const ids = all(sql.links, stored.mpan).map(({ id }) => String(id));
    return { ...stored, state: withDismissed(stored.state, ids) };
  };

export const sharedEntries = ({ run, all, one, together }: Surroundings): SharedStore => ({
  settleTogether: async (event, items) => {
    const apart: string[] = [];
    together(() => {
      const seq = headOf(one).seq + 1;
      const settled = items.filter(({ id }) => run(sql.settle, id).changes === 1);
      const done = new Set(settled.map(({ id }) => id));
      apart.push(...items.map(({ id }) => id).filter((id) => !done.has(id)));
      if (settled.length === 0) return;
      const action = { ...event.action, items: settled.map(({ id }) => hidden(id)) };
      appendEntries(run, one, [{ ...event, key: `${event.key}/${seq}`, action }]);
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

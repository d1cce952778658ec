/**
 * Entries of the journal as they are written, and the chain over them (`chain.ts`). The commit is
 * added with the last statement of a transaction; until then what it needs stays in memory.
 */
import type { SQLInputValue } from 'node:sqlite';
import { beforeFirst, commitHeadOf, digestOf, headNote, linkOf, rootOf } from '../chain.ts';
import type { JournalHead } from '../journal.ts';
import type { JournalEntry } from '../keeping-store.ts';
import { type Seal, sealedEntries } from '../seals.ts';
import type { SqlRow } from '../rows.ts';

const sql = {
  insert: `insert into journal
    (seq, mpan, key, kind, effective_at, received_at, body, digest, follows, link)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (key) do nothing`,
  // One question for all of them.
  lastOf: `select j.mpan, j.seq, j.link from json_each(?) asked
    join journal j on j.seq = (select max(seq) from journal where mpan = asked.value)`,
  // A number of the one or the other that another hand took away is not given again.
  lastNumber: `select max(coalesce((select max(seq) from journal), 0),
    coalesce((select max(last) from commits), 0)) as seq`,
  newest: 'select last, head from commits order by last desc limit 1',
  standing: `select last, head from commits
    where exists (select 1 from journal where seq = last) order by last desc limit 1`,
  recordedAt: `select received_at from journal
    where seq = (select last from commits order by last desc limit 1)`,
  commit: 'insert into commits (first, last, root, head) values (?, ?, ?, ?)',
  note: `insert into notes (key, value) values (?, ?)
    on conflict (key) do update set value = excluded.value`,
} as const;

/** The newest head whose last entry is there, and the number of that entry. */
export function headOf({ one }: Pick<Statements, 'one'>): JournalHead {
  const row = one(sql.standing);
  return { seq: Number(row?.['last'] ?? 0), link: String(row?.['head'] ?? beforeFirst) };
}

/** When the last entry of the newest commit was received. */
export function recordedAt({ one }: Pick<Statements, 'one'>): string | null {
  const at = one(sql.recordedAt)?.['received_at'];
  return at === undefined ? null : String(at);
}

type Asked<Answer> = (text: string, ...values: SQLInputValue[]) => Answer;

interface Statements {
  readonly run: Asked<{ readonly changes: number | bigint }>;
  readonly all: Asked<SqlRow[]>;
  readonly one: Asked<SqlRow | undefined>;
}

/** Writes entries in one transaction after the other, each between `begin` and `end`. */
export interface OpenJournal {
  readonly begin: () => void;
  /** Appends entries. One whose key is known already is left out. */
  readonly append: (entries: readonly JournalEntry[]) => void;
  /** Where the caller has no instant, that of the newest entry stands for it. */
  readonly appendSeals: (at: string | null, seals: readonly Seal[]) => void;
  /** The number of the entry that is appended next. */
  readonly nextSeq: () => number;
  /** Adds the commit, where there was anything. */
  readonly end: () => void;
}

interface Open {
  readonly first: number;
  readonly links: string[];
  /** By MPAN, the last of its entries. */
  readonly lastOf: Map<string, { readonly seq: number; readonly link: string }>;
}

/** An entry of no MPAN follows from none, so that commits of different MPANs never meet there. */
const noEntry = { seq: 0, link: beforeFirst };

export function journalWriter({ run, all, one }: Statements): OpenJournal {
  let open: Open | null = null;

  const opened = (): Open => {
    open ??= { first: Number(one(sql.lastNumber)?.['seq']) + 1, links: [], lastOf: new Map() };
    return open;
  };
  const nextSeq = (): number => opened().first + opened().links.length;

  function askFor(entries: readonly JournalEntry[], known: Open['lastOf']): void {
    const asked = new Set(entries.map(({ mpan }) => mpan).filter((mpan) => !known.has(mpan)));
    asked.delete('');
    if (asked.size === 0) return;
    for (const { mpan, seq, link } of all(sql.lastOf, JSON.stringify([...asked]))) {
      known.set(String(mpan), { seq: Number(seq), link: String(link) });
    }
  }

  function append(entries: readonly JournalEntry[]): void {
    if (entries.length === 0) return;
    const { first, links, lastOf } = opened();
    askFor(entries, lastOf);
    for (const entry of entries) {
      const { mpan, key, kind, effectiveAt, receivedAt } = entry;
      const seq = first + links.length;
      const body = JSON.stringify(entry);
      const digest = digestOf(body);
      const before = lastOf.get(mpan) ?? noEntry;
      const link = linkOf(before.link, digest, seq);
      const names = [seq, mpan, key, kind, effectiveAt, receivedAt] as const;
      const written = run(sql.insert, ...names, body, digest, before.seq, link);
      if (written.changes !== 1) continue;
      links.push(link);
      if (mpan !== '') lastOf.set(mpan, { seq, link });
    }
  }

  return {
    begin: () => {
      open = null;
    },
    append,
    appendSeals: (at, seals) => {
      if (seals.length === 0) return;
      append(sealedEntries(at ?? recordedAt({ one }) ?? '', seals, nextSeq()));
    },
    nextSeq,
    end: () => {
      if (open === null || open.links.length === 0) return;
      const { first, links } = open;
      const last = first + links.length - 1;
      const root = rootOf(links);
      const head = commitHeadOf(String(one(sql.newest)?.['head'] ?? beforeFirst), {
        first,
        last,
        root,
      });
      run(sql.commit, first, last, root, head);
      run(sql.note, headNote, `${last} ${head}`);
    },
  };
}

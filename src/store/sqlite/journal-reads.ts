/** The journal as it is read, in the embedded store. */
import type { ProcessEvent } from '../../process/index.ts';
import { beforeFirst, digestOf, headNote } from '../chain.ts';
import type { Journal } from '../journal.ts';
import { headOf, recordedAt } from './journal.ts';
import { noteOf } from './notes.ts';
import { chainedEntry, storedCommit, teamKindsSql, textOrNull } from '../rows.ts';
import { journalReader } from './shared-entries.ts';
import type { Sql } from './sql.ts';

const entriesPerRead = 1_000;

const entrySelect = `select j.*, case
    when j.follows is null then
      (select link from journal b where b.seq < j.seq order by b.seq desc limit 1)
    else (select link from journal b where b.seq = j.follows) end as previous from journal j`;

const sql = {
  lastOfMpan: `select seq from journal where mpan = ? and kind <> 'sealed'
    and kind not in ${teamKindsSql}
    order by seq desc limit 1`,
  // Of an entry on the one line its link is the head with it.
  headAt: `select coalesce((select head from commits where last = ?1),
    (select link from journal where seq = ?1 and follows is null)) as head`,
  entries: `${entrySelect} where j.seq > ? order by j.seq limit ?`,
  entriesOfMpan: `${entrySelect} where j.seq > ? and (j.mpan = ? or j.seq in
    (select seq from shared_entries where mpan = ?)) order by j.seq limit ?`,
} as const;

export function sqliteJournal({ prepare, all, one }: Sql): Journal {
  const journalOf = journalReader(all);
  return {
    knownKeys: async (keys) => {
      const statement = prepare('select 1 from journal where key = ?');
      const isGone = one('select 1 from journal where body is null limit 1') !== undefined;
      // Of a fact that was erased the digest of its key is left: told again, it is no news.
      const isKnown = (key: string): boolean =>
        statement.get(key) !== undefined || (isGone && statement.get(digestOf(key)) !== undefined);
      return new Set(keys.filter(isKnown));
    },
    journalOf: async (mpan) => journalOf(mpan),
    // Inside the process a question costs nothing, so that no more than one is held in memory.
    journalsOf: async () => journalOf,
    journalNumber: async (mpan) => {
      const own = one(sql.lastOfMpan, mpan)?.['seq'] ?? 0;
      const shared = one('select max(seq) as seq from shared_entries where mpan = ?', mpan);
      return Math.max(Number(own), Number(shared?.['seq'] ?? 0));
    },
    journalUnder: async (prefix, after, limit) =>
      all(
        `select body from journal where key > ? and key < ? and body is not null
          order by key limit ?`,
        after < prefix ? prefix : after,
        // What begins so comes before the same with the character that follows the slash.
        `${prefix.slice(0, -1)}0`,
        limit,
      ).map((row) => JSON.parse(String(row['body'])) as ProcessEvent),
    lastRecordedAt: async () => recordedAt({ one }),
    head: async () => headOf({ one }),
    isEmpty: async () => one('select 1 from journal limit 1') === undefined,
    headWrittenDown: async () => {
      const note = noteOf({ one }, headNote);
      const [seq = '0', link = beforeFirst] = (note ?? '').split(' ');
      return note === null ? null : { seq: Number(seq), link };
    },
    linkAt: async (seq) => textOrNull(one(sql.headAt, seq)?.['head']),
    commits: async (after, limit) =>
      all('select * from commits where last > ? order by last limit ?', after, limit).map(
        storedCommit,
      ),
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
  };
}

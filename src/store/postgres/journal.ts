/** The journal as it is read, in PostgreSQL. */
import type { ProcessEvent } from '../../process/index.ts';
import { beforeFirst, digestOf } from '../chain.ts';
import type { Journal, JournalHead } from '../journal.ts';
import { chainedEntry, type SqlRow, storedCommit, teamKindsSql, textOrNull } from '../rows.ts';
import { journalsWithShared } from './shared-entries.ts';
import type { PostgresSql } from './sql.ts';

const entriesPerRead = 1_000;

const isEvent = `kind <> 'sealed' and kind not in ${teamKindsSql}`;

const eventOf = (row: SqlRow): ProcessEvent => JSON.parse(String(row['body'])) as ProcessEvent;

const entrySelect = `select j.*, case
    when j.follows is null then (select b.link from {schema}.journal b where b.seq < j.seq
      order by b.seq desc limit 1)
    else b.link end as previous
  from {schema}.journal j left join {schema}.journal b on b.seq = j.follows`;

const sql = {
  knownKeys: `select u.key from unnest($1::text[], $2::text[]) u (key, digest)
    where exists (select from {schema}.journal j where j.key = u.key)
      or exists (select from {schema}.journal j where j.key = u.digest)`,
  journalNumber: `select greatest(
      (select seq from {schema}.journal where mpan = $1 and ${isEvent} order by seq desc limit 1),
      (select max(seq) from {schema}.shared_entries where mpan = $1)) as seq`,
  journalUnder: `select body from {schema}.journal where key > $1 and key < $2 and body is not null
    order by key limit $3`,
  recordedAt: `select received_at from {schema}.journal
    where seq = (select max(last) from {schema}.commits)`,
  // Where entries are gone from the end, the one that still stands.
  head: `select last as seq, head as link from {schema}.commits
    where exists (select from {schema}.journal where seq = last) order by last desc limit 1`,
  any: 'select 1 as one from {schema}.journal limit 1',
  headWrittenDown: 'select seq, link from {schema}.head where one = 1 and seq > 0',
  // Of an entry on the one line its link is the head with it.
  headAt: `select coalesce((select head from {schema}.commits where last = $1),
    (select link from {schema}.journal where seq = $1 and follows is null)) as head`,
  commits: 'select * from {schema}.commits where last > $1 order by last limit $2',
  entries: `${entrySelect}
    where j.seq > $1 order by j.seq limit $2`,
  entriesOfMpan: `${entrySelect}
    where j.seq > $1 and j.seq in (select seq from {schema}.journal where mpan = $3
      union all select seq from {schema}.shared_entries where mpan = $3) order by j.seq limit $2`,
} as const;

export function postgresJournal({ all, one }: PostgresSql): Journal {
  const journalsOf = (mpans: readonly string[]) => journalsWithShared(all, mpans);
  return {
    knownKeys: async (keys) => {
      // Of a fact that was erased the digest of its key is left: told again, it is no news.
      const found = await all(sql.knownKeys, keys, keys.map(digestOf));
      return new Set(found.map(({ key }) => String(key)));
    },
    journalOf: async (mpan) => (await journalsOf([mpan]))(mpan),
    journalsOf,
    journalNumber: async (mpan) => Number((await one(sql.journalNumber, mpan))?.['seq'] ?? 0),
    journalUnder: async (prefix, after, limit) => {
      // What begins so comes before the same with the character that follows the slash.
      const end = `${prefix.slice(0, -1)}0`;
      const rows = await all(sql.journalUnder, after < prefix ? prefix : after, end, limit);
      return rows.map(eventOf);
    },
    lastRecordedAt: async () => textOrNull((await one(sql.recordedAt))?.['received_at']),
    head: async () => headIn(await one(sql.head)) ?? { seq: 0, link: beforeFirst },
    isEmpty: async () => (await one(sql.any)) === undefined,
    headWrittenDown: async () => headIn(await one(sql.headWrittenDown)),
    linkAt: async (seq) => textOrNull((await one(sql.headAt, seq))?.['head']),
    commits: async (after, limit) => (await all(sql.commits, after, limit)).map(storedCommit),
    async *chain(mpan) {
      for (let after = 0; ; ) {
        const rows =
          mpan === null
            ? await all(sql.entries, after, entriesPerRead)
            : await all(sql.entriesOfMpan, after, entriesPerRead, mpan);
        for (const row of rows) yield chainedEntry(row);
        if (rows.length < entriesPerRead) return;
        after = Number(rows.at(-1)?.['seq']);
      }
    },
  };
}

const headIn = (row: SqlRow | undefined): JournalHead | null =>
  row === undefined ? null : { seq: Number(row['seq']), link: String(row['link']) };

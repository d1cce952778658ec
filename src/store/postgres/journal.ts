/** The journal as it is read, in PostgreSQL. */
import { hash } from 'node:crypto';
import type { ProcessEvent } from '../../process/index.ts';
import type { Journal, JournalHead } from '../journal.ts';
import { type SqlRow, textOrNull } from '../sqlite/rows.ts';
import { teamKindsSql } from '../sqlite/team.ts';
import type { PostgresSql } from './sql.ts';

/** The chain is written, and not read yet. */
export type PostgresJournal = Pick<
  Journal,
  | 'knownKeys'
  | 'journalOf'
  | 'journalsOf'
  | 'journalNumber'
  | 'journalUnder'
  | 'lastRecordedAt'
  | 'head'
  | 'headWrittenDown'
>;

const beforeFirst = '0'.repeat(64);

const isEvent = `kind <> 'sealed' and kind not in ${teamKindsSql}`;

const eventOf = (row: SqlRow): ProcessEvent => JSON.parse(String(row['body'])) as ProcessEvent;

const sql = {
  knownKeys: `select u.key from unnest($1::text[], $2::text[]) u (key, digest)
    where exists (select from {schema}.journal j where j.key = u.key)
      or exists (select from {schema}.journal j where j.key = u.digest)`,
  journalsOf: `select j.mpan, j.body from {schema}.journal j
    where j.mpan = any ($1::text[]) and j.body is not null and ${isEvent} order by j.mpan, j.seq`,
  journalNumber: `select seq from {schema}.journal where mpan = $1 and ${isEvent}
    order by seq desc limit 1`,
  journalUnder: `select body from {schema}.journal where key > $1 and key < $2 and body is not null
    order by key limit $3`,
  recordedAt: `select received_at from {schema}.journal
    where seq = (select max(last) from {schema}.commits)`,
  head: 'select last as seq, head as link from {schema}.commits order by last desc limit 1',
  headWrittenDown: 'select seq, link from {schema}.head where one = 1 and seq > 0',
} as const;

export function postgresJournal({ all, one }: PostgresSql): PostgresJournal {
  const journalsOf = async (mpans: readonly string[]) => {
    const bodies = new Map<string, SqlRow[]>(mpans.map((mpan) => [mpan, []]));
    for (const row of await all(sql.journalsOf, mpans)) {
      bodies.get(String(row['mpan']))?.push(row);
    }
    return (mpan: string): ProcessEvent[] => (bodies.get(mpan) ?? []).map(eventOf);
  };
  return {
    knownKeys: async (keys) => {
      // Of a fact that was erased the digest of its key is left: told again, it is no news.
      const found = await all(
        sql.knownKeys,
        keys,
        keys.map((key) => hash('sha256', key)),
      );
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
    headWrittenDown: async () => headIn(await one(sql.headWrittenDown)),
  };
}

const headIn = (row: SqlRow | undefined): JournalHead | null =>
  row === undefined ? null : { seq: Number(row['seq']), link: String(row['link']) };

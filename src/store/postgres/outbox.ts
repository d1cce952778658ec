/** Outgoing files, in PostgreSQL. */
import type { Outbox } from '../outbox.ts';
import { onTheWaySeal, writtenSeal } from '../seals.ts';
import { onTheWayNote, storedOutbox } from '../rows.ts';
import { putNote } from './notes.ts';
import type { PostgresSql } from './sql.ts';

const sql = {
  sent: `select * from {schema}.outbox
    where from_mpid = $1 and flow = $2 and file_identifier = $3`,
  every: 'select * from {schema}.outbox order by id',
  after: 'select * from {schema}.outbox where id > $1 order by id limit $2',
  named: `select * from {schema}.outbox where id in (
      select id from {schema}.outbox where file_identifier = $1
      union all select id from {schema}.outbox where name = $1) order by id`,
  unwritten: 'select * from {schema}.outbox where written = 0 order by id limit $1',
  onTheWay: 'select value from {schema}.notes where key = $1',
  write: 'update {schema}.outbox set written = 1 where name = any ($1::text[])',
  // After the last number that was given to anybody, or that stands in a file, where that is more.
  takeNumbers: `insert into {schema}.notes as t
      select 'file-numbers-taken', (coalesce((select n.value::bigint from {schema}.notes n
        where n.key = 'next-file-number'), 1) + $1::bigint)::text from {fence}
    on conflict (key) do update set value = (greatest(t.value::bigint, (select n.value::bigint
      from {schema}.notes n where n.key = 'next-file-number')) + $1::bigint)::text
    returning value::bigint - $1::bigint as first`,
} as const;

export function postgresOutbox({ all, one, together }: PostgresSql): Outbox {
  return {
    sentFile: async (sender, flow, fileIdentifier) => {
      const row = await one(sql.sent, sender, flow, fileIdentifier);
      return row === undefined ? null : storedOutbox(row);
    },
    outbox: async () => (await all(sql.every)).map(storedOutbox),
    outboxAfter: async (id, limit) => {
      const rows = await all(sql.after, id, limit);
      const last = rows.at(-1)?.['id'];
      return { files: rows.map(storedOutbox), last: last === undefined ? null : Number(last) };
    },
    outboxNamed: async (wanted) => (await all(sql.named, wanted)).map(storedOutbox),
    unwritten: async (limit) => (await all(sql.unwritten, limit)).map(storedOutbox),
    outboxOnTheWay: async () => {
      const note = await one(sql.onTheWay, onTheWayNote);
      return JSON.parse(String(note?.['value'] ?? '[]')) as string[];
    },
    noteOnTheWay: (names) =>
      together(async (tx) => {
        await putNote(tx.all, onTheWayNote, JSON.stringify(names));
        tx.seal(null, [onTheWaySeal(names)]);
      }),
    markWritten: (names, onTheWay = []) =>
      together(async (tx) => {
        await tx.all(sql.write, names);
        await putNote(tx.all, onTheWayNote, JSON.stringify(onTheWay));
        const written = names.map((name) => writtenSeal(name, true));
        tx.seal(null, [...written, onTheWaySeal(onTheWay)]);
      }),
    takeFileNumbers: async (count) => Number((await one(sql.takeNumbers, count))?.['first']),
  };
}

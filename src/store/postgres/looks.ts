/**
 * Looks in the schema of the workspace, by a connection of their own: whoever answers may have the store
 * to read alone, and waits for none of this. They are under no fence, because they decide nothing.
 */
import type { Look } from '../looks.ts';
import { awayAfterSeconds, type LookStore } from '../sql/looks.ts';
import { textOrNull } from '../rows.ts';
import { poolOf, type SchemaPlace } from './driver.ts';
import { postgresReads } from './reads.ts';
import { sqlOf } from './sql.ts';
import { integers, texts } from './values.ts';

const sql = {
  write: `insert into {schema}.looks (at, who, role, through, what, mpan)
    select at, who, role, through, what, mpan
    from unnest($6::text[], $7::integer[]) with ordinality m (mpan, k, n)
    join unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
      with ordinality l (at, who, role, through, what, k) on l.k = m.k
    order by n returning id`,
  visit: `insert into {schema}.visits as v (who, at) values ($1, $2)
    on conflict (lower(who)) do update set
      before = case when extract(epoch from $2::timestamptz - v.at::timestamptz) >= ${awayAfterSeconds}
        then v.at else v.before end,
      at = greatest(v.at, excluded.at)`,
  lastHere: 'select before from {schema}.visits where lower(who) = lower($1::text collate "C")',
  purgeLooks: 'delete from {schema}.looks where at < $1',
  purgeVisits: 'delete from {schema}.visits where at < $1',
  // What was freed still stands in pages.
  vacuum: 'vacuum (full) {schema}.looks',
} as const;

export async function postgresLooks(place: SchemaPlace): Promise<LookStore> {
  const pool = await poolOf(place.database, 1);
  const { all, close } = sqlOf(pool, place.schema);

  return {
    reads: postgresReads({ all }),
    whoIs: 'lower(who) = lower(?::text collate "C")',
    write: async (some) => {
      const column = (name: keyof Look) => texts(some.map(({ look }) => look[name]));
      const made = await all(
        sql.write,
        column('at'),
        column('who'),
        column('role'),
        column('through'),
        column('what'),
        texts(some.flatMap(({ mpans }) => mpans)),
        integers(some.flatMap(({ mpans }, index) => mpans.map(() => index + 1))),
      );
      let end = 0;
      return some.map(({ mpans }) => Number(made[(end += mpans.length) - 1]?.['id']));
    },
    visit: async (who, at) => void (await all(sql.visit, who, at)),
    lastHere: async (who) => textOrNull((await all(sql.lastHere, who))[0]?.['before']),
    purge: async (before) => {
      await all(sql.purgeLooks, before);
      await all(sql.purgeVisits, before);
      await all(sql.vacuum);
    },
    close,
  };
}

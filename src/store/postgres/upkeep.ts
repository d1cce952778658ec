/** What a store on PostgreSQL does for itself. */
import type { Upkeep } from '../upkeep.ts';
import type { PostgresSql } from './sql.ts';

const sql = {
  tables: `select format('%I.%I', n.nspname, c.relname) as name from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = $1 and c.relkind = 'r' order by c.relname`,
  // One that was left half made, or that PostgreSQL does not use any more.
  invalid: `select c.relname as name from pg_catalog.pg_index i
    join pg_catalog.pg_class c on c.oid = i.indexrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = $1 and not (i.indisvalid and i.indisready) order by c.relname`,
} as const;

type Upkept = Pick<Upkeep, 'selfCheck' | 'scrub' | 'close'>;

export function postgresUpkeep({ all, schema, close }: PostgresSql): Upkept {
  return {
    selfCheck: async () =>
      (await all(sql.invalid, schema)).map(({ name }) => `the index ${name} is not whole`),
    scrub: async () => {
      const tables = await all(sql.tables, schema);
      // What was freed still stands in pages; written anew, a table has only what it holds.
      for (const { name } of tables) await all(`vacuum (full) ${name}`);
    },
    close,
  };
}

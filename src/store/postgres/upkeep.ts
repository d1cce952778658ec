/** What a store on PostgreSQL does for itself. */
import { writtenWhole } from '../sqlite/backup.ts';
import type { SchemaPlace } from './driver.ts';
import type { Upkeep } from '../upkeep.ts';
import type { PostgresSql } from './sql.ts';

const checksCounted = `select coalesce(owner, '') as owner, supplier,
      coalesce(meter_operator, '') as meter_operator, coalesce(due_at, '') as due_at,
      coalesce(due_on, '') as due_on, state, (closed_on is null)::integer as open,
      (awaited = 1 and closed_on is null)::integer as awaited, (owed <> '')::integer as owing,
      count(*) as number
    from {schema}.checks group by 1, 2, 3, 4, 5, 6, 7, 8, 9`;

const itemsCounted = `select code, sender, count(*) as number from {schema}.exceptions
    where open = 1 group by code, sender`;

const sql = {
  tables: `select format('%I.%I', n.nspname, c.relname) as name from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = $1 and c.relkind = 'r' order by c.relname`,
  // One that was left half made, or that PostgreSQL does not use any more.
  invalid: `select c.relname as name from pg_catalog.pg_index i
    join pg_catalog.pg_class c on c.oid = i.indexrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = $1 and not (i.indisvalid and i.indisready) order by c.relname`,
  itemsMiscounted: `select coalesce(e.code, o.code) as code, coalesce(e.sender, o.sender) as sender,
      coalesce(e.number, 0) as number, coalesce(o.number, 0) as counted
    from (${itemsCounted}) e full join {schema}.open_items o on o.code = e.code and o.sender = e.sender
    where coalesce(e.number, 0) <> coalesce(o.number, 0)`,
  checksMiscounted: `select 1 as one from (
      (${checksCounted} except all select * from {schema}.check_counts) union all
      (select * from {schema}.check_counts except all ${checksCounted})) c limit 1`,
  // Before the head: who has that waits for nobody who writes these.
  lock: 'lock table {schema}.checks, {schema}.exceptions in share mode',
} as const;

const countTables = ['counting_checks', 'counted_checks', 'counting_items', 'counted_items'];

export function postgresUpkeep(
  { all, together, schema, close }: PostgresSql,
  place: SchemaPlace,
): Upkeep {
  const miscounted = async (ask: PostgresSql['all']): Promise<string[]> => [
    ...(await ask(sql.itemsMiscounted)).map(
      ({ code, sender, number, counted }) =>
        `${number} open items of ${code} and sender ${sender || 'none'} are counted as ${counted}`,
    ),
    ...(await ask(sql.checksMiscounted)).map(() => 'the checks are counted wrongly'),
  ];
  return {
    selfCheck: async () => [
      ...(await all(sql.invalid, schema)).map(({ name }) => `the index ${name} is not whole`),
      ...(await miscounted(all)),
    ],
    countAgain: async () => {
      if ((await miscounted(all)).length === 0) return false;
      return together(async (tx) => {
        await tx.all(sql.lock);
        await tx.nextSeq();
        if ((await miscounted(tx.all)).length === 0) return false;
        for (const table of countTables) await tx.all(`delete from {schema}.${table}`);
        await tx.all(`insert into {schema}.counted_checks ${checksCounted}`);
        await tx.all(`insert into {schema}.counted_items ${itemsCounted}`);
        return true;
      });
    },
    backup: async (path) => {
      // Loaded here, because little else needs them.
      const { copyOfSchema } = await import('../move.ts');
      await writtenWhole(path, (temporary) => copyOfSchema(place, temporary));
    },
    scrub: async () => {
      const tables = await all(sql.tables, schema);
      // What was freed still stands in pages; written anew, a table has only what it holds.
      for (const { name } of tables) await all(`vacuum (full) ${name}`);
    },
    close,
  };
}

/** Searching, in PostgreSQL. */
import type { SearchStore } from '../search.ts';
import { searchOn } from '../sql/search.ts';
import { postgresReads } from './reads.ts';
import type { PostgresSql } from './sql.ts';

const done = 'update {schema}.resubmissions set done = 1 from {fence} where id = $1';

export const postgresSearch = (sql: PostgresSql): SearchStore => ({
  ...searchOn(postgresReads(sql)),
  markResubmitted: async (id) => void (await sql.all(done, id)),
});

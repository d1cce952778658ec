/** Counts for whoever watches, and whether another holds the right to write, in PostgreSQL. */
import { talliesOn } from '../sql/tallies.ts';
import type { Tallies } from '../tallies.ts';
import { postgresReads } from './reads.ts';
import type { PostgresSql } from './sql.ts';

const alertsRaised = 'select alerts from {schema}.head where one = 1';

const locked = 'select {schema}.is_locked()::integer as is_locked';

export const postgresTallies = (sql: PostgresSql): Tallies => ({
  ...talliesOn(postgresReads(sql), alertsRaised),
  isLocked: async () => Number((await sql.one(locked))?.['is_locked']) === 1,
});

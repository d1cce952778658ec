/**
 * Questions that every store on SQL is asked in the same words. Each store says them in its own
 * tongue: a table or a function of ours stands behind `{schema}.`, a value is a question mark.
 * `indexed by`, `cross join` and a plus before a column keep SQLite to the index whose order is
 * wanted; PostgreSQL finds it by what it knows of the tables. `nocase(column)` is compared to small
 * letters.
 */
import type { SqlRow, SqlValue } from '../rows.ts';

export interface Reads {
  readonly all: (text: string, ...values: readonly SqlValue[]) => Promise<SqlRow[]>;
  /**
   * Whether the rows of a list are read whole at once. SQLite has a list from its index alone, and
   * then reads the rows that are shown; over a wire that would be a question a row.
   */
  readonly isWholeAtOnce: boolean;
}

/** The rows of these keys, whole, in their order; one that has gone meanwhile is left out. */
export async function wholeRows(
  { all, isWholeAtOnce }: Reads,
  table: 'checks' | 'exceptions',
  key: readonly string[],
  rows: readonly SqlRow[],
): Promise<readonly SqlRow[]> {
  if (isWholeAtOnce) return rows;
  const where = key.map((name) => `${name} = ?`).join(' and ');
  const found: SqlRow[] = [];
  for (const row of rows) {
    const values = key.map((name) => row[name] ?? null);
    found.push(...(await all(`select * from {schema}.${table} where ${where}`, ...values)));
  }
  return found;
}

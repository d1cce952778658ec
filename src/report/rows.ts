/**
 * A report as rows, and the two forms in which it leaves: JSON with everything that a row has, and
 * CSV with the columns of the table, safe for a spreadsheet.
 */
import { writeCsv } from '../files/index.ts';

type Cell = string | number | boolean | null | readonly string[];

/** Column titles by key, in order, and rows that have these keys and perhaps others. */
export interface Report {
  readonly columns: Readonly<Record<string, string>>;
  readonly rows: readonly Readonly<Record<string, Cell>>[];
}

/** The cells of the columns, in order; a list is its parts with spaces between them. */
export function cellsOf({ columns, rows }: Report): (string | number | boolean | null)[][] {
  const keys = Object.keys(columns);
  return rows.map((row) =>
    keys.map((key) => {
      const cell = row[key] ?? null;
      return typeof cell === 'object' && cell !== null ? cell.join(' ') : cell;
    }),
  );
}

export const csvOf = (report: Report): Promise<string> =>
  writeCsv(Object.keys(report.columns), cellsOf(report));

export const jsonOf = ({ rows }: Report): string => `${JSON.stringify(rows, null, 2)}\n`;

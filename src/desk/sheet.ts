/** An answer as CSV that a spreadsheet takes safely. */
import { writeCsv } from '../files/index.ts';
import type { Operation } from './operation.ts';

export function sheetText({ csv, name }: Operation, answer: unknown): Promise<string> {
  if (csv === undefined) throw new Error(`${name} has no CSV form`);
  const { columns, rows } = csv(answer as never);
  return writeCsv(columns, rows);
}

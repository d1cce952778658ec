/** A whole CSV file with all its good rows at hand. */
import { createReadStream } from 'node:fs';
import type { ItemColumn } from '../../src/intake/csv-columns.ts';
import type { CsvRow } from '../../src/intake/csv-rows.ts';
import { type CsvSummary, readCsv } from '../../src/intake/read-csv.ts';

interface CsvFile extends CsvSummary {
  readonly rows: readonly CsvRow[];
}

/** `items` are the Data Items that visits may carry as columns. */
export const readCsvFile = (path: string, items: readonly ItemColumn[]): Promise<CsvFile> =>
  collect(createReadStream(path), items);

export const readCsvText = (text: string, items: readonly ItemColumn[]): Promise<CsvFile> =>
  collect([new TextEncoder().encode(text)], items);

async function collect(
  source: Parameters<typeof readCsv>[0],
  items: readonly ItemColumn[],
): Promise<CsvFile> {
  const rows: CsvRow[] = [];
  const summary = await readCsv(source, { items, onRow: (row) => void rows.push(row) });
  return { ...summary, rows };
}

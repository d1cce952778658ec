/**
 * CSV files in and out. In: any sort with a header row, read piece by piece so that memory does not
 * grow with the file; the header is judged first, and a file whose header is none of that sort is
 * read no further. Out: reports.
 */
import { createFindingList, defaultLimits, type Finding, findingOf } from '../flow/index.ts';
import { type CsvSource, recordBatches } from './csv-records.ts';

/** What makes a header and a row of one sort of CSV file. */
export interface RowShape<H, R> {
  readonly headerOf: (
    cells: readonly string[],
  ) => { readonly header: H } | { readonly problem: string };
  readonly rowOf: (
    header: H,
    cells: readonly string[],
    line: number,
  ) => { readonly row: R } | { readonly findings: readonly Finding[] };
}

interface RowsRead<H> {
  /** Null when the first row is no header of this sort; then there are no rows. */
  readonly header: H | null;
  readonly findings: readonly Finding[];
  /** The rows under the header, blank ones left out, bad ones counted. */
  readonly rowCount: number;
}

/** Hands over good rows one by one in the order of the file, and says at the end what was wrong. */
export async function readRows<H, R>(
  source: CsvSource,
  shape: RowShape<H, R>,
  onRow: (row: R) => void | Promise<void>,
): Promise<RowsRead<H>> {
  let header: H | null = null;
  let rowCount = 0;
  const findings = createFindingList(defaultLimits.findingsMax);
  for await (const records of recordBatches(source)) {
    for (const record of records) {
      if (record.cells?.every((cell) => cell.trim() === '')) continue;
      if (header === null) {
        const read = record.cells ? shape.headerOf(record.cells) : { problem: record.problem };
        if ('problem' in read) {
          const finding = findingOf('CSV_HEADER_UNKNOWN', at(record.line), read.problem);
          return { header: null, findings: [finding], rowCount };
        }
        header = read.header;
        continue;
      }
      rowCount += 1;
      const read = record.cells
        ? shape.rowOf(header, record.cells, record.line)
        : { findings: [findingOf('CSV_ROW_INVALID', at(record.line), record.problem)] };
      if ('findings' in read) for (const finding of read.findings) findings.add(finding);
      else {
        const done = onRow(read.row);
        if (done !== undefined) await done;
      }
    }
  }
  const message = 'The file is empty: a header row is needed.';
  if (header !== null) return { header, findings: findings.list(), rowCount };
  return { header: null, findings: [findingOf('CSV_EMPTY', at(null), message)], rowCount };
}

type Cells = readonly (string | number | boolean | null)[];

/**
 * The text of a report. Texts that a spreadsheet would take for a formula get an apostrophe before
 * them, for what a report shows was written by others; numbers are numbers and keep their minus.
 */
export const writeCsv = (headers: readonly string[], rows: readonly Cells[]): Promise<string> =>
  textOfRows(rows, { headers: [...headers], alwaysWriteHeaders: true });

/** More rows of such a text. */
export const writeCsvRows = (rows: readonly Cells[]): Promise<string> => textOfRows(rows, {});

async function textOfRows(rows: readonly Cells[], options: object): Promise<string> {
  // Few commands write CSV: the others need not wait for the library.
  const { writeToString } = await import('fast-csv');
  return writeToString(
    rows.map((row) => row.map(harmless)),
    { ...options, rowDelimiter: '\r\n', includeEndRowDelimiter: true },
  );
}

const harmless = (cell: string | number | boolean | null): string | number | boolean | null =>
  typeof cell === 'string' && /^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell;

const at = (line: number | null) => ({ line, group: null, item: null });

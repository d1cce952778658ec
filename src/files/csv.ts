/**
 * CSV files in and out. In: any sort with a header row, read piece by piece so that memory does not
 * grow with the file; the header is judged first, and a file whose header is none of that sort is
 * read no further. Out: reports.
 */
import { createFindingList, defaultLimits, type Finding, findingOf } from '../flow/index.ts';
import { type CsvRecord, type CsvSource, recordBatches } from './csv-records.ts';
import { foreignIn } from './foreign.ts';

/** What makes a header and a row of one sort of CSV file. */
export interface RowShape<H, R> {
  readonly headerOf: (
    cells: readonly string[],
  ) => { readonly header: H } | { readonly problem: string };
  readonly rowOf: (
    header: H,
    cells: readonly string[],
    line: number,
  ) =>
    | { readonly row: R; readonly remarks?: readonly Finding[] }
    | { readonly findings: readonly Finding[] };
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
  const seen: { start: Uint8Array } = { start: new Uint8Array() };
  let rowCount = 0;
  const findings = createFindingList(defaultLimits.findingsMax);
  const see = (bytes: Uint8Array): void => {
    if (seen.start.length === 0) seen.start = bytes;
  };
  for await (const records of recordBatches(source, see)) {
    for (const record of records) {
      if (record.cells?.every((cell) => cell.trim() === '')) continue;
      if (header === null) {
        // The names of a header stand in UTF-16 too, and nothing below it can be read.
        const isText = record.cells !== null && !seen.start.includes(0);
        const read = isText ? shape.headerOf(record.cells) : { problem: problemOf(record) };
        if ('problem' in read) {
          const finding = unread(seen.start, record.line, read.problem);
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
        for (const remark of read.remarks ?? []) findings.add(remark);
        const done = onRow(read.row);
        if (done !== undefined) await done;
      }
    }
  }
  const message = 'The file is empty: a header row is needed. Export it again.';
  if (header !== null) return { header, findings: findings.list(), rowCount };
  return { header: null, findings: [findingOf('CSV_EMPTY', at(null), message)], rowCount };
}

const problemOf = (record: CsvRecord): string =>
  'problem' in record ? record.problem : 'It is no text.';

/** Why a file whose first row is no header is not read: for what it is, where that can be told. */
function unread(start: Uint8Array, line: number, problem: string): Finding {
  const foreign = foreignIn(start);
  if (foreign === null) return findingOf('CSV_HEADER_UNKNOWN', at(line), problem);
  const isText = foreign.what === 'text';
  return isText
    ? findingOf('CSV_HEADER_UNKNOWN', at(line), foreign.says)
    : findingOf('FILE_KIND_WRONG', at(null), foreign.says);
}

/** Digits that a spreadsheet is to keep as they are written, as an MPAN. */
interface AsText {
  readonly digits: string;
}
type Cell = string | number | boolean | null | AsText;
type Cells = readonly Cell[];

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

function harmless(cell: Cell): string | number | boolean | null {
  if (cell !== null && typeof cell === 'object') return `="${cell.digits.replaceAll(/\D/g, '')}"`;
  return typeof cell === 'string' && /^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell;
}

const at = (line: number | null) => ({ line, group: null, item: null });

/**
 * CSV files in and out, and the only place that knows fast-csv. In: notifications, appointments and
 * visits, read block by block so that memory does not grow with the file. Out: reports. The one
 * rule: a row that cannot be read costs that row and no other, and the line a finding names is the
 * line an editor shows.
 */
import { createReadStream } from 'node:fs';
import { parseString, writeToString } from 'fast-csv';
import { defaultLimits, type Finding, findingOf } from '../flow/index.ts';
import { type CsvKind, type Header, headerOf, type ItemColumn } from './csv-columns.ts';
import { type CsvRow, rowOf } from './csv-rows.ts';

export interface CsvSummary {
  /** Null when the first row is no known header; then there are no rows. */
  readonly kind: CsvKind | null;
  readonly findings: readonly Finding[];
  /** The rows under the header, blank ones left out, bad ones counted. */
  readonly rowCount: number;
}

export interface CsvFile extends CsvSummary {
  readonly rows: readonly CsvRow[];
}

/** Reads a file into memory. `items` are the Data Items that visits may carry as columns. */
export const readCsvFile = (path: string, items: readonly ItemColumn[]): Promise<CsvFile> =>
  collect(createReadStream(path), items);

/** The same for a text that is at hand. */
export const readCsvText = (text: string, items: readonly ItemColumn[]): Promise<CsvFile> =>
  collect([new TextEncoder().encode(text)], items);

/** Hands over good rows one by one in the order of the file, and says at the end what was wrong. */
export async function readCsv(
  source: Source,
  options: {
    readonly items: readonly ItemColumn[];
    /** A visit of a later day is refused; null where that is not asked. */
    readonly today?: string;
    readonly onRow: (row: CsvRow) => void | Promise<void>;
  },
): Promise<CsvSummary> {
  const shape: RowShape<Header, CsvRow> = {
    headerOf: (cells) => headerOf(cells, options.items),
    rowOf: (header, cells, line) => rowOf(header, cells, line, options.today ?? null),
  };
  const { header, findings, rowCount } = await readRows(source, shape, options.onRow);
  return { kind: header?.kind ?? null, findings, rowCount };
}

type Source = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

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

export interface RowsRead<H> {
  /** Null when the first row is no header of this sort; then there are no rows. */
  readonly header: H | null;
  readonly findings: readonly Finding[];
  /** The rows under the header, blank ones left out, bad ones counted. */
  readonly rowCount: number;
}

/** The same for any sort of CSV file with a header row. */
export async function readRows<H, R>(
  source: Source,
  shape: RowShape<H, R>,
  onRow: (row: R) => void | Promise<void>,
): Promise<RowsRead<H>> {
  let header: H | null = null;
  let rowCount = 0;
  const findings: Finding[] = [];
  for await (const record of recordsOf(source)) {
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
    if ('row' in read) await onRow(read.row);
    else keep(findings, read.findings);
  }
  if (header !== null) return { header, findings, rowCount };
  const message = 'The file is empty: a header row is needed.';
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

const textOfRows = (rows: readonly Cells[], options: object): Promise<string> =>
  writeToString(
    rows.map((row) => row.map(harmless)),
    { ...options, rowDelimiter: '\r\n', includeEndRowDelimiter: true },
  );

const harmless = (cell: string | number | boolean | null): string | number | boolean | null =>
  typeof cell === 'string' && /^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell;

async function collect(source: Source, items: readonly ItemColumn[]): Promise<CsvFile> {
  const rows: CsvRow[] = [];
  const summary = await readCsv(source, { items, onRow: (row) => void rows.push(row) });
  return { ...summary, rows };
}

/** Keeps findings up to the limit, and one more that says there were others. */
function keep(findings: Finding[], more: readonly Finding[]): void {
  const max = defaultLimits.findingsMax;
  for (const finding of more) {
    if (findings.length > max) return;
    const message = `Only the first ${max} findings are listed: mend them and send the file again.`;
    findings.push(
      findings.length < max ? finding : findingOf('FINDINGS_TOO_MANY', at(null), message),
    );
  }
}

const at = (line: number | null) => ({ line, group: null, item: null });

/** One record of the file, at the line where it begins; without cells if it cannot be read. */
type CsvRecord =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly cells: null; readonly problem: string };

/** Far more than a row of any of the files needs; it bounds what an unclosed quotation mark costs. */
const recordMaxCharacters = 65_536;

const tooLong = `The line is longer than ${recordMaxCharacters} characters.`;
const misquoted =
  'The quotation marks do not match: a cell is quoted whole, and a mark inside it is doubled.';

/** The records of any CSV file, one by one, each with its line. */
export async function* recordsOf(source: Source): AsyncGenerator<CsvRecord> {
  let line = 1;
  let rest = '';
  for await (const block of blocksOf(source)) {
    const read = await readBlock(rest + block.text, line, block.isClosed);
    yield* read.records;
    rest = read.rest;
    line = read.line;
    if (block.isBeforeLongLine) {
      yield { line, cells: null, problem: tooLong };
      line += 1;
    }
  }
}

/** Whole lines of the file; a closed block is not continued by the next. */
interface Block {
  readonly text: string;
  readonly isClosed: boolean;
  readonly isBeforeLongLine: boolean;
}

async function* blocksOf(source: Source): AsyncGenerator<Block> {
  // Takes a byte order mark away and gives U+FFFD for bytes that are not UTF-8.
  const decoder = new TextDecoder();
  let text = '';
  let isLongLine = false;
  for await (const bytes of source) {
    text += decoder.decode(bytes, { stream: true });
    if (isLongLine) {
      const end = text.indexOf('\n') + 1;
      isLongLine = end === 0;
      text = end === 0 ? '' : text.slice(end);
    }
    const end = text.lastIndexOf('\n') + 1;
    if (end > 0) yield { text: text.slice(0, end), isClosed: false, isBeforeLongLine: false };
    text = text.slice(end);
    if (text.length > recordMaxCharacters) {
      yield { text: '', isClosed: true, isBeforeLongLine: true };
      text = '';
      isLongLine = true;
    }
  }
  text += decoder.decode();
  yield { text: isLongLine ? '' : text, isClosed: true, isBeforeLongLine: false };
}

/** What was read of a text, and what is left of it because its last record goes on. */
interface BlockRead {
  readonly records: readonly CsvRecord[];
  readonly rest: string;
  /** The line on which the rest begins. */
  readonly line: number;
}

/**
 * A sound block is read in one go. One in which fast-csv stumbles, or whose lines do not add up, is
 * read line by line, so that only the bad row is lost.
 */
async function readBlock(text: string, line: number, isClosed: boolean): Promise<BlockRead> {
  const rows = await cellsOf(text);
  if (typeof rows !== 'string') {
    const records: CsvRecord[] = [];
    let next = line;
    for (const cells of rows) {
      records.push({ line: next, cells });
      next += 1 + cells.reduce((sum, cell) => sum + lineEndsIn(cell), 0);
    }
    const isWhole = text === '' || text.endsWith('\n');
    if (next === line + lineEndsIn(text) + (isWhole ? 0 : 1))
      return { records, rest: '', line: next };
  }
  return readLines(text.split(/(?<=\n)/), line, isClosed);
}

async function readLines(
  lines: readonly string[],
  line: number,
  isClosed: boolean,
): Promise<BlockRead> {
  const records: CsvRecord[] = [];
  let start = 0;
  while (start < lines.length) {
    const read = await readRecord(lines, start, isClosed);
    if (read === 'open') {
      return { records, rest: lines.slice(start).join(''), line: line + start };
    }
    if (read === 'misquoted') {
      records.push({ line: line + start, cells: null, problem: misquoted });
      start += 1;
    } else {
      for (const cells of read.rows) records.push({ line: line + start, cells });
      start = read.end;
    }
  }
  return { records, rest: '', line: line + start };
}

/** The record that begins with a line; while a quotation mark is open it takes further lines in. */
async function readRecord(
  lines: readonly string[],
  start: number,
  isClosed: boolean,
): Promise<{ readonly rows: readonly string[][]; readonly end: number } | Fault> {
  let end = start + 1;
  for (;;) {
    const text = lines.slice(start, end).join('');
    const rows = await cellsOf(text);
    if (typeof rows !== 'string') return { rows, end };
    if (rows === 'misquoted' || text.length > recordMaxCharacters) return 'misquoted';
    const closing = lines.findIndex((line, index) => index >= end && line.includes('"'));
    if (closing < 0) {
      const isTooLong = lines.slice(start).join('').length > recordMaxCharacters;
      return isClosed || isTooLong ? 'misquoted' : 'open';
    }
    end = closing + 1;
  }
}

/** An `open` text ends inside a quoted cell; more of the file may mend it. */
type Fault = 'open' | 'misquoted';

const cellsOf = (text: string): Promise<readonly string[][] | Fault> =>
  new Promise((resolve) => {
    const rows: string[][] = [];
    parseString<string[], string[]>(text, { headers: false, ignoreEmpty: false })
      .on('error', (error) =>
        resolve(error.message.includes('missing closing') ? 'open' : 'misquoted'),
      )
      .on('data', (row: string[]) => rows.push(row))
      .on('end', () => resolve(rows));
  });

function lineEndsIn(text: string): number {
  let count = 0;
  for (let index = text.indexOf('\n'); index >= 0; index = text.indexOf('\n', index + 1)) {
    count += 1;
  }
  return count;
}

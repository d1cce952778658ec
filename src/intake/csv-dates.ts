/**
 * Dates as British spreadsheets write them, 05/11/2026, in the columns that hold dates. The one rule:
 * day and month are never guessed. A column is read so only where no row of it speaks against it; its
 * file says that it was, and a year is four digits.
 */
import { isLocalDate, type LocalDate } from '../calendar/index.ts';
import { type CsvSource, date, recordBatches } from '../files/index.ts';
import { type Finding, findingOf } from '../flow/index.ts';
import {
  type CsvKind,
  columnsOf,
  type CsvHeader,
  csvHeaderOf,
  type ItemColumn,
} from './csv-columns.ts';

/** By the column. */
export interface DatesRead {
  /** Where dates are read with the day first: how many, and one as an example. */
  readonly dayFirst: ReadonlyMap<string, DayFirst>;
  /** Where they are not: the line that has the month first. */
  readonly contradicted: ReadonlyMap<string, number>;
}

interface DayFirst {
  readonly rows: number;
  readonly example: string;
}

const none: DatesRead = { dayFirst: new Map(), contradicted: new Map() };

export const isDateColumn = (kind: CsvKind, column: string): boolean =>
  columnsOf[kind][column]?.content === date;

const parts = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/;

const iso = (year = '', month = '', day = ''): LocalDate | null => {
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isLocalDate(text) ? text : null;
};

/** A date with the day first as ours; null for what is none. */
export function isoOf(text: string): LocalDate | null {
  const [, day, month, year] = parts.exec(text) ?? [];
  return year === undefined ? null : iso(year, month, day);
}

const isMonthFirst = (text: string): boolean => {
  const [, month, day, year] = parts.exec(text) ?? [];
  return year !== undefined && isoOf(text) === null && iso(year, month, day) !== null;
};

/** Why a cell of such a column is no date; null where there is nothing more to say than what is expected. */
export function dateFault(text: string, contradictedOn: number | undefined): string | null {
  if (
    /^\d{1,2}[/.-]\d{1,2}[/.-]\d{2}$/.test(text) ||
    /^\d{1,2}[- ][a-z]{3}[- ]\d{2}$/i.test(text)
  ) {
    return 'its year has two digits; write all four, or format the column as yyyy-mm-dd';
  }
  if (parts.test(text) && contradictedOn !== undefined) {
    return `line ${contradictedOn} has the month first, so it is not known which number here is the day; format the column as yyyy-mm-dd`;
  }
  if (parts.test(text)) return 'there is no such day, with the day before the month';
  if (/^[3-6]\d{4}$/.test(text)) {
    return 'this is the number by which a spreadsheet keeps a day; format the column as yyyy-mm-dd and save anew';
  }
  if (/^\d{4}-\d{2}-\d{2}$/.test(text))
    return 'there is no such day, or it lies outside these years';
  if (/^\d{4}\/\d{1,2}\/\d{1,2}$/.test(text)) return 'put hyphens where the strokes are';
  return null;
}

/** Looks through a file for such dates. Nothing is read twice of a file that has none. */
export async function datesIn(
  pieces: () => CsvSource,
  items: readonly ItemColumn[],
): Promise<DatesRead> {
  if (!(await hasAny(pieces()))) return none;
  const dayFirst = new Map<string, DayFirst>();
  const contradicted = new Map<string, number>();
  let header: CsvHeader | null = null;
  for await (const records of recordBatches(pieces())) {
    for (const { cells, line } of records) {
      if (cells === null || cells.every((cell) => cell.trim() === '')) continue;
      if (header === null) {
        const read = csvHeaderOf(cells, items);
        if ('problem' in read) return none;
        header = read.header;
        continue;
      }
      for (const [index, column] of header.columns.entries()) {
        const text = (cells[index] ?? '').trim();
        if (!parts.test(text) || !isDateColumn(header.kind, column)) continue;
        if (isMonthFirst(text) && !contradicted.has(column)) contradicted.set(column, line);
        if (isoOf(text) === null) continue;
        const { rows = 0, example = text } = dayFirst.get(column) ?? {};
        dayFirst.set(column, { rows: rows + 1, example });
      }
    }
  }
  for (const column of contradicted.keys()) dayFirst.delete(column);
  return { dayFirst, contradicted };
}

async function hasAny(source: CsvSource): Promise<boolean> {
  let before = '';
  for await (const bytes of source) {
    const text =
      before + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    if (/\d[/.-]\d{1,2}[/.-]\d{4}/.test(text)) return true;
    before = text.slice(-12);
  }
  return false;
}

/** How the dates of a file were read, for whoever sent it. */
export const datesFinding = ({ dayFirst }: DatesRead): Finding[] =>
  [...dayFirst].map(([column, { rows, example }]) => {
    const many = rows === 1 ? 'one date was' : `${rows} dates were`;
    const message = `${column}: ${many} read with the day before the month, as in ${example} for ${isoOf(example) ?? example}.`;
    return findingOf('CSV_DATES_READ', { line: null, group: null, item: column }, message);
  });

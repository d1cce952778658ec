/**
 * The columns of a CSV file: which must be there, what a cell under each may say, and what stands
 * against a header or a row. The one rule: a header that is not wholly understood makes no file, and a
 * row is whole and checked or it is its problems, because a column read as another would say what
 * nobody has said.
 */
import { isLocalDate } from '../calendar/index.ts';
import { type Finding, findingOf, isMpid } from '../flow/index.ts';
import { shortened } from '../shortened.ts';

/** What a cell may say, and the words for it. */
export interface CellContent {
  readonly expected: string;
  /** What the text of a cell comes to; null where it is none of what is expected. */
  readonly read: (text: string) => string | null;
}

interface Column {
  readonly content: CellContent;
  /** Whether each row must say something there, or the header must have it, or neither. */
  readonly need: 'filled' | 'column' | 'none';
  /** By which other names it is known. */
  readonly also: readonly string[];
}

export type Columns = Readonly<Record<string, Column>>;

export const filled = (content: CellContent, ...also: readonly string[]): Column => ({
  content,
  need: 'filled',
  also,
});
export const mayBeEmpty = (content: CellContent): Column => ({ content, need: 'column', also: [] });
export const mayBeMissing = (content: CellContent, ...also: readonly string[]): Column => ({
  content,
  need: 'none',
  also,
});

/** Bytes that are no UTF-8 have become this. */
const isReadable = (text: string): boolean => !text.includes('\uFFFD');

/** A text that a rule holds for, as it stands. */
export const textWhere = (expected: string, holds: (text: string) => boolean): CellContent => ({
  expected,
  read: (text) => (isReadable(text) && holds(text) ? text : null),
});
/** One of some names; spreadsheets change the case of what is typed into them. */
export const oneOf = (names: readonly string[], expected: string): CellContent => ({
  expected,
  read: (text) => names.find((name) => name.toLowerCase() === text.toLowerCase()) ?? null,
});
export const anyText = textWhere('a text', () => true);
// DTC 15.4: dates are valid from 1950 to 2199.
export const date = textWhere(
  'a date yyyy-mm-dd from 1950 to 2199',
  (text) => isLocalDate(text) && text >= '1950-01-01' && text <= '2199-12-31',
);
// DTC 15.4, J0002: CHAR(4); seen in upper case only.
export const mpidCell = textWhere(
  'a Market Participant Id, four capital letters or digits',
  isMpid,
);

/** Names are compared by their letters and digits, so case and spacing do not matter. */
export const columnKeyOf = (name: string): string =>
  name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** Finds a column by its name, or by another that it has. */
export function byName(columns: Columns): (name: string) => string | undefined {
  const others = Object.entries(columns).flatMap(([column, { also }]) =>
    also.map((name) => [columnKeyOf(name), column] as const),
  );
  const own = Object.keys(columns).map((column) => [columnKeyOf(column), column] as const);
  const known = new Map([...others, ...own]);
  return (name) => known.get(columnKeyOf(name));
}

interface HeaderProblem {
  readonly what: 'unknown' | 'unnamed' | 'twice' | 'missing';
  /** As it stands in the header, or as it should. */
  readonly name: string;
  readonly place: number;
}

/** The columns of a header row in their order, and what stands against it. */
export function headerIn(
  cells: readonly string[],
  columns: Columns,
  columnNamed = byName(columns),
): { readonly header: readonly string[]; readonly problems: readonly HeaderProblem[] } {
  const header: string[] = [];
  const problems: HeaderProblem[] = [];
  for (const [index, cell] of cells.entries()) {
    const name = cell.trim();
    const place = index + 1;
    const column = columnNamed(name);
    if (column === undefined) {
      problems.push({ what: name === '' ? 'unnamed' : 'unknown', name, place });
    } else if (header.includes(column)) problems.push({ what: 'twice', name, place });
    else header.push(column);
  }
  for (const [name, { need }] of Object.entries(columns)) {
    if (need === 'none' || header.includes(name)) continue;
    problems.push({ what: 'missing', name, place: cells.length });
  }
  return { header, problems };
}

/** Ours: more than anybody mends before looking again. */
const problemsMax = 10;

/** The column that is missing and was most likely meant by a name that is not known. */
function meantBy(name: string, problems: readonly HeaderProblem[]): string | null {
  const typed = columnKeyOf(name);
  const near = problems.find(
    (one) => one.what === 'missing' && differences(typed, columnKeyOf(one.name)) <= 2,
  );
  return near?.name ?? null;
}

/** How many letters are to be put in, left out or changed; more than a few are not counted on. */
function differences(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > 2 || one.length > 40) return 3;
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let at = 1; at <= one.length; at += 1) {
    const next = [at];
    for (let to = 1; to <= other.length; to += 1) {
      const isSame = one.charAt(at - 1) === other.charAt(to - 1);
      const changed = (row[to - 1] ?? 0) + (isSame ? 0 : 1);
      next.push(Math.min(changed, (row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 3;
}

/** What stands against a header, in one line. */
export function headerInWords(all: readonly HeaderProblem[]): string {
  const meant = new Map(
    all.flatMap(({ what, name }) => {
      const near = what === 'unknown' ? meantBy(name, all) : null;
      return near === null ? [] : [[name, near] as const];
    }),
  );
  const named = new Set(meant.values());
  const problems = all.filter(({ what, name }) => what !== 'missing' || !named.has(name));
  const words = problems.slice(0, problemsMax).map(({ what, name, place }) => {
    const shown = shortened(name);
    if (what === 'unnamed') return `column ${place} has no name`;
    const near = meant.get(name);
    if (what === 'unknown') {
      return near === undefined ? `unknown ${shown}` : `${shown} is ${near}, misspelt`;
    }
    return `${shown} is ${what === 'twice' ? 'there twice' : 'missing'}`;
  });
  const more = problems.length - words.length;
  return more === 0 ? words.join(', ') : `${words.join(', ')} and ${more} more`;
}

export interface RowProblem {
  readonly what: 'count' | 'empty' | 'wrong';
  /** Where the cells are too few or too many: the column at which they end. */
  readonly column: string | null;
  /** What the cell says, or how many cells there are. */
  readonly text: string;
  readonly expected: string;
}

/** What a row says under each column of its header; empty where it says nothing. */
export type Values<Name extends string = string> = Readonly<Record<Name, string>>;

/** A column that is in the header and not described may say anything. */
export function valuesIn<Name extends string>(
  header: readonly string[],
  columns: Readonly<Record<Name, Column>>,
  cells: readonly string[],
): { readonly values: Values<Name> } | { readonly problems: readonly RowProblem[] } {
  const isMore = cells.slice(header.length).some((cell) => cell.trim() !== '');
  if (isMore || cells.length < header.length) {
    const column = header[Math.min(cells.length, header.length - 1)] ?? null;
    const why = isMore
      ? 'put quotation marks around a cell that has a comma in it'
      : 'leave a cell that says nothing empty, between its commas';
    const many = cells.length === 1 ? '1 cell' : `${cells.length} cells`;
    const text = `${many} for ${header.length} columns: ${why}`;
    return { problems: [{ what: 'count', column, text, expected: '' }] };
  }
  const described: Readonly<Record<string, Column | undefined>> = columns;
  const values: Record<string, string> = {};
  const problems: RowProblem[] = [];
  for (const [index, column] of header.entries()) {
    const text = (cells[index] ?? '').trim();
    const { content, need } = described[column] ?? undescribed;
    const { expected } = content;
    const value = text === '' ? '' : content.read(text);
    if (text === '' && need === 'filled') problems.push({ what: 'empty', column, text, expected });
    else if (value === null) problems.push({ what: 'wrong', column, text, expected });
    else values[column] = value;
  }
  return problems.length > 0 ? { problems } : { values: values as Values<Name> };
}

const undescribed = mayBeMissing(anyText);

/** A row that is at fault, by the line on which it begins and the column. */
export const invalidRow = (line: number, column: string | null, message: string): Finding =>
  findingOf(
    'CSV_ROW_INVALID',
    { line, group: null, item: column },
    `${column === null ? '' : `${column}: `}${message}.`,
  );

const notUtf8 =
  'its bytes are not UTF-8: the file was saved as the CSV of Windows (Windows-1252). ' +
  'Save it as "CSV UTF-8 (Comma delimited)"';

/** The same of what was found; it does not repeat what a cell says, which may be about people's homes. */
export function findingOfRow(line: number, problem: RowProblem): Finding {
  const { what, column, text, expected } = problem;
  if (what === 'count') {
    return invalidRow(line, column, text);
  }
  if (what === 'empty') return invalidRow(line, column, `it is empty, and needs ${expected}`);
  const isText = isReadable(text);
  return invalidRow(line, column, isText ? `must be ${expected}` : notUtf8);
}

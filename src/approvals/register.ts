/**
 * What the two registers say, row by row: which meter type is listed for which Code of Practice, and
 * whose software holds protocol approval for which meter type. The one rule: a row that is not wholly
 * understood is a problem with a line and a column, never an entry, because a date read wrongly would
 * approve a meter.
 */
import { copOf, isHalfHourlyCop } from './cop-rules.ts';
import { isKnownDate, type KnownDate } from './known-date.ts';

interface Entry {
  readonly line: number;
  readonly model: string;
  readonly variant: string;
  /** Since when it is listed; null where nobody says. */
  readonly from: KnownDate;
  /** The last day or month on the list; null while it is on it. */
  readonly to: KnownDate;
  /** Where it is said. */
  readonly reference: string;
}

export interface ComplianceEntry extends Entry {
  readonly manufacturer: string;
  readonly firmware: string;
  readonly cop: string;
  readonly issue: string;
}

export interface ProtocolEntry extends Entry {
  /** The data collector. */
  readonly mpid: string;
  readonly software: string;
  /** When approval was applied for. */
  readonly applied: KnownDate;
  readonly listVersion: string;
}

export interface Register {
  readonly compliance: readonly ComplianceEntry[];
  readonly protocols: readonly ProtocolEntry[];
}

/** One thing wrong with a register's file; without a column it is about the whole line. */
export interface RegisterProblem {
  readonly file: string;
  readonly line: number;
  readonly column: string | null;
  readonly message: string;
}

export type Place = Omit<RegisterProblem, 'message'>;

interface Content {
  readonly expected: string;
  readonly valueOf: (cell: string) => string | null;
}

interface Column {
  readonly content: Content;
  readonly need: 'filled' | 'column' | 'none';
}

const text: Content = { expected: 'a text', valueOf: (cell) => cell };
const date: Content = {
  expected: 'a day such as 2022-06-15, or 2022-06 where only the month is known',
  valueOf: (cell) => (isKnownDate(cell) ? cell : null),
};
const mpid: Content = {
  expected: 'a Market Participant Id, four capital letters or digits',
  valueOf: (cell) => (/^[A-Z0-9]{4}$/.test(cell) ? cell : null),
};
const cop: Content = {
  expected: 'a half-hourly Code of Practice: 1, 2, 3, 5, 6, 10 or 11',
  valueOf: (cell) => {
    const read = copOf(cell);
    return read !== null && isHalfHourlyCop(read) ? read : null;
  },
};
const issue: Content = {
  expected: 'the number of an issue',
  valueOf: (cell) => (/^\d{1,2}$/.test(cell) ? issueOf(cell) : null),
};

/** "06" and "6" are one issue. */
export const issueOf = (cell: string): string => cell.trim().replace(/^0+(?=\d)/, '');

const filled = (content: Content): Column => ({ content, need: 'filled' });
const mayBeEmpty = (content: Content): Column => ({ content, need: 'column' });
const mayBeMissing = (content: Content): Column => ({ content, need: 'none' });

export const columnsOf = {
  compliance: {
    manufacturer: filled(text),
    model: filled(text),
    variant: mayBeEmpty(text),
    firmware: mayBeEmpty(text),
    cop: filled(cop),
    issue: filled(issue),
    from: mayBeEmpty(date),
    to: mayBeEmpty(date),
    reference: mayBeEmpty(text),
  },
  protocols: {
    mpid: filled(mpid),
    software: filled(text),
    model: filled(text),
    variant: mayBeEmpty(text),
    applied: mayBeMissing(date),
    from: mayBeEmpty(date),
    to: mayBeEmpty(date),
    listVersion: mayBeEmpty(text),
    reference: mayBeMissing(text),
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Column>>>>;

export type Kind = keyof typeof columnsOf;

export const kinds = Object.keys(columnsOf) as readonly Kind[];
export const fileOf = (kind: Kind): string => `${kind}.csv`;

const keyOf = (name: string): string => name.replace(/[\s_-]/g, '').toLowerCase();

/** The columns in the order of the header row, or what is wrong with it. */
export function headerOf(
  kind: Kind,
  cells: readonly string[],
  place: Place,
): { readonly columns: readonly string[] } | { readonly problems: readonly RegisterProblem[] } {
  const known: Readonly<Record<string, Column>> = columnsOf[kind];
  const problems: RegisterProblem[] = [];
  const say = (column: string | null, message: string): void => {
    problems.push({ ...place, column, message });
  };
  const columns = cells.map((cell) => {
    const name = Object.keys(known).find((one) => keyOf(one) === keyOf(cell));
    if (name === undefined) say(cell.trim() || null, `is no column of ${fileOf(kind)}`);
    return name ?? '';
  });
  for (const [name, { need }] of Object.entries(known)) {
    const times = columns.filter((column) => column === name).length;
    if (times > 1) say(name, 'stands twice in the header');
    if (times === 0 && need !== 'none') say(name, 'is missing from the header');
  }
  return problems.length === 0 ? { columns } : { problems };
}

/** The values of a row by column; empty cells are null. */
export type Values = Readonly<Record<string, string | null>>;

export function valuesOf(
  kind: Kind,
  columns: readonly string[],
  cells: readonly string[],
  place: Place,
): { readonly values: Values } | { readonly problems: readonly RegisterProblem[] } {
  const problems: RegisterProblem[] = [];
  const say = (column: string | null, message: string): void => {
    problems.push({ ...place, column, message });
  };
  if (cells.length !== columns.length) {
    say(null, `cells in the row: ${cells.length}, in the header: ${columns.length}`);
    return { problems };
  }
  const values: Record<string, string | null> = {};
  for (const [name, column] of Object.entries<Column>(columnsOf[kind])) {
    const cell = (cells[columns.indexOf(name)] ?? '').trim();
    const value = cell === '' ? null : column.content.valueOf(cell);
    if (cell !== '' && value === null) say(name, `"${cell}": ${column.content.expected} is needed`);
    if (cell === '' && column.need === 'filled')
      say(name, `is empty: ${column.content.expected} is needed`);
    values[name] = value;
  }
  const { from, to } = values;
  if (from != null && to != null && to.slice(0, 7) < from.slice(0, 7)) {
    say('to', `${to} is before from, ${from}`);
  }
  return problems.length === 0 ? { values } : { problems };
}

const entryOf = (line: number, values: Values): Entry => ({
  line,
  model: values['model'] ?? '',
  variant: values['variant'] ?? '',
  from: values['from'] ?? null,
  to: values['to'] ?? null,
  reference: values['reference'] ?? '',
});

export const complianceEntry = (line: number, values: Values): ComplianceEntry => ({
  ...entryOf(line, values),
  manufacturer: values['manufacturer'] ?? '',
  firmware: values['firmware'] ?? '',
  cop: values['cop'] ?? '',
  issue: values['issue'] ?? '',
});

export const protocolEntry = (line: number, values: Values): ProtocolEntry => ({
  ...entryOf(line, values),
  mpid: values['mpid'] ?? '',
  software: values['software'] ?? '',
  applied: values['applied'] ?? null,
  listVersion: values['listVersion'] ?? '',
});

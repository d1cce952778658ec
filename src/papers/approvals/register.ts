/**
 * What the two registers say, row by row: which meter type is listed for which Code of Practice, and
 * whose software holds protocol approval for which meter type. The one rule: a row that is not wholly
 * understood is a problem with a line and a column, never an entry, because a date read wrongly would
 * approve a meter.
 */
import {
  type Columns,
  type CellContent,
  type ColumnsTold,
  type FileTemplate,
  fileTemplate,
  filled,
  headerIn,
  mayBeEmpty,
  mayBeMissing,
  mpidCell,
  textWhere,
  type Values,
  valuesIn,
} from '../../files/index.ts';
import { copOf, isHalfHourlyCop } from './cop-rules.ts';
import { isKnownDate, type KnownDate } from './known-date.ts';
import { shortened } from '../../shortened.ts';

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

type Place = Omit<RegisterProblem, 'message'>;

const text: CellContent = { expected: 'a text', read: (cell) => cell };
const knownDate = textWhere(
  'a day such as 2022-06-15, or 2022-06 where only the month is known',
  isKnownDate,
);
const cop: CellContent = {
  expected: 'a half-hourly Code of Practice: 1, 2, 3, 5, 6, 10 or 11',
  read: (cell) => {
    const read = copOf(cell);
    return read !== null && isHalfHourlyCop(read) ? read : null;
  },
};
const issue: CellContent = {
  expected: 'the number of an issue',
  read: (cell) => (/^\d{1,2}$/.test(cell) ? issueOf(cell) : null),
};

/** "06" and "6" are one issue. */
export const issueOf = (cell: string): string => cell.trim().replace(/^0+(?=\d)/, '');

const columnsOf = {
  compliance: {
    manufacturer: filled(text),
    model: filled(text),
    variant: mayBeEmpty(text),
    firmware: mayBeEmpty(text),
    cop: filled(cop),
    issue: filled(issue),
    from: mayBeEmpty(knownDate),
    to: mayBeEmpty(knownDate),
    reference: mayBeEmpty(text),
  },
  protocols: {
    mpid: filled(mpidCell),
    software: filled(text),
    model: filled(text),
    variant: mayBeEmpty(text),
    applied: mayBeMissing(knownDate),
    from: mayBeEmpty(knownDate),
    to: mayBeEmpty(knownDate),
    listVersion: mayBeEmpty(text),
    reference: mayBeMissing(text),
  },
} as const satisfies Readonly<Record<string, Columns>>;

const ofEither = {
  model: ['the meter type', 'M100'],
  from: ['since when; empty: nobody says', '2022-06-15'],
  to: ['its last day; empty: still on it', '2024-12'],
  reference: ['where that is said', 'own list'],
} as const;

const told: { readonly [One in Kind]: ColumnsTold<keyof (typeof columnsOf)[One] & string> } = {
  compliance: {
    ...ofEither,
    manufacturer: ['who makes the meter', 'Meters Ltd'],
    variant: ['which variants of it', 'A, B'],
    firmware: ['which firmware', '1.2'],
    cop: ['the half-hourly Code of Practice it is approved for', '5'],
    issue: ['the issue of that Code', '6'],
  },
  protocols: {
    ...ofEither,
    mpid: ['the data collector', 'DCOL'],
    software: ['its data collection software', 'Collect 3'],
    variant: ['which variants of it', 'A'],
    applied: ['when approval was applied for', '2022-01'],
    listVersion: ['the version of the list that has it', '12'],
  },
};

export type Kind = keyof typeof columnsOf;

export const kinds = Object.keys(columnsOf) as readonly Kind[];
export const registerTemplates: readonly FileTemplate[] = kinds.map((kind) =>
  fileTemplate({ kind, goes: 'kept in approvals/ of the workspace' }, columnsOf[kind], told[kind]),
);
export const fileOf = (kind: Kind): string => `${kind}.csv`;

/** The columns in the order of the header row, or what is wrong with it. */
export function registerHeaderOf(
  kind: Kind,
  cells: readonly string[],
  place: Place,
): { readonly columns: readonly string[] } | { readonly problems: readonly RegisterProblem[] } {
  const { header, problems } = headerIn(cells, columnsOf[kind]);
  if (problems.length === 0) return { columns: header };
  const messages = {
    unknown: `is no column of ${fileOf(kind)}`,
    unnamed: `is no column of ${fileOf(kind)}`,
    twice: 'stands twice in the header',
    missing: 'is missing from the header',
  };
  return {
    problems: problems.map(({ what, name }) => ({
      ...place,
      column: name === '' ? null : name,
      message: messages[what],
    })),
  };
}

/** The values of a row by column; empty where nothing is said. */
export function valuesOf(
  kind: Kind,
  columns: readonly string[],
  cells: readonly string[],
  place: Place,
): { readonly values: Values } | { readonly problems: readonly RegisterProblem[] } {
  const read = valuesIn<string>(columns, columnsOf[kind], cells);
  if ('problems' in read) {
    const problems = read.problems.map(({ what, column, text, expected }) => {
      const said = what === 'empty' ? 'is empty' : `"${shortened(text)}"`;
      return what === 'count'
        ? {
            ...place,
            message: `cells in the row: ${cells.length}, in the header: ${columns.length}`,
          }
        : { ...place, column, message: `${said}: ${expected} is needed` };
    });
    return { problems };
  }
  const { from = '', to = '' } = read.values;
  if (from !== '' && to !== '' && to.slice(0, 7) < from.slice(0, 7)) {
    return { problems: [{ ...place, column: 'to', message: `${to} is before from, ${from}` }] };
  }
  return read;
}

const entryOf = (line: number, values: Values): Entry => ({
  line,
  model: values['model'] ?? '',
  variant: values['variant'] ?? '',
  from: values['from'] || null,
  to: values['to'] || null,
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
  applied: values['applied'] || null,
  listVersion: values['listVersion'] ?? '',
});

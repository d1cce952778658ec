/**
 * A file of Capacity Market components: what makes its header, and from the cells of a row to a
 * component. As with the gateway's other CSV files, a header that is not wholly understood makes no
 * file, a row is whole and checked or it is findings, and no finding repeats what a cell says.
 *
 * Ours: the form of the file. The paper names none.
 */
import { isLocalDate, type LocalDate } from '../calendar/index.ts';
import { type Finding, findingOf } from '../flow/index.ts';
import type { RowShape } from '../files/index.ts';

export type MeteringSystemType = 'supplier' | 'asset' | 'none';
export type DataProvider = 'HHDA' | 'HHDC' | 'MDS' | 'self';
/** Which Balancing Services agreement there is; `true` where the file does not say which. */
export type Agreement = boolean | 'STOR' | 'FCDM' | 'FFR';

export interface Component {
  readonly line: number;
  readonly cmuId: string;
  readonly componentId: string;
  readonly meteringSystemType: MeteringSystemType;
  readonly recordsUtcPeriodLevel: boolean;
  readonly dataProvider: DataProvider;
  /** The number of the Code of Practice, such as "11". */
  readonly cop: string | null;
  readonly copIssue: string | null;
  readonly installedOn: LocalDate | null;
  readonly agreement: Agreement;
}

interface Column {
  readonly expected: string;
  readonly holds: (text: string) => boolean;
  readonly isRequired: boolean;
}

const oneOf = (names: readonly string[]) => (text: string) => named(names, text) !== undefined;

/** Spreadsheets change the case of what is typed into them. */
const named = <Name extends string>(names: readonly Name[], text: string): Name | undefined =>
  names.find((name) => name.toLowerCase() === text.toLowerCase());

const systemTypes = ['supplier', 'asset', 'none'] as const;
const providers = ['HHDA', 'HHDC', 'MDS', 'self'] as const;
const agreements = ['true', 'false', 'STOR', 'FCDM', 'FFR'] as const;

const id: Column = {
  expected: 'a text of at most 100 characters',
  holds: (text) => text.length <= 100,
  isRequired: true,
};

const columns = {
  cmuId: id,
  componentId: id,
  meteringSystemType: {
    expected: 'supplier, asset or none',
    holds: oneOf(systemTypes),
    isRequired: true,
  },
  recordsUtcPeriodLevel: {
    expected: 'true or false',
    holds: oneOf(['true', 'false']),
    isRequired: true,
  },
  dataProvider: { expected: 'HHDA, HHDC, MDS or self', holds: oneOf(providers), isRequired: true },
  cop: {
    expected: 'the number of a Code of Practice, 1 to 11',
    holds: (text: string) => /^(CoP ?)?([1-9]|1[01])$/i.test(text),
    isRequired: false,
  },
  copIssue: {
    expected: 'the number of an issue, such as 6',
    holds: (text: string) => /^(Issue ?)?\d{1,2}$/i.test(text),
    isRequired: false,
  },
  installedOn: {
    expected: 'a date yyyy-mm-dd from 1950 to 2199',
    holds: (text: string) => isLocalDate(text) && text >= '1950-01-01' && text <= '2199-12-31',
    isRequired: false,
  },
  balancingServicesAgreement: {
    expected: 'true, false, STOR, FCDM or FFR',
    holds: oneOf(agreements),
    isRequired: false,
  },
} as const satisfies Readonly<Record<string, Column>>;

export type ColumnName = keyof typeof columns;
export const columnNames = Object.keys(columns) as readonly ColumnName[];

/** Names are compared by their letters and digits, as those of the gateway's other CSV files. */
const keyOf = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

const columnByKey = new Map(columnNames.map((name) => [keyOf(name), name]));

/** The columns of a file, each in its place. */
type Columns = readonly ColumnName[];

/**
 * Whether a file is one of components, by its name and the beginning of its text. The header goes
 * before the name, as for every CSV: an MPAN column makes it a file of the gateway's own.
 */
export function isComponentsFile(name: string, start: string): boolean {
  if (start.startsWith('ZH')) return false;
  const header = start.replace(/^\u00ef\u00bb\u00bf/, '').split(/\r?\n/)[0] ?? '';
  const keys = header.split(',').map(keyOf);
  if (header.includes('|') || keys.includes('mpan')) return false;
  return (
    /^cm-components.*\.csv$/i.test(name) || (keys.includes('cmuid') && keys.includes('componentid'))
  );
}

export const componentRows: RowShape<Columns, Component> = { headerOf, rowOf };

function headerOf(cells: readonly string[]): { header: Columns } | { problem: string } {
  const found: ColumnName[] = [];
  const problems: string[] = [];
  for (const [index, cell] of cells.entries()) {
    const name = cell.trim();
    const column = columnByKey.get(keyOf(name));
    if (column === undefined) {
      const shown = name.length > 40 ? `${name.slice(0, 40)}…` : name;
      problems.push(name === '' ? `column ${index + 1} has no name` : `unknown ${shown}`);
    } else if (found.includes(column)) problems.push(`${column} is there twice`);
    else found.push(column);
  }
  for (const name of columnNames) if (!found.includes(name)) problems.push(`${name} is missing`);
  if (problems.length === 0) return { header: found };
  const needed = `Needed are ${columnNames.join(', ')}.`;
  return { problem: `Read as Capacity Market components: ${problems.join(', ')}. ${needed}` };
}

function rowOf(
  header: Columns,
  cells: readonly string[],
  line: number,
): { row: Component } | { findings: readonly Finding[] } {
  const surplus = cells.slice(header.length).some((cell) => cell.trim() !== '');
  if (surplus || cells.length < header.length) {
    const counts = `${cells.length} cells under ${header.length} columns`;
    const message = `${counts}: a cell that holds a comma must stand in quotation marks`;
    const column = header[Math.min(cells.length, header.length - 1)] ?? null;
    return { findings: [invalid(line, column, message)] };
  }
  const values = {} as Record<ColumnName, string>;
  const findings: Finding[] = [];
  for (const [index, column] of header.entries()) {
    const text = (cells[index] ?? '').trim();
    values[column] = text;
    const problem = problemOf(columns[column], text);
    if (problem !== null) findings.push(invalid(line, column, problem));
  }
  if (findings.length === 0 && values.copIssue !== '' && values.cop === '') {
    findings.push(invalid(line, 'cop', 'an issue without the Code of Practice it is of'));
  }
  return findings.length > 0 ? { findings } : { row: componentOf(values, line) };
}

function problemOf(column: Column, text: string): string | null {
  if (text === '') return column.isRequired ? `${column.expected} is needed` : null;
  if (text.includes('\uFFFD')) return 'its bytes are not UTF-8';
  return column.holds(text) ? null : `expected is ${column.expected}`;
}

/** A row that is at fault, by the line on which it begins and the column. */
export const invalid = (line: number, column: ColumnName | null, message: string): Finding =>
  findingOf(
    'CSV_ROW_INVALID',
    { line, group: null, item: column },
    `${column === null ? '' : `${column}: `}${message}.`,
  );

const filled = (text: string): string | null => (text === '' ? null : text);

const numberIn = (text: string): string | null =>
  text === '' ? null : String(Number(text.replace(/^\D+/, '')));

function componentOf(values: Readonly<Record<ColumnName, string>>, line: number): Component {
  const agreement = named(agreements, values.balancingServicesAgreement);
  return {
    line,
    cmuId: values.cmuId,
    componentId: values.componentId,
    meteringSystemType: named(systemTypes, values.meteringSystemType) ?? 'none',
    recordsUtcPeriodLevel: values.recordsUtcPeriodLevel.toLowerCase() === 'true',
    dataProvider: named(providers, values.dataProvider) ?? 'self',
    cop: numberIn(values.cop),
    copIssue: numberIn(values.copIssue),
    installedOn: filled(values.installedOn),
    // Ours: an empty cell is no agreement, which at worst closes a solution that somebody then asks for.
    agreement: agreement === 'true' ? true : agreement === 'false' ? false : (agreement ?? false),
  };
}

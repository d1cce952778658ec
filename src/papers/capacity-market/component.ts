/**
 * A file of Capacity Market components: what makes its header, and from the cells of a row to a
 * component.
 *
 * Ours: the form of the file. The paper names none.
 */
import type { LocalDate } from '../../calendar/index.ts';
import {
  type Columns,
  type CellContent,
  type ColumnsTold,
  date,
  fileTemplate,
  filled,
  findingOfRow,
  headerIn,
  headerInWords,
  invalidRow,
  columnKeyOf,
  mayBeEmpty,
  oneOf,
  type RowShape,
  textWhere,
  type Values,
  valuesIn,
} from '../../files/index.ts';

type MeteringSystemType = 'supplier' | 'asset' | 'none';
type DataProvider = 'HHDA' | 'HHDC' | 'MDS' | 'self';
/** Which Balancing Services agreement there is; `true` where the file does not say which. */
type Agreement = boolean | 'STOR' | 'FCDM' | 'FFR';

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

const systemTypes = ['supplier', 'asset', 'none'] as const;
const providers = ['HHDA', 'HHDC', 'MDS', 'self'] as const;
const agreements = ['true', 'false', 'STOR', 'FCDM', 'FFR'] as const;

const id = filled(textWhere('a text of at most 100 characters', (text) => text.length <= 100));

/** The number in "CoP 5" or "Issue 06". */
const numberedBy = (pattern: RegExp, expected: string): CellContent => ({
  expected,
  read: (text) => (pattern.test(text) ? String(Number(text.replace(/^\D+/, ''))) : null),
});

const columns = {
  cmuId: id,
  componentId: id,
  meteringSystemType: filled(oneOf(systemTypes, 'supplier, asset or none')),
  recordsUtcPeriodLevel: filled(oneOf(['true', 'false'], 'true or false')),
  dataProvider: filled(oneOf(providers, 'HHDA, HHDC, MDS or self')),
  cop: mayBeEmpty(
    numberedBy(/^(CoP ?)?([1-9]|1[01])$/i, 'the number of a Code of Practice, 1 to 11'),
  ),
  copIssue: mayBeEmpty(numberedBy(/^(Issue ?)?\d{1,2}$/i, 'the number of an issue, such as 6')),
  installedOn: mayBeEmpty(date),
  balancingServicesAgreement: mayBeEmpty(oneOf(agreements, 'true, false, STOR, FCDM or FFR')),
} as const satisfies Columns;

type ColumnName = keyof typeof columns;

const told: ColumnsTold<ColumnName> = {
  cmuId: ['the CMU', 'CMU-001'],
  componentId: ['the component; with cmuId it names one', 'A-1'],
  meteringSystemType: ['how it is metered', 'supplier'],
  recordsUtcPeriodLevel: ['whether readings are kept for each period of UTC', 'true'],
  dataProvider: ['who gives the data', 'HHDC'],
  cop: ['the Code of Practice of the meter', '5'],
  copIssue: ['the issue of that Code', '6'],
  installedOn: ['when the meter was installed', '2021-05-04'],
  balancingServicesAgreement: ['the agreement it has; empty is none', 'STOR'],
};

export const componentsTemplate = fileTemplate(
  { kind: 'cm-components', goes: 'dropped into inbox/' },
  columns,
  told,
);
const columnNames = Object.keys(columns) as readonly ColumnName[];

/**
 * Whether a file is one of components, by its name and the beginning of its text. The header goes
 * before the name, as for every CSV: an MPAN column makes it a file of the gateway's own.
 */
export function isComponentsFile(name: string, start: string): boolean {
  if (start.startsWith('ZH')) return false;
  const header = start.replace(/^\u00ef\u00bb\u00bf/, '').split(/\r?\n/)[0] ?? '';
  const keys = header.split(',').map(columnKeyOf);
  if (header.includes('|') || keys.includes('mpan')) return false;
  return (
    /^cm-components.*\.csv$/i.test(name) || (keys.includes('cmuid') && keys.includes('componentid'))
  );
}

export const componentRows: RowShape<readonly string[], Component> = {
  headerOf: (cells) => {
    const { header, problems } = headerIn(cells, columns);
    if (problems.length === 0) return { header };
    const needed = `Needed are ${columnNames.join(', ')}.`;
    return {
      problem: `Read as Capacity Market components: ${headerInWords(problems)}. ${needed}`,
    };
  },
  rowOf: (header, cells, line) => {
    const read = valuesIn(header, columns, cells);
    if ('problems' in read)
      return { findings: read.problems.map((one) => findingOfRow(line, one)) };
    const { values } = read;
    if (values.copIssue !== '' && values.cop === '') {
      const message = 'an issue without the Code of Practice it is of';
      return { findings: [invalidRow(line, 'cop', message)] };
    }
    return { row: componentOf(values, line) };
  },
};

const orNull = (text: string): string | null => (text === '' ? null : text);
const among = <Name extends string>(names: readonly Name[], text: string): Name | undefined =>
  names.find((name) => name === text);

function componentOf(values: Values<ColumnName>, line: number): Component {
  const agreement = among(agreements, values.balancingServicesAgreement);
  return {
    line,
    cmuId: values.cmuId,
    componentId: values.componentId,
    meteringSystemType: among(systemTypes, values.meteringSystemType) ?? 'none',
    recordsUtcPeriodLevel: values.recordsUtcPeriodLevel === 'true',
    dataProvider: among(providers, values.dataProvider) ?? 'self',
    cop: orNull(values.cop),
    copIssue: orNull(values.copIssue),
    installedOn: orNull(values.installedOn),
    // Ours: an empty cell is no agreement, which at worst closes a solution that somebody then asks for.
    agreement: agreement === 'true' ? true : agreement === 'false' ? false : (agreement ?? false),
  };
}

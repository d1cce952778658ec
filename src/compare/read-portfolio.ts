/** A portfolio CSV: one home a row. Only `mpan` is needed; what is empty is drawn as for other homes. */
import {
  type Columns,
  date,
  filled,
  findingOfRow,
  headerIn,
  headerInWords,
  mayBeMissing,
  mpidCell,
  oneOf,
  readRows,
  type CsvSource,
  textWhere,
  valuesIn,
} from '../files/index.ts';
import { EngineError } from '../engine-error.ts';
import { checkMpan } from '../flow/index.ts';
import { meterKinds, type PortfolioRow } from './portfolio.ts';

/** As many as a comparison takes. */
export const checksMax = 500_000;

const columns: Columns = {
  mpan: filled(
    textWhere(
      'an MPAN of 13 digits, the last of which is right',
      (text) => checkMpan(text) === true,
    ),
  ),
  notifiedOn: mayBeMissing(date),
  installedOn: mayBeMissing(date),
  meterOperator: mayBeMissing(mpidCell),
  meter: mayBeMissing(oneOf(meterKinds, meterKinds.join(', '))),
  migrated: mayBeMissing(oneOf(['true', 'false'], 'true or false')),
};

/** Throws COMPARISON_INVALID, naming the lines at fault: half a portfolio is none. */
export async function readPortfolio(
  source: CsvSource,
  name: string,
  year: number,
): Promise<readonly PortfolioRow[]> {
  const rows: PortfolioRow[] = [];
  const faults: string[] = [];
  const seen = new Set<string>();
  const { findings } = await readRows<readonly string[], Readonly<Record<string, string>>>(
    source,
    {
      headerOf: (cells) => {
        const { header, problems } = headerIn(cells, columns);
        return problems.length === 0 ? { header } : { problem: headerInWords(problems) };
      },
      rowOf: (header, cells, line) => {
        const read = valuesIn(header, columns, cells);
        if ('problems' in read)
          return { findings: read.problems.map((one) => findingOfRow(line, one)) };
        return { row: { ...read.values, line: String(line) } };
      },
    },
    ({ line, ...values }) => {
      const fault = rowFault(values, seen, year);
      if (fault !== null) faults.push(`line ${line}: ${fault}`);
      else if (rows.length <= checksMax) rows.push(rowIn(values));
    },
  );
  const told = [
    ...findings.map((one) =>
      one.line === null ? one.message : `line ${one.line}: ${one.message}`,
    ),
    ...faults,
    ...(rows.length === 0 && findings.length === 0 ? ['it has no row'] : []),
    ...(rows.length > checksMax ? [`it has more than ${checksMax} rows`] : []),
  ];
  if (told.length === 0) return rows;
  throw new EngineError(
    'COMPARISON_INVALID',
    `${name}: ${told.slice(0, 10).join('; ')}${told.length > 10 ? `; and ${told.length - 10} more` : ''}`,
    `its columns are ${Object.keys(columns).join(', ')}; only mpan is needed`,
  );
}

function rowFault(
  { mpan = '', notifiedOn = '', installedOn = '' }: Readonly<Record<string, string>>,
  seen: Set<string>,
  year: number,
): string | null {
  if (seen.has(mpan)) return 'its MPAN stands above already';
  seen.add(mpan);
  if (notifiedOn !== '' && !notifiedOn.startsWith(`${year}-`)) {
    return `notifiedOn must lie in ${year}, the year of the parameters`;
  }
  if (installedOn === '') return null;
  if (notifiedOn === '') return 'installedOn needs notifiedOn beside it';
  if (installedOn > notifiedOn || installedOn < `${year - 2}-01-01`) {
    return `installedOn must lie between ${year - 2}-01-01 and notifiedOn`;
  }
  return null;
}

function rowIn(values: Readonly<Record<string, string>>): PortfolioRow {
  const { mpan = '', notifiedOn = '', installedOn = '', meterOperator = '' } = values;
  const { meter = '', migrated = '' } = values;
  const kind = meterKinds.find((one) => one === meter);
  return {
    mpan,
    ...(notifiedOn === '' ? {} : { notifiedOn }),
    ...(installedOn === '' ? {} : { installedOn }),
    ...(meterOperator === '' ? {} : { meterOperator }),
    ...(kind === undefined ? {} : { meter: kind }),
    ...(migrated === '' ? {} : { migrated: migrated === 'true' }),
  };
}

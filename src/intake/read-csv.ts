/** The CSV files that a gateway takes in: notifications, appointments and visits. */

import { type CsvSource, type RowShape, readRows, recordsOf } from '../files/index.ts';
import {
  createFindingList,
  defaultLimits,
  type Finding,
  findingOf,
  repeatsOf,
} from '../flow/index.ts';
import { type CsvKind, type CsvHeader, csvHeaderOf, type ItemColumn } from './csv-columns.ts';
import { type DatesRead, datesFinding } from './csv-dates.ts';
import { type CsvRow, rowOf } from './csv-rows.ts';

export interface CsvSummary {
  /** Null when the first row is no known header; then there are no rows. */
  readonly kind: CsvKind | null;
  readonly findings: readonly Finding[];
  /** The rows under the header, blank ones left out, bad ones counted. */
  readonly rowCount: number;
}

/** What of our CSV files one is, by its beginning; null for any other. */
export async function csvKindAt(pieces: CsvSource): Promise<CsvKind | null> {
  for await (const { cells } of recordsOf(pieces)) {
    if (cells === null) return null;
    if (cells.every((cell) => cell.trim() === '')) continue;
    const read = csvHeaderOf(cells, []);
    return 'header' in read ? read.header.kind : null;
  }
  return null;
}

const noRows = (kind: CsvKind): Finding =>
  findingOf(
    'CSV_NO_ROWS',
    { line: null, group: null, item: null },
    `This is a file of ${kind} with a header and no row below it. Put a row there for each MPAN and drop it again; where there is nothing to say, drop none.`,
  );

/** Hands over good rows one by one in the order of the file, and says at the end what was wrong. */
export async function readCsv(
  source: CsvSource,
  options: {
    readonly items: readonly ItemColumn[];
    /** A visit of a later day is refused; null where that is not asked. */
    readonly today?: string;
    /** How the dates in it are read, as `datesIn` found; strictly where nothing is said. */
    readonly dates?: DatesRead;
    /** How often one MPAN may be named; if left out, however often. */
    readonly mpanRepeatsMax?: number;
    readonly onRow: (row: CsvRow) => void | Promise<void>;
  },
): Promise<CsvSummary> {
  const repeated = repeatsOf(options.mpanRepeatsMax ?? Number.POSITIVE_INFINITY);
  const shape: RowShape<CsvHeader, CsvRow> = {
    headerOf: (cells) => csvHeaderOf(cells, options.items),
    rowOf: (header, cells, line) => {
      const read = rowOf(header, cells, line, options);
      const finding = 'row' in read ? repeated(read.row.mpan, line) : null;
      return finding === null ? read : { findings: [finding] };
    },
  };
  const { header, ...rows } = await readRows(source, shape, options.onRow);
  const kind = header?.kind ?? null;
  const read =
    kind === null || rows.rowCount > 0
      ? rows
      : { ...rows, findings: [...rows.findings, noRows(kind)] };
  const ofDates = kind === null || !options.dates ? [] : datesFinding(options.dates);
  if (ofDates.length === 0) return { kind, ...read };
  const findings = createFindingList(defaultLimits.findingsMax);
  for (const finding of [...ofDates, ...read.findings]) findings.add(finding);
  return { kind, ...read, findings: findings.list() };
}

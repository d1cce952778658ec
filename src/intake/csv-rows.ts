/**
 * From the cells of one CSV row to a notification, an appointment or a visit. The one rule: a row is
 * whole and checked, or it is findings; and no finding repeats what a cell says, because cells hold
 * addresses and remarks about people's homes.
 */
import assert from 'node:assert/strict';
import type { LocalDate } from '../calendar/index.ts';
import { checkMpan, type Finding, findingOf } from '../flow/index.ts';
import { type Decision, decisions, type VisitOutcome, visitOutcomes } from '../process/index.ts';
import { findingOfRow, invalidRow, type RowProblem, valuesIn } from '../files/index.ts';
import { addressColumns, type CsvKind, columnsOf, type CsvHeader } from './csv-columns.ts';
import { type DatesRead, dateFault, isDateColumn, isoOf } from './csv-dates.ts';

export interface NotificationRow {
  readonly kind: 'notifications';
  readonly line: number;
  readonly mpan: string;
  readonly notifiedOn: LocalDate;
  readonly source: string;
  readonly reference: string;
  readonly technology?: string;
  readonly capacityKw?: number;
  readonly commissionedOn?: LocalDate;
  /** Since when the site exports. */
  readonly exportSince?: LocalDate;
  readonly meterId?: string;
  readonly meterRegisterId?: string;
  readonly meterType?: string;
  readonly ssc?: string;
  readonly retrievalMethod?: string;
  readonly meterOperator?: string;
  /** Nine lines, empty where nothing was given. */
  readonly addressLines: readonly string[];
  readonly postcode?: string;
  readonly knownBackstop: boolean;
}

export interface AppointmentRow {
  readonly kind: 'appointments';
  readonly line: number;
  readonly mpan: string;
  readonly meterOperator?: string;
  readonly from: LocalDate;
  readonly to?: LocalDate;
  readonly supplier?: string;
  /** When the supply by that Supplier ends. */
  readonly supplierTo?: LocalDate;
  readonly linkedExportMpan?: string;
  /** From when the linked export MPAN is known; `from` where it is absent. */
  readonly linkedExportOn?: LocalDate;
}

export interface VisitRow {
  readonly kind: 'visits';
  readonly line: number;
  readonly mpan: string;
  readonly visitedOn: LocalDate;
  readonly outcome: VisitOutcome;
  readonly meterId?: string;
  readonly newMeterId?: string;
  readonly newMeterType?: string;
  readonly manufacturersMakeAndType?: string;
  readonly remarks?: string;
  /** Further Data Items by their reference; only those that were filled in. */
  readonly items: Readonly<Record<string, string>>;
}

/** What somebody would decide; a file cannot say who, so that it decides nothing by itself. */
export interface DecisionRow {
  readonly kind: 'decisions';
  readonly line: number;
  readonly mpan: string;
  readonly decision: Decision;
  readonly reason: string;
  /** Of the check as it was looked at. */
  readonly revision?: number;
}

export type CsvRow = NotificationRow | AppointmentRow | VisitRow | DecisionRow;

/** The day on which a file is read, and how the dates in it are. */
interface ReadOn {
  readonly today?: LocalDate;
  readonly dates?: DatesRead;
}

/** The row that the cells make, or one finding per cell that is wrong. */
export function rowOf(
  { kind, columns }: CsvHeader,
  cells: readonly string[],
  line: number,
  { today, dates }: ReadOn = {},
): RowRead {
  if (kind === 'decisions' && isLeftOpen(columns, cells)) return { findings: [] };
  const read = valuesIn(columns, columnsOf[kind], withIsoDates(kind, columns, cells, dates));
  if ('problems' in read) {
    return { findings: read.problems.map((one) => findingIn(kind, line, one, dates)) };
  }
  const { values } = read;
  const value = (column: string): string => values[column] ?? '';
  if (kind === 'visits' && today !== undefined && value('visitedOn') > today) {
    const message = `it lies after today, ${today}, and must be today or an earlier day`;
    return { findings: [invalidRow(line, 'visitedOn', message)] };
  }
  const made = rowMakers[kind](line, value, columns);
  if (!('row' in made) || kind !== 'notifications' || today === undefined) return made;
  return value('notifiedOn') > today ? { ...made, remarks: [notYet(line, today)] } : made;
}

/** A file that is filled in by and by: a row without decision and reason waits, and is no mistake. */
const isLeftOpen = (columns: readonly string[], cells: readonly string[]): boolean =>
  ['decision', 'reason'].every((name) => cells[columns.indexOf(name)]?.trim() === '');

/** Ours: it may be meant, and is seldom; a deadline that is counted from it comes too late. */
const notYet = (line: number, today: LocalDate): Finding =>
  findingOf(
    'NOTIFIED_IN_FUTURE',
    { line, group: null, item: 'notifiedOn' },
    `notifiedOn: it lies after today, ${today}. Is the year right? The row was taken as it stands, and its deadlines count from that day.`,
  );

/** Dates as British spreadsheets write them become ours where it is known how they are meant. */
const withIsoDates = (
  kind: CsvKind,
  columns: readonly string[],
  cells: readonly string[],
  dates: DatesRead | undefined,
): readonly string[] =>
  dates === undefined || dates.dayFirst.size === 0
    ? cells
    : cells.map((cell, index) => {
        const column = columns[index] ?? '';
        const isMeant = dates.dayFirst.has(column) && isDateColumn(kind, column);
        return (isMeant ? isoOf(cell.trim()) : null) ?? cell;
      });

function findingIn(
  kind: CsvKind,
  line: number,
  problem: RowProblem,
  dates: DatesRead | undefined,
): Finding {
  const { what, column } = problem;
  if (what === 'wrong' && column !== null && isDateColumn(kind, column)) {
    const fault = dateFault(problem.text, dates?.contradicted.get(column));
    if (fault !== null) {
      return findingOfRow(line, { ...problem, expected: `${problem.expected}: ${fault}` });
    }
  }
  const isMpan = column === 'mpan' || column === 'linkedExportMpan';
  if (what === 'wrong' && isMpan && !problem.text.includes('\uFFFD')) {
    return mpanFinding(problem.text, line, column);
  }
  return findingOfRow(line, what === 'count' ? { ...problem, column: null } : problem);
}

/** What stands under a column; empty where there is nothing. */
type Value = (column: string) => string;

type RowRead =
  | { readonly row: CsvRow; readonly remarks?: readonly Finding[] }
  | { readonly findings: readonly Finding[] };

const rowMakers: Readonly<
  Record<CsvKind, (line: number, value: Value, columns: readonly string[]) => RowRead>
> = {
  notifications: (line, value) => ({ row: notificationOf(line, value) }),
  appointments: appointmentOf,
  decisions: (line, value) => ({ row: decisionOf(line, value) }),
  visits: (line, value, columns) => ({ row: visitOf(line, value, columns.filter(isItem)) }),
};

/** Data Items stand under their reference, which no column of ours looks like. */
const isItem = (column: string): boolean => /^(08A )?J\d{4}$/.test(column);

function mpanFinding(mpan: string, line: number, item: string): Finding {
  const isNumber = /^\d{13}$/.test(mpan);
  const code = isNumber ? 'MPAN_CHECK_DIGIT_WRONG' : 'MPAN_FORMAT';
  const place = { line, group: null, item };
  // What a spreadsheet shortens is not an MPAN with a mistake: its digits are gone.
  const isShortened = /^\d([.,]\d+)?e\+?\d{2}$/i.test(mpan);
  const message = isShortened
    ? `${item}: a spreadsheet has shortened it to a number such as 1.2E+12, and its digits are lost: set the column to Text, enter the MPANs again from where they came, and save anew.`
    : `${item}: ${isNumber ? checkMpan(mpan) : shapeFault(mpan)}.`;
  return findingOf(/^0{13}$/.test(mpan) ? 'MPAN_ALL_ZEROS' : code, place, message);
}

/** Why what stands in the place of an MPAN has not the shape of one. */
function shapeFault(text: string): string {
  const digits = text.replaceAll(/\D/g, '').length;
  if (digits === text.length)
    return `it has ${digits} ${digits === 1 ? 'digit' : 'digits'}, and an MPAN has 13`;
  const more = digits === 13 ? ': leave out what stands between or beside them' : '';
  return `an MPAN is 13 digits and nothing else${more}`;
}

function notificationOf(line: number, value: Value): NotificationRow {
  return {
    kind: 'notifications',
    line,
    mpan: value('mpan'),
    notifiedOn: value('notifiedOn'),
    source: value('source'),
    reference: value('reference'),
    ...filled(value, [
      'technology',
      'commissionedOn',
      'exportSince',
      'meterId',
      'meterRegisterId',
      'meterType',
    ]),
    ...filled(value, ['ssc', 'retrievalMethod', 'meterOperator', 'postcode']),
    ...(value('capacityKw') === '' ? {} : { capacityKw: Number(value('capacityKw')) }),
    addressLines: addressColumns.map(value),
    knownBackstop: value('knownBackstop') === 'true',
  };
}

function decisionOf(line: number, value: Value): DecisionRow {
  const decision = decisions.find((one) => one === value('decision'));
  assert(decision, 'the cell was checked');
  const mpan = value('mpan');
  const said = { kind: 'decisions', line, mpan, decision, reason: value('reason') } as const;
  return value('revision') === '' ? said : { ...said, revision: Number(value('revision')) };
}

function appointmentOf(line: number, value: Value): RowRead {
  const named = filled(value, ['meterOperator', 'supplier', 'supplierTo', 'linkedExportMpan']);
  if (Object.keys(named).length === 0) {
    const message = 'one of meterOperator, supplier, supplierTo and linkedExportMpan is needed';
    return { findings: [invalidRow(line, null, message)] };
  }
  if (value('linkedExportMpan') === value('mpan')) {
    return {
      findings: [invalidRow(line, 'linkedExportMpan', 'expected is another MPAN than mpan')],
    };
  }
  if (value('linkedExportOn') !== '' && value('linkedExportMpan') === '') {
    return { findings: [invalidRow(line, 'linkedExportMpan', 'it is needed with linkedExportOn')] };
  }
  const appointed = { ...named, ...filled(value, ['linkedExportOn']) };
  if (value('to') !== '' && value('to') < value('from')) {
    return { findings: [invalidRow(line, 'to', 'must be a date that is not before from')] };
  }
  const appointment = { mpan: value('mpan'), from: value('from'), ...filled(value, ['to']) };
  return { row: { kind: 'appointments', line, ...appointment, ...appointed } };
}

function visitOf(line: number, value: Value, refs: readonly string[]): VisitRow {
  const outcome = visitOutcomes.find((one) => one === value('outcome'));
  assert(outcome, 'the cell was checked');
  const { meterId, newMeterId } = filled(value, ['meterId', 'newMeterId']);
  // Ours: where nothing was replaced there is one meter, under whichever of the two it is named.
  const seen = outcome === 'replaced' ? meterId : (meterId ?? newMeterId);
  return {
    kind: 'visits',
    line,
    mpan: value('mpan'),
    visitedOn: value('visitedOn'),
    outcome,
    ...(seen === undefined ? {} : { meterId: seen }),
    ...(newMeterId === undefined ? {} : { newMeterId }),
    ...filled(value, ['newMeterType', 'manufacturersMakeAndType', 'remarks']),
    items: Object.fromEntries(
      refs.filter((ref) => value(ref) !== '').map((ref) => [ref, value(ref)]),
    ),
  };
}

/** The columns that say something, so that what was left empty is absent. */
function filled<Name extends string>(
  value: Value,
  names: readonly Name[],
): { readonly [name in Name]?: string } {
  const entries = names.filter((name) => value(name) !== '').map((name) => [name, value(name)]);
  return Object.fromEntries(entries) as { readonly [name in Name]?: string };
}

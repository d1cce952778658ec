/**
 * What the gateway's CSV files are: which columns make a file of notifications, of appointments or
 * of visits, and what each column may say. The one rule: the kind is known by the header row alone,
 * and a header that is not wholly understood makes no file, because a column read as another would
 * open checks that nobody asked for.
 *
 * Ours: all of it. The industry exchanges these facts in spreadsheets of no fixed form.
 */

import { isLocalDate } from '../calendar/index.ts';
import { type VisitOutcome, visitOutcomes } from '../process/index.ts';

export type CsvKind = 'notifications' | 'appointments' | 'visits';

/** A Data Item that a file of visits may carry as a column, by its reference or by its name. */
export interface ItemColumn {
  readonly ref: string;
  readonly name: string;
}

/** The kind of a file and, for each of its columns, the name by which rows are read. */
export interface Header {
  readonly kind: CsvKind;
  readonly columns: readonly string[];
}

/** The header that a file's first row is, or why it is none. */
export function headerOf(
  cells: readonly string[],
  items: readonly ItemColumn[],
): { readonly header: Header } | { readonly problem: string } {
  const names = cells.map((cell) => cell.trim());
  // A first row without this column may well be data, and data is not repeated.
  if (!names.some((name) => keyOf(name) === 'mpan')) {
    return {
      problem: `This is no flow file, which begins with ZHV, and as a CSV file it has no column mpan, parted by commas. ${kindsInWords}`,
    };
  }
  const readings = kinds.map((kind) => readingOf(kind, names, items));
  const [best] = readings.sort((one, other) => one.problems.length - other.problems.length);
  if (!best || best.problems.length > 0) {
    return { problem: `Read as ${best?.kind}: ${listed(best?.problems ?? [])}. ${kindsInWords}` };
  }
  return { header: { kind: best.kind, columns: best.columns } };
}

/** Ours: more than anybody mends before looking again. */
const problemsMax = 10;

const listed = (problems: readonly string[]): string =>
  problems.length <= problemsMax
    ? problems.join(', ')
    : `${problems.slice(0, problemsMax).join(', ')} and ${problems.length - problemsMax} more`;

/** What a cell may say, and the words for it. */
export interface Content {
  readonly expected: string;
  readonly holds: (text: string) => boolean;
}

export interface Column {
  readonly content: Content;
  readonly isRequired: boolean;
}

export const outcomeNamed = (text: string): VisitOutcome | undefined =>
  visitOutcomes.find((outcome) => outcome.toLowerCase() === text.toLowerCase());

export const anyText: Content = { expected: 'a text', holds: () => true };
// DTC 15.4: dates are valid from 1950 to 2199.
const date: Content = {
  expected: 'a date yyyy-mm-dd from 1950 to 2199',
  holds: (text) => isLocalDate(text) && text >= '1950-01-01' && text <= '2199-12-31',
};
// DTC 15.4, J0002: CHAR(4); seen in upper case only.
const mpid: Content = {
  expected: 'a Market Participant Id, four capital letters or digits',
  holds: (text) => /^[A-Z0-9]{4}$/.test(text),
};
// DTC 15.4, J0004: CHAR(10). It says which meter was seen, so that it cannot be guessed at.
const meterId: Content = {
  expected: 'a Meter Id of at most 10 letters and digits',
  holds: (text) => /^[\x20-\x7b}~]{1,10}$/.test(text),
};
const kilowatts: Content = {
  expected: 'a number of kilowatts such as 3.68',
  holds: (text) => /^\d{1,9}(\.\d{1,9})?$/.test(text),
};
// Spreadsheets write TRUE and FALSE.
const trueOrFalse: Content = {
  expected: 'true or false',
  holds: (text) => /^(true|false)$/i.test(text),
};
const visitOutcome: Content = {
  expected: `one of ${visitOutcomes.join(', ')}`,
  holds: (text) => outcomeNamed(text) !== undefined,
};

const required = (content: Content): Column => ({ content, isRequired: true });
const optional = (content: Content): Column => ({ content, isRequired: false });

export const addressColumns = Array.from({ length: 9 }, (_, index) => `addressLine${index + 1}`);

export const columnsOf: Readonly<Record<CsvKind, Readonly<Record<string, Column>>>> = {
  notifications: {
    mpan: required(anyText),
    notifiedOn: required(date),
    source: required(anyText),
    reference: required(anyText),
    technology: optional(anyText),
    capacityKw: optional(kilowatts),
    commissionedOn: optional(date),
    meterId: optional(anyText),
    meterRegisterId: optional(anyText),
    meterType: optional(anyText),
    ssc: optional(anyText),
    retrievalMethod: optional(anyText),
    meterOperator: optional(mpid),
    ...Object.fromEntries(addressColumns.map((column) => [column, optional(anyText)])),
    postcode: optional(anyText),
    knownBackstop: optional(trueOrFalse),
  },
  appointments: {
    mpan: required(anyText),
    meterOperator: optional(mpid),
    from: required(date),
    to: optional(date),
    supplier: optional(mpid),
    supplierTo: optional(date),
  },
  visits: {
    mpan: required(anyText),
    visitedOn: required(date),
    outcome: required(visitOutcome),
    meterId: optional(meterId),
    newMeterId: optional(anyText),
    newMeterType: optional(anyText),
    manufacturersMakeAndType: optional(anyText),
    remarks: optional(anyText),
  },
};

/** Columns of ours by the references and names that the catalogue has for what they hold. */
export const otherNames: Readonly<Record<CsvKind, Readonly<Record<string, readonly string[]>>>> = {
  notifications: {
    meterId: ['J0004'],
    meterRegisterId: ['J0010'],
    meterType: ['J0483'],
    ssc: ['J0076', 'Standard Settlement Configuration (SSC) Id'],
    retrievalMethod: ['J0098'],
    meterOperator: ['J0178', 'Meter Operator Id'],
    postcode: ['J0263', 'Metering Point Postcode'],
    ...Object.fromEntries(
      addressColumns.map((column, index) => [
        column,
        [`J${1036 + index}`, `Metering Point Address Line ${index + 1}`],
      ]),
    ),
  },
  appointments: { meterOperator: ['J0178', 'Meter Operator Id'] },
  visits: {
    meterId: ['J0004', 'Meter Id', '005 J0004', '08A J0004', 'Meter Id of the removed meter'],
    newMeterId: ['290 J0004', 'New Meter Id'],
    newMeterType: ['J0483', 'Meter Type'],
    manufacturersMakeAndType: ['J0410', 'Manufacturers Make & Type'],
    remarks: ['J0008', 'Nature of Maintenance', 'J0012', 'Additional Information'],
  },
};

const kinds: readonly CsvKind[] = ['notifications', 'appointments', 'visits'];

const requiredOf = (kind: CsvKind): readonly string[] =>
  Object.entries(columnsOf[kind]).flatMap(([name, column]) => (column.isRequired ? [name] : []));

const kindsInWords = `Needed are ${kinds
  .map((kind) => `for ${kind} ${requiredOf(kind).join(', ')}`)
  .join('; ')}.`;

/** Names are compared by their letters and digits, so case and spacing do not matter. */
const keyOf = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** The first row read as the header of one kind, with what stands against it. */
function readingOf(
  kind: CsvKind,
  names: readonly string[],
  items: readonly ItemColumn[],
): { readonly kind: CsvKind; readonly columns: string[]; readonly problems: readonly string[] } {
  const known = new Map<string, string>();
  if (kind === 'visits') {
    for (const { ref, name } of items) known.set(keyOf(ref), ref).set(keyOf(name), ref);
  }
  for (const [column, names] of Object.entries(otherNames[kind])) {
    for (const name of names) known.set(keyOf(name), column);
  }
  // A column of the kind's own goes before a Data Item of the same name.
  for (const name of Object.keys(columnsOf[kind])) known.set(keyOf(name), name);
  const columns: string[] = [];
  const problems: string[] = [];
  for (const [index, name] of names.entries()) {
    const column = columnNamed(known, name);
    if (column === undefined) {
      problems.push(name === '' ? `column ${index + 1} has no name` : `unknown ${shortened(name)}`);
    } else if (columns.includes(column)) problems.push(`${shortened(name)} is there twice`);
    else columns.push(column);
  }
  for (const name of requiredOf(kind)) {
    if (!columns.includes(name)) problems.push(`${name} is missing`);
  }
  return { kind, columns, problems };
}

/** A column by its name, by `290 J0501`, or as a draft names what it lacks: `Name (290 J0501)`. */
function columnNamed(known: ReadonlyMap<string, string>, name: string): string | undefined {
  const place = /^(?:.* \()?(?:([0-9A-Z]{3}) )?(J\d{4})\)?$/i.exec(name);
  const named = [name, `${place?.[1] ?? ''}${place?.[2] ?? ''}`, place?.[2] ?? ''];
  return named.map((one) => known.get(keyOf(one))).find((column) => column !== undefined);
}

const shortened = (name: string): string => (name.length > 40 ? `${name.slice(0, 40)}…` : name);

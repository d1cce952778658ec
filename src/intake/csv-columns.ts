/**
 * What the gateway's CSV files are: which columns make a file of notifications, of appointments or
 * of visits, and what each column may say. The kind is known by the header row alone.
 *
 * Ours: all of it. The industry exchanges these facts in spreadsheets of no fixed form.
 */
import {
  anyText,
  byName,
  type Columns,
  date,
  filled,
  headerIn,
  headerInWords,
  columnKeyOf,
  mayBeMissing,
  mpidCell,
  oneOf,
  textWhere,
} from '../files/index.ts';
import { checkMpan } from '../flow/index.ts';
import { decisions, visitOutcomes } from '../process/index.ts';

export type CsvKind = 'notifications' | 'appointments' | 'visits' | 'decisions';

/** A Data Item that a file of visits may carry as a column, by its reference or by its name. */
export interface ItemColumn {
  readonly ref: string;
  readonly name: string;
}

/** The kind of a file and, for each of its columns, the name by which rows are read. */
export interface CsvHeader {
  readonly kind: CsvKind;
  readonly columns: readonly string[];
}

/** The header that a file's first row is, or why it is none. */
export function csvHeaderOf(
  cells: readonly string[],
  items: readonly ItemColumn[],
): { readonly header: CsvHeader } | { readonly problem: string } {
  // A first row without this column may well be data, and data is not repeated.
  if (!cells.some((cell) => columnKeyOf(cell) === 'mpan')) {
    const isData = cells.some((cell) => /^\d{13}$/.test(cell.trim()));
    const what = isData
      ? 'Its first row is data: it needs a row above with the names of the columns.'
      : 'It has no column mpan, so it is no CSV that is read here, and no flow, which begins with ZHV.';
    return { problem: `${what} ${kindsInWords} pawl template NAME prints one to begin with.` };
  }
  const readings = kinds.map((kind) => {
    const own = byName(columnsOf[kind]);
    const ofItems = new Map(kind === 'visits' ? items.flatMap(namesOfItem) : []);
    return {
      kind,
      // A column of the kind's own goes before a Data Item of the same name.
      ...headerIn(cells, columnsOf[kind], (name) =>
        namesMeant(name)
          .map((one) => own(one) ?? ofItems.get(columnKeyOf(one)))
          .find((column) => column !== undefined),
      ),
    };
  });
  const [best] = readings.sort((one, other) => one.problems.length - other.problems.length);
  if (!best || best.problems.length > 0) {
    const problems = headerInWords(best?.problems ?? []);
    // Where no more than the MPAN is known, any kind may be meant.
    const needed =
      best === undefined || best.header.length <= 1
        ? kindsInWords
        : `Needed are ${requiredOf(best.kind).join(', ')}.`;
    return {
      problem: `Read as ${best?.kind}: ${problems}. ${needed} pawl template ${best?.kind} prints all columns.`,
    };
  }
  return { header: { kind: best.kind, columns: best.header } };
}

const namesOfItem = ({ ref, name }: ItemColumn): [string, string][] => [
  [columnKeyOf(ref), ref],
  [columnKeyOf(name), ref],
];

/** By its name, by `290 J0501`, or as a draft names what it lacks: `Name (290 J0501)`. */
function namesMeant(name: string): readonly string[] {
  const [, group = '', ref = ''] = /^(?:.* \()?(?:([0-9A-Z]{3}) )?(J\d{4})\)?$/i.exec(name) ?? [];
  return [name, `${group}${ref}`, ref];
}

// Thirteen digits of which the last is right; what is wrong with others is said by a code of its own.
const mpan = textWhere('an MPAN of 13 digits', (text) => checkMpan(text) === true);
// DTC 15.4, J0004: CHAR(10). It says which meter was seen, so that it cannot be guessed at.
const meterId = textWhere('a Meter Id of at most 10 letters and digits', (text) =>
  /^[\x20-\x7b}~]{1,10}$/.test(text),
);
const kilowatts = textWhere('a number of kilowatts such as 3.68, without its unit', (text) =>
  /^\d{1,9}(\.\d{1,9})?$/.test(text),
);

export const addressColumns = Array.from({ length: 9 }, (_, index) => `addressLine${index + 1}`);

/** Each by the references and names, too, that the catalogue has for what it holds. */
export const columnsOf: Readonly<Record<CsvKind, Columns>> = {
  notifications: {
    mpan: filled(mpan),
    notifiedOn: filled(date),
    source: filled(anyText),
    reference: filled(anyText),
    technology: mayBeMissing(anyText),
    capacityKw: mayBeMissing(kilowatts),
    commissionedOn: mayBeMissing(date),
    exportSince: mayBeMissing(date),
    meterId: mayBeMissing(anyText, 'J0004'),
    meterRegisterId: mayBeMissing(anyText, 'J0010'),
    meterType: mayBeMissing(anyText, 'J0483'),
    ssc: mayBeMissing(anyText, 'J0076', 'Standard Settlement Configuration (SSC) Id'),
    retrievalMethod: mayBeMissing(anyText, 'J0098'),
    meterOperator: mayBeMissing(mpidCell, 'J0178', 'Meter Operator Id'),
    ...Object.fromEntries(
      addressColumns.map((column, index) => [
        column,
        mayBeMissing(anyText, `J${1036 + index}`, `Metering Point Address Line ${index + 1}`),
      ]),
    ),
    postcode: mayBeMissing(anyText, 'J0263', 'Metering Point Postcode'),
    knownBackstop: mayBeMissing(oneOf(['true', 'false'], 'true or false')),
  },
  appointments: {
    mpan: filled(mpan),
    meterOperator: mayBeMissing(mpidCell, 'J0178', 'Meter Operator Id'),
    from: filled(date),
    to: mayBeMissing(date),
    supplier: mayBeMissing(mpidCell),
    supplierTo: mayBeMissing(date),
    linkedExportMpan: mayBeMissing(mpan),
    linkedExportOn: mayBeMissing(date),
  },
  visits: {
    mpan: filled(mpan),
    visitedOn: filled(date),
    outcome: filled(oneOf(visitOutcomes, `one of ${visitOutcomes.join(', ')}`)),
    meterId: mayBeMissing(
      meterId,
      'J0004',
      'Meter Id',
      '005 J0004',
      '08A J0004',
      'Meter Id of the removed meter',
    ),
    newMeterId: mayBeMissing(anyText, '290 J0004', 'New Meter Id'),
    newMeterType: mayBeMissing(anyText, 'J0483', 'Meter Type'),
    manufacturersMakeAndType: mayBeMissing(anyText, 'J0410', 'Manufacturers Make & Type'),
    remarks: mayBeMissing(
      anyText,
      'J0008',
      'Nature of Maintenance',
      'J0012',
      'Additional Information',
    ),
  },
  decisions: {
    mpan: filled(mpan),
    decision: filled(oneOf(decisions, `one of ${decisions.join(', ')}`)),
    reason: filled(textWhere('a text of at most 1,000 characters', (text) => text.length <= 1_000)),
    revision: mayBeMissing(textWhere('a whole number', (text) => /^\d{1,15}$/.test(text))),
    // As the list of what waits has them, so that it can be filled in and brought back as it is.
    code: mayBeMissing(anyText),
    since: mayBeMissing(anyText),
    words: mayBeMissing(anyText),
    says: mayBeMissing(anyText),
  },
};

const kinds: readonly CsvKind[] = ['notifications', 'appointments', 'visits', 'decisions'];

const requiredOf = (kind: CsvKind): readonly string[] =>
  Object.entries(columnsOf[kind]).flatMap(([name, { need }]) => (need === 'filled' ? [name] : []));

const kindsInWords = `Needed are ${kinds
  .map((kind) => `for ${kind} ${requiredOf(kind).join(', ')}`)
  .join('; ')}.`;

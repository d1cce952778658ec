/**
 * What each column of the gateway's CSV files means, and an example of it: for the docs, for the page of
 * templates, and for the template itself. The columns are those that files are read by.
 */
import { type ColumnsTold, type FileTemplate, fileTemplate } from '../files/index.ts';
import { type CsvKind, columnsOf } from './csv-columns.ts';

type Told = ColumnsTold[string];

const mpan: Told = ['the metering point', '1200000001042'];
const addressExamples = ['12 EXAMPLE STREET', 'ANYTOWN'];

const told: Readonly<Record<CsvKind, ColumnsTold>> = {
  notifications: {
    mpan,
    notifiedOn: ['the day on which the generation was notified', '2026-08-03'],
    source: ['who notified it', 'DNO'],
    reference: ['by which they know it', 'G98-2026-0017'],
    technology: ['what generates', 'solar photovoltaic'],
    capacityKw: ['how much, in kilowatts', '3.68'],
    commissionedOn: ['the day on which it began to generate', '2026-07-29'],
    exportSince: ['the day since which the site exports, where it did so before', '2026-07-30'],
    meterId: ['the import meter, as it stands on it', 'P91B220138'],
    meterRegisterId: ['its register', '01'],
    meterType: ['its type, by the code of J0483', 'N'],
    ssc: ['the Standard Settlement Configuration of a D0142', '0393'],
    retrievalMethod: ['how it is read, by the code of J0098', 'N'],
    meterOperator: ['the Meter Operator, where no appointment tells it', 'MOPX'],
    ...Object.fromEntries(
      Array.from({ length: 9 }, (_, index): [string, Told] => [
        `addressLine${index + 1}`,
        [`line ${index + 1} of the address`, addressExamples[index] ?? ''],
      ]),
    ),
    postcode: ['the postcode', 'ZZ9 9ZZ'],
    knownBackstop: ['true where it is known already that the meter has a backstop', 'false'],
  },
  appointments: {
    mpan,
    meterOperator: ['who is appointed as Meter Operator', 'MOPX'],
    from: ['the first day of the appointment', '2026-08-01'],
    to: ['its last day; empty while it lasts', ''],
    supplier: ['who supplies', 'SUPP'],
    supplierTo: ['the last day of the supply; empty while it lasts', ''],
    linkedExportMpan: ['the export MPAN of the same site, which opens a check', ''],
    linkedExportOn: ['the day since which it is known', ''],
  },
  visits: {
    mpan,
    visitedOn: ['the day of the visit', '2026-08-12'],
    outcome: ['what the engineer found or did', 'replaced'],
    meterId: ['the meter that was seen, or taken away', 'P91B220138'],
    newMeterId: ['the meter that was put in its place', 'E26Z000417'],
    newMeterType: ['its type, by the code of J0483', 'NSS'],
    manufacturersMakeAndType: ['its make and type', 'EXAMPLE E1'],
    remarks: ['what the engineer remarked', 'NO BACKSTOP FITTED'],
  },
  decisions: {
    mpan,
    decision: ['what is decided', 'has'],
    reason: ['why; it is kept in the journal', 'photograph seen'],
    revision: ['of the check as it was looked at; what has moved on is left out', ''],
    code: ['why it waits, as the list says; it is not read', ''],
    since: ['since when, as the list says; it is not read', ''],
    words: ['what the report says, as the list says; it is not read', ''],
    says: ['what it is about, as the list says; it is not read', ''],
  },
};

const dropped = 'dropped into inbox/, or brought in on the page of files';

/** How each is brought in. */
const goes: Readonly<Record<CsvKind, string>> = {
  notifications: dropped,
  appointments: dropped,
  visits: dropped,
  decisions: 'brought in on the page of files, or by pawl decisions; in inbox/ it decides nothing',
};

export const csvTemplates: readonly FileTemplate[] = (Object.keys(told) as CsvKind[]).map((kind) =>
  fileTemplate({ kind, goes: goes[kind] }, columnsOf[kind], told[kind]),
);

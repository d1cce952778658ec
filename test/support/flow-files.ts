/**
 * Flow files for tests, built record by record: what is not named has a valid default, and what a
 * test wants wrong it names. The trailer counts what is there.
 */
import { bundledBankHolidays } from '../../src/calendar/index.ts';
import { mpanWithCheckDigit } from '../../src/flow/index.ts';

/** The n-th invented MPAN of distributor 12, its check digit valid. */
export const mpanOf = (n: number): string => mpanWithCheckDigit(`12${String(n).padStart(10, '0')}`);

/** The same MPAN with a wrong check digit. */
export const badMpanOf = (n: number): string => {
  const good = mpanOf(n);
  return good.slice(0, 12) + String((Number(good[12]) + 1) % 10);
};

export interface FlowFileOptions {
  readonly flow?: string;
  readonly from?: readonly [role: string, mpid: string];
  readonly to?: readonly [role: string, mpid: string];
  readonly id?: string;
  /** Local time, fourteen digits. */
  readonly createdAt?: string;
  readonly testFlag?: string;
  readonly records: readonly string[];
  /** The number of instances, where it is not the number of records of the first record's group. */
  readonly flows?: number;
  readonly lineEnd?: string;
  readonly trailer?: string;
}

export function makeFlowFile(options: FlowFileOptions): string {
  const { flow = 'D0002001', from = ['M', 'MOPX'], to = ['X', 'SUPP'], records } = options;
  const { id = '0000000101', createdAt = '20260803100000', testFlag = 'OPER' } = options;
  const { lineEnd = '\r\n' } = options;
  const top = records[0]?.slice(0, 4) ?? '';
  const flows = options.flows ?? records.filter((record) => record.startsWith(top)).length;
  const header = `ZHV|${id}|${flow}|${from.join('|')}|${to.join('|')}|${createdAt}||||${testFlag}|`;
  const trailer = options.trailer ?? `ZPT|${id}|${records.length}||${flows}|${createdAt}|`;
  return [header, ...records, trailer].map((line) => line + lineEnd).join('');
}

const supplier = ['X', 'SUPP'] as const;
const meterOperator = ['M', 'MOPX'] as const;

/** The records of one D0002 instance. */
export const reportRecords = (mpan: string, words: string): string[] => [
  `004|${mpan}|BACKSTOP CHECK|20260803|`,
  `005|OLD${mpan.slice(5, 12)}|${words}|`,
  '006|01|20260805||',
];

/** A D0002 from the Meter Operator with one instance for each MPAN. */
export const reportFile = (
  id: string,
  mpans: readonly string[],
  words = 'NO BACKSTOP FITTED',
  createdAt = '20260805100000',
): string =>
  makeFlowFile({ id, createdAt, records: mpans.flatMap((mpan) => reportRecords(mpan, words)) });

/** A D0001 with which the distributor notifies generation (J0024 = 42). */
export const notificationFile = (
  id: string,
  mpans: readonly string[],
  createdAt = '20260803100000',
): string =>
  makeFlowFile({
    flow: 'D0001001',
    from: ['R', 'LDSO'],
    to: supplier,
    id,
    createdAt,
    records: mpans.flatMap((mpan) => [
      `001|${mpan}||||`,
      '002|-|',
      '003|01|SITE CAPABLE OF EXPORTING|20260801||',
      '759|42||',
    ]),
  });

/** A D0001 with which the Supplier asks for the check. */
export const requestFile = (
  id: string,
  mpans: readonly string[],
  createdAt = '20260804100000',
): string =>
  makeFlowFile({
    flow: 'D0001001',
    from: supplier,
    to: meterOperator,
    id,
    createdAt,
    records: mpans.flatMap((mpan) => [
      `001|${mpan}||||`,
      `002|OLD${mpan.slice(5, 12)}|`,
      '003|01|MICROGENERATION BACKSTOP CHECK|20260803||',
      '759|42||',
    ]),
  });

/** A D0150 that exchanges the meter of each MPAN. */
export const detailsFile = (
  id: string,
  mpans: readonly string[],
  createdAt = '20260817100000',
): string => {
  const on = createdAt.slice(0, 8);
  return makeFlowFile({
    flow: 'D0150002',
    from: meterOperator,
    to: supplier,
    id,
    createdAt,
    records: mpans.flatMap((mpan) => [
      `288|${mpan}|${on}||E|`,
      `289|0393|${on}|||`,
      `290|NEW${mpan.slice(5, 12)}|||100|J|ACME 100|MAPX|||||||||||N|${on}|||||H|${on}|`,
      '293|01|C|AI|1.00||5|||',
      `08A|OLD${mpan.slice(5, 12)}|${on}|MAPX|`,
    ]),
  });
};

/** The records of a D0150 about meters that were there before. */
export const detailsRecords = (mpan: string, meters: readonly string[]): string[] => [
  `288|${mpan}|20260601||E|`,
  '289|0393|20260601|||',
  ...meters.flatMap((id) => [
    `290|${id}|||100|J|ACME 100|MAPX|||||||||||N|20010505|||||H|20010505|`,
    '293|01|C|AI|1.00||5|||',
  ]),
];

/** A D0142 with which the Supplier orders the replacement. */
export const orderFile = (
  id: string,
  mpans: readonly string[],
  createdAt = '20260804100000',
): string =>
  makeFlowFile({
    flow: 'D0142001',
    from: supplier,
    to: meterOperator,
    id,
    createdAt,
    records: mpans.map(
      (mpan) =>
        `267|${mpan}|1|HIGH STREET|||||ANYTOWN|||AA1 1AA||||N||E|0393|MICROGENERATION BACKSTOP CHECK: NO BACKSTOP, PLEASE REPLACE METER|F||`,
    ),
  });

/** A notifications CSV with everything that the flows owed to a Meter Operator need. */
export const notificationsCsv = (
  rows: readonly { readonly mpan: string; readonly on?: string; readonly reference?: string }[],
): string =>
  [
    'mpan,notifiedOn,source,reference,meterId,meterRegisterId,ssc,meterOperator,addressLine1,postcode',
    ...rows.map(
      ({ mpan, on = '2026-08-03', reference = 'R1' }) =>
        `${mpan},${on},installer,${reference},OLD${mpan.slice(5, 12)},01,0393,MOPX,1 High Street,ZZ1 1ZZ`,
    ),
  ]
    .map((line) => `${line}\r\n`)
    .join('');

/** A bank-holiday feed for one year: the bundled days and more. */
export function feedOf(year: number, more: readonly string[]): string {
  const own = bundledBankHolidays['england-and-wales']?.[String(year)] ?? [];
  const days = [...own, ...more].sort();
  const events = days.map((date) => ({ title: 'Day', date, notes: '', bunting: true }));
  return JSON.stringify({ 'england-and-wales': { division: 'england-and-wales', events } });
}

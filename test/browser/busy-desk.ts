/**
 * A Supplier's desk on a busy morning: 3,057 open checks, 351 of them overdue, eight Meter Operators;
 * 87 reports say nothing that decides, 47 of these in the same words. Everything comes in files, as it
 * would.
 */
import { makeFlowFile, mpanOf, notificationsCsv, reportRecords } from '../support/flow-files.ts';

export const busy = {
  open: 3_057,
  overdue: 351,
  samePhoto: 47,
  otherUnclear: 40,
  toReplace: 84,
  toAsk: 586,
};

const meterOperators = ['MOPX', 'MOPY', 'MOPA', 'MOPB', 'MOPC', 'MOPD', 'MOPE', 'MOPF'];

/** Who has the n-th check. */
const operatorOf = (n: number): string => meterOperators[n % meterOperators.length] ?? '';

const streets = [
  'Quince Road',
  'Mill Lane',
  'Station Terrace',
  'Ffordd Goch',
  'Harbour Walk',
  'Abbey Close',
];
export const streetOf = (n: number): string => `${n} ${streets[n % streets.length]}`;

/** Words that leave everything open, each another way. */
const unclear = [
  'COULD NOT OPEN COVER',
  'ASK OFFICE',
  'OCCUPIER NOT SURE',
  'MAY BE FITTED INSIDE',
  'RETURN WITH KEY',
];

/** Files by their path in the workspace. */
export function busyFiles(): Readonly<Record<string, string>> {
  let next = 2_000;
  const some = (count: number): number[] => Array.from({ length: count }, () => (next += 1));
  const overdue = some(busy.overdue);
  const photo = some(busy.samePhoto);
  const others = some(busy.otherUnclear);
  const toReplace = some(busy.toReplace);
  const toAsk = some(busy.toAsk);
  const inHand = some(
    busy.open - overdue.length - photo.length - others.length - toReplace.length - toAsk.length,
  );
  const files: Record<string, string> = {
    'inbox/notified.csv': notifications(
      [...overdue, ...photo, ...others, ...toReplace, ...inHand],
      '2026-07-17',
    ),
    'inbox/notified-since.csv': notifications(toAsk, '2026-08-11'),
  };
  const put = (
    folder: 'inbox' | 'sent',
    prefix: string,
    of: readonly number[],
    make: FileMaker,
  ): void => {
    for (const [at, mpid] of meterOperators.entries()) {
      const theirs = of.filter((n) => operatorOf(n) === mpid);
      const id = `${prefix}${String(at).padStart(8, '0')}`;
      if (theirs.length > 0) files[`${folder}/${id}.usr`] = make(id, mpid, theirs);
    }
  };
  put('sent', 'A', overdue, request('20260727100000'));
  put('sent', 'B', [...photo, ...others, ...toReplace], request('20260803100000'));
  put('sent', 'C', inHand, request('20260806100000'));
  put(
    'inbox',
    'D',
    photo,
    report(() => 'SEE PHOTO'),
  );
  put(
    'inbox',
    'E',
    others,
    report((n) => unclear[n % unclear.length] ?? ''),
  );
  put(
    'inbox',
    'F',
    toReplace,
    report(() => 'NO BACKSTOP FITTED'),
  );
  return files;
}

type FileMaker = (id: string, mpid: string, of: readonly number[]) => string;

const request =
  (createdAt: string): FileMaker =>
  (id, mpid, of) =>
    makeFlowFile({
      flow: 'D0001001',
      from: ['X', 'SUPP'],
      to: ['M', mpid],
      id,
      createdAt,
      records: of
        .map(mpanOf)
        .flatMap((mpan) => [
          `001|${mpan}||||`,
          `002|OLD${mpan.slice(5, 12)}|`,
          '003|01|MICROGENERATION BACKSTOP CHECK|20260717||',
          '759|42||',
        ]),
    });

const report =
  (wordsOf: (n: number) => string): FileMaker =>
  (id, mpid, of) =>
    makeFlowFile({
      from: ['M', mpid],
      to: ['X', 'SUPP'],
      id,
      createdAt: '20260812100000',
      records: of.flatMap((n) => reportRecords(mpanOf(n), wordsOf(n))),
    });

/** With the address and the meter that the flows to a Meter Operator need. */
const notifications = (of: readonly number[], on: string): string =>
  notificationsCsv(of.map((n) => ({ mpan: mpanOf(n), on, reference: `WO-${n}` })))
    .split('\r\n')
    .map((line, row) => {
      const n = of[row - 1];
      return n === undefined
        ? line
        : line.replace('1 High Street', streetOf(n)).replace(',MOPX,', `,${operatorOf(n)},`);
    })
    .join('\r\n');

/**
 * The crowd of ordinary checks at the desk of the golden files: thirty Working Days, a third of them
 * under each published profile, with eight Meter Operators of whom most answer, some late and some
 * never. Everything follows from the number of a check, so that the files are the same each time.
 */
import { addWorkingDays, bundledBankHolidays, calendarOf } from '../../src/calendar/index.ts';
import { makeFlowFile, mpanOf } from '../support/flow-files.ts';
import type { Step } from './stories.ts';

const perDay = 165;
const days = 30;
const parties = 8;
const firstDay = '2026-09-28';

/** The number of a check of the crowd: other MPANs than those of the stories. */
export const mpanOfCrowd = (n: number): string => mpanOf(10_000 + n);

const profileOf = (day: number): string => `option-${Math.floor(day / (days / 3)) + 1}`;

/** Working Days that a kind of file comes after the notification. */
const after = { request: 1, answer: 6, order: 8, details: 12 };
const lastDay = days + after.details;

export function crowdSteps(): Step[] {
  const dates = workingDaysFrom(firstDay, lastDay);
  return dates.map((date, day) => ({
    at: `${date}T12:00:00Z`,
    profile: profileOf(Math.min(day, days - 1)),
    command: null,
    files: filesOf(day, date),
  }));
}

function workingDaysFrom(first: string, number: number): string[] {
  const calendar = calendarOf(bundledBankHolidays, 'england-and-wales');
  if (calendar === undefined) throw new Error('the bundled bank holidays are gone');
  return Array.from({ length: number }, (_, index) => addWorkingDays(calendar, first, index));
}

function filesOf(day: number, date: string): Map<string, string> {
  const files = new Map<string, string>();
  const on = date.replaceAll('-', '');
  const add = (path: string, text: string | null): void => {
    if (text !== null) files.set(path, text);
  };
  if (day < days) {
    const notified = numbersOf(day);
    add(`inbox/crowd-${on}.csv`, notifications(notified.filter(isByFile), date));
    add(
      `inbox/crowd-${on}-LDSO.usr`,
      notice(
        day,
        notified.filter((n) => !isByFile(n)),
        on,
      ),
    );
  }
  for (let party = 0; party < parties; party += 1) {
    const told = (kind: keyof typeof after): number[] => {
      const from = day - after[kind];
      return from < 0 || from >= days ? [] : numbersOf(from).filter((n) => n % parties === party);
    };
    const at = `crowd-${on}-${mpidOf(party)}`;
    const numbered = (kind: string): string => `${kind}${String(day).padStart(3, '0')}0${party}`;
    add(`sent/${at}-1.usr`, requests(numbered('RQ'), party, told('request'), on));
    add(`inbox/${at}-2.usr`, reports(numbered('AN'), party, told('answer'), on));
    add(`sent/${at}-3.usr`, orders(numbered('OR'), party, told('order'), on));
    add(`inbox/${at}-4.usr`, details(numbered('DE'), party, told('details'), on));
  }
  return files;
}

const numbersOf = (day: number): number[] =>
  Array.from({ length: perDay }, (_, index) => day * perDay + index);
const profileOfCheck = (n: number): string => profileOf(Math.floor(n / perDay));
const mpidOf = (party: number): string => `MO0${party}`;
const isByFile = (n: number): boolean => n % 3 !== 0;
const meterOf = (n: number): string => `E${String(n).padStart(8, '0')}`;
const supplier = ['X', 'SUPP'] as const;
const meterOperator = (party: number) => ['M', mpidOf(party)] as const;

/** Where an address is missing, a D0142 cannot be drafted. */
function notifications(numbers: readonly number[], date: string): string {
  const header =
    'mpan,notifiedOn,source,reference,technology,capacityKw,meterId,meterRegisterId,ssc,meterOperator,addressLine1,postcode';
  const rows = numbers.map((n) => {
    const address = n % 40 === 1 ? ',' : `${n} Château Road,ZZ${n % 10} ${n % 9}ZZ`;
    const reference = n % 50 === 2 ? `"N${n}, ""urgent"""` : `N${n}`;
    return `${mpanOfCrowd(n)},${date},installer,${reference},solar,3.68,${meterOf(n)},01,0393,${mpidOf(n % parties)},${address}`;
  });
  return [header, ...rows].map((row) => `${row}\r\n`).join('');
}

const notice = (day: number, numbers: readonly number[], on: string): string =>
  makeFlowFile({
    flow: 'D0001001',
    from: ['R', 'LDSO'],
    to: supplier,
    id: `NO${String(day).padStart(5, '0')}`,
    createdAt: `${on}100000`,
    records: numbers.flatMap((n) => [
      `001|${mpanOfCrowd(n)}||||`,
      '002|-|',
      `003|01|SITE CAPABLE OF EXPORTING|${on}||`,
      '759|42||',
    ]),
  });

/** One in ten is never asked for: its D0001 waits for approval. */
function requests(id: string, party: number, of: readonly number[], on: string): string | null {
  const asked = of.filter((n) => n % 10 !== 9);
  const ordered = asked.filter((n) => profileOfCheck(n) === 'option-2');
  if (asked.length === 0) return null;
  const file = { from: supplier, to: meterOperator(party), id, createdAt: `${on}101000` };
  if (ordered.length > 0)
    return order(file, ordered, 'CHECK FOR BACKSTOP AND REPLACE METER IF NONE');
  const records = asked.flatMap((n) => [
    `001|${mpanOfCrowd(n)}||||`,
    `002|${meterOf(n)}|`,
    `003|01|MICROGENERATION BACKSTOP CHECK|${on}||`,
    '759|42||',
  ]);
  return makeFlowFile({ ...file, flow: 'D0001001', records });
}

type File = Omit<Parameters<typeof makeFlowFile>[0], 'flow' | 'records'>;

const order = (file: File, of: readonly number[], words: string): string =>
  makeFlowFile({
    ...file,
    flow: 'D0142001',
    records: of.map(
      (n) =>
        `267|${mpanOfCrowd(n)}|${n}|CHATEAU ROAD|||||ANYTOWN|||ZZ1 1ZZ||||N||E|0393|MICROGENERATION BACKSTOP CHECK: ${words}|F||`,
    ),
  });

const sentences = [
  'BACKSTOP FITTED',
  'NO BACKSTOP FITTED',
  'STATIC METER, CANNOT RUN BACKWARDS',
  'SITE VISITED, NO BACKSTOP. METER RUNS BACKWARDS',
];

const isAnswered = (n: number): boolean => n % 5 < 3;
const sentenceOf = (n: number): string =>
  n % 47 === 0 ? 'SEE LETTER' : (sentences[Math.floor(n / 5) % sentences.length] ?? '');
const hasNone = (n: number): boolean => isAnswered(n) && sentenceOf(n).includes('NO BACKSTOP');

function reports(id: string, party: number, of: readonly number[], on: string): string | null {
  const told = of.filter((n) => isAnswered(n) && (profileOfCheck(n) !== 'option-2' || n % 5 === 2));
  if (told.length === 0) return null;
  const records = told.flatMap((n) => [
    `004|${mpanOfCrowd(n)}|BACKSTOP CHECK|${on}|`,
    `005|${meterOf(n)}|${sentenceOf(n)}|`,
    `006|01|${on}||`,
  ]);
  const file = { from: meterOperator(party), to: supplier, id, createdAt: `${on}102000` };
  return makeFlowFile({ ...file, records });
}

function orders(id: string, party: number, of: readonly number[], on: string): string | null {
  const owed = of.filter((n) => profileOfCheck(n) === 'option-1' && hasNone(n) && n % 2 === 1);
  if (owed.length === 0) return null;
  const file = { from: supplier, to: meterOperator(party), id, createdAt: `${on}103000` };
  return order(file, owed, 'NO BACKSTOP, PLEASE REPLACE METER');
}

/** A new meter, and of most the removal of the old one. */
function details(id: string, party: number, of: readonly number[], on: string): string | null {
  const replaced = of.filter((n) => {
    const profile = profileOfCheck(n);
    if (profile === 'option-1') return hasNone(n) && n % 4 === 1;
    return profile === 'option-2' ? n % 5 < 2 : hasNone(n) && n % 3 !== 0;
  });
  if (replaced.length === 0) return null;
  const records = replaced.flatMap((n) => [
    `288|${mpanOfCrowd(n)}|${on}||E|`,
    `289|0393|${on}|||`,
    `290|NEW${String(n).padStart(6, '0')}|||100|J|ACME 100|MAPX|||||||||||N|${on}|||||H|${on}|`,
    '293|01|C|AI|1.00||5|||',
    ...(n % 7 === 0 ? [] : [`08A|${meterOf(n)}|${on}|MAPX|`]),
  ]);
  const file = { from: meterOperator(party), to: supplier, id, createdAt: `${on}104000` };
  return makeFlowFile({ ...file, flow: 'D0150002', records });
}

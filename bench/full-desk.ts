/**
 * A desk in the middle of its work, for measuring what people look at: 100,000 checks asked for over
 * twenty Working Days of forty Meter Operators. Three in five are answered in time, of which two are
 * closed and one owes a D0142; some answers are unclear, some files are no flow files, and the first
 * that nobody answered are breached.
 */
import { type Desk, openDesk } from './desk.ts';
import { flowFile, mpanOf } from './generate.ts';

const checks = 100_000;
const perFile = 20;
const days = [3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 17, 18, 19, 20, 21, 24, 25, 26, 27, 28];
/** Working Days between a request and its answer. */
const answeredAfter = 5;
const parties = 40;

export const fullDeskSettings = { send: 'approve', web: { openOnLoopback: true } };
/** What the desk shows last. */
export const standsAt = '2026-08-28T12:00:00Z';
export const aMeterOperator = 'MO07';
/** A check that waits for its answer, long since. */
export const aMpan = mpanOf(3);

type Party = readonly [role: string, mpid: string];
const supplier: Party = ['X', 'SUPP'];
const meterOperatorOf = (file: number): Party => [
  'M',
  `MO${String(file % parties).padStart(2, '0')}`,
];
const sentences = ['BACKSTOP FITTED', 'NO BACKSTOP FITTED', 'STATIC METER, CANNOT RUN BACKWARDS'];

const isAnswered = (n: number): boolean => n % 5 < 3;
const sentenceOf = (n: number): string | undefined =>
  n % 97 === 0 ? 'SEE LETTER' : sentences[n % sentences.length];

const numbersOf = (file: number): number[] =>
  Array.from({ length: perFile }, (_, index) => file * perFile + index);

function request(file: number, date: string): string {
  const numbers = numbersOf(file);
  const records = numbers.flatMap((n) => [
    `001|${mpanOf(n)}||||`,
    `002|E${String(n).padStart(9, '0')}|`,
    `003|01|MICROGENERATION BACKSTOP CHECK|${date}||`,
    '759|42||',
  ]);
  const fileIdentifier = `R${String(file).padStart(9, '0')}`;
  const header = { from: supplier, to: meterOperatorOf(file), createdAt: `${date}100000` };
  return flowFile({ flow: 'D0001001', fileIdentifier, ...header }, records, numbers.length);
}

function answer(file: number, date: string): string {
  const numbers = numbersOf(file).filter(isAnswered);
  const records = numbers.flatMap((n) => [
    `004|${mpanOf(n)}|MICROGENERATION BACKSTOP CHECK|${date}|`,
    `005|E${String(n).padStart(9, '0')}|${sentenceOf(n)}|`,
    `006|01|${date}||`,
  ]);
  const fileIdentifier = `A${String(file).padStart(9, '0')}`;
  const header = { from: meterOperatorOf(file), to: supplier, createdAt: `${date}103000` };
  return flowFile({ flow: 'D0002001', fileIdentifier, ...header }, records, numbers.length);
}

/** Who generates, and where they live: what a D0142 must say. */
function notified(files: readonly number[], date: string): string {
  const header = 'mpan,notifiedOn,source,reference,meterOperator,addressLine1,postcode';
  const rows = files.flatMap((file) =>
    numbersOf(file).map(
      (n) => `${mpanOf(n)},${date},bench,N${n},${meterOperatorOf(file)[1]},${n} HIGH STREET,AA1 1AA`,
    ),
  );
  return `${[header, ...rows].join('\n')}\n`;
}

/** Fills a folder with the work of twenty days, day by day, and leaves the desk open. */
export async function fullDesk(folder?: string, number = checks): Promise<Desk> {
  const desk = await openDesk('2026-08-03T12:00:00Z', fullDeskSettings, folder);
  const filesPerDay = number / days.length / perFile;
  for (const [index, day] of days.entries()) {
    const date = `2026-08-${String(day).padStart(2, '0')}`;
    const inFlow = date.replaceAll('-', '');
    desk.clock.set(`${date}T12:00:00Z`);
    const files = Array.from({ length: filesPerDay }, (_, n) => index * filesPerDay + n);
    desk.drop('inbox', `notified-${date}.csv`, notified(files, date));
    for (const file of files) {
      desk.drop('sent', `r${file}.usr`, request(file, inFlow));
      const before = file - answeredAfter * filesPerDay;
      if (before >= 0) desk.drop('inbox', `a${before}.usr`, answer(before, inFlow));
      if (file % 50 === 0) desk.drop('inbox', `note${file}.usr`, `NOT A FLOW FILE ${file}\r\n`);
    }
    await desk.engine.pass({ final: true });
  }
  return desk;
}

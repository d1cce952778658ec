/**
 * Words beside the statements that reports make, and what each comes to: a letter is the finding in one
 * setting, and the word after them changes with any words or rule that are cited.
 */
import { createHash } from 'node:crypto';
import { readingRules, readReport } from '../../src/reading/index.ts';

/** The example stands for the dots. */
export const settings: readonly string[] = [
  '…',
  '…?',
  '…: YES',
  '…: NO',
  '… - NONE FOUND',
  'BACKSTOP FITTED. …',
  'BACKSTOP FITTED, …',
  'BACKSTOP FITTED …',
  '… BACKSTOP FITTED',
  '… AND BACKSTOP FITTED',
  '…: BACKSTOP FITTED',
  'NO BACKSTOP. …',
  'NO BACKSTOP, …',
  'NO BACKSTOP …',
  'NO BACKSTOP BUT …',
  'NO BACKSTOP AS …',
  '…, NO BACKSTOP',
  'BACKSTOP: …',
  'BACKSTOP CHECK - …',
  'BACKSTOP? …',
  'METER REPLACED, …',
  '… METER REPLACED',
  'MTR EXCH. …',
  'STATIC METER. …',
  'CANNOT RUN BACKWARDS AS …',
  'DISC HOLDS. …',
  'METER RUNS BACKWARDS, …',
  'SEALS OK. …',
  'CUSTOMER IN, …',
  'JOB: …',
  'BACKSTOP, …, FITTED',
  'BACKSTOP FITTED, …, YES',
  'CHECKED FOR BACKSTOP, …, NONE',
];

const letters = {
  has: 'h',
  hasNot: 'n',
  replaced: 'r',
  cannotReverse: 'c',
  unclear: '.',
  rejected: '!',
  noAccess: '!',
} as const;

/** A letter for each setting, and a word that changes with what is cited. */
export function comesTo(example: string, inSettings: readonly string[]): string {
  const cited = createHash('sha256');
  const found = inSettings.map((setting) => {
    const text = setting.replace('…', example);
    const texts = [{ text, line: 1, item: 'J0012', meterId: null }];
    const { finding, reasons, isAboutBackstop } = readReport(readingRules, { codes: [], texts });
    cited.update(
      JSON.stringify([isAboutBackstop, reasons.map(({ words, rule }) => [words, rule])]),
    );
    return letters[finding];
  });
  return `${found.join('')} ${cited.digest('hex').slice(0, 6)}`;
}

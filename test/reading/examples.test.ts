/**
 * Every example that the reading room gives, in a comment or as the example of a pattern, alone and
 * beside the statements that reports make: what each comes to. A letter is the finding in one setting;
 * the word after them changes with any words or rule that are cited. What is meant is written anew
 * (`npm test -- test/reading/examples.test.ts --update`) and read, row by row.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readingRules, readReport } from '../../src/reading/index.ts';
import { patterns } from '../../src/reading/grammar.ts';

/** The example stands for the dots. */
const settings: readonly string[] = [
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
];

const source = new URL('../../src/reading/', import.meta.url);

/** What stands in quotes in the comments of a file. */
function examplesIn(name: string): readonly string[] {
  const comments = readFileSync(new URL(name, source), 'utf8').match(
    /\/\/ .*$|\/\*\*[\s\S]*?\*\//gm,
  );
  return (comments ?? []).flatMap((comment) => {
    const text = comment.replace(/\n\s*\*/g, '');
    return [...text.matchAll(/"([^"]*[A-Za-z]{2}[^"]*)"/g)].map(([, example = '']) => example);
  });
}

const examples = [
  ...new Set([
    ...patterns.map(({ example }) => example),
    ...readdirSync(source)
      .filter((name) => name.endsWith('.ts'))
      .flatMap(examplesIn),
  ]),
].sort();

const letters = {
  has: 'h',
  hasNot: 'n',
  replaced: 'r',
  cannotReverse: 'c',
  unclear: '.',
  rejected: '!',
  noAccess: '!',
} as const;

function rowOf(example: string): string {
  const cited = createHash('sha256');
  const found = settings.map((setting) => {
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

test('the settings', () => {
  expect(settings.join('\n')).toMatchSnapshot();
});

test.each(examples)('%s', (example) => {
  expect(rowOf(example)).toMatchSnapshot();
});

/**
 * What two and three clauses come to, by what stands between them: answers that hang on a name, statements
 * beside one another, and talk that comes between. A row is how a text begins; its letters are the
 * findings by how it ends, in the order of the ends below, and the word after them changes with any
 * words or rule that are cited. What is meant is written anew
 * (`npm test -- test/reading/sequences.test.ts --update`) and read, row by row.
 */
import { describe, expect, test } from 'vitest';
import { comesTo } from './settings.ts';

const clauses = [
  'BACKSTOP',
  'BACKSTOP FITTED',
  'NO BACKSTOP',
  'BACKSTOP CHECKED',
  'BACKSTOP NOT FITTED',
  'IS BACKSTOP FITTED',
  'METER HAS BACKSTOP',
  'METER RUNS BACKWARDS',
  'DISC HOLDS',
  'STATIC METER',
  'CANNOT RUN BACKWARDS',
  'MTR EXCH',
  'METER REPLACED',
  'EXCH NEEDED',
  'OLD METER OUT',
  'NEW METER IN',
  'REMOVED',
  'SEALS OK',
  'NO SEALS',
  'SEAL BROKEN',
  'RESEALED',
  'PHOTO',
  'CUSTOMER SAYS',
  'ENGINEER',
  'JOB',
  'FLAT 9',
  'DONE',
  'CONFIRMED',
  'CHECKED',
  'TESTED OK',
  'FITTED',
  'NOT FITTED',
  'NONE FOUND',
  'YES',
  'NO',
  'N/A',
  '3',
  'HE SAYS BACKSTOP FITTED',
  'CUSTOMER REFUSED',
];

const joiners = [': ', '. ', ', ', '? ', ' AND ', ' BUT ', ' AS ', ' '];

const texts = (...parts: readonly (readonly string[])[]): readonly string[] =>
  parts.reduce<readonly string[]>(
    (begun, part) => begun.flatMap((text) => part.map((more) => text + more)),
    [''],
  );
const ending = (ends: readonly string[]): readonly string[] => ends.map((end) => `…${end}`);

describe.each(clauses)('%s', (clause) => {
  test('and one clause more', () => {
    const rows = texts([clause], joiners).map(
      (text) => `${comesTo(text, ending(clauses))} ${text}`,
    );
    expect(rows.join('\n')).toMatchSnapshot();
  });
});

const few = [
  'BACKSTOP',
  'BACKSTOP FITTED',
  'NO BACKSTOP',
  'METER REPLACED',
  'MTR EXCH',
  'SEALS OK',
  'NO SEALS',
  'CUSTOMER IN',
  'PHOTO',
  'FITTED',
  'YES',
  'NO',
  'NONE FOUND',
];
const between = [': ', ', ', '. ', ' AND '];
const ends = texts(between, few);

describe.each(few)('%s', (clause) => {
  test('and two clauses more', () => {
    const rows = texts([clause], between, few).map((text) => {
      const [letters = '', cited = ''] = comesTo(text, ending(ends)).split(' ');
      return `${letters} ${cited} ${text}`;
    });
    expect(rows.join('\n')).toMatchSnapshot();
  });
});

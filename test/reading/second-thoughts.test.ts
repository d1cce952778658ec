/** Second thoughts: harmless words that take a statement back, and what is like them and does not. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readingRules, readReport } from '../../src/reading/index.ts';
import { clausesOf } from '../../src/reading/clause.ts';
import { secondThought } from '../../src/reading/second-thoughts.ts';
import { touchOf } from '../../src/reading/touches.ts';

test.each([
  ["serial doesn't match sheet", 'elsewhere'],
  ['digits swapped on serial', 'elsewhere'],
  ['34 or 43', 'elsewhere'],
  ['MPAN is for next door', 'elsewhere'],
  ["this is yesterday's job", 'elsewhere'],
  ['serial matches job sheet', null],
  ['two digits on the key safe', null],
  ['scratch that', 'doubts'],
  ['changed my mind after seeing photo', 'doubts'],
  ['customer changed his mind about tea', null],
  ['office told me to put yes', 'doubts'],
  ['told to put the bins out', null],
  ["tablet wouldn't let me pick yes", 'doubts'],
  ['customer would not let the dog in', null],
  ['test entry', 'doubts'],
  ['viewed from gate as dog loose', 'inabilities'],
  ['done over the phone', 'inabilities'],
  ['glass too misted to see', 'inabilities'],
  ['stood in the porch', null],
  ['ask Gareth he saw it', 'asks'],
  ['ask at till 3', null],
  ['get a meter man to look', 'asks'],
  ['can somebody verify', 'asks'],
  ['no further visit needed', null],
  ['pawl sticks now and then', 'defects'],
  ['tooth missing on ratchet', 'defects'],
  ['gate sticks', null],
  ['polarity crossed at the meter', 'defects'],
  ['polarity checked at the meter', null],
  ['glued by hubby', 'defects'],
  ['signed by hubby', null],
  ['test done with panels off', 'softeners'],
  ['battery taking all the export', 'softeners'],
  ['panels on the barn', null],
])('"%s": %s', (text, list) => {
  const pieces = clausesOf(readingRules, text).flatMap((clause) => clause.pieces);
  expect(secondThought(text) ?? touchOf(pieces)).toBe(list);
});

test('no statement that is taken back decides anything', () => {
  const [, ...rows] = readFileSync(
    new URL('../../samples/sentences-taken-back.csv', import.meta.url),
    'utf8',
  )
    .trim()
    .split('\n');
  const decided = rows
    .map((row) => /^"(.*)",unclear,$/.exec(row)?.[1]?.replaceAll('""', '"') ?? row)
    .map((text) => {
      const texts = [{ text, line: 1, item: 'J0012', meterId: null }];
      return [text, readReport(readingRules, { codes: [], texts }).finding];
    })
    .filter(([, finding]) => finding !== 'unclear');
  expect([rows.length, decided]).toEqual([316, []]);
});

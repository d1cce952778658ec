/**
 * What is near a statement and is none: an exchange that is due, a meter that is not that of the job, and
 * a reading that fell; beside each, what is like it and stands.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fallIn } from '../../src/reading/falls.ts';
import { readingRules, readReport } from '../../src/reading/index.ts';

const finding = (text: string) => {
  const texts = [{ text, line: 1, item: 'J0012', meterId: null }];
  return readReport(readingRules, { codes: [], texts }).finding;
};

test('what is due, of another job or fallen decides nothing, and what is like it stands', () => {
  const [, ...rows] = readFileSync(
    new URL('../../samples/sentences-near-misses.csv', import.meta.url),
    'utf8',
  )
    .trim()
    .split('\n');
  const otherwise = rows
    .map((row) => /^"(.*)",(\w+),$/.exec(row) ?? [row, row, ''])
    .map(([, text = '', expected]) => [text, expected, finding(text)])
    .filter(([, expected, found]) => expected !== found);
  expect([rows.length, otherwise]).toEqual([828, []]);
});

test.each([
  ['RDG 41170 on arrival. RDG when I left 41168', 'runsBackwards'],
  ['RDG 39201 AT START, 39199 AT END', 'wentBack'],
  ['RDG NOW 39199, WAS 39201', 'wentBack'],
  ['RDG 39201/39199', 'wentBack'],
  ['RDG 8821 at start, 8819 at end', 'wentBack'],
  ['RDG LAST YEAR 52044, TODAY 39199', 'wentBack'],
  // It rose, or stood.
  ['RDG 39199 AT START, 39201 AT END', null],
  ['RDG 39201 on arrival, 39201 on leaving', null],
  // Two registers, two meters, seals, hours and years.
  ['RDG 60213 AND 57120', null],
  ['RDG L 60213 N 60210', null],
  ['RDG 60213. GEN MTR 60201', null],
  ['SEALS 33818, 33817', null],
  ['RDG 60213. SEALS 33818, 33817', null],
  ['On site 1345, off 1340', null],
  ['Made 1972, overhauled 1968', null],
] as const)('"%s" tells of a fall: %s', (text, expected) => {
  expect(fallIn(text)?.finding ?? null).toBe(expected);
});

test('a fallen reading is cited as it stands in the text', () => {
  const text = 'Backstop fitted. READ ON ARRIVAL 10442 AND ON LEAVING 10441. VIDEO SENT';
  const words = fallIn(text)?.words ?? '';
  expect(words).toBe('READ ON ARRIVAL 10442 AND ON LEAVING 10441');
  expect(text).toContain(words);
});

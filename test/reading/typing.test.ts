/** Slips of typing, and words of Scotland: what was meant is read where it is one thing only. */
import { expect, test } from 'vitest';
import { readingRules, tryReading } from '../../src/reading/index.ts';

const read = (sentence: string): string =>
  tryReading(readingRules, { sentence, expected: 'unclear', code: '', line: 1 }).found;

test.each([
  ['BACKSTOPFITTED', 'has'],
  ['backstopfitted, seals ok', 'has'],
  ['Backstop fittedseals ok', 'has'],
  ['nobackstop on mtr', 'hasNot'],
  ['Nobackstop. Disc runing bakwards', 'hasNot'],
  ['newmeter fitted', 'replaced'],
  ['Newmtr fitted, oldmeter no backstop', 'replaced'],
  ['staticmeter', 'cannotReverse'],
  ['Meter spining backwads', 'hasNot'],
  ['Auld meter had nae backstop, new meter fitted', 'replaced'],
  ['Nae backstop, disc birlin backwards', 'hasNot'],
])('"%s" is %s', (text, finding) => {
  expect(read(text)).toBe(finding);
});

test.each([
  'backstopper',
  'backstopish',
  'mybackstop',
  'backstopwrong',
  'doorbackstop',
  'misbackstop',
  'Newcastle meter',
  'backstopremoved',
  'backstopqzx fitted',
])('"%s" is left to a person', (text) => {
  expect(read(text)).toBe('unclear');
});

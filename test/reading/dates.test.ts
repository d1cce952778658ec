/** A date in free text counts only with its year, and where it is one. */
import { expect, test } from 'vitest';
import { isAfter } from '../../src/reading/dates.ts';

test.each([
  ['fitted on 20/12/2027', '2026-06-05', true],
  ['fitted on 20/12/27', '2026-06-05', true],
  ['fitted on 20.12.2027', '2026-06-05', true],
  ['fitted on 20-12-2027', '2026-06-05', true],
  ['fitted 20th December 2027', '2026-06-05', true],
  ['fitted 1 jan 27', '2026-06-05', true],
  ['fitted 01/12/2027', '2026-06-05', true],
  ['fitted 31/12/2027', '2026-06-05', true],
  // A day of one figure, and a month of one, stand in their order.
  ['fitted 5/10/2027', '2027-10-20', false],
  ['fitted 5/6/2027', '2027-10-01', false],
  ['fitted 5/6/2027', '2027-06-04', true],
  ['fitted 5/6/2027', '2027-06-05', false],
  // The second of two.
  ['seen 1/1/2026, fitted 5/6/2027', '2026-06-05', true],
  // No date.
  ['fitted 00/12/2027', '2026-06-05', false],
  ['fitted 32/12/2027', '2026-06-05', false],
  ['fitted 12/00/2027', '2026-06-05', false],
  ['fitted 12/13/2027', '2026-06-05', false],
  ['fitted 20/12', '2026-06-05', false],
  ['ref 120/12/2027', '2026-06-05', false],
])('"%s" is after %s: %s', (words, on, is) => {
  expect(isAfter(words, on)).toBe(is);
});

/** Which check of several an event is about: by its Supplier, and by when it counts from. */
import { expect, test } from 'vitest';
import type { CheckState } from '../../src/process/check.ts';
import type { MpanState } from '../../src/process/index.ts';
import {
  closedCheckOf,
  erasedCheckOf,
  latestCheckOf,
  openCheckOf,
} from '../../src/process/which-check.ts';

const check = (supplier: string, sequence: number, openedAt: string, closedAt: string | null) =>
  ({ supplier, sequence, openedAt, closedAt }) as CheckState;

const state = {
  checks: [
    check('SUPA', 1, '10', '20'),
    check('SUPB', 1, '12', '22'),
    check('SUPA', 2, '30', '40'),
    check('SUPB', 2, '32', '42'),
    check('SUPA', 3, '50', null),
    check('SUPB', 3, '52', null),
    check('SUPC', 1, '60', '70'),
  ],
} as unknown as MpanState;
const none = { checks: [] } as unknown as MpanState;

const nameOf = (one: CheckState | undefined) => one && `${one.supplier}${one.sequence}`;

test('the open check is that of the Supplier, and of any the newest', () => {
  expect(nameOf(openCheckOf(state, 'SUPA'))).toBe('SUPA3');
  expect(nameOf(openCheckOf(state, 'SUPB'))).toBe('SUPB3');
  expect(nameOf(openCheckOf(state, null))).toBe('SUPB3');
  expect(openCheckOf(state, 'SUPC')).toBeUndefined();
  expect(openCheckOf(none, null)).toBeUndefined();
});

test('the latest check of a Supplier may be open or closed', () => {
  expect(nameOf(latestCheckOf(state, 'SUPA'))).toBe('SUPA3');
  expect(nameOf(latestCheckOf(state, 'SUPC'))).toBe('SUPC1');
  expect(latestCheckOf(state, 'SUPD')).toBeUndefined();
});

test.each([
  ['SUPA', '05', 'SUPA1', 'SUPA1'],
  ['SUPA', '10', 'SUPA1', 'SUPA1'],
  ['SUPA', '19', 'SUPA1', 'SUPA1'],
  // Of the second in which it ended it is no late news; then the one before it is meant.
  ['SUPA', '20', 'SUPA2', 'SUPA1'],
  ['SUPA', '29', 'SUPA2', 'SUPA1'],
  ['SUPA', '30', 'SUPA2', 'SUPA2'],
  ['SUPA', '39', 'SUPA2', 'SUPA2'],
  ['SUPA', '40', undefined, 'SUPA3'],
  ['SUPB', '21', 'SUPB1', 'SUPB1'],
  ['SUPB', '25', 'SUPB2', 'SUPB1'],
  ['SUPB', '31', 'SUPB2', 'SUPB1'],
  ['SUPC', '25', 'SUPC1', 'SUPC1'],
  ['SUPC', '65', 'SUPC1', 'SUPC1'],
  ['SUPC', '75', undefined, 'SUPC1'],
  ['SUPD', '25', undefined, undefined],
])('news for %s of %s belongs to %s, and an answer is about %s', (supplier, at, erased, closed) => {
  expect(nameOf(erasedCheckOf(state, supplier, at))).toBe(erased);
  expect(nameOf(closedCheckOf(state, supplier, at))).toBe(closed);
});

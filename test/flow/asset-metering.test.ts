import { expect, test } from 'vitest';
import { isOfAmvlp, type RoleOf } from '../../src/flow/asset-metering.ts';

const routes = ['Supplier>MOP', 'AMVLP>MOP', 'MOP>AMVLP', 'Distributor>Supplier'];
const taught: Readonly<Record<string, string>> = { Y: 'AMVLP', M: 'MOP', X: 'Supplier' };
const roleOf: RoleOf = (letter, date) => {
  const role = date >= '2026-01-01' ? taught[letter] : undefined;
  return role === undefined ? null : { role, name: role };
};
const isOf = (fromRole: string, toRole: string, on = '20260601', some = routes): boolean =>
  isOfAmvlp({ routes: some }, { fromRole, toRole, createdAt: `${on}090000` }, roleOf);

test('an AMVLP is known by its letter, on the day of the file', () => {
  expect(isOf('Y', 'M')).toBe(true);
  expect(isOf('M', 'Y')).toBe(true);
  expect(isOf('Y', 'M', '20251231')).toBe(false);
});

test('a letter that nobody knows is none, on whatever route', () => {
  for (const letter of ['Q', 'W', '', 'YY']) {
    expect(isOf(letter, 'M'), letter).toBe(false);
    expect(isOf('M', letter), letter).toBe(false);
  }
});

test('nor is anybody on a route that the catalogue does not have', () => {
  expect(isOf('Y', 'X')).toBe(false);
  expect(isOf('X', 'M')).toBe(false);
  expect(isOf('Y', 'M', '20260601', ['Supplier>MOP'])).toBe(false);
});

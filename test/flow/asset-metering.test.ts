import { expect, test } from 'vitest';
import { isOfAmvlp } from '../../src/flow/asset-metering.ts';

const routes = ['Supplier>MOP', 'AMVLP>MOP', 'MOP>AMVLP', 'Distributor>Supplier'];
const isOf = (fromRole: string, toRole: string, some: readonly string[] = routes): boolean =>
  isOfAmvlp({ routes: some }, { fromRole, toRole });

test('a letter that nobody knows, on the route of an AMVLP, is one', () => {
  expect(isOf('Q', 'M')).toBe(true);
  expect(isOf('M', 'Q')).toBe(true);
});

test('not beside another role than the route has, nor from both sides', () => {
  expect(isOf('Q', 'X')).toBe(false);
  expect(isOf('X', 'Q')).toBe(false);
  expect(isOf('Q', 'Q')).toBe(false);
});

test('a known letter is none, and a flow without such a route has none', () => {
  for (const letter of ['X', 'M', 'R', 'C', 'D', 'P', 'V', '8', 'Z', 'G', '4', 'A', 'B']) {
    expect(isOf(letter, 'M'), letter).toBe(false);
    expect(isOf('M', letter), letter).toBe(false);
  }
  expect(isOf('Q', 'M', ['Supplier>MOP'])).toBe(false);
  expect(isOf('Q', 'R', ['Distributor>AMVLP'])).toBe(false);
  expect(isOf('R', 'Q', ['Distributor>AMVLP'])).toBe(true);
  expect(isOf('C', 'Q', ['HHDC>AMVLP'])).toBe(true);
  expect(isOf('D', 'Q', ['NHHDC>AMVLP'])).toBe(true);
  expect(isOf('X', 'Q', ['Supplier>AMVLP'])).toBe(true);
});

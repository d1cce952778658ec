import { expect, test } from 'vitest';
import { findingOf } from '../../src/flow/index.ts';

const nowhere = { line: null, group: null, item: null };
const said = (message: string): string => findingOf('CSV_HEADER_UNKNOWN', nowhere, message).message;

test('a message of a thousand characters is told whole, a longer one is cut and says so', () => {
  expect(said('x'.repeat(1_000))).toBe('x'.repeat(1_000));
  expect(said('x'.repeat(1_001))).toBe(`${'x'.repeat(999)}…`);
});

test('it is not cut through a character', () => {
  expect(said(`${'x'.repeat(998)}\u{1f4a1}${'x'.repeat(9)}`)).toBe(`${'x'.repeat(998)}…`);
});

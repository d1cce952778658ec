import { describe, expect, test } from 'vitest';
import { createFindingList, findingsTooMany } from '../../src/flow/finding.ts';
import { findingOf } from '../../src/flow/index.ts';

const nowhere = { line: null, group: null, item: null };
const said = (message: string): string => findingOf('CSV_HEADER_UNKNOWN', nowhere, message).message;

test('a message of a thousand characters is told whole, a longer one is cut and says so', () => {
  expect(said('x'.repeat(1_000))).toBe('x'.repeat(1_000));
  expect(said('x'.repeat(1_001))).toBe(`${'x'.repeat(1_000)}…`);
});

test('it is not cut through a character', () => {
  expect(said(`\u{1f4a1}${'x'.repeat(1_000)}`)).toBe(`\u{1f4a1}${'x'.repeat(998)}…`);
  expect(said(`${'x'.repeat(999)}\u{1f4a1}${'x'.repeat(9)}`)).toBe(`${'x'.repeat(999)}…`);
});

describe('a list of findings that is full', () => {
  const about = (line: number) => findingOf('ITEM_FORMAT', { line, group: null, item: null }, 'x');
  const ofFile = findingOf('TRAILER_MISSING', nowhere, 'the file');
  const lines = (list: ReturnType<typeof createFindingList>) =>
    list.list().map(({ code, line }) => `${code} ${line}`);

  test('counts what is about an instance, and says once how many there were', () => {
    const list = createFindingList(2);
    for (const line of [2, 3]) list.add(about(line));
    expect(lines(list)).toEqual(['ITEM_FORMAT 2', 'ITEM_FORMAT 3']);
    list.add(about(4));
    expect(lines(list)).toEqual(['ITEM_FORMAT 2', 'ITEM_FORMAT 3', 'FINDINGS_TOO_MANY null']);
    expect(list.list()[2]?.message).toBe('The first 2 findings are listed, and 1 more is not.');
    list.leaveOut(3);
    expect(list.list()[2]?.message).toBe('The first 2 findings are listed, and 4 more are not.');
  });

  test('does not count the word of another list that it was full', () => {
    const list = createFindingList(2);
    list.add(findingsTooMany(1, 1, null));
    expect(list.list()).toEqual([]);
  });

  test('gives the place of the last one about an instance to what is about the file', () => {
    const list = createFindingList(2);
    list.add(about(2));
    list.add(about(3));
    expect(list.has('TRAILER_MISSING')).toBe(false);
    list.addAboutFile(ofFile);
    expect(lines(list)).toEqual([
      'ITEM_FORMAT 2',
      'TRAILER_MISSING null',
      'FINDINGS_TOO_MANY null',
    ]);
    expect(list.has('TRAILER_MISSING')).toBe(true);
    list.addAboutFile({ ...ofFile });
    list.addAboutFile({ ...ofFile });
    // The place of the first instance is gone too; what is about the file never is.
    expect(lines(list)).toEqual([
      'TRAILER_MISSING null',
      'TRAILER_MISSING null',
      'TRAILER_MISSING null',
      'FINDINGS_TOO_MANY null',
    ]);
  });

  test('has room for what is about the file where it is not full', () => {
    const list = createFindingList(2);
    list.add(about(2));
    list.addAboutFile(ofFile);
    expect(lines(list)).toEqual(['ITEM_FORMAT 2', 'TRAILER_MISSING null']);
  });
});

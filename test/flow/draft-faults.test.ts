import { describe, expect, test } from 'vitest';
import { faultOfValue, faultsOfInstance, type Group } from '../../src/flow/index.ts';
import { catalogue } from './examples.ts';

const item = (ref: string) => catalogue.items.get(ref)!;
const group = (
  id: string,
  values: Readonly<Record<string, string>>,
  children: readonly Group[] = [],
): Group => ({ id, line: 0, values, children });

describe('why a flow cannot hold a value', () => {
  test.each([
    ['a bar', 'J0012', 'a|b', 'has a |, which separates the items of a flow'],
    ['a line end', 'J0012', 'a\nb', 'has a character that a flow cannot carry: U+000A'],
    ['beyond a byte', 'J0012', 'a€', 'has a character that a flow cannot carry: U+20AC'],
    ['beyond two bytes', 'J0012', '\u{1f4a1}', 'has a character that a flow cannot carry: U+1F4A1'],
    [
      'no date',
      'J1012',
      '20260230',
      'has the wrong format: expected a real date ccyymmdd, 1950 to 2199',
    ],
    [
      'no MPAN',
      'J0003',
      '120000000002',
      'is not an MPAN: an MPAN Core is 13 digits and nothing else',
    ],
  ])('%s', (_, ref, value, why) => {
    expect(faultOfValue(item(ref), value)).toBe(why);
  });

  test('too long, with what is expected', () => {
    const { format } = item('J0004');
    const long = 'A'.repeat(format.length + 1);
    expect(faultOfValue(item('J0004'), long)).toBe(
      `is too long (${long.length} characters): expected at most ${format.length} characters`,
    );
  });

  test('but not by letters of one byte that are as many as it may have', () => {
    expect(faultOfValue(item('J0004'), 'é'.repeat(item('J0004').format.length))).toBeNull();
  });

  test('the wrong check digit, and zeros alone', () => {
    expect(faultOfValue(item('J0003'), '1200000000021')).toMatch(/^is not an MPAN: /);
    expect(faultOfValue(item('J0003'), '0000000000000')).toMatch(/^is not an MPAN: /);
  });

  test('none for a good one, and none for a code that is not in the valid set', () => {
    expect(faultOfValue(item('J0003'), '1200000000020')).toBeNull();
    expect(faultOfValue(item('J0024'), '42')).toBeNull();
    expect(faultOfValue(item('J0024'), '99')).toBeNull();
  });
});

describe('the faults of an instance', () => {
  const found = (instance: Group) =>
    faultsOfInstance(catalogue, 'D0002', instance).map(({ group: id, item: { ref }, value, why }) =>
      `${id} ${ref} ${value} ${why}`.trim(),
    );
  const good = { J0003: '1200000000020', J0173: 'CHECK', J1012: '20260803' };

  test('none of a good one', () => {
    expect(found(group('004', good, [group('005', { J0004: '-' })]))).toEqual([]);
  });

  test('what is mandatory and empty, and what a flow cannot hold, in every depth', () => {
    const bad = group('004', { ...good, J0173: ' ', J1012: '2026' }, [
      group('005', { J0004: 'a|b' }),
    ]);
    expect(found(bad)).toEqual([
      '004 J0173',
      '004 J1012 2026 has the wrong format: expected a real date ccyymmdd, 1950 to 2199',
      '005 J0004 a|b has a |, which separates the items of a flow',
    ]);
  });

  test('what is mandatory and not there at all', () => {
    const { J0173: _, ...rest } = good;
    expect(found(group('004', rest))).toEqual(['004 J0173']);
  });

  test('a group that the flow does not have has none, nor has a flow that nobody knows', () => {
    expect(found(group('999', { J0003: '' }))).toEqual([]);
    expect(faultsOfInstance(catalogue, 'D9999', group('004', {}))).toEqual([]);
  });
});

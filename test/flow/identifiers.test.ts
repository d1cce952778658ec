import { describe, expect, test } from 'vitest';
import {
  checkMpan,
  isFileIdentifier,
  isMpid,
  mpanWithCheckDigit,
} from '../../src/flow/identifiers.ts';

describe('an MPAN', () => {
  test.each([
    '1000000000012',
    '1200000000020',
    '2000000000015',
    '1000000000040', // sum modulo 11 is 10, which becomes 0
  ])('%s is one', (text) => {
    expect(checkMpan(text)).toBe(true);
  });

  test.each([
    ['', '13 digits'],
    ['100000000001', '13 digits'],
    ['10000000000012', '13 digits'],
    ['100000000001 ', '13 digits'],
    ['100000000001X', '13 digits'],
    ['100000000001١', '13 digits'],
    ['0000000000000', 'thirteen zeros'],
    ['1000000000013', 'should be 2, not 3'],
    ['2100000000012', 'last digit should be'],
  ])('%j is none, and the reason says why', (text, reason) => {
    expect(checkMpan(text)).toContain(reason);
  });

  test('any single digit changed is noticed, except by the fold of 10 onto 0', () => {
    const twelve = '123456789012';
    const good = mpanWithCheckDigit(twelve);
    expect(checkMpan(good)).toBe(true);
    for (let digit = 0; digit < 10; digit++) {
      const other = good.slice(0, 12) + String(digit);
      expect(checkMpan(other) === true).toBe(other === good);
    }
  });

  test('the check digit asks for twelve digits', () => {
    expect(() => mpanWithCheckDigit('12345678901')).toThrow(RangeError);
    for (const text of ['12345678901X', '1234567890123', 'X123456789012', '123456789012X']) {
      expect(() => mpanWithCheckDigit(text)).toThrow(new RangeError('Twelve digits are needed.'));
    }
  });
});

test('an MPID is four capitals and digits', () => {
  expect(isMpid('MOPX')).toBe(true);
  expect(isMpid('A1B2')).toBe(true);
  for (const text of ['', 'MOP', 'MOPXX', 'mopx', 'MO X', 'MOP\n'])
    expect(isMpid(text)).toBe(false);
});

test('a File Identifier is one to ten letters and digits', () => {
  expect(isFileIdentifier('1')).toBe(true);
  expect(isFileIdentifier('DTS0018862')).toBe(true);
  for (const text of ['', '12345678901', 'A B', 'A-1', 'A\n']) {
    expect(isFileIdentifier(text)).toBe(false);
  }
});

import { beforeEach, describe, expect, test } from 'vitest';
import {
  codeTable,
  type DataItem,
  expectation,
  faultMessage,
  formatOf,
  isDateTime,
  itemFault,
} from '../../src/flow/data-item.ts';

const item = (formatText: string, more: Partial<DataItem> = {}): DataItem => ({
  ref: 'J9999',
  name: 'Thing',
  format: formatOf(formatText, false)!,
  formatText,
  confidence: 'CONFIRMED',
  note: null,
  values: null,
  codes: null,
  secret: false,
  personal: false,
  ...more,
});

const faultOf = (tested: DataItem, text: string): string | null => {
  // The value stands inside a record, so neighbours must not be read as part of it.
  const bytes = Buffer.from(`9|${text}|9`, 'latin1');
  return itemFault(tested, bytes, 2, bytes.length - 2);
};

describe.each([
  ['CHAR(4)', ['A', 'ABCD', ' AB ', 'a|b'.slice(0, 1), 'é'], ['ABCDE']],
  ['NUM(3)', ['0', '7', '007', '999'], ['1000', '-1', '1.0', 'A', ' 1', '1,0', '+1']],
  [
    'NUM(9,2)',
    ['0.10', '1.00', '10', '123456789.12', '.5', '5.'],
    ['1234567890', '1.123', '1.2.3', '-1.0', '.', '1,0', 'x'],
  ],
  [
    'DATE',
    [
      '20260101',
      '19500101',
      '21991231',
      '20240229',
      '20000229',
      '20260228',
      '20260430',
      '20260131',
    ],
    [
      '20240230',
      '20260631',
      '20260931',
      '20261131',
      '2026:101',
      '20260:01',
      '2026010:',
      '20/60101',
      '202/0101',
      ':0260101',
      '2:260101',
      '20260229',
      '21000229',
      '20260431',
      '20261301',
      '20260001',
      '20260100',
      '19491231',
      '22000101',
      '2026011',
      '202601011',
      '2026-1-1',
      '2026010A',
      '20260132',
    ],
  ],
  [
    'TIME',
    ['000000', '235959', '090000'],
    ['240000', '006000', '000060', '09000', '0900000', '09:000'],
  ],
  [
    'DATETIME',
    ['20260101000000', '20261231235959'],
    ['20260101', '20260101240000', '20260230000000', '2026010100000', '202601010000000'],
  ],
  ['BOOL', ['T', 'F'], ['t', 'Y', '1', 'TF', '0']],
])('%s', (format, good, bad) => {
  test.each(good)('takes %j', (text) => {
    expect(faultOf(item(format), text)).toBeNull();
  });
  test.each(bad)('refuses %j', (text) => {
    expect(faultOf(item(format), text)).toMatch(/ITEM_FORMAT|ITEM_TOO_LONG/);
  });
});

test('a number may begin and end with its point, where it lies first in the bytes too', () => {
  const numberAt0 = (text: string) =>
    itemFault(item('NUM(9,2)'), Buffer.from(text), 0, text.length);
  expect(numberAt0('.5')).toBeNull();
  expect(numberAt0('.5.')).toBe('ITEM_FORMAT');
  expect(numberAt0('.123')).toBe('ITEM_TOO_LONG');
  const whole = { kind: 'NUM', length: 3, decimals: 0 } as const;
  expect(itemFault(item('NUM(3)', { format: whole }), Buffer.from('1.'), 0, 2)).toBe('ITEM_FORMAT');
});

test.each([
  ['CHAR(2)', 'ABC'],
  ['NUM(3)', '1000'],
  ['NUM(9,2)', '1234567890.00'],
  ['NUM(9,2)', '1.123'],
])('%s calls %j too long, not malformed', (format, text) => {
  expect(faultOf(item(format), text)).toBe('ITEM_TOO_LONG');
});

describe('a valid set', () => {
  const values = new Map([
    ['N', 'a'],
    ['NSS', 'b'],
    ['S2AD', 'c'],
    ['LAG', 'd'],
    ['~', 'e'],
  ]);
  let coded = item('CHAR(5)', { values });
  beforeEach(() => {
    coded = item('CHAR(5)', { values, codes: codeTable(values.keys()) });
  });

  test.each(['N', 'NSS', 'S2AD', 'LAG', 'LAG ', 'N    ', '~', '     '])('takes %j', (text) => {
    expect(faultOf(coded, text)).toBeNull();
  });
  test.each(['NS', 'NSSX', 'S', 'S2', 'n', ' N', 'é', '\u0000', '\u007f', 'X'])(
    'warns of %j',
    (text) => {
      expect(faultOf(coded, text)).toBe('CODE_UNKNOWN');
    },
  );
  test('over-length comes before the valid set', () => {
    expect(faultOf(coded, 'NSSNSS')).toBe('ITEM_TOO_LONG');
  });
  test('a coded number is looked up as it is written', () => {
    const number = item('NUM(2)', { codes: codeTable(['01', '12']) });
    expect(faultOf(number, '01')).toBeNull();
    expect(faultOf(number, '1')).toBe('CODE_UNKNOWN');
    expect(faultOf(number, 'XX')).toBe('ITEM_FORMAT');
  });
});

describe('a message', () => {
  test('names the item, shows the value and says what was expected', () => {
    expect(faultMessage(item('DATE'), 'ITEM_FORMAT', '20260230')).toBe(
      "J9999 Thing '20260230' has the wrong format: expected a real date ccyymmdd, 1950 to 2199.",
    );
  });
  test('cuts a long value at forty characters', () => {
    const message = faultMessage(item('CHAR(2)'), 'ITEM_TOO_LONG', 'A'.repeat(100));
    expect(message).toContain(`'${'A'.repeat(40)}…'`);
    expect(message).not.toContain('A'.repeat(41));
  });
  test.each(['secret', 'personal'] as const)('never repeats a %s value', (mark) => {
    for (const fault of ['ITEM_FORMAT', 'ITEM_TOO_LONG', 'CODE_UNKNOWN'] as const) {
      expect(faultMessage(item('CHAR(2)', { [mark]: true }), fault, 'HUSH')).not.toContain('HUSH');
    }
  });
});

test.each([
  'CHAR',
  'CHAR()',
  'CHAR(0)',
  'CHAR(04)',
  'NUM(2',
  'CHAR(2,1)',
  'TEXT(2)',
  'date',
  ' NUM(2)',
  'NUM(2,0)',
  'NUM(2)x',
  'NUM(2,1x)',
  'NUM(12345)',
  '',
])('%j is no format', (text) => {
  expect(formatOf(text, false)).toBeNull();
});

test.each([
  ['CHAR(12)', { kind: 'CHAR', length: 12, decimals: 0 }],
  ['NUM(1)', { kind: 'NUM', length: 1, decimals: 0 }],
  ['NUM(9,12)', { kind: 'NUM', length: 9, decimals: 12 }],
  ['NUM(1000,2)', { kind: 'NUM', length: 1000, decimals: 2 }],
])('%s is a format', (text, format) => {
  expect(formatOf(text, false)).toEqual(format);
});

test('a date-time of the envelope is fourteen digits and real', () => {
  expect(isDateTime('20260601090000')).toBe(true);
  for (const text of [
    '',
    '20260601',
    '20260631090000',
    '20260601250000',
    '2026060109000٠',
    '202606010900001',
  ]) {
    expect(isDateTime(text)).toBe(false);
  }
});

test.each([
  ['CHAR(4)', 'at most 4 characters'],
  ['NUM(3)', 'digits only, at most 3'],
  ['NUM(9,2)', 'a number: at most 9 digits, a point, at most 2 decimals'],
  ['DATE', 'a real date ccyymmdd, 1950 to 2199'],
  ['TIME', 'a time hhmmss'],
  ['DATETIME', 'a real date and time ccyymmddhhmmss, 1950 to 2199'],
  ['BOOL', 'T or F'],
])('%s is expected in words', (format, words) => {
  expect(expectation(formatOf(format, false)!)).toBe(words);
  const tested = item(format);
  expect(faultMessage(tested, 'ITEM_FORMAT', 'x')).toBe(
    `J9999 Thing 'x' has the wrong format: expected ${words}.`,
  );
  expect(faultMessage(tested, 'ITEM_TOO_LONG', 'xyz')).toBe(
    `J9999 Thing 'xyz' is too long (3 characters): expected ${words}.`,
  );
});

test('an MPAN and an AMSID are expected in words, and a code that is not known is told', () => {
  expect(expectation(formatOf('NUM(13)', true)!)).toBe('13 digits, the last a check digit');
  expect(expectation({ kind: 'AMSID', length: 13, decimals: 0 })).toBe('13 digits');
  expect(faultMessage(item('CHAR(2)'), 'CODE_UNKNOWN', 'Q')).toBe(
    "J9999 Thing 'Q' is not in the valid set held here: check the code, or add it to the data items if the catalogue has it.",
  );
  expect(faultMessage(item('NUM(13)'), 'MPAN_FORMAT', 'Q')).toMatch(/'Q' is not an MPAN: .+\.$/);
});

test('a value is cut after forty characters, and one that is private is not repeated', () => {
  const text = 'x'.repeat(40);
  expect(faultMessage(item('TIME'), 'ITEM_FORMAT', text)).toContain(`'${text}'`);
  expect(faultMessage(item('TIME'), 'ITEM_FORMAT', `${text}y`)).toContain(`'${text}…'`);
  const secret = faultMessage(item('TIME', { secret: true }), 'ITEM_FORMAT', 'pw');
  expect(secret).toContain(' (value not repeated here) ');
  expect(secret).not.toContain('pw');
});

import { describe, expect, test } from 'vitest';
import {
  looksLikeFlow,
  printHeader,
  printTrailer,
  readHeader,
  readTrailer,
} from '../../src/flow/envelope.ts';

const header = 'ZHV|0000000101|D0001001|X|SUPP|M|MOPX|20260601090000||||OPER|';

const withField = (index: number, value: string): string => {
  const pieces = header.split('|');
  pieces[index] = value;
  return pieces.join('|');
};

const codes = (text: string): string[] =>
  readHeader(text, 1).findings.map(({ code, item }) => (item === null ? code : `${code} ${item}`));

describe('a header', () => {
  test('is read, and printed as it was', () => {
    const { envelope, style, findings } = readHeader(header, 1);
    expect(findings).toEqual([]);
    expect(style).toBe('closed');
    expect(envelope).toEqual({
      fileIdentifier: '0000000101',
      flow: 'D0001',
      version: '001',
      fromRole: 'X',
      fromMpid: 'SUPP',
      toRole: 'M',
      toMpid: 'MOPX',
      createdAt: '20260601090000',
      sendingApplication: '',
      receivingApplication: '',
      broadcast: '',
      testFlag: 'OPER',
      completedAt: '',
    });
    expect(printHeader(envelope!)).toBe(header);
  });

  test('may lack the last bar, which shows the style of the file', () => {
    const read = readHeader(header.slice(0, -1), 1);
    expect(read.findings).toEqual([]);
    expect(read.style).toBe('open');
    expect(read.envelope?.testFlag).toBe('OPER');
  });

  test.each([
    ['blank test flag', withField(11, ''), []],
    ['a surplus empty field', `${header}|`, ['ITEMS_SURPLUS_EMPTY']],
    ['a surplus filled field', `${header}X|`, ['HEADER_FIELD_COUNT']],
    ['a field too few', header.replace('||||', '|||'), ['HEADER_FIELD_COUNT']],
    ['nothing but its name', 'ZHV', ['HEADER_FIELD_COUNT']],
    ['a ZHF', header.replace('ZHV', 'ZHF'), ['HEADER_KIND_UNUSUAL']],
    ['a pool header', 'ZHD|P0142001|X|FRED|Z|POOL|20050426111050', ['HEADER_MISSING']],
    ['a group', '001|1000000000012|', ['HEADER_MISSING']],
    ['a byte order mark', `\u00ef\u00bb\u00bf${header}`, ['CHARACTER_NOT_PRINTABLE']],
    ['no File Identifier', withField(1, ''), ['HEADER_ITEM_FORMAT J1064']],
    ['a long File Identifier', withField(1, '12345678901'), ['HEADER_ITEM_FORMAT J1064']],
    ['a short flow', withField(2, 'D000101'), ['HEADER_ITEM_FORMAT J0937']],
    ['three letters as role', withField(3, 'XXX'), ['HEADER_ITEM_FORMAT J0934']],
    ['a lower-case MPID', withField(4, 'supp'), ['HEADER_ITEM_FORMAT J0938']],
    ['no recipient role', withField(5, ''), ['HEADER_ITEM_FORMAT J0935']],
    ['a short recipient', withField(6, 'MOP'), ['HEADER_ITEM_FORMAT J0939']],
    ['a day that is none', withField(7, '20260631090000'), ['HEADER_ITEM_FORMAT J0280']],
    ['a year before 1950', withField(7, '19491231235959'), ['HEADER_ITEM_FORMAT J0280']],
    ['a long application', withField(8, 'ABCDEF'), ['HEADER_ITEM_TOO_LONG J1060']],
    ['a long test flag', withField(11, 'OPERA'), ['HEADER_ITEM_TOO_LONG J1063']],
    ['a flow of nine characters', withField(2, 'D00010012'), ['HEADER_ITEM_FORMAT J0937']],
    ['a flow with a letter before', withField(2, 'xD0001001'), ['HEADER_ITEM_FORMAT J0937']],
    ['an odd letter', withField(8, 'é'), ['CHARACTER_NOT_PRINTABLE J1060']],
  ])('%s', (_, text, expected) => {
    expect(codes(text)).toEqual(expected);
  });

  test('its findings are told word for word', () => {
    const said = (text: string) => readHeader(text, 1).findings.map(({ message }) => message);
    expect(said(`\u00ef\u00bb\u00bf${header}`)).toEqual([
      'The file begins with a byte order mark: save it without.',
    ]);
    expect(said(withField(8, 'é'))).toEqual([
      'Header J1060 Sending Application Id has a character that is not printable ASCII.',
    ]);
    for (const [value, shown] of [
      ['9'.repeat(40), '9'.repeat(40)],
      ['9'.repeat(41), `${'9'.repeat(40)}…`],
    ] as const) {
      expect(said(withField(1, value))).toEqual([
        `Header J1064 File Identifier '${shown}': expected 1 to 10 letters and digits.`,
      ]);
    }
    expect(said('')).toEqual([
      "The file begins with '': expected a ZHV header as the first record.",
    ]);
  });

  test('each of its items is named where it is wrong', () => {
    const wrong = 'ZHV|*|d1|x|supp|m|mopx|2026|LONGER|LONGER|NO|LONGER|';
    expect(readHeader(wrong, 1).findings.map(({ message }) => message)).toEqual([
      "Header J1064 File Identifier '*': expected 1 to 10 letters and digits.",
      "Header J0937 Data Flow and Version 'd1': expected flow and version, such as D0001001.",
      "Header J0934 From Role Code 'x': expected one or two capitals or digits.",
      "Header J0938 From Participant Id 'supp': expected four capitals and digits.",
      "Header J0935 To Role Code 'm': expected one or two capitals or digits.",
      "Header J0939 To Participant Id 'mopx': expected four capitals and digits.",
      "Header J0280 File Creation Timestamp '2026': expected a real date and time ccyymmddhhmmss.",
      "Header J1060 Sending Application Id 'LONGER': expected at most 5 characters.",
      "Header J1061 Receiving Application Id 'LONGER': expected at most 5 characters.",
      "Header J1062 Broadcast 'NO': expected at most 1 characters.",
      "Header J1063 Test Data Flag 'LONGER': expected at most 4 characters.",
    ]);
  });

  test('a pool file is called by its name', () => {
    expect(readHeader('ZHD|P0142001|', 1).findings[0]?.message).toContain('settlement (pool) file');
  });
});

describe('a trailer', () => {
  const check = { text: '', line: 6, fileIdentifier: '0000000101', groups: 4, flows: 1 };
  const trailerCodes = (text: string, more: Partial<typeof check> = {}): string[] =>
    readTrailer({ ...check, ...more, text }).findings.map(({ code, item }) =>
      item === null ? code : `${code} ${item}`,
    );

  test.each([
    ['right', 'ZPT|0000000101|4||1|20260601090001|', []],
    ['right without the last bar', 'ZPT|0000000101|4||1|20260601090001', []],
    ['right with leading zeros', 'ZPT|0000000101|0000000004||00000001|20260601090001|', []],
    ['a wrong count', 'ZPT|0000000101|5||1|20260601090001|', ['TRAILER_COUNT_WRONG J1067']],
    ['no count', 'ZPT|0000000101|||1|20260601090001|', ['TRAILER_COUNT_WRONG J1067']],
    ['a count in words', 'ZPT|0000000101|4e0||1|20260601090001|', ['TRAILER_COUNT_WRONG J1067']],
    ['a wrong flow count', 'ZPT|0000000101|4||2|20260601090001|', ['TRAILER_COUNT_WRONG J1066']],
    ['another file', 'ZPT|0000000102|4||1|20260601090001|', ['TRAILER_IDENTIFIER_DIFFERS J1064']],
    ['a checksum', 'ZPT|0000000101|4|998877|1|20260601090001|', ['TRAILER_CHECKSUM_FILLED J1078']],
    ['no timestamp', 'ZPT|0000000101|4||1||', ['TRAILER_TIMESTAMP_FORMAT J1065']],
    ['a bad timestamp', 'ZPT|0000000101|4||1|20260601|', ['TRAILER_TIMESTAMP_FORMAT J1065']],
    [
      'a count after a space',
      'ZPT|0000000101| 4||1|20260601090001|',
      ['TRAILER_COUNT_WRONG J1067'],
    ],
    [
      'a count before a space',
      'ZPT|0000000101|4 ||1|20260601090001|',
      ['TRAILER_COUNT_WRONG J1067'],
    ],
    ['flows after a space', 'ZPT|0000000101|4|| 1|20260601090001|', ['TRAILER_COUNT_WRONG J1066']],
    ['flows before a space', 'ZPT|0000000101|4||1 |20260601090001|', ['TRAILER_COUNT_WRONG J1066']],
    ['a checksum of spaces', 'ZPT|0000000101|4|  |1|20260601090001|', []],
    ['a filled surplus', 'ZPT|0000000101|4||1|20260601090001|X|', ['TRAILER_FIELD_COUNT']],
    [
      'nothing but its name',
      'ZPT',
      [
        'TRAILER_IDENTIFIER_DIFFERS J1064',
        'TRAILER_COUNT_WRONG J1067',
        'TRAILER_COUNT_WRONG J1066',
        'TRAILER_TIMESTAMP_FORMAT J1065',
      ],
    ],
  ])('%s', (_, text, expected) => {
    expect(trailerCodes(text)).toEqual(expected);
  });

  test('a wrong count says what is there and how to count', () => {
    const { findings } = readTrailer({ ...check, text: 'ZPT|0000000101|5||1|20260601090001|' });
    expect(findings[0]?.message).toBe(
      'Trailer says 5 groups, the file has 4: count every record except header and trailer.',
    );
  });

  test('its findings are told word for word', () => {
    const said = (text: string) =>
      readTrailer({ ...check, text }).findings.map(({ message }) => message);
    expect(said('ZPT')).toEqual([
      "Trailer File Identifier '' is not the header's '0000000101': two files may have been joined or one cut.",
      'Trailer says no number of groups, the file has 4: count every record except header and trailer.',
      'Trailer says no number of groups at top level, the file has 1: count the top-level groups.',
      "Trailer J1065 File Completion Timestamp '': expected ccyymmddhhmmss.",
    ]);
    expect(said('ZPT|0000000101|1||2|20260601090001|')).toEqual([
      'Trailer says 1 group, the file has 4: count every record except header and trailer.',
      'Trailer says 2 groups at top level, the file has 1: count the top-level groups.',
    ]);
    for (const text of ['X|', 'X']) {
      expect(said(`ZPT|0000000101|4||1|20260601090001|${text}`)).toEqual([
        'The trailer has 7 fields, expected 6.',
      ]);
    }
    expect(readTrailer({ ...check, text: 'ZPT' })).toMatchObject({
      fileIdentifier: '',
      completedAt: '',
    });
  });

  test('is printed without the last bar where the header has none', () => {
    const end = { fileIdentifier: 'A', groups: 4, flows: 1, completedAt: '2' };
    expect(printTrailer({ ...end, style: 'open' })).toBe('ZPT|A|4||1|2');
  });

  test('a count of more than ten digits keeps the last ten', () => {
    const groups = 10_000_000_007;
    expect(trailerCodes('ZPT|0000000101|7||1|20260601090001|', { groups })).toEqual([]);
    expect(
      printTrailer({ fileIdentifier: 'A', groups, flows: 1, completedAt: '2', style: 'closed' }),
    ).toBe('ZPT|A|7||1|2|');
  });
});

test.each([
  ['ZHV|0000000101|', true],
  ['ZHX', true],
  ['HELLO|YOU', true],
  ['|', true],
  ['', false],
  ['ABZH', false],
  ['mpan,notified_on\n1000000000012,A|B', false],
  ['mpan,notified_on\r\n1000000000012,A|B', false],
])('what begins with %j looks like a flow: %s', (start, isFlow) => {
  expect(looksLikeFlow(start)).toBe(isFlow);
});

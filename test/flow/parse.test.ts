import { describe, expect, test } from 'vitest';
import {
  compileCatalogue,
  createFlowReader,
  defaultLimits,
  parseFlowFile,
} from '../../src/flow/index.ts';
import { catalogue, D0001, D0002, D0150, goodFiles } from './examples.ts';

const parsed = (text: string) => parseFlowFile(catalogue, text);
const codesOf = (text: string): string[] =>
  parsed(text).summary.findings.map(({ code, line }) => `${code} ${line}`);

/** A file around these records, with a trailer that counts them. */
const fileOf = (flowVersion: string, records: readonly string[], flows = 1): string =>
  [
    `ZHV|0000000101|${flowVersion}|X|SUPP|M|MOPX|20260601090000||||OPER|`,
    ...records,
    `ZPT|0000000101|${records.filter((record) => record.trim() !== '').length}||${flows}|20260601090001|`,
    '',
  ].join('\n');

const investigation = (...records: string[]): string =>
  fileOf('D0001001', [
    '001|1000000000012|||||'.slice(0, -1),
    '002|E12Z000001|',
    '003|01|X|20260528||',
    ...records,
  ]);

describe('a correct file', () => {
  const variants: readonly (readonly [string, (text: string) => string])[] = [
    ['as it is', (text) => text],
    ['with CRLF', (text) => text.replaceAll('\n', '\r\n')],
    ['without the last line end', (text) => text.trimEnd()],
    ['with blank lines', (text) => text.replaceAll('\n', '\n\n')],
    ['without closing bars', (text) => text.replaceAll('|\n', '\n')],
    ['with a closing bar on the header only left out', (text) => text.replace('TR01|', 'TR01')],
  ];
  for (const [name, text] of Object.entries(goodFiles)) {
    test.each(variants)(`${name} %s has no finding`, (_, change) => {
      const { file, summary } = parsed(change(text));
      expect(summary.findings).toEqual([]);
      expect(summary).toMatchObject({
        outcome: 'accepted',
        flow: name,
        instances: 1,
        instancesAccepted: 1,
        records: text.trim().split('\n').length - 2,
        envelopeBroken: false,
        wholeFile: true,
      });
      expect(file?.instances[0]?.accepted).toBe(true);
    });
  }

  test('gives the instance back as it stood, with its MPAN and line', () => {
    const { file, summary } = parsed(D0001.replaceAll('\n', '\r\n'));
    expect(file?.instances).toHaveLength(1);
    expect(file?.instances[0]).toMatchObject({
      mpan: '1000000000012',
      line: 2,
      text: D0001.trim().split('\n').slice(1, -1).join('\n'),
      accepted: true,
      findings: [],
    });
    expect(summary.headerLine).toBe(D0001.split('\n')[0]);
    expect(summary.envelope?.completedAt).toBe('20260601090001');
  });
});

describe('the envelope', () => {
  test.each<[string, string, string[]]>([
    ['an empty file', '', ['FILE_EMPTY null']],
    ['a file of blank lines', '\r\n \n', ['FILE_EMPTY null']],
    ['no header', D0001.split('\n').slice(1).join('\n'), ['HEADER_MISSING 1']],
    ['no trailer', D0001.split('\n').slice(0, -2).join('\n'), ['TRAILER_MISSING 5']],
    ['a lost record', D0001.replace('759|15||\n', ''), ['TRAILER_COUNT_WRONG 5']],
    [
      'an invented record',
      D0001.replace('759|15||\n', '759|15||\n759|15||\n'),
      ['TRAILER_COUNT_WRONG 7'],
    ],
    [
      'a trailer of another file',
      D0001.replace('ZPT|0000000101', 'ZPT|0000000102'),
      ['TRAILER_IDENTIFIER_DIFFERS 6'],
    ],
    ['a record after the trailer', `${D0001}759|15||\n759|15||\n`, ['RECORDS_AFTER_TRAILER 7']],
    ['two files joined', D0001 + D0002, ['RECORDS_AFTER_TRAILER 7']],
    [
      'two files joined, the first cut',
      D0001.replace(/ZPT.*\n/, '') + D0001,
      ['HEADER_REPEATED 6', 'TRAILER_COUNT_WRONG 11', 'TRAILER_COUNT_WRONG 11'],
    ],
    ['a bad header item', D0001.replace('SUPP', 'supp'), ['HEADER_ITEM_FORMAT 1']],
    ['no instance', fileOf('D0001001', [], 0), ['INSTANCES_NONE 2']],
  ])('%s rejects the file and every instance', (_, text, codes) => {
    const { file, summary } = parsed(text);
    expect(codesOf(text)).toEqual(codes);
    expect(summary).toMatchObject({
      outcome: 'rejected',
      instancesAccepted: 0,
      envelopeBroken: true,
    });
    expect(file?.instances.some(({ accepted }) => accepted) ?? false).toBe(false);
  });

  test('a file is whole when its trailer names it', () => {
    expect(parsed(D0001).summary.wholeFile).toBe(true);
    expect(parsed(D0001.replace(/ZPT.*\n/, '')).summary.wholeFile).toBe(false);
    expect(parsed(D0001.replace('ZPT|0000000101', 'ZPT|0000000102')).summary.wholeFile).toBe(false);
    expect(parsed(D0001.replace('D0001001', 'D9999001')).summary.wholeFile).toBe(true);
  });

  test('of a flow that cannot be named nothing else is read', () => {
    for (const name of ['d0001001', 'D00010012']) {
      const { summary } = parsed(D0001.replace('D0001001', name));
      expect(summary).toMatchObject({ instances: 0, records: 4, outcome: 'rejected' });
      expect(summary.findings.map(({ code, item }) => `${code} ${item}`)).toEqual([
        'HEADER_ITEM_FORMAT J0937',
      ]);
    }
    // Any other fault of the header leaves the groups to be judged.
    expect(parsed(D0001.replace('SUPP', 'supp')).summary).toMatchObject({ instances: 1 });
  });

  test.each(['ZHV', 'ZHF', 'ZHD'])(
    'a %s before the trailer is told once, and ends what it cuts',
    (kind) => {
      const again = `${kind}|0000000102|`;
      const text = D0001.replace('759|15||\n', `${again}\n${again}\n759|15||\n`);
      const { file, summary } = parsed(text);
      const repeated = summary.findings.filter(({ code }) => code === 'HEADER_REPEATED');
      expect(repeated.map(({ line, message }) => `${line} ${message}`)).toEqual([
        '5 A second header stands before the trailer: a trailer was lost or files were joined.',
      ]);
      expect(file?.instances.map(({ line }) => line)).toEqual([2, 7]);
    },
  );

  test('of an unknown flow the trailer still says whether the file is whole', () => {
    const unknown = D0001.replace('D0001001', 'D9999001');
    expect(parsed(unknown.replace('ZPT|0000000101', 'ZPT|0000000102')).summary.wholeFile).toBe(
      false,
    );
    expect(parsed('HELLO\nZPT|0000000101|').summary.wholeFile).toBe(false);
  });

  test('an unknown flow is set apart without a look at its groups', () => {
    const { summary } = parsed(D0001.replace('D0001001', 'D9999001').replace('|4||1|', '|9||9|'));
    expect(summary).toMatchObject({
      outcome: 'not-in-catalogue',
      flow: 'D9999',
      instances: 0,
      records: 4,
    });
    expect(summary.findings.map(({ code }) => code)).toEqual(['FLOW_UNKNOWN']);
  });

  test('an unknown version names those that are known', () => {
    const { summary } = parsed(D0150.replace('D0150002', 'D0150009'));
    expect(summary.outcome).toBe('not-in-catalogue');
    expect(summary.findings[0]).toMatchObject({ code: 'VERSION_UNKNOWN', severity: 'warn' });
    expect(summary.findings[0]?.message).toContain('001, 002');
  });

  test('a superseded version is read with a warning', () => {
    const { summary } = parsed(D0150.replace('D0150002', 'D0150001'));
    expect(summary).toMatchObject({ outcome: 'accepted', instancesAccepted: 1 });
    expect(summary.findings.map(({ code }) => code)).toEqual(['VERSION_SUPERSEDED']);
  });
});

describe('groups', () => {
  test.each<[string, string, string[]]>([
    ['an unknown group', investigation('99X|1|'), ['GROUP_UNKNOWN 5']],
    ['a group of another flow', investigation('005|E12Z000001||'), ['GROUP_UNKNOWN 5']],
    ['a group id too long', investigation('0011|1|'), ['GROUP_UNKNOWN 5']],
    ['a line of words', investigation('HELLO'), ['GROUP_UNKNOWN 5']],
    [
      'a register below the visit',
      investigation('759|15||', '003|01|X|20260528||'),
      ['GROUP_MISPLACED 6'],
    ],
    ['a missing group', fileOf('D0001001', ['001|1000000000012||||']), ['GROUP_MISSING 2']],
    [
      'a missing group below the second meter',
      investigation('002|E12Z000002|', '759|15||'),
      ['GROUP_MISSING 5'],
    ],
    [
      'a group too often',
      fileOf('D0150002', [
        '288|2000000000015|20260610||E|',
        '289|0393|20260610|||',
        ...Array.from({ length: 3 }, () => '762|20260610|X|'),
      ]),
      ['GROUP_REPEATED 5'],
    ],
  ])('%s', (_, text, codes) => {
    expect(codesOf(text)).toEqual(codes);
  });

  test('a group whose condition is not met may be absent, read either way', () => {
    const readings = (flag: string, more: readonly string[] = [], id = '01') =>
      fileOf('D0010002', [
        '026|1000000000012|V|',
        '028|E12Z000001|R|',
        `030|${id}|20260805000000|1234.0|||${flag}|P|`,
        ...more,
        '030|02|20260805000000|1234.0|||T|P|',
      ]);
    for (const flag of ['T', '', ' ']) expect(codesOf(readings(flag)), flag).toEqual([]);
    expect(codesOf(readings('F'))).toEqual(['GROUP_MISSING 4']);
    expect(codesOf(readings('F', ['032|06|F|']))).toEqual([]);
    // With a character to complain of, the record is read the slow way.
    expect(codesOf(readings('T', [], '\xe9'))).not.toContain('GROUP_MISSING 4');
    expect(codesOf(readings('F', [], '\xe9'))).toContain('GROUP_MISSING 4');
    const [missing] = parsed(readings('F')).summary.findings;
    expect(missing?.message).toContain('where J0045 is F, as it is here');
  });

  test('a group too often is told with how often it may stand', () => {
    const item = (name: string, format: string) => ({ name, format, confidence: 'CONFIRMED' });
    const group = (id: string, parent: string | null, range: string, ref: string) => ({
      id,
      name: `Group ${id}`,
      parent,
      range,
      confidence: 'CONFIRMED',
      items: [{ ref, mandatory: true }],
    });
    const when = { item: 'J0003', is: ['1000000000012', '1200000000020'] };
    const own = compileCatalogue(
      [
        {
          flow: 'D0001',
          version: '001',
          name: 'A',
          source: 'S',
          routes: ['X>M'],
          groups: [
            group('001', null, '1-*', 'J0003'),
            group('002', '001', '0-2', 'J0004'),
            { ...group('003', '001', '1', 'J0004'), when },
          ],
        },
      ],
      { J0003: item('MPAN Core', 'NUM(13)'), J0004: item('Meter Id', 'CHAR(10)') },
    );
    const text = fileOf('D0001001', ['001|1000000000012|', '002|A|', '002|B|', '002|C|', '002|D|']);
    const { summary } = parseFlowFile(own, text);
    expect(summary.findings.map(({ line, message }) => `${line} ${message}`)).toEqual([
      '2 Group 003 Group 003 is missing below this 001: the catalogue has it 1, where J0003 is 1000000000012 or 1200000000020, as it is here.',
      '5 Group 002 Group 002 stands more than 2 times below one 001: the catalogue has it 0-2.',
    ]);
    expect(summary.instancesAccepted).toBe(1);
  });

  test('counts begin anew below each parent', () => {
    const meter = [
      '290|E12Z000002|||100|J|ACME 100|MAPX|||||||||||N|20260610|20260101||||H|20260610|',
      '291|100/5|',
      '293|S|C|AI|1.00||5|||',
    ];
    const text = fileOf('D0150002', [
      '288|2000000000015|20260610||E|',
      '289|0393|20260610|||',
      ...meter,
      ...meter,
    ]);
    expect(codesOf(text)).toEqual([]);
  });

  test('what stands before any top-level group is an instance of its own', () => {
    const text = fileOf('D0001001', [
      '759|15||',
      '99X|',
      '001|1000000000012||||',
      '002|E|',
      '003|01|X|20260528||',
    ]);
    const { file, summary } = parsed(text);
    expect(summary).toMatchObject({ outcome: 'accepted', instances: 2, instancesAccepted: 1 });
    expect(file?.instances[0]).toMatchObject({
      mpan: '',
      line: 2,
      accepted: false,
      text: '759|15||\n99X|',
    });
    expect(summary.findings.map(({ code }) => code)).toEqual(['GROUP_MISPLACED', 'GROUP_UNKNOWN']);
  });
});

describe('items', () => {
  const withRecord = (record: string): string => investigation(record);
  test.each<[string, string, string[]]>([
    ['a mandatory item empty', '759||X|', ['ITEM_MISSING 5']],
    ['a mandatory item of spaces', '759|  |X|', ['ITEM_MISSING 5']],
    ['an optional item empty', '759|15||', []],
    ['an optional item left out', '759|15|', ['ITEMS_TOO_FEW 5']],
    ['a mandatory item left out', '759', ['ITEM_MISSING 5']],
    ['a surplus empty item', '759|15|||', ['ITEMS_SURPLUS_EMPTY 5']],
    ['a surplus filled item', '759|15|A|B|', ['ITEMS_TOO_MANY 5']],
    ['a surplus filled item without closing bar', '759|15|A|B', ['ITEMS_TOO_MANY 5']],
    ['a record without closing bar', '759|15|A', []],
    ['an unknown code', '759|99||', ['CODE_UNKNOWN 5']],
    ['a text that begins with a space', '003|01| X|20260528||', []],
    ['an optional text of spaces', '759|15|  |', []],
    ['the last printable character', '003|~|É|20260528|~', ['CHARACTER_NOT_PRINTABLE 5']],
    ['a first printable character', '003| ~|É|20260528| |', ['CHARACTER_NOT_PRINTABLE 5']],
    ['a code too long', '759|150||', ['ITEM_TOO_LONG 5']],
    ['a text too long', `759|15|${'A'.repeat(201)}|`, ['ITEM_TOO_LONG 5']],
    ['a letter beyond ASCII', '759|15|CAFÉ|', ['CHARACTER_NOT_PRINTABLE 5']],
    ['a NUL', '759|15|A\u0000B|', ['CHARACTER_NOT_PRINTABLE 5']],
    ['a date that is none', '003|02|X|20260230||', ['ITEM_FORMAT 5']],
    [
      'three faults in one record',
      '003|||2026||',
      ['ITEM_MISSING 5', 'ITEM_MISSING 5', 'ITEM_FORMAT 5'],
    ],
  ])('%s', (_, record, codes) => {
    expect(codesOf(withRecord(record))).toEqual(codes);
  });

  test.each([
    ['1000000000013', 'MPAN_CHECK_DIGIT_WRONG'],
    ['0000000000000', 'MPAN_ALL_ZEROS'],
    ['100000000001', 'MPAN_FORMAT'],
    ['', 'ITEM_MISSING'],
  ])('the MPAN %j is refused', (mpan, code) => {
    const { summary } = parsed(D0001.replace('1000000000012', mpan));
    expect(summary.outcome).toBe('rejected');
    expect(summary.findings[0]).toMatchObject({
      code,
      severity: 'reject',
      group: '001',
      item: 'J0003',
      line: 2,
    });
  });

  test('without a closing bar on the header a last empty piece is an item', () => {
    const open = (record: string): string =>
      withRecord(record)
        .replace('OPER|', 'OPER')
        .replace('003|01|X|20260528||', '003|01|X|20260528|');
    expect(codesOf(open('759|15|'))).toEqual([]);
    expect(codesOf(open('759|15||'))).toEqual([]);
    expect(codesOf(open('759|15'))).toEqual(['ITEMS_TOO_FEW 5']);
    expect(codesOf(open('759|15|||'))).toEqual(['ITEMS_SURPLUS_EMPTY 5']);
  });

  test('what only warns refuses nothing', () => {
    const { summary } = parsed(withRecord('759|99||'));
    expect(summary).toMatchObject({ outcome: 'accepted', instancesAccepted: 1 });
  });

  test('an instance is known by its MPAN as it stands, cut where it is long', () => {
    const mpanOf = (record: string) =>
      parsed(fileOf('D0001001', [record, '002|É|', '003|01|É|20260528||'])).file?.instances.map(
        ({ mpan }) => mpan,
      );
    expect(mpanOf('001|1000000000013||||')).toEqual(['1000000000013']);
    expect(mpanOf('001|1000000000012||||')).toEqual(['1000000000012']);
    expect(mpanOf(`001|${'7'.repeat(60)}||||`)).toEqual(['7'.repeat(40)]);
    expect(mpanOf('001')).toEqual(['']);
    expect(mpanOf('001|')).toEqual(['']);
  });

  test('a record that is no group is told by its first ten characters', () => {
    const { summary } = parsed(withRecord('ABCDEFGHIJKLMNOP|X|'));
    expect(summary.findings[0]).toMatchObject({
      group: 'ABCDEFGHIJ',
      message: "'ABCDEFGHIJ' is not a group of D0001 version 001.",
    });
  });

  test('free text is never repeated', () => {
    const { summary } = parsed(withRecord(`759|15|${'CUSTOMER NAME '.repeat(20)}|`));
    expect(summary.findings[0]?.message).not.toContain('CUSTOMER NAME');
  });
});

test('one bad instance does not hold back the good ones', () => {
  const one = (mpan: string): string[] => [`001|${mpan}||||`, '002|E|', '003|01|X|20260528||'];
  const text = fileOf(
    'D0001001',
    [...one('1000000000012'), ...one('1000000000013'), ...one('1200000000020')],
    3,
  );
  const { file, summary } = parsed(text);
  expect(summary).toMatchObject({ outcome: 'accepted', instances: 3, instancesAccepted: 2 });
  expect(file?.instances.map(({ accepted, line }) => [accepted, line])).toEqual([
    [true, 2],
    [false, 5],
    [true, 8],
  ]);
  expect(file?.instances[1]?.findings).toEqual(summary.findings);
});

describe('limits', () => {
  const parsedWith = (more: object, text: string) =>
    parseFlowFile(catalogue, text, { ...defaultLimits, ...more });
  const small = (more: object, text: string) =>
    parseFlowFile(catalogue, text, { ...defaultLimits, ...more }).summary;

  test('a record too long rejects its instance only', () => {
    const text = investigation(`759|15|${'A'.repeat(200)}|`);
    const summary = small({ lineMaxBytes: 80 }, text);
    expect(summary.findings.map(({ code, line }) => `${code} ${line}`)).toEqual([
      'LINE_TOO_LONG 5',
    ]);
    expect(summary).toMatchObject({
      instances: 1,
      instancesAccepted: 0,
      envelopeBroken: false,
      wholeFile: true,
    });
  });

  test('of a record too long only its length is told', () => {
    const text = investigation(`759|99|${'A'.repeat(200)}|`, 'B'.repeat(100));
    const { findings } = small({ lineMaxBytes: 80 }, text);
    expect(findings.map(({ group, message }) => `${group}: ${message}`)).toEqual([
      '759: The record is longer than 80 bytes and was not read.',
      ': The record is longer than 80 bytes and was not read.',
      "BBBBBBBBBB: 'BBBBBBBBBB' is not a group of D0001 version 001.",
    ]);
    const long = small({ lineMaxBytes: 30 }, D0001).findings.filter(
      ({ code }) => code === 'LINE_TOO_LONG',
    );
    expect(long.map(({ message }) => message)).toEqual([
      'The first record is longer than the limit.',
    ]);
    const trailer = D0001.replace(/\|\n$/, `${'|'.repeat(100)}\n`);
    const atEnd = small({ lineMaxBytes: 80 }, trailer).findings.map(({ message }) => message);
    expect(atEnd).toContain('The trailer is longer than the limit.');
  });

  test('an instance exactly as long as the limit is read', () => {
    const length = D0001.trim().split('\n').slice(1, -1).join('\n').length;
    const exactly = parsedWith({ instanceMaxBytes: length }, D0001);
    expect(exactly.summary).toMatchObject({ instancesAccepted: 1, findings: [] });
    const { file, summary } = parsedWith({ instanceMaxBytes: length - 1 }, D0001);
    expect(summary.findings.map(({ code, group }) => `${code} ${group}`)).toEqual([
      'INSTANCE_TOO_LONG 001',
    ]);
    expect(file?.instances[0]).toMatchObject({ text: '', mpan: '1000000000012' });
  });

  test('an instance too long is refused with the limit, keeps its MPAN and gives no text', () => {
    const text = investigation(`759|15|${'A'.repeat(200)}|`);
    for (const more of [{ instanceMaxBytes: 100 }, { instanceMaxBytes: 100, lineMaxBytes: 150 }]) {
      const { file, summary } = parsedWith(more, text);
      const told = summary.findings.find(({ code }) => code === 'INSTANCE_TOO_LONG');
      expect(told).toMatchObject({ line: 2, severity: 'reject' });
      expect(told?.message).toContain('100 bytes');
      expect(file?.instances).toMatchObject([{ accepted: false, text: '', mpan: '1000000000012' }]);
    }
    const first = parsedWith({ instanceMaxBytes: text.length }, text).summary;
    expect(first.findings.map(({ code }) => code)).not.toContain('INSTANCE_TOO_LONG');
  });

  test('a header or trailer too long breaks the envelope', () => {
    expect(small({ lineMaxBytes: 30 }, D0001)).toMatchObject({
      envelopeBroken: true,
      outcome: 'rejected',
    });
    const trailer = D0001.replace(/\|\n$/, `${'|'.repeat(100)}\n`);
    expect(small({ lineMaxBytes: 80 }, trailer).envelopeBroken).toBe(true);
  });

  test('a file too large is not read further', () => {
    const summary = small({ fileSizeMaxBytes: 100 }, D0001);
    expect(summary.findings.map(({ code }) => code)).toEqual(['FILE_TOO_LARGE']);
    expect(summary).toMatchObject({
      outcome: 'rejected',
      envelopeBroken: true,
      instancesAccepted: 0,
    });
    expect(summary.findings[0]).toMatchObject({
      line: 1,
      message: 'The file is larger than 100 bytes: it was not read further.',
    });
    expect(small({ fileSizeMaxBytes: D0001.length }, D0001).outcome).toBe('accepted');
    expect(small({ fileSizeMaxBytes: 10 }, D0001).findings[0]?.line).toBeNull();
  });

  test.each([1, 30, 90, 1000])('the size of a file is that of its pieces of %i bytes', (piece) => {
    const read = (fileSizeMaxBytes: number) => {
      const limits = { ...defaultLimits, fileSizeMaxBytes };
      const reader = createFlowReader(catalogue, { limits, onInstance: () => undefined });
      const bytes = Buffer.from(D0001);
      for (let at = 0; at < bytes.length; at += piece) reader.push(bytes.subarray(at, at + piece));
      return reader.end();
    };
    expect(read(D0001.length)).toMatchObject({ outcome: 'accepted', findings: [] });
    for (const size of [100, D0001.length - 1]) {
      expect(read(size).findings.map(({ code }) => code)).toEqual(['FILE_TOO_LARGE']);
    }
  });

  test('findings are capped, counts are not, and the trailer keeps its say', () => {
    const bad = Array.from({ length: 50 }, () => [
      '001|1000000000013||||',
      '002|E|',
      '003|01||20260230||',
    ]).flat();
    const good = ['001|1000000000012||||', '002|E|', '003|01|X|20260528||'];
    const summary = small({ findingsMax: 10 }, fileOf('D0001001', [...bad, ...good], 51));
    expect(summary).toMatchObject({ outcome: 'accepted', instances: 51, instancesAccepted: 1 });
    expect(summary.findings).toHaveLength(11);
    expect(summary.findings.at(-1)?.code).toBe('FINDINGS_TOO_MANY');
    const broken = small({ findingsMax: 10 }, fileOf('D0001001', [...bad, ...good], 52));
    expect(broken.findings.map(({ code }) => code).slice(-2)).toEqual([
      'TRAILER_COUNT_WRONG',
      'FINDINGS_TOO_MANY',
    ]);
    expect(broken).toMatchObject({ outcome: 'rejected', instancesAccepted: 0 });
  });

  test('the findings of one endless instance are capped too', () => {
    const visits = Array.from({ length: 100 }, () => '759|||');
    const { file } = parseFlowFile(catalogue, investigation(...visits), {
      ...defaultLimits,
      findingsMax: 5,
    });
    expect(file?.instances[0]?.findings).toHaveLength(6);
    expect(file?.instances[0]?.accepted).toBe(false);
    expect(file?.instances[0]?.leftOut).toBe(95);
    const { findings } = small({ findingsMax: 5 }, investigation(...visits));
    expect(findings.at(-1)).toMatchObject({ code: 'FINDINGS_TOO_MANY' });
    expect(findings.at(-1)?.message).toContain('95');
  });
});

test('end may be called twice, and what is pushed afterwards is not read', () => {
  const reader = createFlowReader(catalogue, {
    limits: defaultLimits,
    onInstance: () => undefined,
  });
  reader.push(Buffer.from(D0001));
  const summary = reader.end();
  reader.push(Buffer.from(D0002));
  expect(reader.end()).toBe(summary);
});

test('a text beyond ISO 8859-1 is read as its UTF-8 bytes, never as a bar', () => {
  const { summary } = parsed(D0001.replace('CUSTOMER', 'żółć'));
  expect(summary.findings.map(({ code }) => code)).toEqual(['CHARACTER_NOT_PRINTABLE']);
});

import { expect, test } from 'vitest';
import { formatOf } from '../../src/flow/data-item.ts';
import { itemInWords } from '../../src/flow/describe.ts';
import { D0002, describeFile, goodFiles } from './examples.ts';

test('a file is told in words', () => {
  expect(describeFile(D0002).map(({ text }) => text)).toEqual([
    'Flow (J0937): D0002 version 001 = Fault Resolution Report or Request for Decision on Further Action',
    'File Identifier (J1064): 0000000202',
    'From (J0938): MOPX in role M = Meter Operator (MOP)',
    'To (J0939): SUPP in role X = Supplier',
    'Created (J0280): 2026-06-05 16:00:00 = local time',
    'Test Data Flag (J1063): TR01',
    '004 Metering Points Inspected',
    '  MPAN Core (J0003): 1000000000012',
    '  Reason for Request (J0173): DISPLAY BLANK',
    '  Date Fault Suspected/Detected (J1012): 20260528 = 2026-05-28',
    '  005 Meter Detail per MPAN Core',
    '    Meter Id (J0004): E12Z000001',
    '    Additional Information (J0012): METER EXCHANGED',
    '    006 Meter Registers Inspected',
    '      Meter Register Id (J0010): 01',
    '      Date of Action (J0014): 20260605 = 2026-06-05',
    '      Nature of Maintenance (J0008): METER REPLACED',
    '  760 Site Visit Information',
    '    Site Visit Check Code (J0024): 89 = Fault resolution completion report',
  ]);
});

test('passwords are masked', () => {
  const password = 'HUSHHUSH';
  const file = [
    'ZHV|0000000404|D0150002|M|MOPX|X|SUPP|20260611090000||||OPER|',
    '288|2000000000015|20260610||E|',
    `290|E12Z000002|||100|J|ACME 100|MAPX|||${password}|||${password}||${password}|||N|20260610|20260101||||H|20260610|`,
  ].join('\n');
  const lines = describeFile(file);
  expect(lines.filter(({ value }) => value === '********')).toHaveLength(3);
  expect(JSON.stringify(lines)).not.toContain(password);
});

test('a file without header has no words, one not in the catalogue only those of its header', () => {
  expect(describeFile('HELLO')).toEqual([]);
  expect(describeFile(D0002.replace('D0002001', 'D9999001'))).toHaveLength(6);
});

test('times, dates and codes are said in words, and what is not live says nothing', () => {
  const lines = describeFile(goodFiles.D0142);
  const meaning = (ref: string) =>
    lines.filter((line) => line.ref === ref).map((line) => line.meaning);
  const of = (value: string) =>
    lines.filter((line) => line.value === value).map((line) => line.meaning);
  expect(of('080000')).toEqual(['08:00:00']);
  expect(of('20260610')).toEqual(['2026-06-10']);
  expect(of('F')).toEqual(['Meters not to be removed']);
  expect(meaning('J1063')).toEqual([null]);
  const live = describeFile(goodFiles.D0142.replace('TR01', 'OPER'));
  expect(live.find((line) => line.ref === 'J1063')?.meaning).toBe('live');
});

test('each line says what kind it is', () => {
  const kinds = describeFile(goodFiles.D0002).map(({ kind, ref }) => `${kind} ${ref}`);
  expect(kinds.slice(0, 6)).toEqual([
    'header J0937',
    'header J1064',
    'header J0938',
    'header J0939',
    'header J0280',
    'header J1063',
  ]);
  expect(kinds.slice(6, 9)).toEqual(['group 004', 'item J0003', 'item J0173']);
});

test('a value that is no date is shown as it stands, with no meaning', () => {
  for (const value of ['2026080', '202602602', '2'.repeat(3_900)]) {
    const lines = describeFile(D0002.replace('20260528', value));
    const date = lines.find((line) => line.value === value);
    expect(date?.meaning).toBeNull();
    expect(date?.text).toMatch(new RegExp(`: ${value}$`));
  }
});

test.each([
  ['BOOL', 'T', 'yes'],
  ['BOOL', 'F', 'no'],
  ['BOOL', 'X', null],
  ['DATE', '20260528', '2026-05-28'],
  ['DATE', '2026052', null],
  ['TIME', '083015', '08:30:15'],
  ['TIME', '08301', null],
  ['DATETIME', '20260528083015', '2026-05-28 08:30:15'],
  ['DATETIME', '20260528', null],
  ['CHAR(9)', '20260528', null],
  ['NUM(9)', '20260528', null],
])('a %s of %s means %s', (formatText, value, meaning) => {
  const format = formatOf(formatText, false)!;
  const item = {
    ref: 'J9999',
    name: 'Thing',
    format,
    formatText,
    confidence: 'CONFIRMED',
    note: null,
    values: null,
    codes: null,
    secret: false,
    personal: false,
  } as const;
  expect(itemInWords(item, value)).toEqual({ ref: 'J9999', name: 'Thing', value, meaning });
});

test('a record whose name only begins like that of a group is none of the flow', () => {
  const lines = describeFile(D0002.replace('\n005|', '\n0050|'));
  expect(lines.map(({ ref }) => ref)).not.toContain('005');
});

test.each([
  ['X', 'Supplier'],
  ['M', 'Meter Operator (MOP)'],
  ['S', 'Meter Operator of smart and traditional meters (SMEM)'],
  ['R', 'Distributor (LDSO)'],
  ['D', 'Non Half Hourly Data Collector'],
  ['C', 'Half Hourly Data Collector'],
  ['P', 'Meter Point Administration Service'],
  ['V', 'Prepayment Meter Infrastructure Provider'],
  ['8', 'Meter Asset Provider'],
  ['Q', null],
])('the role %s is %s', (role, name) => {
  const lines = describeFile(D0002.replace('|X|SUPP|', `|${role}|SUPP|`));
  expect(lines.find(({ ref }) => ref === 'J0939')?.meaning).toBe(name);
});

import { expect, test } from 'vitest';
import { describedFlow, maskSecrets } from '../../src/flow/index.ts';
import { shippedReference } from '../../src/market/index.ts';
import { catalogue, D0002, describeFile } from './examples.ts';

const recordsOf = (file: string) => {
  const lines = file.split(/\r?\n/).filter((line) => line !== '');
  const flow = describedFlow(catalogue, lines[0] ?? '', shippedReference.meaningOf);
  if (flow === null) throw new Error('no header');
  return lines.map((text, index) => flow.describe(index + 1, text));
};

test('record by record says what the whole file says', () => {
  const records = recordsOf(D0002);
  expect(records.map(({ kind }) => kind)).toEqual([
    'header',
    ...records.slice(1, -1).map(() => 'group'),
    'trailer',
  ]);
  const items = records
    .filter(({ kind }) => kind !== 'trailer')
    .flatMap((record) => record.items.map(({ ref, value, meaning }) => ({ ref, value, meaning })));
  const whole = describeFile(D0002)
    .filter(({ kind }) => kind !== 'group')
    .map(({ ref, value, meaning }) => ({ ref, value, meaning }));
  expect(items).toEqual(whole);
  expect(records.map(({ depth, group }) => (group === null ? null : [group.id, depth]))).toEqual([
    null,
    ['004', 0],
    ['005', 1],
    ['006', 2],
    ['760', 1],
    null,
  ]);
  expect(records.at(-1)?.items[0]).toMatchObject({ name: 'File Identifier', value: '0000000202' });
});

test('a password is shown neither as an item nor in the record itself', () => {
  const password = 'HUSHHUSH';
  const records = recordsOf(
    [
      'ZHV|0000000404|D0150002|M|MOPX|X|SUPP|20260611090000||||OPER|',
      '288|2000000000015|20260610||E|',
      `290|E12Z000002|||100|J|ACME 100|MAPX|||${password}|||${password}||${password}|||N|20260610|20260101||||H|20260610|`,
    ].join('\n'),
  );
  expect(JSON.stringify(records)).not.toContain(password);
  expect(records[2]?.text).toContain('|********|');
});

test('what is no record of the flow stays as it stands, and a file without header has no words', () => {
  const header = D0002.split(/\r?\n/)[0] ?? '';
  const known = describedFlow(catalogue, header);
  expect(known?.describe(9, '999|SOMETHING|')).toMatchObject({ kind: 'unknown', items: [] });
  expect(describedFlow(catalogue, 'HELLO')).toBeNull();
  const unknown = describedFlow(catalogue, header.replace('D0002001', 'D9999001'));
  expect(unknown).toMatchObject({ flow: 'D9999', name: null });
  expect(unknown?.describe(2, '004|1000000000012|')).toMatchObject({ kind: 'unknown', depth: 0 });
});

test('a password is hidden where the flow is not known, or the record stands in a wrong one', () => {
  const record = '290|E12Z000002|||100|J|ACME 100|MAPX|||HUSHHUSH|||HUSHHUSH||HUSHHUSH|||N|';
  const report = describedFlow(catalogue, D0002.split(/\r?\n/)[0] ?? '');
  const foreign = report?.describe(2, record);
  expect(foreign).toMatchObject({ kind: 'unknown' });
  for (const text of [foreign?.text, maskSecrets(catalogue, record)]) {
    expect(text).toContain('290|E12Z000002|||100|J|ACME 100|MAPX|||********|');
    expect(text).not.toContain('HUSH');
  }
  expect(maskSecrets(catalogue, 'HELLO|YOU')).toBe('HELLO|YOU');
});

test('what is empty or padded is no item, and an empty password is not made to look like one', () => {
  const header = 'ZHV|0000000404|D0150002|M|MOPX|X|SUPP|20260611090000||||OPER|';
  const flow = describedFlow(catalogue, header);
  const empty = '290|E12Z000002| ||100|J|ACME 100|MAPX||| |||HUSH||||||';
  const record = flow?.describe(3, empty);
  expect(record?.text).toBe('290|E12Z000002| ||100|J|ACME 100|MAPX||| |||********||||||');
  expect(record?.items.map(({ ref }) => ref)).toEqual([
    'J0004',
    'J0501',
    'J0419',
    'J0410',
    'J1677',
    'J0468',
  ]);
  expect(maskSecrets(catalogue, empty)).toBe(record?.text);
  const trailer = flow?.describe(9, 'ZPT|0000000404| 5 || |20260611090001|');
  expect(trailer?.items.map(({ name, value }) => `${name}: ${value}`)).toEqual([
    'File Identifier: 0000000404',
    'Groups between header and trailer: 5',
    'Completed: 20260611090001',
  ]);
  expect(flow?.describe(9, 'ZPT').items).toEqual([]);
});

test('a record whose name only begins like that of a group is none', () => {
  const flow = describedFlow(catalogue, D0002.split('\n')[0] ?? '');
  expect(flow?.describe(2, '0050|E12Z000001|')).toMatchObject({ kind: 'unknown', group: null });
  const long = '2900|E12Z000002|||100|J|ACME 100|MAPX|||HUSHHUSH|||HUSHHUSH||HUSHHUSH|||N|';
  expect(maskSecrets(catalogue, long)).toBe(long);
});

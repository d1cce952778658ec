import { expect, test } from 'vitest';
import { readInstance } from '../../src/flow/index.ts';
import { catalogue } from './examples.ts';

test('an instance becomes a tree by its groups, with lines and filled items only', () => {
  const text =
    '004|1000000000012| REASON |20260528|\n\n005|E1|\n006|01|||\n006|02|20260605|\n005|E2|X|\n760|89||';
  expect(readInstance(catalogue, 'D0002', '001', text, 7)).toEqual({
    id: '004',
    line: 7,
    values: { J0003: '1000000000012', J0173: 'REASON', J1012: '20260528' },
    children: [
      {
        id: '005',
        line: 9,
        values: { J0004: 'E1' },
        children: [
          { id: '006', line: 10, values: { J0010: '01' }, children: [] },
          { id: '006', line: 11, values: { J0010: '02', J0014: '20260605' }, children: [] },
        ],
      },
      { id: '005', line: 12, values: { J0004: 'E2', J0012: 'X' }, children: [] },
      { id: '760', line: 13, values: { J0024: '89' }, children: [] },
    ],
  });
});

test('a superseded version is read with the definition that reads it', () => {
  expect(
    readInstance(catalogue, 'D0150', '001', '288|2000000000015|20260610||E|', 2).values.J0080,
  ).toBe('E');
});

test.each([
  ['', 'D0002', ''],
  ['HELLO\n|||\n006|01', 'D0002', ''],
  ['004|1|', 'D9999', ''],
  ['006|01|\n004|1|\n999|\n006|02|\n004|2|', 'D0002', '004'],
])('%j of %s never throws', (text, flow, id) => {
  expect(readInstance(catalogue, flow, '001', text, 1).id).toBe(id);
});

test('a record whose name only begins like that of a group is left out', () => {
  const text = '004|1000000000012|A|20260528|\n0050|E1|\n760|89||';
  const { children } = readInstance(catalogue, 'D0002', '001', text, 1);
  expect(children.map(({ id }) => id)).toEqual(['760']);
});

test('a second instance ends the first, and records of no flow are none', () => {
  const text = '004|1000000000012|A|20260528|\n004|1200000000020|B|20260528|\n760|89||';
  const tree = readInstance(catalogue, 'D0002', '001', text, 1);
  expect(tree).toMatchObject({ values: { J0003: '1000000000012' }, children: [] });
  expect(readInstance(catalogue, 'D0002', '001', '', 5)).toEqual({
    id: '',
    line: 5,
    values: {},
    children: [],
  });
  expect(readInstance(catalogue, 'D0002', '001', '004', 5)).toEqual({
    id: '004',
    line: 5,
    values: {},
    children: [],
  });
});

/** D0151, with which a Supplier ends an appointment: read, printed and read again. */
import { describe, expect, test } from 'vitest';
import { parseFlowFile, printFlowFile, readInstance } from '../../src/flow/index.ts';
import { catalogue, describeFile } from './examples.ts';

const fileOf = (to: string, ...records: readonly string[]): string =>
  [
    `ZHV|0000000505|D0151001|X|SUPP|${to}|20260601090000||||OPER|`,
    ...records,
    `ZPT|0000000505|${records.length}||${records.filter((one) => one.startsWith('297')).length}|20260601090001|`,
    '',
  ].join('\n');

const toMeterOperator = fileOf(
  'M|MOPX',
  '297|1000000000012|20240401|LC||',
  '298|20260615|',
  '99H|NEWS|',
  '297|1200000000020|20240401|CA|NEW AGENT FROM 16 JUNE|',
  '298|20260615|',
);
const toDataCollector = fileOf('D|DCXX', '297|1000000000012|20240401|CA||', '299|20260615|');
const toDataAggregator = fileOf('B|DAXX', '297|1000000000012|20240401|CA||', '300|20260615|');

describe('a D0151', () => {
  test.each([
    ['to a Meter Operator', toMeterOperator],
    ['to a Data Collector', toDataCollector],
    ['to a Data Aggregator', toDataAggregator],
  ])('%s is accepted, and printed again as it was', (_, text) => {
    const { file, summary } = parseFlowFile(catalogue, text);
    expect(summary).toMatchObject({ outcome: 'accepted', flow: 'D0151' });
    expect(summary.instancesAccepted).toBe(summary.instances);
    // The other recipients' groups are missing, and nothing else is remarked.
    const codes = file!.instances.flatMap(({ findings }) => findings.map(({ code }) => code));
    expect(new Set(codes)).toEqual(new Set(['GROUP_MISSING']));
    const instances = file!.instances.map((one) =>
      readInstance(catalogue, 'D0151', '001', one.text, one.line),
    );
    expect(printFlowFile(catalogue, { envelope: file!.envelope, instances })).toBe(
      text.replaceAll('\n', '\r\n'),
    );
  });

  test('says whose appointment ends when, why, and who supplies next', () => {
    const { file } = parseFlowFile(catalogue, toMeterOperator);
    const [lost, changed] = file!.instances.map((one) =>
      readInstance(catalogue, 'D0151', '001', one.text, one.line),
    );
    expect(lost).toMatchObject({
      id: '297',
      values: { J0003: '1000000000012', J0049: '20240401', J0279: 'LC' },
      children: [
        {
          id: '298',
          values: { J0360: '20260615' },
          children: [{ id: '99H', values: { J1194: 'NEWS' } }],
        },
      ],
    });
    expect(changed).toMatchObject({ values: { J0279: 'CA' }, children: [{ children: [] }] });
  });

  test('is refused without its reason, or with more than two characters of one', () => {
    const codesOf = (record: string): readonly string[] =>
      parseFlowFile(catalogue, fileOf('M|MOPX', record, '298|20260615|'))
        .file!.instances.flatMap(({ findings }) => findings)
        .filter(({ severity }) => severity === 'reject')
        .map(({ code }) => code);
    expect(codesOf('297|1000000000012|20240401|||')).toEqual(['ITEM_MISSING']);
    expect(codesOf('297|1000000000012|20240401|LOST||')).toEqual(['ITEM_TOO_LONG']);
    expect(codesOf('297|1000000000013|20240401|LC||')).toEqual(['MPAN_CHECK_DIGIT_WRONG']);
    expect(codesOf('297|1000000000012|20240401|LC||')).toEqual([]);
  });

  test('is shown in words', () => {
    const words = [...describeFile(Buffer.from(toMeterOperator))].map(({ text }) => text.trim());
    expect(words).toContain('New Supplier Id (J1194): NEWS');
    expect(words).toContain('Termination Reason (J0279): LC');
  });
});

/** The register in use: findings on D0268s and D0150s, which block nothing. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { explainMpan, remarkedOn } from '../../../src/account/index.ts';
import { typeNamedIn } from '../../../src/papers/approvals/make-and-type.ts';
import { readRegister } from '../../../src/papers/approvals/register-files.ts';
import { makeFlowFile, mpanOf } from '../../support/flow-files.ts';
import { openTestGateway } from '../../support/workspace.ts';

const prometer = 'SECURE PROMETER 100';

const advanced = (mpan: string, makeAndType: string, cop = '5', issue = '6'): string[] => [
  `01A|${mpan}|20260803|${cop}|${issue}|F||400|3|C||`,
  '02A|OUT1|H02||4|4|||||||||IP||||||||||',
  `03A|S26P000001|${makeAndType}|20260803|||||A|20260803|MAPX|`,
  '04A|01|OUT1|1|1.000000|1.00|1.0000|AI|8|||',
];

const advancedFile = (id: string, records: readonly string[]): string =>
  makeFlowFile({ flow: 'D0268002', id, records });

const messages = (findings: readonly { readonly message: string }[]) =>
  findings.map(({ message }) => message);

test.each([
  ['small', {}],
  ['large', { limits: { wholeFileMaxBytes: 0, instancesPerCommit: 2 } }],
])('a %s D0268 gets a finding for each meter that the register knows', async (_size, settings) => {
  const own = await openTestGateway(settings);
  const records = [
    ...advanced(mpanOf(1), prometer),
    ...advanced(mpanOf(2), 'ACME E110'),
    ...advanced(mpanOf(3), prometer, '5', '4'),
  ];
  const receipt = await own.take('a.usr', advancedFile('0000000001', records));
  expect(receipt).toMatchObject({ outcome: 'not-ours', instances: 3, instancesAccepted: 3 });
  expect(receipt.findings).toMatchObject([
    { code: 'METER_TYPE_IN_REGISTER', severity: 'warn', line: 4, group: '03A', item: 'J0410' },
    { code: 'METER_TYPE_IN_REGISTER', severity: 'warn', line: 12, group: '03A', item: 'J0410' },
  ]);
  expect(receipt.findings[0]?.message).toContain('approved for CoP5 Issue 6 since June 2022');
  expect(receipt.findings[1]?.message).toContain('NOT_LISTED for CoP5 Issue 4');
});

test.each([
  ['to somebody else', { to: ['X', 'OTHR'] as const, outcome: 'not-ours', remarks: 1 }],
  ['with another test flag', { testFlag: 'TR01', outcome: 'set-aside', remarks: 0 }],
])('a D0268 %s', async (_what, { outcome, remarks, ...header }) => {
  for (const settings of [{}, { limits: { wholeFileMaxBytes: 0 } }]) {
    const own = await openTestGateway(settings);
    const records = advanced(mpanOf(1), prometer);
    const text = makeFlowFile({ flow: 'D0268002', id: '0000000001', records, ...header });
    const receipt = await own.take('a.usr', text);
    expect(receipt.outcome).toBe(outcome);
    const codes = receipt.findings.map(({ code }) => code);
    expect(codes.filter((code) => code === 'METER_TYPE_IN_REGISTER')).toHaveLength(remarks);
  }
});

test('a refused instance, and a duplicate, get none', async () => {
  const own = await openTestGateway();
  const records = [...advanced(mpanOf(1), prometer), ...advanced('1200000000000', prometer)];
  const text = advancedFile('0000000001', records);
  const receipt = await own.take('a.usr', text);
  expect(receipt).toMatchObject({ outcome: 'partly-applied', instancesAccepted: 1 });
  const codes = receipt.findings.map(({ code }) => code);
  expect(codes).toEqual(['MPAN_CHECK_DIGIT_WRONG', 'METER_TYPE_IN_REGISTER']);
  const again = await own.take('a.usr', text.replace(mpanOf(1), mpanOf(1)));
  expect(again.outcome).toBe('duplicate');
  expect(again.findings.map(({ code }) => code)).not.toContain('METER_TYPE_IN_REGISTER');
});

test('the remarks are listed up to the limit of findings, and that they were more is said', async () => {
  const own = await openTestGateway({ limits: { findingsMax: 2 } });
  const records = [1, 2, 3].flatMap((n) => advanced(mpanOf(n), prometer));
  const receipt = await own.take('a.usr', advancedFile('0000000001', records));
  expect(receipt.findings.map(({ code }) => code)).toEqual([
    'METER_TYPE_IN_REGISTER',
    'METER_TYPE_IN_REGISTER',
    'FINDINGS_TOO_MANY',
  ]);
});

test.each([
  [
    'N',
    '20260803',
    'approved for CoP1 Issue 2, CoP2 Issue 4, CoP3 Issue 5, CoP5 Issue 6, CoP10 Issue 2 since June 2022; the flow gives J0418 "N"',
  ],
  ['N', '20220603', 'UNDETERMINED on 2022-06-03'],
  ['7', '20260803', 'NOT_APPLICABLE for CoP7'],
])('of a D0268 with J0418 "%s" from %s on the register says: %s', async (cop, on, says) => {
  const own = await openTestGateway();
  const records = advanced(mpanOf(1), prometer, cop, '').map((record) =>
    record.startsWith('01A') ? record.replace('20260803', on) : record,
  );
  const { findings } = await own.take('a.usr', advancedFile('0000000001', records));
  expect(messages(findings)[0]).toContain(says);
});

test('explain shows an MPAN its own findings and nobody else’s', async () => {
  const own = await openTestGateway();
  const records = [...advanced(mpanOf(1), prometer), ...advanced(mpanOf(2), prometer, '5', '4')];
  await own.take('a.usr', advancedFile('0000000001', records));
  const { store, clock } = own.gateway;
  const { events } = await explainMpan(own.gateway, mpanOf(2), clock.now());
  const remarked = await remarkedOn(store, events);
  expect(remarked).toMatchObject([{ code: 'METER_TYPE_IN_REGISTER', file: 'a.usr', line: 8 }]);
  expect(messages(remarked)[0]).toContain('NOT_LISTED');
});

test('a changed register is read before the next pass, and a broken one leaves the last', async () => {
  const own = await openTestGateway();
  const folder = join(own.workspace, 'approvals');
  const header = 'manufacturer,model,variant,firmware,cop,issue,from,to,reference\n';
  const file = (n: number): string =>
    advancedFile(`000000000${n}`, advanced(mpanOf(n), 'ACME E110'));
  expect((await own.take('a.usr', file(1))).findings).toEqual([]);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'compliance.csv'),
    `${header}ACME,E110,,F1,5,6,2026-08-03,,own list\n`,
  );
  const known = (await own.take('b.usr', file(2))).findings;
  expect(messages(known)[0]).toContain('approved for CoP5 Issue 6 since Mon 3 Aug 2026');
  writeFileSync(join(folder, 'compliance.csv'), `${header}ACME,E110,,F1,5,6,soon,,own list\n`);
  const still = await own.take('c.usr', file(3));
  expect(still).toMatchObject({ outcome: 'not-ours', findings: [expect.anything()] });
});

test.each([
  ['SECURE PROMETER 100', null],
  ['Secure Meters PROMETER100 P3E', 'P3E'],
  ['PROMETER-100-R3E (SECURE)', 'R3E'],
])('"%s" is a Prometer 100', async (makeAndType, variant) => {
  const { compliance } = await readRegister(null);
  expect(typeNamedIn(compliance, makeAndType)).toEqual({
    manufacturer: 'Secure Meters (UK) Ltd',
    model: 'Prometer 100',
    variant,
  });
});

test.each(['PROMETER 100', 'SECURE LIBERTY 100', 'SECURE PROMETER 1000', 'ACME 100 SECURED', ''])(
  '"%s" is not known to be one',
  async (makeAndType) => {
    const { compliance } = await readRegister(null);
    expect(typeNamedIn(compliance, makeAndType)).toBeNull();
  },
);

/** Files of components in the inbox: where they end, what stands in reports/, and what never happens. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Summary } from '../../../src/papers/capacity-market/summary.ts';
import { sha256OfFile } from '../../../src/files/index.ts';
import { header, portfolio } from '../../support/cm-components.ts';
import { makeFlowFile, mpanOf, requestFile } from '../../support/flow-files.ts';
import { openTestGateway } from '../../support/workspace.ts';

const row = 'CMU-1,A-1,asset,true,HHDC,11,1,2026-03-02,false\n';

const summaryIn = (text: string): Summary => JSON.parse(text) as Summary;

test('a file is archived and reported under the rule in force on the day it came', async () => {
  const desk = await openTestGateway({ capacityMarket: { rule: 'CP392', from: '2026-08-06' } });
  const first = await desk.take('cm-components.csv', `${header}\n${row}`);
  desk.clock.set('2026-08-06T12:00:00Z');
  const second = await desk.take('cm-components-2.csv', `${header}\n${row}\n`);

  expect([first, second]).toMatchObject([
    { outcome: 'applied', instances: 1, destination: 'archive/2026/08/cm-components.csv' },
    { outcome: 'applied', instances: 1 },
  ]);
  const names = desk.files('reports');
  expect(names).toHaveLength(4);
  expect(names.filter((name) => name.endsWith('_pre-CP392.json'))).toHaveLength(1);
  const after = summaryIn(desk.read(`reports/${names.find((name) => /_CP392\.json/.test(name))}`));
  expect(after).toMatchObject({ file: 'cm-components-2.csv', rule: 'CP392', rows: 1 });
  expect(after.ruleBecause).toBe('capacityMarket.rule is CP392 from 2026-08-06');
  expect(await desk.problems()).toEqual([]);
});

test('the pass tells what it wrote, once', async () => {
  const desk = await openTestGateway();
  desk.drop('cm-components.csv', `${header}\n${row}`);
  const [first, second] = [await desk.pass(), await desk.pass()];
  expect(first.reports).toEqual(desk.files('reports').map((name) => `reports/${name}`));
  expect(second.reports).toEqual([]);
});

test('bad rows lie in rejected/ alone, with line and column, and can be corrected and dropped again', async () => {
  const desk = await openTestGateway();
  const bad = 'CMU-1,A-2,meter,true,HHDC,11,1,2026-03-02,false\n';
  const receipt = await desk.take('cm-components.csv', `${header}\n${row}${bad}`);
  expect(receipt).toMatchObject({ outcome: 'partly-applied', instances: 2, instancesAccepted: 1 });
  expect(receipt.findings).toMatchObject([
    { code: 'CSV_ROW_INVALID', line: 3, item: 'meteringSystemType' },
  ]);
  expect(desk.files('rejected')).toEqual(['cm-components.csv', 'cm-components.csv.findings.json']);
  const refused = desk.read('rejected/cm-components.csv');
  expect(refused).toBe(`${header}\r\n${bad.trim()}\r\n`);
  const again = await desk.take('again.csv', refused.replace('meter,', 'asset,'));
  expect(again).toMatchObject({ outcome: 'applied', instances: 1 });
});

test.each([
  ['a file of nothing but bad rows', 'cm-components.csv', `${header}\nCMU-1\n`, 'rejected'],
  ['another header under the name', 'CM-Components.CSV', 'cmuId,colour\nCMU-1,red\n', 'rejected'],
  ['the header under another name', 'dsr.csv', `${header}\n${row}`, 'applied'],
  ['a header and no rows', 'cm-components.csv', `${header}\n`, 'applied'],
  ['a byte order mark', 'dsr.csv', `\uFEFF${header}\n${row}`, 'applied'],
  ['notifications under the name', 'cm-components.csv', 'mpan,notifiedOn\n', 'rejected'],
])('%s', async (_what, name, text, outcome) => {
  const desk = await openTestGateway();
  const receipt = await desk.take(name, text);
  expect(receipt.outcome).toBe(outcome);
  const isReported = outcome === 'applied' && receipt.instances > 0;
  expect(desk.files('reports')).toHaveLength(isReported ? 2 : 0);
  expect(desk.files('inbox')).toEqual([]);
});

test('the same bytes again are a duplicate, and a file beyond the limit is not read', async () => {
  const desk = await openTestGateway({ limits: { fileSizeMaxBytes: 300 } });
  const first = await desk.take('cm-components.csv', `${header}\n${row}`);
  const again = await desk.take('cm-components-2.csv', `${header}\n${row}`);
  const large = await desk.take('cm-components-3.csv', `${header}\n${row.repeat(20)}`);
  expect([first, again, large].map(({ outcome }) => outcome)).toEqual([
    'applied',
    'duplicate',
    'rejected',
  ]);
  expect(large.findings).toMatchObject([{ code: 'FILE_TOO_LARGE' }]);
});

test('taken again after a crash, it comes to the same two reports', async () => {
  const desk = await openTestGateway();
  const path = desk.drop('cm-components.csv', `${header}\n${row}`);
  const owner = desk.intake.companions.find(({ ownFiles }) => ownFiles !== undefined)?.ownFiles;
  // What a pass does before its commit, and then no commit.
  await owner?.read(desk.gateway, {
    path,
    name: 'cm-components.csv',
    sha256: sha256OfFile(path),
    receivedAt: desk.clock.now(),
    progress: () => undefined,
  });
  const before = desk.files('reports');
  const reopened = await desk.reopen();
  const { receipts } = await reopened.pass();
  expect(receipts).toMatchObject([{ outcome: 'applied' }]);
  expect(reopened.files('reports')).toEqual(before);
  expect(before).toHaveLength(2);
});

test('a large portfolio is counted exactly, row by row', async () => {
  const desk = await openTestGateway();
  const { rows, expected } = portfolio(12_345, 211);
  const receipt = await desk.take('cm-components.csv', [...rows()].join(''));
  expect(receipt).toMatchObject({ outcome: 'applied', instances: 12_345, findings: [] });
  const [csv = '', json = ''] = desk.files('reports');
  const { totals, cmus } = summaryIn(desk.read(`reports/${json}`));
  expect(totals.components).toBe(expected.components);
  expect(totals.difference).toMatchObject({
    movesOutOfBespoke: expected.movesOutOfBespoke,
    movesIntoBespoke: expected.movesIntoBespoke,
  });
  for (const rule of ['pre-CP392', 'CP392'] as const) {
    expect(totals.rules[rule]).toMatchObject({
      bespoke: expected.components,
      bespokeOnly: expected.bespokeOnly[rule],
      testNeeded: expected.testNeeded[rule],
    });
  }
  expect(new Map(cmus.map((cmu) => [cmu.cmuId, cmu.components]))).toEqual(expected.byCmu);
  const lines = desk.read(`reports/${csv}`).split('\r\n');
  expect(lines).toHaveLength(12_345 + 2);
  expect(new Set(lines).size).toBe(lines.length);
});

test('an AMSID under a letter that nobody knows is no MPAN, and opens no check by whatever words', async () => {
  const desk = await openTestGateway({ mpid: 'MOPX', role: 'M' });
  const amsid = '7012345678901';
  const from = (role: string, mpid: string, id: string) =>
    makeFlowFile({
      flow: 'D0001001',
      from: [role, mpid],
      to: ['M', 'MOPX'],
      id,
      records: [`001|${amsid}||||`, '002|-|', '003|01|BACKSTOP CHECK|20260801||', '759|42||'],
    });
  const ofAmvlp = await desk.take('amvlp.usr', from('Y', 'VLPX', '0000000001'));
  const ofSupplier = await desk.take('supplier.usr', from('X', 'SUPP', '0000000002'));
  const good = await desk.take('sent/good.usr', requestFile('0000000003', [mpanOf(1)]));
  expect(ofAmvlp).toMatchObject({
    outcome: 'rejected',
    findings: [{ code: 'MPAN_CHECK_DIGIT_WRONG' }],
  });
  expect(ofSupplier.findings).toMatchObject([{ code: 'MPAN_CHECK_DIGIT_WRONG' }]);
  expect(good.outcome).toBe('applied');
  const { checks } = await desk.replayed();
  expect(checks.map(({ mpan }) => mpan)).toEqual([mpanOf(1)]);
});

test('a file without a good row leaves nothing in reports/, not even half a file', async () => {
  const desk = await openTestGateway();
  desk.drop('cm-components.csv', `${header}\nCMU-1\n`);
  await desk.pass();
  expect(readdirSync(join(desk.workspace, 'reports'))).toEqual([]);
});

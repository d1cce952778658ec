import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { settle, ingest } from '../../src/intake/index.ts';
import type { Receipt } from '../../src/store/index.ts';
import {
  badMpanOf,
  makeFlowFile,
  mpanOf,
  notificationFile,
  reportRecords,
} from '../support/flow-files.ts';
import { openTestGateway, type TestGateway } from '../support/workspace.ts';

/** Commits a file's receipt and stops there, as a crash would. */
async function commitOnly(own: TestGateway, name: string, content: string): Promise<Receipt> {
  own.drop(name, content);
  let taken: readonly Receipt[] = [];
  await ingest(own.intake, [{ folder: 'inbox', name }], async (receipts) => {
    taken = receipts;
  });
  return taken[0]!;
}

const partly = makeFlowFile({
  records: [
    ...reportRecords(mpanOf(1), 'BACKSTOP FITTED'),
    ...reportRecords(badMpanOf(2), 'BACKSTOP FITTED'),
  ],
});

test('what a crash left unmoved is moved by the next pass, before anything is taken in', async () => {
  const own = await openTestGateway();
  await commitOnly(own, 'a.usr', notificationFile('0000000001', [mpanOf(1)]));
  expect(own.files()).toEqual(['inbox/a.usr']);
  const again = await own.reopen();
  const { receipts } = await again.pass();
  expect(receipts).toEqual([]);
  expect(again.files()).toEqual(['archive/2026/08/a.usr']);
  expect(await again.gateway.store.unsettled()).toEqual([]);
});

test('to look at a workspace moves nothing: only a pass does', async () => {
  const own = await openTestGateway();
  await commitOnly(own, 'a.usr', notificationFile('0000000001', [mpanOf(1)]));
  const again = await own.reopen();
  expect(again.files()).toEqual(['inbox/a.usr']);
});

test('settling may stop anywhere and be repeated', async () => {
  const own = await openTestGateway();
  const receipt = await commitOnly(own, 'm.usr', partly);
  const source = join(own.workspace, 'inbox/m.usr');
  const archived = join(own.workspace, receipt.destination);
  const aside = join(own.workspace, 'data/aside');
  await settle(own.intake, [receipt]);
  const settled = own.files();
  const findings = own.read('rejected/m.usr.findings.json');
  // Stopped before the file moved.
  renameSync(archived, source);
  await settle(own.intake, [receipt]);
  expect(own.files()).toEqual(settled);
  // Stopped between the findings and the refused part.
  renameSync(archived, source);
  rmSync(join(own.workspace, 'rejected/m.usr'));
  await settle(own.intake, [receipt]);
  expect(own.files()).toEqual(settled);
  expect(own.read('rejected/m.usr.findings.json')).toBe(findings);
  // Stopped after everything.
  await settle(own.intake, [receipt]);
  expect(own.files()).toEqual(settled);
  expect(existsSync(aside)).toBe(false);
});

test('a new file of the same name is not taken for the one of the receipt', async () => {
  const own = await openTestGateway();
  const receipt = await commitOnly(own, 'a.usr', notificationFile('0000000001', [mpanOf(1)]));
  own.drop('a.usr', notificationFile('0000000002', [mpanOf(2)]));
  await settle(own.intake, [receipt]);
  expect(own.files()).toEqual(['archive/2026/08/a.usr', 'inbox/a.usr']);
  expect((await own.pass()).receipts.map(({ outcome }) => outcome)).toEqual(['applied']);
  // The first was copied before it was read: that its producer wrote over it takes nothing away.
  expect(own.files()).toEqual(['archive/2026/08/a.usr', 'archive/2026/08/a~2.usr']);
  expect(await own.problems()).toEqual([]);
});

test('temporary files of a killed gateway are swept; those of a living process stay', async () => {
  const own = await openTestGateway();
  const living = process.ppid;
  const names = [
    'outbox/.x.usr.4999999.pawl.tmp',
    'rejected/.y.usr.4999999.pawl.tmp',
    'inbox/.probe.4999999.pawl.tmp',
    `outbox/.z.usr.${living}.pawl.tmp`,
    'outbox/.theirs',
    'inbox/theirs.tmp',
    // Another producer's, whose process is of another container.
    'inbox/.theirs.usr.4999998.tmp',
  ];
  for (const name of names) own.drop(name, 'half');
  await own.pass();
  expect(own.files()).toEqual(
    [
      'inbox/.theirs.usr.4999998.tmp',
      'inbox/theirs.tmp',
      'outbox/.theirs',
      `outbox/.z.usr.${living}.pawl.tmp`,
    ].sort(),
  );
});

test('a new month gets its folder', async () => {
  const own = await openTestGateway();
  own.clock.set('2027-01-01T00:00:00Z');
  const receipt = await own.take('a.usr', notificationFile('0000000001', [mpanOf(1)]));
  expect(receipt.destination).toBe('archive/2027/01/a.usr');
  mkdirSync(join(own.workspace, 'archive/2027/02'));
  writeFileSync(join(own.workspace, 'archive/2027/02/b.usr'), 'by hand');
  own.clock.set('2027-02-01T00:00:00Z');
  const second = await own.take('b.usr', notificationFile('0000000002', [mpanOf(2)]));
  expect(second.destination).toBe('archive/2027/02/b~2.usr');
});

test('of a file of which nearly all is refused the first are given back, and how many more there are', async () => {
  const own = await openTestGateway({ limits: { findingsMax: 20 } });
  const long = 'X'.repeat(3_900);
  const records = [
    ...reportRecords(mpanOf(1), 'BACKSTOP FITTED'),
    ...Array.from({ length: 9_000 }, (_, n) => `004|${long}${n}|BACKSTOP CHECK|20260803|`),
  ];
  const receipt = await own.take('m.usr', makeFlowFile({ records }));
  expect(receipt).toMatchObject({ outcome: 'partly-applied', instancesAccepted: 1 });
  const told = JSON.parse(own.read('rejected/m.usr.findings.json')) as {
    findings: { code: string; message: string; line: number; lineInOriginal: number }[];
  };
  expect(told.findings[0]).toMatchObject({ line: 2, lineInOriginal: 5 });
  const [tooMany, cut] = told.findings.slice(-2);
  expect(tooMany).toMatchObject({ code: 'FINDINGS_TOO_MANY' });
  expect(tooMany?.message).toMatch(/^The first 20 findings are listed, and \d+ more are not\.$/);
  expect(cut).toMatchObject({ code: 'REFUSED_PART_CUT' });
  const given = Number(/The first (\d+) of 9000/.exec(cut?.message ?? '')?.[1]);
  expect(given).toBeGreaterThan(8_000);
  const lines = own.read('rejected/m.usr').trimEnd().split('\r\n');
  expect(lines).toHaveLength(given + 2);
  expect(lines.at(-1)).toMatch(new RegExp(`^ZPT\\|\\d+\\|${given}\\|\\|${given}\\|`));
  expect(own.read('rejected/m.usr').length).toBeLessThanOrEqual(32_000_100);
});

test('a row beyond the limit is named, and the other refused rows are given back', async () => {
  const own = await openTestGateway();
  const header = 'mpan,notifiedOn,source,reference';
  const rows = [`${mpanOf(1)},2026-08-03,x,1`, `x,2026-08-03,x,2`, 'y'.repeat(70_000), 'z,1'];
  const receipt = await own.take('n.csv', `${[header, ...rows].join('\n')}\n`);
  expect(receipt.outcome).toBe('partly-applied');
  expect(receipt.findings.map(({ line }) => line)).toEqual([3, 4, 5]);
  expect(receipt.findings[1]?.message).toContain('65536 bytes');
  const given = own.read('rejected/n.csv');
  expect(given.length).toBeLessThan(1_000);
  expect(given).toBe(`${header}\r\n${rows[1]}\r\n${rows[3]}\r\n`);
  expect(own.read('rejected/n.csv.findings.json')).toContain('REFUSED_PART_CUT');
});

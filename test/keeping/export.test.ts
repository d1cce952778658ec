import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { decide } from '../../src/gateway/index.ts';
import { exportMpan } from '../../src/keeping/index.ts';
import { mpanOf, notificationsCsv, reportFile } from '../support/flow-files.ts';
import { openTestGateway } from '../support/workspace.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

test('an export holds the whole history, and an auditor can check it with nothing but sha256', async () => {
  const own = await openTestGateway({ send: 'automatic' });
  const mpan = mpanOf(1);
  await own.take('n.csv', notificationsCsv([{ mpan }, { mpan: mpanOf(2) }]));
  own.clock.set('2026-08-06T12:00:00Z');
  await own.take(
    'r.usr',
    reportFile('0000000101', [mpanOf(2), mpan], 'NOT SURE', '20260806100000'),
  );
  own.clock.set('2026-08-25T12:00:00Z');
  await own.pass();
  await decide(
    own.gateway,
    mpan,
    { name: 'decide', decision: 'has' },
    { who: 'anne', reason: 'photo' },
  );
  const exported = JSON.parse(JSON.stringify(await exportMpan(own.gateway, mpan)));
  expect(Object.keys(exported)).toEqual([
    'format',
    'madeAt',
    'participant',
    'mpan',
    'erased',
    'checks',
    'journal',
    'operatorActions',
    'exceptions',
    'alerts',
    'filesIn',
    'filesOut',
    'chain',
  ]);
  expect(exported).toMatchObject({ format: 'pawl-export/1', mpan, erased: null });
  let last = { seq: 0, link: '0'.repeat(64) };
  for (const { seq, follows, previous, digest, link, body } of exported.journal) {
    expect([follows, previous]).toEqual([last.seq, last.link]);
    expect(sha256(body)).toBe(digest);
    expect(sha256(`${previous}${digest}${seq}`)).toBe(link);
    last = { seq, link };
    expect(JSON.parse(body).mpan).toBe(mpan);
  }
  const report = exported.journal.find(({ body }: { body: string }) => body.includes('NOT SURE'));
  expect(JSON.parse(report.body).parts[0].text).toContain(`004|${mpan}|`);
  expect(report).toMatchObject({ to: 'deciding', codes: ['REPORT_UNCLEAR'] });
  expect(exported.checks[0]).toMatchObject({ state: 'closed', outcome: 'backstopPresent' });
  expect(exported.checks[0].stages[0]).toMatchObject({ dueOn: '2026-08-17', status: 'met' });
  expect(exported.operatorActions[0]).toMatchObject({ who: 'anne', reason: 'photo' });
  expect(exported.alerts.map(({ kind }: { kind: string }) => kind)).toContain('BREACHED');
  expect(exported.exceptions[0]).toMatchObject({ code: 'REPORT_UNCLEAR', open: false });
  const receipts = await own.gateway.store.receipts();
  expect(exported.filesIn.map(({ sha256: digest }: { sha256: string }) => digest)).toEqual(
    receipts.map((receipt) => receipt.sha256),
  );
  expect(exported.filesOut).toHaveLength(1);
  expect(exported.chain.head).toEqual(await own.gateway.store.head());
});

test('nothing is exported of an MPAN that is not known', async () => {
  const own = await openTestGateway();
  await expect(exportMpan(own.gateway, mpanOf(1))).rejects.toThrow('nothing is known');
});

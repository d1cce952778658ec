import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { eraseMpan, exportMpan, planPurge, purge } from '../../src/keeping/index.ts';
import { keepingEntriesOf } from '../store/rows.ts';
import {
  mpanOf,
  notificationFile,
  notificationsCsv,
  reportFile,
  requestFile,
} from '../support/flow-files.ts';
import { openTestGateway, type TestGateway } from '../support/workspace.ts';

const closed = mpanOf(1);
const open = mpanOf(2);
const later = '2027-08-06T12:00:00Z';

/** An old closed check and an old open one, in files of their own and in one they share. */
async function oldWorkspace(retention: Record<string, string>): Promise<TestGateway> {
  const own = await openTestGateway({ retention, dueSoonWorkingDays: 2, escalationsMax: 1 });
  await own.take('shared.usr', notificationFile('0000000001', [closed, open]));
  await own.take('sent/closed.usr', requestFile('0000000002', [closed]));
  await own.take('sent/open.usr', requestFile('0000000003', [open]));
  // Its deadline passes unseen for both, so that there are alerts of both.
  own.clock.set('2026-08-20T12:00:00Z');
  await own.pass();
  await own.take(
    'report.usr',
    reportFile('0000000004', [closed], 'BACKSTOP FITTED', '20260820100000'),
  );
  await own.take(
    'sent/nobody.usr',
    requestFile('0000000005', [mpanOf(3)]).replaceAll('SUPP', 'SUPQ'),
  );
  own.clock.set(later);
  await own.pass();
  return own;
}

const namesOf = (items: readonly { readonly name: string }[]) => items.map(({ name }) => name);
const archived = (...names: string[]) => names.map((name) => `archive/2026/08/${name}.usr`);

test('without retention nothing goes', async () => {
  const own = await oldWorkspace({});
  const files = own.files();
  expect((await purge(own.gateway, 'anne')).goes).toEqual([]);
  expect(own.files()).toEqual(files);
});

test('a dry run says what would go and why, and touches nothing', async () => {
  const own = await oldWorkspace({
    archive: '6 months',
    closedChecks: '90 days',
    alerts: '30 days',
  });
  const before = own.files();
  const head = await own.gateway.store.head();
  const plan = await planPurge(own.gateway);
  expect(plan.counts).toEqual({ archiveFiles: 3, looks: 0, closedChecks: 1, alerts: 1 });
  expect(plan.goes[0]).toEqual({
    what: 'archive',
    name: 'archive/2026/08/closed.usr',
    why: 'received on 2026-08-05T12:00:00Z, more than 6 months ago',
  });
  expect(plan.goes.find(({ what }) => what === 'closedChecks')).toMatchObject({
    name: closed,
    why: 'its check was closed on 2026-08-20, more than 90 days ago',
  });
  expect(namesOf(plan.stays)).toEqual(archived('shared', 'open'));
  expect(plan.stays[0]?.why).toContain('a check or item that is open rests on it');
  expect(own.files()).toEqual(before);
  expect(await own.gateway.store.head()).toEqual(head);
  expect(await purge(own.gateway, 'anne')).toEqual(plan);
});

describe('a purge', () => {
  test('takes old files that no open check rests on, and keeps their receipts', async () => {
    const own = await oldWorkspace({ archive: '6 months' });
    await purge(own.gateway, 'anne');
    expect(own.files('archive')).toEqual(['2026/08/open.usr', '2026/08/shared.usr']);
    expect(await own.gateway.store.receipts()).toHaveLength(5);
    const again = requestFile('0000000002', [closed]);
    expect(await own.take('once-more.usr', again)).toMatchObject({ outcome: 'duplicate' });
    expect(await own.problems()).toEqual([]);
  });

  test('takes what is kept of old closed checks, and nothing of open ones', async () => {
    const own = await oldWorkspace({ closedChecks: '90 days' });
    const { store } = own.gateway;
    const kept = await store.checks({ mpan: open });
    await purge(own.gateway, 'anne');
    expect(await store.checks({})).toEqual(kept);
    expect(await store.journalOf(closed)).toEqual([]);
    expect((await store.journalOf(open)).length).toBeGreaterThan(0);
    expect(await store.alertsOf(closed)).toEqual([]);
    expect((await store.alertsOf(open)).length).toBeGreaterThan(0);
    expect(await own.problems()).toEqual([]);
    expect(await (await own.reopen()).problems()).toEqual([]);
  });

  test('takes old alerts of closed checks, from the store and from alerts/', async () => {
    const own = await oldWorkspace({ alerts: '30 days' });
    const lines = () =>
      own
        .files('alerts')
        .map((name) => own.read(`alerts/${name}`))
        .join('');
    expect(lines()).toContain(closed);
    await purge(own.gateway, 'anne');
    expect(lines()).not.toContain(closed);
    expect(lines()).toContain(open);
    expect(await own.gateway.store.alertsOf(closed)).toEqual([]);
    expect((await own.gateway.store.alertsOf(open)).length).toBeGreaterThan(0);
    await own.pass();
    expect(await own.gateway.store.alertsOf(closed)).toEqual([]);
  });

  test('is recorded in the journal, and the chain goes on', async () => {
    const own = await oldWorkspace({ archive: '6 months', closedChecks: '90 days' });
    await purge(own.gateway, 'anne');
    const [entry, ...more] = await keepingEntriesOf(own.gateway.store);
    expect(more).toEqual([]);
    expect(entry).toMatchObject({
      kind: 'purged',
      who: 'anne',
      mpans: 1,
      files: archived('closed', 'report', 'nobody'),
      retention: { archive: '6 months', closedChecks: '90 days', alerts: null },
    });
    own.clock.set('2027-08-07T12:00:00Z');
    expect((await purge(own.gateway, 'anne')).goes).toEqual([]);
    await own.take('sent/new.usr', requestFile('0000000009', [mpanOf(4)], '20270807100000'));
    expect(await own.problems()).toEqual([]);
  });

  test('that was interrupted is finished by the next', async () => {
    const own = await oldWorkspace({ archive: '6 months' });
    const path = join(own.workspace, 'archive/2026/08/closed.usr');
    const text = own.read('archive/2026/08/closed.usr');
    await purge(own.gateway, 'anne');
    writeFileSync(path, text, 'latin1');
    expect(await own.problems()).toEqual([
      'archive/2026/08/closed.usr: was purged and is still there: run pawl purge',
    ]);
    await purge(own.gateway, 'anne');
    expect(existsSync(path)).toBe(false);
    expect(await own.problems()).toEqual([]);
  });

  test('leaves a closed check that has an open item in the work queue', async () => {
    const own = await oldWorkspace({ closedChecks: '90 days' });
    await own.take('late.usr', reportFile('0000000006', [closed], 'NO BACKSTOP', '20260821100000'));
    expect((await own.gateway.store.exceptions({ mpan: closed, open: true })).length).toBe(1);
    expect((await planPurge(own.gateway)).goes).toEqual([]);
  });
});

test('a purge, an erasure and an export never hold all receipts or all sent files', async () => {
  const own = await oldWorkspace({
    archive: '6 months',
    closedChecks: '90 days',
    alerts: '1 days',
  });
  const { gateway } = own;
  const never = (): never => {
    throw new Error('all of it is asked for at once');
  };
  const store = { ...gateway.store, receipts: never, outbox: never, fileChanges: never };
  const streaming = { ...gateway, store };
  const names: string[] = [];
  const note = ({ name }: { readonly name: string }): void => void names.push(name);
  const plan = await planPurge(streaming, { goes: note, stays: note });
  expect(plan).toMatchObject({ goes: [], stays: [], counts: { archiveFiles: 3, closedChecks: 1 } });
  expect(names).toContain(closed);
  expect((await exportMpan(streaming, open)).filesIn.map(({ name }) => name)).toEqual([
    'shared.usr',
    'open.usr',
  ]);
  await eraseMpan(streaming, closed, { who: 'anne', reason: 'asked' });
  expect((await purge(streaming, 'anne')).counts).toMatchObject({ archiveFiles: 3 });
  expect(await own.problems()).toEqual([]);
});

test('rows of a list that were told before a purge open nothing after it', async () => {
  const own = await openTestGateway({ retention: { closedChecks: '90 days' } });
  const rows = notificationsCsv([{ mpan: closed }]);
  await own.take('n.csv', rows);
  await own.take('sent/r.usr', requestFile('0000000002', [closed]));
  await own.take('a.usr', reportFile('0000000004', [closed], 'BACKSTOP FITTED'));
  own.clock.set(later);
  await purge(own.gateway, 'anne');
  expect(await own.gateway.store.checks({})).toEqual([]);
  await own.take(
    'cumulative.csv',
    `${rows}${notificationsCsv([{ mpan: open }]).split('\r\n')[1]}\r\n`,
  );
  expect((await own.gateway.store.checks({})).map(({ mpan }) => mpan)).toEqual([open]);
  expect(await own.problems()).toEqual([]);
});

test('lines for a SIEM go by retention.looks, also where nobody looked, and are named before', async () => {
  const own = await openTestGateway({ audit: {}, retention: { looks: '12 months' } });
  const told = {
    kind: 'act',
    outcome: 'done',
    who: 'anne',
    role: 'approver',
    through: 'command',
    operation: 'purge',
    code: null,
    peer: null,
    mpans: null,
  } as const;
  own.gateway.audit.tell('2026-08-06T12:00:00Z', told);
  own.gateway.audit.tell(later, told);
  own.clock.set('2027-09-06T12:00:00Z');
  const plan = await planPurge(own.gateway);
  expect(plan.goes).toEqual([
    {
      what: 'looks',
      name: 'audit/audit-2026-08-06.log',
      why: 'its lines for a SIEM are older than 12 months',
    },
  ]);
  await purge(own.gateway, 'anne');
  expect(existsSync(join(own.workspace, 'audit/audit-2026-08-06.log'))).toBe(false);
  expect(existsSync(join(own.workspace, 'audit/audit-2027-08-06.log'))).toBe(true);
  expect((await planPurge(own.gateway)).goes).toEqual([]);
});

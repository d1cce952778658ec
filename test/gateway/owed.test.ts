import { expect, test } from 'vitest';
import { approve, owedFlows, sendOwed } from '../../src/gateway/index.ts';
import { mpanOf, notificationsCsv, reportFile } from '../support/flow-files.ts';
import { openTestGateway, startAt } from '../support/workspace.ts';

const by = { who: 'anna', reason: 'looked at' };
const csv = (...ns: number[]) => notificationsCsv(ns.map((n) => ({ mpan: mpanOf(n) })));

test('each owed flow is sent once for its stage, however many passes there are', async () => {
  const own = await openTestGateway({ send: 'automatic' });
  own.drop('n.csv', csv(1, 2, 3));
  for (let pass = 0; pass < 3; pass += 1) await own.pass();
  own.clock.set('2026-08-06T12:00:00Z');
  own.drop('r.usr', reportFile('R1', [mpanOf(1)], 'NO BACKSTOP FITTED', '20260806100000'));
  for (let pass = 0; pass < 3; pass += 1) await own.pass();
  const sent = (await own.gateway.store.outbox()).map(({ flow, mpans }) => [flow, mpans]);
  expect(sent).toEqual([
    ['D0001', [1, 2, 3].map(mpanOf)],
    ['D0142', [mpanOf(1)]],
  ]);
  expect(await sendOwed(own.gateway)).toBe(0);
});

test('files are cut where they would have too many instances', async () => {
  const own = await openTestGateway({ send: 'automatic', limits: { outboxInstancesMax: 2 } });
  await own.take('n.csv', csv(1, 2, 3, 4, 5));
  const files = await own.gateway.store.outbox();
  expect(files.map(({ mpans }) => mpans.length)).toEqual([2, 2, 1]);
  expect(files.map(({ fileIdentifier }) => fileIdentifier)).toEqual([
    'PW00000001',
    'PW00000002',
    'PW00000003',
  ]);
});

test('with approval nothing goes before a person says so, and then only what they named', async () => {
  const own = await openTestGateway({ send: 'approve' });
  await own.take('n.csv', csv(1, 2, 3));
  expect((await owedFlows(own.gateway)).map(({ id }) => id)).toEqual(
    [1, 2, 3].map((n) => `${mpanOf(n)}-D0001`),
  );
  expect(own.files('outbox')).toEqual([]);
  await approve(own.gateway, { ids: [`${mpanOf(2)}-D0001`] }, by);
  await own.pass();
  expect(own.files('outbox')).toHaveLength(1);
  expect((await owedFlows(own.gateway)).map(({ mpan }) => mpan)).toEqual([mpanOf(1), mpanOf(3)]);
  await approve(own.gateway, { ids: [mpanOf(3)] }, by);
  await approve(own.gateway, { ids: ['all'] }, by);
  await own.pass();
  const sent = (await own.gateway.store.outbox()).map(({ mpans }) => mpans);
  expect(sent).toEqual([[mpanOf(2)], [mpanOf(3)], [mpanOf(1)]]);
  expect(await own.problems()).toEqual([]);
});

test('an approval of what is not owed is refused and sends nothing', async () => {
  const own = await openTestGateway({ send: 'approve' });
  await own.take('n.csv', csv(1));
  await expect(approve(own.gateway, { ids: [mpanOf(1), 'nonsense'] }, by)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  expect(await own.gateway.store.outbox()).toEqual([]);
  expect(await approve(own.gateway, { ids: [] }, by)).toEqual({
    sent: [],
    approved: [],
    held: [],
    proposed: [],
    own: [],
  });
});

test('the approval and the flow it let go stand in the journal together', async () => {
  const own = await openTestGateway({ send: 'approve' });
  await own.take('n.csv', csv(1));
  await approve(own.gateway, { ids: ['all'] }, by);
  const journal = await own.gateway.store.journalOf(mpanOf(1));
  expect(journal.map(({ kind, receivedAt }) => [kind, receivedAt])).toEqual([
    ['notification', startAt],
    ['operator', startAt],
    ['flow', startAt],
  ]);
});

test('a flow that lacks items is named in the work queue and not invented', async () => {
  const own = await openTestGateway({ send: 'automatic' });
  await own.take('n.csv', `mpan,notifiedOn,source,reference\n${mpanOf(1)},2026-08-03,x,1\n`);
  expect(await own.gateway.store.outbox()).toEqual([]);
  const open = await own.gateway.store.exceptions({ open: true });
  expect(open.map(({ code }) => code)).toEqual(['CANNOT_DRAFT']);
  await own.take('m.csv', notificationsCsv([{ mpan: mpanOf(1), reference: 'R2' }]));
  expect(own.files('outbox')).toHaveLength(1);
  expect(await own.gateway.store.exceptions({ open: true })).toEqual([]);
});

/** A group is dismissed as it was looked at, and that can be taken back. */
import { expect, test } from 'vitest';
import { lastDismissal, resolve, takeBack, takeBackGroup } from '../../src/gateway/index.ts';
import { mpanOf, reportFile, requestFile } from '../support/flow-files.ts';
import { openTestGateway, type TestGateway } from '../support/workspace.ts';

const act = { who: 'anna', reason: 'not for us' };
const id = 'RESPONSE_WITHOUT_REQUEST:MOPX';
const group = { code: 'RESPONSE_WITHOUT_REQUEST', sender: 'MOPX' } as const;
const ns = [1, 2, 3, 4, 5];

async function flooded(settings: Record<string, unknown> = {}): Promise<TestGateway> {
  const own = await openTestGateway({ limits: { instancesPerCommit: 2 }, ...settings });
  await own.take('u.usr', reportFile('R1', ns.map(mpanOf)));
  return own;
}

const openOf = async ({ gateway }: TestGateway): Promise<string[]> =>
  (await gateway.store.exceptions({ open: true })).map(({ mpan }) => mpan).sort();

test('what came after it was looked at is left out, and so is what moved on', async () => {
  const own = await flooded();
  const { seq } = await own.gateway.store.head();
  own.clock.set('2026-08-06T12:00:00Z');
  await own.take('v.usr', reportFile('R2', [mpanOf(2), mpanOf(9)], 'BACKSTOP', '20260806100000'));
  const before = await openOf(own);
  const done = await resolve(own.gateway, id, false, act, seq);
  expect(done).toMatchObject({ items: 4, isProposed: false });
  expect(done.leftOut).toBe(before.length - 4);
  expect([...new Set(await openOf(own))]).toEqual([mpanOf(2), mpanOf(9)]);
  await expect(resolve(own.gateway, id, false, act, seq)).rejects.toMatchObject({
    code: 'MOVED_ON',
  });
  const { seq: now } = await own.gateway.store.head();
  expect(await resolve(own.gateway, id, false, act, now)).toMatchObject({ leftOut: 0 });
  expect(await openOf(own)).toEqual([]);
  expect(await own.problems()).toEqual([]);
});

test('under four eyes nobody confirms what they have not seen', async () => {
  const own = await flooded({ fourEyes: true });
  const first = await resolve(own.gateway, id, false, act, (await own.gateway.store.head()).seq);
  expect(first).toMatchObject({ isProposed: true, items: 5, leftOut: 0 });
  const { seq } = await own.gateway.store.head();
  own.clock.set('2026-08-06T12:00:00Z');
  await own.take('v.usr', reportFile('R2', [mpanOf(2)], 'BACKSTOP', '20260806100000'));
  const bert = { who: 'bert', reason: 'seen' };
  expect(await resolve(own.gateway, id, false, bert, seq)).toMatchObject({ items: 4 });
  expect([...new Set(await openOf(own))]).toEqual([mpanOf(2)]);
});

test('a dismissal is taken back of all, by who made it or an approver with a reason', async () => {
  const own = await flooded();
  await resolve(own.gateway, id, false, act);
  expect(await lastDismissal(own.gateway, group)).toMatchObject({ who: 'anna', items: 5 });
  const otto = { who: 'otto', reason: '' };
  await expect(takeBackGroup(own.gateway, group, false, otto)).rejects.toMatchObject({
    code: 'NOT_POSSIBLE',
  });
  await expect(takeBackGroup(own.gateway, group, true, otto)).rejects.toMatchObject({
    code: 'USAGE',
  });
  expect(await openOf(own)).toEqual([]);
  const done = await takeBackGroup(own.gateway, group, false, { who: 'Anna', reason: '' });
  expect(done.leftOut).toEqual([]);
  expect([...done.mpans].sort()).toEqual(ns.map(mpanOf));
  expect(await openOf(own)).toEqual(ns.map(mpanOf));
  await expect(takeBackGroup(own.gateway, group, false, act)).rejects.toMatchObject({
    code: 'NOT_POSSIBLE',
  });
  // It can be dismissed again, and what comes later finds all as it would be without either.
  await resolve(own.gateway, id, false, act);
  expect(await openOf(own)).toEqual([]);
  expect(await own.problems()).toEqual([]);
});

test('items of checks, each in the journal of its MPAN, are taken back with the group too', async () => {
  const own = await openTestGateway();
  await own.take('sent/q.usr', requestFile('Q1', ns.map(mpanOf), '20260801100000'));
  await own.take('a.usr', reportFile('A1', ns.map(mpanOf), 'NO BACKSTOP', '20260730100000'));
  const groups = await own.gateway.store.itemGroups(1);
  const found = groups.find(({ code }) => code !== 'REPORT_UNCLEAR');
  if (found === undefined) throw new Error('nothing of a check waits');
  const before = await openOf(own);
  const name = `${found.code}:${found.sender}`;
  expect(await resolve(own.gateway, name, false, act)).toMatchObject({ items: found.number });
  expect(await lastDismissal(own.gateway, found)).toMatchObject({ items: found.number });
  const done = await takeBackGroup(own.gateway, found, false, act);
  expect(done.mpans).toHaveLength(new Set(before).size);
  expect(await openOf(own)).toEqual(before);
  expect(await own.problems()).toEqual([]);
});

test('one MPAN of a group is taken back by itself', async () => {
  const own = await flooded();
  await resolve(own.gateway, id, false, act);
  await takeBack(own.gateway, mpanOf(3), { revision: null, forOthers: false }, act);
  expect(await openOf(own)).toEqual([mpanOf(3)]);
  await own.take('sent/q.usr', requestFile('Q1', [mpanOf(1)], '20260801100000'));
  const done = await takeBackGroup(own.gateway, group, false, act);
  expect(done.mpans).not.toContain(mpanOf(3));
  expect(await own.problems()).toEqual([]);
});

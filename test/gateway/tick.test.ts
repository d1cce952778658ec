import { expect, test, vi } from 'vitest';
import { tick } from '../../src/gateway/index.ts';
import { mpanOf, reportFile, requestFile } from '../support/flow-files.ts';
import { openTestGateway, type TestGateway } from '../support/workspace.ts';

// Asked on Tuesday 4 August 2026: due at the end of Tuesday 18 August.
const dueAt = '2026-08-18T23:00:00Z';

async function asked(settings: Record<string, unknown> = {}): Promise<TestGateway> {
  const own = await openTestGateway(settings);
  await own.take('sent/q.usr', requestFile('Q1', [mpanOf(1)]));
  return own;
}

const alertsOf = async (own: TestGateway) =>
  (await own.gateway.store.alertsOf(null)).map(
    ({ kind, at, number, retracted }) =>
      `${kind}${number === null ? '' : ` ${number}`} ${at}${retracted ? ' retracted' : ''}`,
  );

test('nothing is raised a second before its instant, and each thing once', async () => {
  const own = await asked();
  own.clock.set('2026-08-13T22:59:59Z');
  await own.pass();
  expect(await alertsOf(own)).toEqual([]);
  own.clock.set('2026-08-13T23:00:00Z');
  for (let times = 0; times < 3; times += 1) await own.pass();
  expect(await alertsOf(own)).toEqual(['DUE_SOON 2026-08-13T23:00:00Z']);
  own.clock.set('2026-08-18T22:59:59Z');
  await own.pass();
  expect(await alertsOf(own)).toHaveLength(1);
  own.clock.set(dueAt);
  for (let times = 0; times < 3; times += 1) await own.pass();
  expect(await alertsOf(own)).toEqual(['DUE_SOON 2026-08-13T23:00:00Z', `BREACHED ${dueAt}`]);
});

test('what is taken in is written once: no second look before something is due', async () => {
  const own = await asked();
  const { store } = own.gateway;
  const commit = vi.spyOn(store, 'commit');
  own.drop('r.usr', reportFile('R1', [mpanOf(1)], 'NO BACKSTOP FITTED', '20260805100000'));
  await own.pass();
  expect(commit).toHaveBeenCalledTimes(1);
  expect(await store.nextWake()).toBe('2026-08-16T23:00:00Z');
});

test('a gateway that was down says so late, by the instant at which it knew', async () => {
  const own = await asked();
  own.clock.set('2026-08-20T08:00:00Z');
  const again = await own.reopen();
  await again.pass();
  expect(await alertsOf(again)).toEqual(['BREACHED 2026-08-20T08:00:00Z']);
});

test('an answer at hand is heard before the alert that it makes untrue', async () => {
  const own = await asked();
  own.clock.set('2026-08-19T08:00:00Z');
  own.drop('r.usr', reportFile('R1', [mpanOf(1)], 'BACKSTOP FITTED', '20260818100000'));
  await own.pass();
  expect(await alertsOf(own)).toEqual([]);
});

test('late news takes an alert back and tells so once', async () => {
  const own = await asked();
  own.clock.set(dueAt);
  await own.pass();
  own.clock.set('2026-08-20T08:00:00Z');
  own.drop('r.usr', reportFile('R1', [mpanOf(1)], 'BACKSTOP FITTED', '20260818100000'));
  for (let times = 0; times < 3; times += 1) await own.pass();
  expect(await alertsOf(own)).toEqual([
    `BREACHED ${dueAt} retracted`,
    'RETRACTED 2026-08-20T08:00:00Z',
  ]);
});

test('somebody who is faster makes the tick look again', async () => {
  const own = await asked();
  own.clock.set(dueAt);
  const { store } = own.gateway;
  let commits = 0;
  const slow = {
    ...own.gateway,
    store: {
      ...store,
      commit: async (unit: Parameters<typeof store.commit>[0]) => {
        commits += 1;
        if (commits > 1) return store.commit(unit);
        const other = await openTestGateway({}, own.workspace, own.clock);
        await other.take('r.usr', reportFile('R1', [mpanOf(1)], 'BACKSTOP FITTED'));
        return store.commit(unit);
      },
    },
  };
  await tick(slow);
  expect(await alertsOf(own)).toEqual([]);
  expect(await own.problems()).toEqual([]);
});

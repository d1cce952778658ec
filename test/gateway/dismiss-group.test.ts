/** What one sender sent of one cause, dismissed at once: one entry for many, and each MPAN hears of it. */

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { explainMpan } from '../../src/account/index.ts';
import { hearDecision, resolve } from '../../src/gateway/index.ts';
import { eraseMpan, exportMpan, openMender } from '../../src/keeping/index.ts';
import { mpanOf, reportFile, requestFile } from '../support/flow-files.ts';
import { openTestGateway, type TestGateway } from '../support/workspace.ts';

const act = { who: 'anna', reason: 'not for us' };
const group = 'RESPONSE_WITHOUT_REQUEST:MOPX';
const ns = [1, 2, 3, 4, 5, 6, 7];

async function flooded(settings: Record<string, unknown> = {}): Promise<TestGateway> {
  const own = await openTestGateway({ limits: { instancesPerCommit: 3 }, ...settings });
  await own.take('u.usr', reportFile('R1', ns.map(mpanOf)));
  return own;
}

const dismiss = (own: TestGateway, id = group) => resolve(own.gateway, id, false, act);

/** The entries of the journal that people made, as they stand there. */
async function actsIn(own: TestGateway): Promise<string[]> {
  const bodies: string[] = [];
  for await (const { kind, body } of own.gateway.store.chain(null)) {
    if (kind === 'operator') bodies.push(body ?? '');
  }
  return bodies;
}

test('an entry for a part of them says who and why, and names no MPAN', async () => {
  const own = await flooded();
  expect(await dismiss(own)).toMatchObject({ items: 7, isProposed: false });
  const acts = await actsIn(own);
  expect(acts.map((body) => JSON.parse(body).action.items.length)).toEqual([3, 3, 1]);
  for (const body of acts) {
    expect(JSON.parse(body)).toMatchObject({ ...act, mpan: '' });
    expect(ns.some((n) => body.includes(mpanOf(n)))).toBe(false);
  }
  expect(await own.gateway.store.exceptions({ open: true })).toEqual([]);
  expect(await own.problems()).toEqual([]);
});

test('each MPAN tells of it, and is found and exported with it', async () => {
  const own = await flooded();
  await dismiss(own);
  const { store, clock } = own.gateway;
  for (const n of ns) {
    const { events, exceptions } = await explainMpan(own.gateway, mpanOf(n), clock.now());
    expect(events.at(-1)).toMatchObject({
      event: { kind: 'operator', mpan: mpanOf(n), ...act },
      says: `dismisses ${exceptions[0]?.id}`,
    });
    expect(exceptions).toMatchObject([{ open: false }]);
    const found = await store.search('event', { mpan: mpanOf(n) }, null, 9);
    expect(found.found.map(({ says }) => says)).toEqual(['flow', 'resolve by anna']);
    const exported = await exportMpan(own.gateway, mpanOf(n));
    expect(exported.operatorActions).toMatchObject([{ mpan: mpanOf(n), ...act }]);
    expect(exported.journal).toHaveLength(2);
  }
});

test('it comes to the same as one act for each, before and after more is heard', async () => {
  const own = await flooded();
  await dismiss(own);
  const other = await flooded();
  for (const { id } of await other.gateway.store.exceptions({ open: true })) {
    await resolve(other.gateway, id, false, act);
  }
  expect(await own.replayed()).toEqual(await other.replayed());
  for (const one of [own, other]) {
    one.clock.set('2026-08-06T12:00:00Z');
    // The request of one comes late, and another report of some.
    await one.take('sent/q.usr', requestFile('Q1', [mpanOf(1)], '20260801100000'));
    await one.take('v.usr', reportFile('R2', [2, 3].map(mpanOf), 'BACKSTOP', '20260806100000'));
  }
  expect(await own.replayed()).toEqual(await other.replayed());
  const loaded = await own.gateway.store.loadMpans([1, 2, 3, 4].map(mpanOf));
  const behind = [...loaded.values()].filter(({ state }) => state.isBehind === true);
  expect(behind.map(({ mpan }) => mpan)).toEqual([mpanOf(4)]);
  expect(await own.problems()).toEqual([]);
  expect(await other.problems()).toEqual([]);
  const again = await own.reopen();
  expect(await again.replayed()).toEqual(await other.replayed());
});

test('what is about a check, or proposed already, is dismissed by itself', async () => {
  const own = await openTestGateway({ fourEyes: true, limits: { instancesPerCommit: 3 } });
  await own.take('u.usr', reportFile('R1', ns.map(mpanOf)));
  const [item] = await own.gateway.store.exceptions({ mpan: mpanOf(4) });
  expect(await resolve(own.gateway, item!.id, false, act)).toMatchObject({ isProposed: true });
  const alone = await own.reopen({ fourEyes: false });
  await alone.take('sent/q.usr', requestFile('Q1', [mpanOf(6)], '20260806100000'));
  expect(await dismiss(alone)).toMatchObject({ items: 7 });
  const acts = (await actsIn(alone)).map((body) => JSON.parse(body).mpan);
  expect(acts.filter((mpan) => mpan !== '')).toEqual([mpanOf(4), mpanOf(4), mpanOf(6)]);
  expect(await alone.gateway.store.exceptions({ open: true })).toEqual([]);
  expect(await alone.problems()).toEqual([]);
});

test('whoever had loaded one of them before meets a conflict, and hears of it', async () => {
  const own = await flooded();
  const { store } = own.gateway;
  let isDone = false;
  const slow = {
    ...own.gateway,
    store: {
      ...store,
      commit: async (unit: Parameters<typeof store.commit>[0]) => {
        if (!isDone) await dismiss(own);
        isDone = true;
        return store.commit(unit);
      },
    },
  };
  const [item] = await store.exceptions({ mpan: mpanOf(5) });
  const decision = { name: 'decide', decision: 'has' } as const;
  await hearDecision(slow, mpanOf(5), decision, { ...act, who: 'bert' });
  expect(await store.exception(item!.id)).toMatchObject({ open: false });
  expect(await own.problems()).toEqual([]);
});

describe('what leads to the entry', () => {
  const attacks = {
    'is lost': 'delete from shared_entries',
    'leads elsewhere': 'update shared_entries set seq = 1',
    'is of another item': "update shared_entries set id = id || 'x'",
  };
  test.each(Object.entries(attacks))('%s: told, and found again', async (_, attack) => {
    const own = await flooded();
    await dismiss(own);
    await own.close();
    const database = new DatabaseSync(join(own.workspace, 'data', 'pawl.db'));
    database.exec(attack);
    database.close();
    const again = await own.reopen();
    expect((await again.problems()).length).toBeGreaterThan(0);
    const mender = openMender(again.engine.gateway, () => 0);
    expect(await mender.mend(1)).toBe(true);
    expect(mender.mended()).toHaveLength(7);
    expect(await again.gateway.store.exceptions({ open: true })).toEqual([]);
    expect(await again.problems()).toEqual([]);
  });
});

test('what is left of an erased MPAN does not need it', async () => {
  const own = await flooded();
  await dismiss(own);
  await eraseMpan(own.gateway, mpanOf(2), act);
  const { store } = own.gateway;
  expect(await store.journalOf(mpanOf(2))).toMatchObject([{ kind: 'erased' }]);
  const left = (await store.loadMpans([mpanOf(2)])).get(mpanOf(2))?.state;
  expect(left).toMatchObject({ orphans: [], loose: [{ open: false }] });
  expect(left).not.toHaveProperty('isBehind');
  expect(await store.exceptions({ open: true })).toEqual([]);
  expect(await own.problems()).toEqual([]);
});

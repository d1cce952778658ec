import { expect, test } from 'vitest';
import { waitingItems } from '../../src/account/index.ts';
import { approve, decide, resolve } from '../../src/gateway/index.ts';
import { requeue, sweepResubmissions, ingest } from '../../src/intake/index.ts';
import {
  makeFlowFile,
  mpanOf,
  notificationFile,
  notificationsCsv,
  reportFile,
  reportRecords,
  requestFile,
} from '../support/flow-files.ts';
import { openTestGateway, type TestGateway } from '../support/workspace.ts';

const act = { who: 'anna', reason: 'photo seen' };
const stateOf = async (own: TestGateway) =>
  (await own.replayed()).checks.map(({ state, outcome }) => outcome ?? state);

async function deciding(ns: readonly number[]): Promise<TestGateway> {
  const own = await openTestGateway();
  await own.take('sent/r.usr', requestFile('Q1', ns.map(mpanOf)));
  const words = 'BACKSTOP NOT CLEAR, PLEASE ADVISE';
  own.clock.set('2026-08-05T12:00:00Z');
  await own.take('u.usr', reportFile('R1', ns.map(mpanOf), words));
  return own;
}

test('a decision moves the check, keeps who and why, and closes the item', async () => {
  const own = await deciding([1]);
  expect(await stateOf(own)).toEqual(['deciding']);
  await decide(own.gateway, mpanOf(1), { name: 'decide', decision: 'has' }, act);
  expect(await stateOf(own)).toEqual(['backstopPresent']);
  expect(await own.gateway.store.exceptions({ open: true })).toEqual([]);
  const journal = await own.gateway.store.journalOf(mpanOf(1));
  expect(journal.at(-1)).toMatchObject({ kind: 'operator', who: 'anna', reason: 'photo seen' });
  expect(await own.problems()).toEqual([]);
});

test('a decision on an unknown MPAN is refused', async () => {
  const own = await openTestGateway();
  const decision = { name: 'decide', decision: 'has' } as const;
  await expect(decide(own.gateway, mpanOf(1), decision, act)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

test('an item that holds the check cannot be waved through', async () => {
  const own = await deciding([1]);
  await expect(resolve(own.gateway, mpanOf(1), true, act)).rejects.toMatchObject({
    code: 'NOT_POSSIBLE',
  });
  await expect(resolve(own.gateway, 'nonsense', true, act)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

test('an item of the work queue is resolved once and stays so', async () => {
  const own = await openTestGateway();
  await own.take('u.usr', reportFile('R1', [mpanOf(1)]));
  const [item] = await own.gateway.store.exceptions({ open: true });
  expect(item?.code).toBe('RESPONSE_WITHOUT_REQUEST');
  expect(await resolve(own.gateway, item!.id, false, act)).toMatchObject({
    code: 'RESPONSE_WITHOUT_REQUEST',
  });
  expect(await own.gateway.store.exceptions({ open: true })).toEqual([]);
  await own.take('v.usr', reportFile('R2', [mpanOf(2)]));
  expect((await own.gateway.store.exceptions({ open: true })).map(({ mpan }) => mpan)).toEqual([
    mpanOf(2),
  ]);
  expect(await own.problems()).toEqual([]);
});

test('items of one cause and one sender are dismissed at once, in parts', async () => {
  const own = await openTestGateway({ limits: { instancesPerCommit: 3, queueItemsPerSender: 4 } });
  const { gateway } = own;
  const ns = Array.from({ length: 8 }, (_, n) => n + 1);
  await own.take('u.usr', reportFile('R1', ns.map(mpanOf)));
  const other = { id: 'R2', from: ['M', 'MOPY'], records: reportRecords(mpanOf(9), 'NO') } as const;
  await own.take('v.usr', makeFlowFile({ ...other, createdAt: '20260805100000' }));
  const id = 'RESPONSE_WITHOUT_REQUEST:MOPX';
  const waiting = await waitingItems(gateway);
  expect(waiting).toMatchObject([
    { kind: 'decision', mpan: mpanOf(9), items: 1 },
    { kind: 'group', id, items: 8, answer: `pawl resolve ${id} dismiss --reason …` },
  ]);
  await expect(resolve(gateway, id, true, act)).rejects.toMatchObject({ code: 'NOT_POSSIBLE' });
  expect(await resolve(gateway, id, false, act)).toEqual({
    code: 'RESPONSE_WITHOUT_REQUEST',
    isProposed: false,
    items: 8,
    leftOut: 0,
  });
  const left = await gateway.store.exceptions({ open: true });
  expect(left.map(({ mpan }) => mpan)).toEqual([mpanOf(9)]);
  expect((await gateway.store.journalOf(mpanOf(8))).at(-1)).toMatchObject(act);
  await expect(resolve(gateway, id, false, act)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await own.problems()).toEqual([]);
});

test('what holds its check is not dismissed by the group either', async () => {
  const own = await deciding([1, 2]);
  await expect(resolve(own.gateway, 'REPORT_UNCLEAR:MOPX', false, act)).rejects.toMatchObject({
    code: 'NOT_POSSIBLE',
  });
});

test('to settle one item nothing is read of the others', async () => {
  const own = await openTestGateway();
  const ns = Array.from({ length: 20 }, (_, n) => n + 1);
  await own.take('u.usr', reportFile('R1', ns.map(mpanOf)));
  const [item] = await own.gateway.store.exceptions({ mpan: mpanOf(7) });
  const asked: unknown[] = [];
  const store = {
    ...own.gateway.store,
    exceptions: async (filter: Parameters<typeof own.gateway.store.exceptions>[0]) => {
      asked.push(filter);
      return own.gateway.store.exceptions(filter);
    },
  };
  await resolve({ ...own.gateway, store }, item!.id, false, act);
  await resolve({ ...own.gateway, store }, mpanOf(8), false, act);
  expect(asked).toEqual([{ mpan: mpanOf(8), open: true }]);
});

test('a decision made from another process while a file is taken in: nothing is lost', async () => {
  const own = await deciding([1, 2, 3]);
  const other = await openTestGateway({}, own.workspace, own.clock);
  own.clock.set('2026-08-06T12:00:00Z');
  const answer = 'BACKSTOP FITTED';
  own.drop('v.usr', reportFile('R2', [1, 2, 3].map(mpanOf), answer, '20260806100000'));
  // The gateway has loaded its MPANs; before it commits, the other one does.
  const { store } = own.gateway;
  let commits = 0;
  const slow = {
    ...own.intake,
    store: {
      ...store,
      commit: async (unit: Parameters<typeof store.commit>[0]) => {
        commits += 1;
        if (commits === 1) {
          const decision = { name: 'decide', decision: 'cannotReverse' } as const;
          await decide(other.gateway, mpanOf(2), decision, act);
        }
        return store.commit(unit);
      },
    },
  };
  await ingest(slow, [{ folder: 'inbox', name: 'v.usr' }], async () => {});
  expect(commits).toBe(2);
  const journal = await store.journalOf(mpanOf(2));
  expect(journal.map(({ kind, fileIdentifier }) => `${kind} ${fileIdentifier}`)).toEqual([
    'flow Q1',
    'flow R1',
    'operator cannotReverse',
    'flow R2',
  ]);
  const { receipts } = await own.pass();
  expect(receipts).toEqual([]);
  expect(await stateOf(own)).toEqual(Array.from({ length: 3 }, () => 'backstopPresent'));
  expect(await own.problems()).toEqual([]);
});

test('two processes that approve the same flow at once send it once', async () => {
  const own = await openTestGateway({ send: 'approve' });
  await own.take('n.csv', notificationsCsv([{ mpan: mpanOf(1) }, { mpan: mpanOf(2) }]));
  const other = await openTestGateway({ send: 'approve' }, own.workspace, own.clock);
  const { store } = own.gateway;
  let isFirst = true;
  const slow = {
    ...own.intake,
    store: {
      ...store,
      commit: async (unit: Parameters<typeof store.commit>[0]) => {
        if (isFirst) {
          isFirst = false;
          await approve(other.gateway, { ids: [mpanOf(1)] }, act);
        }
        return store.commit(unit);
      },
    },
  };
  await approve(slow, { ids: ['all'] }, act);
  const sent = (await store.outbox()).map(({ mpans, fileIdentifier }) => [mpans, fileIdentifier]);
  // The number that the slower one had taken comes to nothing, and is not given again.
  expect(sent).toEqual([
    [[mpanOf(1)], 'PW00000002'],
    [[mpanOf(2)], 'PW00000003'],
  ]);
  await own.pass();
  expect(own.files('outbox')).toHaveLength(2);
});

test('a refused file that was mended goes back into the inbox, its findings go', async () => {
  const own = await openTestGateway();
  const good = notificationFile('N1', [mpanOf(1)]);
  await own.take('a.usr', good.replace('ZPT', 'ZPX'));
  own.drop('rejected/a.usr', good);
  expect(await requeue(own.gateway, ['a.usr'], act)).toEqual(['rejected/a.usr']);
  await sweepResubmissions(own.gateway);
  expect(own.files()).toEqual(['inbox/a.usr']);
  expect((await own.pass()).receipts.map(({ outcome }) => outcome)).toEqual(['applied']);
});

test('a set-aside file goes back by its path, beside one of its name; others are not found', async () => {
  const own = await openTestGateway();
  const records = reportRecords(mpanOf(1), 'BACKSTOP FITTED');
  await own.take('t.usr', makeFlowFile({ testFlag: 'TR01', records }));
  own.drop('t.usr', 'another');
  await requeue(own.gateway, ['set-aside/t.usr'], act);
  await sweepResubmissions(own.gateway);
  expect(own.files('inbox')).toEqual(['t.usr', 't~2.usr']);
  await expect(requeue(own.gateway, ['t.usr'], act)).rejects.toThrow(/no file t.usr/);
  await expect(requeue(own.gateway, ['../../etc/passwd'], act)).rejects.toThrow(/no file passwd/);
});

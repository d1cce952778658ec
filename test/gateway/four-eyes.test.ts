import { describe, expect, test } from 'vitest';
import { waitingItems } from '../../src/account/index.ts';
import { approve, decide, owedFlows, resolve } from '../../src/gateway/index.ts';
import { mpanOf, notificationsCsv, reportFile, requestFile } from '../support/flow-files.ts';
import { openTestGateway, type TestGateway } from '../support/workspace.ts';

const anna = { who: 'anna', reason: 'photo seen' };
const bert = { who: 'bert', reason: 'seen it too' };
const has = { name: 'decide', decision: 'has' } as const;
const hasNot = { name: 'decide', decision: 'hasNot' } as const;

const stateOf = async (own: TestGateway) =>
  (await own.replayed()).checks.map(({ state, outcome }) => outcome ?? state);
const openCodes = async (own: TestGateway) =>
  (await own.gateway.store.exceptions({ open: true })).map(({ code }) => code);

/** A check that waits for a decision, with the address that a D0142 needs. */
async function deciding(settings: Record<string, unknown> = {}): Promise<TestGateway> {
  const own = await openTestGateway({ send: 'approve', fourEyes: true, ...settings });
  await own.take('n.csv', notificationsCsv([{ mpan: mpanOf(1) }]));
  await own.take('sent/r.usr', requestFile('Q1', [mpanOf(1)]));
  own.clock.set('2026-08-05T12:00:10Z');
  await own.take('u.usr', reportFile('R1', [mpanOf(1)], 'BACKSTOP NOT CLEAR, PLEASE ADVISE'));
  return own;
}

test('a decision counts when a second person makes it, and names both', async () => {
  const own = await deciding();
  expect(await decide(own.gateway, mpanOf(1), has, anna)).toBe('proposed');
  expect(await stateOf(own)).toEqual(['deciding']);
  expect(await openCodes(own)).toEqual(['REPORT_UNCLEAR', 'SECOND_PERSON_NEEDED']);
  own.clock.set('2026-08-05T13:00:00Z');
  expect(await decide(own.gateway, mpanOf(1), has, bert)).toBe('moved');
  expect(await stateOf(own)).toEqual(['backstopPresent']);
  expect(await openCodes(own)).toEqual([]);
  const acts = (await own.gateway.store.journalOf(mpanOf(1))).filter(
    ({ kind }) => kind === 'operator',
  );
  expect(acts).toMatchObject([
    { who: 'anna', reason: 'photo seen', action: { name: 'propose', action: has } },
    { who: 'bert', reason: 'seen it too', action: has, proposedBy: 'anna' },
  ]);
  expect(await own.problems()).toEqual([]);
});

test('nobody confirms what they proposed, however they write their name', async () => {
  const own = await deciding();
  await decide(own.gateway, mpanOf(1), has, anna);
  await expect(
    decide(own.gateway, mpanOf(1), has, { ...anna, who: 'ANNA ' }),
  ).rejects.toMatchObject({ code: 'NOT_POSSIBLE' });
  expect(await stateOf(own)).toEqual(['deciding']);
});

test('another decision is no confirmation, and lapses with what it was about', async () => {
  const own = await deciding();
  await decide(own.gateway, mpanOf(1), has, anna);
  expect(await decide(own.gateway, mpanOf(1), hasNot, bert)).toBe('proposed');
  expect(await stateOf(own)).toEqual(['deciding']);
  own.clock.set('2026-08-05T13:00:00Z');
  await decide(own.gateway, mpanOf(1), hasNot, anna);
  expect(await stateOf(own)).toEqual(['replacementToOrder']);
  expect(await openCodes(own)).toEqual([]);
  const stored = (await own.gateway.store.loadMpans([mpanOf(1)])).get(mpanOf(1));
  expect(stored?.state.proposals).toBeUndefined();
  expect(await own.problems()).toEqual([]);
});

test('a proposal lapses when an answer moves the check on', async () => {
  const own = await deciding();
  await decide(own.gateway, mpanOf(1), has, anna);
  own.clock.set('2026-08-06T12:00:00Z');
  await own.take('v.usr', reportFile('R2', [mpanOf(1)], 'NO BACKSTOP FITTED', '20260806100000'));
  expect(await stateOf(own)).toEqual(['replacementToOrder']);
  expect(await openCodes(own)).toEqual([]);
  expect(await decide(own.gateway, mpanOf(1), has, bert)).toBe('proposed');
  expect(await own.problems()).toEqual([]);
});

test('who proposed the decision is the drafter of what it leads to, and cannot approve it', async () => {
  const own = await deciding();
  await decide(own.gateway, mpanOf(1), hasNot, anna);
  own.clock.set('2026-08-05T13:00:00Z');
  await decide(own.gateway, mpanOf(1), hasNot, bert);
  expect(await owedFlows(own.gateway)).toMatchObject([
    { id: `${mpanOf(1)}-D0142`, drafter: 'anna' },
  ]);
  const refused = await approve(own.gateway, { ids: ['all'] }, anna);
  expect(refused).toMatchObject({ sent: [], proposed: [], own: [{ id: `${mpanOf(1)}-D0142` }] });
  expect(await own.gateway.store.outbox()).toEqual([]);
  const approved = await approve(own.gateway, { ids: ['all'] }, bert);
  expect(approved.sent).toMatchObject([{ file: 'D0142_MOPX_PW00000001.usr' }]);
  expect(await own.problems()).toEqual([]);
});

test('what Pawl drafted by itself takes the approval of two people', async () => {
  const own = await openTestGateway({ send: 'approve', fourEyes: true });
  const ns = [1, 2, 3].map(mpanOf);
  await own.take('n.csv', notificationsCsv(ns.map((mpan) => ({ mpan }))));
  const first = await approve(own.gateway, { ids: ns.slice(0, 2) }, anna);
  expect(first.sent).toEqual([]);
  expect(first.proposed.map(({ mpan }) => mpan)).toEqual(ns.slice(0, 2));
  own.clock.set('2026-08-05T13:00:00Z');
  const again = await approve(own.gateway, { ids: [ns[0]!] }, anna);
  expect(again.own.map(({ mpan }) => mpan)).toEqual([ns[0]]);
  expect(await own.gateway.store.outbox()).toEqual([]);
  const second = await approve(own.gateway, { ids: ['all'] }, bert);
  expect(second.sent.map(({ flow }) => flow.mpan)).toEqual(ns.slice(0, 2));
  expect(second.proposed.map(({ mpan }) => mpan)).toEqual([ns[2]]);
  expect((await own.gateway.store.outbox()).map(({ mpans }) => mpans)).toEqual([ns.slice(0, 2)]);
  const approval = (await own.gateway.store.journalOf(ns[0]!)).findLast(
    (event) => event.kind === 'operator',
  );
  expect(approval).toMatchObject({ who: 'bert', proposedBy: 'anna' });
  expect(await openCodes(own)).toEqual(['SECOND_PERSON_NEEDED']);
  expect(await own.problems()).toEqual([]);
});

test('a proposal is taken back by one person, and cannot be accepted as an item', async () => {
  const own = await deciding();
  await decide(own.gateway, mpanOf(1), has, anna);
  const [item] = (await own.gateway.store.exceptions({ open: true })).filter(
    ({ code }) => code === 'SECOND_PERSON_NEEDED',
  );
  expect(item?.detail).toBe('anna: decide has');
  await expect(resolve(own.gateway, item!.id, true, bert)).rejects.toMatchObject({
    code: 'NOT_POSSIBLE',
  });
  await resolve(own.gateway, item!.id, false, anna);
  expect(await openCodes(own)).toEqual(['REPORT_UNCLEAR']);
  expect(await decide(own.gateway, mpanOf(1), has, bert)).toBe('proposed');
  expect(await own.problems()).toEqual([]);
});

describe('a group of the work queue is settled by two', () => {
  const id = 'RESPONSE_WITHOUT_REQUEST:MOPX';
  const ns = [1, 2, 3, 4, 5, 6, 7];
  const flooded = async (settings: Record<string, unknown> = {}): Promise<TestGateway> => {
    const limits = { instancesPerCommit: 3 };
    const own = await openTestGateway({ fourEyes: true, limits, ...settings });
    await own.take('u.usr', reportFile('R1', ns.map(mpanOf)));
    return own;
  };
  const actsIn = async (own: TestGateway) => {
    const acts: { mpan: string; who: string; proposedBy?: string; action: { name: string } }[] = [];
    for await (const { kind, body } of own.gateway.store.chain(null)) {
      if (kind === 'operator') acts.push(JSON.parse(body ?? ''));
    }
    return acts;
  };

  test('in an entry for a part of them each, of which the second names both', async () => {
    const own = await flooded();
    expect(await resolve(own.gateway, id, false, anna)).toMatchObject({
      isProposed: true,
      items: 7,
    });
    expect(await openCodes(own)).toEqual(ns.map(() => 'RESPONSE_WITHOUT_REQUEST'));
    const waiting = (await waitingItems(own.gateway)).filter(({ kind }) => kind === 'group');
    expect(waiting).toMatchObject([
      { id, what: 'SECOND_PERSON_NEEDED', items: 7, notBy: ['anna'] },
    ]);
    expect(await own.problems()).toEqual([]);
    for (const who of ['anna', 'ANNA ']) {
      await expect(resolve(own.gateway, id, false, { ...anna, who })).rejects.toMatchObject({
        code: 'NOT_POSSIBLE',
      });
    }
    const again = await own.reopen();
    again.clock.set('2026-08-05T13:00:00Z');
    expect(await resolve(again.gateway, id, false, bert)).toEqual({
      code: 'RESPONSE_WITHOUT_REQUEST',
      isProposed: false,
      items: 7,
      leftOut: 0,
    });
    expect(await openCodes(again)).toEqual([]);
    expect(await waitingItems(again.gateway)).toEqual([]);
    const acts = await actsIn(again);
    expect(acts.map(({ who, proposedBy, action }) => [who, proposedBy, action.name])).toEqual([
      ...[1, 2, 3].map(() => ['anna', undefined, 'propose']),
      ...[1, 2, 3].map(() => ['bert', 'anna', 'resolve']),
    ]);
    const text = JSON.stringify(acts);
    for (const n of ns) expect(text).not.toContain(mpanOf(n));
    const heard = (await again.gateway.store.journalOf(mpanOf(2))).at(-1);
    expect(heard).toMatchObject({ who: 'bert', proposedBy: 'anna', reason: 'seen it too' });
    expect(await again.problems()).toEqual([]);
  });

  test('what comes between the two is not settled unseen', async () => {
    const own = await flooded();
    await resolve(own.gateway, id, false, anna);
    // Its place in the queue is before and among those that were proposed.
    await own.take('w.usr', reportFile('R0', [11, 12].map(mpanOf), 'X', '20260803100000'));
    own.clock.set('2026-08-05T13:00:00Z');
    await own.take('v.usr', reportFile('R2', [13, 2].map(mpanOf), 'X', '20260805110000'));
    expect(await resolve(own.gateway, id, false, bert)).toMatchObject({
      isProposed: false,
      items: 7,
    });
    const left = async () =>
      (await own.gateway.store.exceptions({ open: true })).map(({ mpan }) => mpan).toSorted();
    const late = [2, 11, 12, 13].map(mpanOf).toSorted();
    expect(await left()).toEqual(late);
    expect(await own.gateway.store.proposedTogether()).toEqual([]);
    // Who has seen them proposes them, and it takes another.
    expect(await resolve(own.gateway, id, false, bert)).toMatchObject({
      isProposed: true,
      items: 4,
    });
    expect(await left()).toEqual(late);
    expect(await resolve(own.gateway, id, false, anna)).toMatchObject({
      isProposed: false,
      items: 4,
    });
    expect(await left()).toEqual([]);
    expect(await own.problems()).toEqual([]);
  });

  test('one that has got a check meanwhile, or was proposed by itself, names both as well', async () => {
    const own = await flooded();
    const [one] = await own.gateway.store.exceptions({ mpan: mpanOf(4) });
    await resolve(own.gateway, one!.id, false, bert);
    await resolve(own.gateway, id, false, { ...anna, who: 'carl' });
    expect(await openCodes(own)).not.toContain('SECOND_PERSON_NEEDED');
    await resolve(own.gateway, id, false, { ...anna, who: 'carl' });
    await own.take('sent/q.usr', requestFile('Q1', [mpanOf(6)], '20260806100000'));
    own.clock.set('2026-08-05T13:00:00Z');
    expect(await resolve(own.gateway, id, false, anna)).toMatchObject({ isProposed: false });
    expect(await openCodes(own)).toEqual([]);
    for (const [n, who, proposedBy] of [
      [4, 'carl', 'bert'],
      [6, 'anna', 'carl'],
    ] as const) {
      const acts = await own.gateway.store.journalOf(mpanOf(n));
      expect(acts.findLast(({ kind }) => kind === 'operator')).toMatchObject({ who, proposedBy });
    }
    expect(await own.problems()).toEqual([]);
  });

  test('what an interruption leaves is proposed, and confirmed, by the same command again', async () => {
    const own = await flooded();
    const { store } = own.gateway;
    const failingAfter = (name: 'proposeTogether' | 'settleTogether', times: number) => {
      let left = times;
      const work = store[name] as (...given: unknown[]) => Promise<unknown>;
      const failing = async (...given: unknown[]): Promise<unknown> => {
        left -= 1;
        if (left < 0) throw new Error('the power has failed');
        return work(...given);
      };
      return { ...own.gateway, store: { ...store, [name]: failing } };
    };
    const first = resolve(failingAfter('proposeTogether', 1), id, false, anna);
    await expect(first).rejects.toThrow('the power has failed');
    expect(await resolve(own.gateway, id, false, anna)).toMatchObject({
      isProposed: true,
      items: 4,
    });
    const second = resolve(failingAfter('settleTogether', 2), id, false, bert);
    await expect(second).rejects.toThrow('the power has failed');
    expect(await openCodes(own)).toHaveLength(1);
    expect(await resolve(own.gateway, id, false, bert)).toMatchObject({
      isProposed: false,
      items: 1,
    });
    expect(await openCodes(own)).toEqual([]);
    expect(await own.problems()).toEqual([]);
  });

  test('the proposal is taken back by one person', async () => {
    const own = await flooded();
    await resolve(own.gateway, id, false, anna);
    const back = await resolve(own.gateway, 'SECOND_PERSON_NEEDED:MOPX', false, anna);
    expect(back).toMatchObject({ code: 'SECOND_PERSON_NEEDED', isProposed: false, items: 7 });
    expect(await resolve(own.gateway, id, false, bert)).toMatchObject({ isProposed: true });
    expect(await openCodes(own)).toHaveLength(7);
    expect(await own.problems()).toEqual([]);
  });

  test('a note that leads to another entry confirms nothing', async () => {
    const own = await flooded();
    await resolve(own.gateway, id, false, anna);
    const { store } = own.gateway;
    const note = JSON.parse((await store.note('proposed-together')) ?? '');
    await store.setNote('proposed-together', JSON.stringify([{ ...note[0], who: 'carl', seq: 1 }]));
    expect(await resolve(own.gateway, id, false, bert)).toMatchObject({ isProposed: true });
    expect(await openCodes(own)).toHaveLength(7);
  });
});

test('an item of the work queue is settled by two', async () => {
  const own = await openTestGateway({ fourEyes: true });
  await own.take('u.usr', reportFile('R1', [mpanOf(1)]));
  expect(await resolve(own.gateway, mpanOf(1), false, anna)).toMatchObject({ isProposed: true });
  expect(await openCodes(own)).toContain('RESPONSE_WITHOUT_REQUEST');
  own.clock.set('2026-08-05T13:00:00Z');
  expect(await resolve(own.gateway, mpanOf(1), false, bert)).toMatchObject({ isProposed: false });
  expect(await openCodes(own)).toEqual([]);
  expect(await own.problems()).toEqual([]);
});

test('without four eyes one person is enough, and nothing is proposed', async () => {
  const own = await deciding({ fourEyes: false });
  expect(await decide(own.gateway, mpanOf(1), hasNot, anna)).toBe('moved');
  const { sent } = await approve(own.gateway, { ids: ['all'] }, anna);
  expect(sent).toHaveLength(1);
});

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { waitingItems } from '../../src/account/index.ts';
import {
  approve,
  decide,
  lastDecision,
  owedFlows,
  resolve,
  seenOf,
  takeBack,
  undoApprovals,
} from '../../src/gateway/index.ts';
import { mpanOf, notificationsCsv, reportFile, requestFile } from '../support/flow-files.ts';
import { openTestGateway, type TestGateway } from '../support/workspace.ts';

const anna = { who: 'anna', reason: 'list seen' };
const bert = { who: 'bert', reason: 'seen it too' };
const has = { name: 'decide', decision: 'has' } as const;
const hasNot = { name: 'decide', decision: 'hasNot' } as const;
const all = { ids: ['all'] };

const outboxOf = async (own: TestGateway) =>
  (await own.gateway.store.outbox()).map(({ mpans }) => mpans);
const filesOut = (own: TestGateway) => own.files('outbox');
const waiting = async (own: TestGateway) => (await waitingItems(own.gateway)).map(({ id }) => id);
const stateOf = async (own: TestGateway) =>
  (await own.replayed()).checks.map(({ state, outcome }) => outcome ?? state);

/** Checks whose D0001 waits; what is approved can be undone for a minute. */
async function waitingDesk(number = 2, settings: Record<string, unknown> = {}) {
  const own = await openTestGateway({ send: 'approve', undoSeconds: 60, ...settings });
  const mpans = Array.from({ length: number }, (_, n) => ({ mpan: mpanOf(n + 1) }));
  await own.take('n.csv', notificationsCsv(mpans));
  return own;
}

/** A check that waits for a decision, with the address that a D0142 needs. */
async function deciding(settings: Record<string, unknown> = {}): Promise<TestGateway> {
  const own = await openTestGateway({ send: 'approve', undoSeconds: 60, ...settings });
  await own.take('n.csv', notificationsCsv([{ mpan: mpanOf(1) }]));
  await own.take('sent/r.usr', requestFile('Q1', [mpanOf(1)]));
  own.clock.set('2026-08-05T12:00:10Z');
  await own.take('u.usr', reportFile('R1', [mpanOf(1)], 'BACKSTOP NOT CLEAR, PLEASE ADVISE'));
  return own;
}

describe('what is approved can be undone for a while', () => {
  test('it is kept back, and goes out once when the time is over', async () => {
    const own = await waitingDesk();
    const { sent, approved } = await approve(own.gateway, all, anna);
    expect(sent).toEqual([]);
    expect(approved.map(({ flow, who, until }) => [flow.mpan, who, until])).toEqual(
      [1, 2].map((n) => [mpanOf(n), 'anna', '2026-08-05T12:01:00Z']),
    );
    expect(await waiting(own)).toEqual([]);
    expect(await own.problems()).toEqual([]);
    own.clock.set('2026-08-05T12:00:59Z');
    await own.pass();
    expect(await outboxOf(own)).toEqual([]);
    expect(filesOut(own)).toEqual([]);
    expect(await own.gateway.store.nextWake()).toBe('2026-08-05T12:01:00Z');
    own.clock.set('2026-08-05T12:01:00Z');
    const { written } = await own.pass();
    expect(written).toHaveLength(1);
    expect(await outboxOf(own)).toEqual([[mpanOf(1), mpanOf(2)]]);
    own.clock.set('2026-08-05T12:05:00Z');
    await own.pass();
    expect(await outboxOf(own)).toHaveLength(1);
    expect((await own.gateway.store.approvedPage({ after: null, limit: 9 }))?.items).toEqual([]);
    expect(await own.problems()).toEqual([]);
  });

  test('the time is held over a restart, from the instant of approval', async () => {
    const own = await waitingDesk();
    await approve(own.gateway, all, anna);
    own.clock.set('2026-08-05T12:00:30Z');
    const again = await own.reopen({ undoSeconds: 600 });
    await again.pass();
    expect(await outboxOf(again)).toEqual([]);
    again.clock.set('2026-08-05T12:01:00Z');
    await again.pass();
    expect(await outboxOf(again)).toHaveLength(1);
    expect(await again.problems()).toEqual([]);
  });

  test('an approval that is undone sends nothing, and the flow waits again', async () => {
    const own = await waitingDesk();
    await approve(own.gateway, all, anna);
    const id = `${mpanOf(1)}-D0001`;
    expect(await undoApprovals(own.gateway, { ids: [id, 'nothing'] }, bert)).toMatchObject({
      undone: [{ mpan: mpanOf(1), flow: 'D0001' }],
      gone: ['nothing'],
    });
    expect(await waiting(own)).toEqual([id]);
    own.clock.set('2026-08-05T12:02:00Z');
    await own.pass();
    expect(await outboxOf(own)).toEqual([[mpanOf(2)]]);
    await expect(undoApprovals(own.gateway, { ids: [mpanOf(2)] }, bert)).rejects.toMatchObject({
      code: 'MOVED_ON',
    });
    const acts = (await own.gateway.store.journalOf(mpanOf(1))).filter(
      ({ kind }) => kind === 'operator',
    );
    expect(acts).toMatchObject([
      { who: 'anna', action: { name: 'approve', flow: 'D0001' } },
      { who: 'bert', reason: 'seen it too', action: { name: 'takeBack' } },
    ]);
    expect(await own.problems()).toEqual([]);
  });

  test('it may be approved again within the same second, and goes out once', async () => {
    const own = await waitingDesk(1);
    await approve(own.gateway, all, anna);
    await undoApprovals(own.gateway, { ids: [] }, anna);
    const { approved } = await approve(own.gateway, all, anna);
    expect(approved).toHaveLength(1);
    await undoApprovals(own.gateway, { ids: [] }, anna);
    await approve(own.gateway, all, bert);
    expect(await own.problems()).toEqual([]);
    own.clock.set('2026-08-05T12:02:00Z');
    await own.pass();
    expect(await outboxOf(own)).toEqual([[mpanOf(1)]]);
    expect(await own.problems()).toEqual([]);
  });

  test('an undo after the clock was set back counts', async () => {
    const own = await waitingDesk(1);
    await approve(own.gateway, all, anna);
    own.clock.set('2026-08-05T11:59:30Z');
    await undoApprovals(own.gateway, { ids: [] }, bert);
    own.clock.set('2026-08-05T12:05:00Z');
    await own.pass();
    expect(await outboxOf(own)).toEqual([]);
    expect(await waiting(own)).toHaveLength(1);
    expect(await own.problems()).toEqual([]);
  });

  test('a form that is sent twice approves once', async () => {
    const own = await waitingDesk();
    const seen = seenOf(await owedFlows(own.gateway));
    await approve(own.gateway, all, anna, seen);
    const { approved } = await approve(own.gateway, all, anna, seen);
    expect(approved.map(({ who }) => who)).toEqual(['anna', 'anna']);
    const journal = await own.gateway.store.journalOf(mpanOf(1));
    expect(journal.filter(({ kind }) => kind === 'operator')).toHaveLength(1);
    await expect(approve(own.gateway, all, bert, seen)).rejects.toMatchObject({
      code: 'MOVED_ON',
      message: expect.stringContaining('anna: approve D0001'),
    });
  });

  test('what is no longer as it was shown is not approved', async () => {
    const own = await waitingDesk();
    const seen = seenOf(await owedFlows(own.gateway));
    await own.take('m.csv', notificationsCsv([{ mpan: mpanOf(3) }]));
    await expect(approve(own.gateway, all, anna, seen)).rejects.toMatchObject({
      code: 'MOVED_ON',
      message: expect.stringContaining('3 flows now'),
    });
    expect(await waiting(own)).toHaveLength(3);
  });

  test('an approval lapses where the check moves on or the draft changes', async () => {
    const own = await deciding();
    await decide(own.gateway, mpanOf(1), hasNot, anna);
    const { approved } = await approve(own.gateway, all, anna);
    expect(approved).toMatchObject([{ flow: { id: `${mpanOf(1)}-D0142` } }]);
    expect(await own.problems()).toEqual([]);
    own.clock.set('2026-08-05T12:00:20Z');
    await own.take(
      'm.csv',
      notificationsCsv([{ mpan: mpanOf(1), address1: '7 OTHER ROAD' } as { mpan: string }]),
    );
    const changed = (await owedFlows(own.gateway)).map(({ approval }) => approval);
    own.clock.set('2026-08-05T12:03:00Z');
    await own.pass();
    expect([changed, await outboxOf(own)]).toSatisfy(([now, out]) =>
      (now as unknown[])[0] === null ? (out as unknown[]).length === 0 : true,
    );
    expect(await own.problems()).toEqual([]);
  });

  test('with automatic sending nothing is kept back', async () => {
    const own = await waitingDesk(1);
    await approve(own.gateway, all, anna);
    const again = await own.reopen({ send: 'automatic' });
    await again.pass();
    expect(await outboxOf(again)).toEqual([[mpanOf(1)]]);
    expect(await again.problems()).toEqual([]);
  });

  test('under four eyes the second approval is kept back, and one person undoes it', async () => {
    const own = await waitingDesk(1, { fourEyes: true });
    await approve(own.gateway, all, anna);
    own.clock.set('2026-08-05T12:00:05Z');
    const { approved } = await approve(own.gateway, all, bert);
    expect(approved).toMatchObject([{ who: 'bert', until: '2026-08-05T12:01:05Z' }]);
    await undoApprovals(own.gateway, { ids: [] }, anna);
    expect(await own.problems()).toEqual([]);
    own.clock.set('2026-08-05T12:02:00Z');
    await own.pass();
    expect(await outboxOf(own)).toEqual([]);
    const { proposed } = await approve(own.gateway, all, bert);
    expect(proposed).toHaveLength(1);
  });

  test('a fault in printing holds what was approved, and nothing else', async () => {
    const own = await waitingDesk();
    await approve(own.gateway, all, anna);
    own.clock.set('2026-08-05T12:01:00Z');
    await own.pass();
    expect(existsSync(join(own.workspace, 'outbox'))).toBe(true);
    expect(await outboxOf(own)).toHaveLength(1);
  });
});

describe('a decision can be taken back', () => {
  test('by whoever took it, as if it had never been taken', async () => {
    const own = await deciding();
    await decide(own.gateway, mpanOf(1), has, anna);
    expect(await stateOf(own)).toEqual(['backstopPresent']);
    own.clock.set('2026-08-05T13:00:00Z');
    const asked = { revision: null, forOthers: false };
    expect(await takeBack(own.gateway, mpanOf(1), asked, { who: 'Anna', reason: '' })).toEqual({
      what: 'decide has',
    });
    expect(await stateOf(own)).toEqual(['deciding']);
    expect((await own.gateway.store.exceptions({ open: true })).map(({ code }) => code)).toEqual([
      'REPORT_UNCLEAR',
    ]);
    expect(await own.problems()).toEqual([]);
    await expect(takeBack(own.gateway, mpanOf(1), asked, anna)).rejects.toMatchObject({
      code: 'NOT_POSSIBLE',
    });
    expect(await decide(own.gateway, mpanOf(1), hasNot, bert)).toBe('moved');
    expect(await stateOf(own)).toEqual(['replacementToOrder']);
    expect(await own.problems()).toEqual([]);
  });

  test('by another only as an approver with a reason', async () => {
    const own = await deciding();
    await decide(own.gateway, mpanOf(1), has, anna);
    const by = (forOthers: boolean, reason: string) =>
      takeBack(own.gateway, mpanOf(1), { revision: null, forOthers }, { who: 'bert', reason });
    await expect(by(false, 'wrong meter')).rejects.toMatchObject({ code: 'NOT_POSSIBLE' });
    await expect(by(true, '')).rejects.toMatchObject({ code: 'USAGE' });
    expect(await by(true, 'wrong meter')).toEqual({ what: 'decide has' });
    expect(await own.problems()).toEqual([]);
  });

  test('with the approval of what followed from it, until that has gone out', async () => {
    const own = await deciding();
    await decide(own.gateway, mpanOf(1), hasNot, anna);
    await approve(own.gateway, all, anna);
    const asked = { revision: null, forOthers: false };
    await takeBack(own.gateway, mpanOf(1), asked, anna);
    own.clock.set('2026-08-05T12:02:00Z');
    await own.pass();
    expect(await outboxOf(own)).toEqual([]);
    expect(await own.problems()).toEqual([]);
    await decide(own.gateway, mpanOf(1), hasNot, anna);
    await own.pass();
    expect(await outboxOf(own)).toEqual([]);
    await approve(own.gateway, all, anna);
    own.clock.set('2026-08-05T12:04:00Z');
    await own.pass();
    expect(await outboxOf(own)).toHaveLength(1);
    expect(await lastDecision(own.gateway, mpanOf(1))).toMatchObject({
      what: 'decide hasNot',
      goneOut: { flow: 'D0142', to: 'MOPX' },
    });
    await expect(takeBack(own.gateway, mpanOf(1), asked, anna)).rejects.toMatchObject({
      code: 'NOT_POSSIBLE',
      message: expect.stringContaining('the D0142 to MOPX went out'),
    });
    expect(await own.problems()).toEqual([]);
  });

  test('and the same decision may be taken again in the same second', async () => {
    const own = await deciding();
    const asked = { revision: null, forOthers: false };
    for (let turn = 0; turn < 3; turn += 1) {
      await decide(own.gateway, mpanOf(1), has, anna);
      await takeBack(own.gateway, mpanOf(1), asked, anna);
    }
    await decide(own.gateway, mpanOf(1), has, anna);
    expect(await stateOf(own)).toEqual(['backstopPresent']);
    expect(await own.problems()).toEqual([]);
  });

  test('under four eyes no proposal of it is left', async () => {
    const own = await deciding({ fourEyes: true });
    await decide(own.gateway, mpanOf(1), has, anna);
    own.clock.set('2026-08-05T13:00:00Z');
    await decide(own.gateway, mpanOf(1), has, bert);
    await takeBack(own.gateway, mpanOf(1), { revision: null, forOthers: false }, anna);
    expect((await own.gateway.store.exceptions({ open: true })).map(({ code }) => code)).toEqual([
      'REPORT_UNCLEAR',
    ]);
    expect(await decide(own.gateway, mpanOf(1), has, bert)).toBe('proposed');
    expect(await own.problems()).toEqual([]);
  });

  test('a settled item is open again', async () => {
    const own = await openTestGateway({});
    await own.take('u.usr', reportFile('R1', [mpanOf(1)]));
    const [item] = await own.gateway.store.exceptions({ open: true });
    await resolve(own.gateway, item!.id, false, anna);
    await takeBack(own.gateway, mpanOf(1), { revision: null, forOthers: false }, anna);
    expect((await own.gateway.store.exceptions({ open: true })).map(({ id }) => id)).toEqual([
      item!.id,
    ]);
    expect(await own.problems()).toEqual([]);
  });
});

describe('an act says what it was made from', () => {
  const revisionOf = (own: TestGateway) => own.gateway.store.journalNumber(mpanOf(1));

  test('and overrules nobody who was faster', async () => {
    const own = await deciding();
    const revision = await revisionOf(own);
    expect(await decide(own.gateway, mpanOf(1), has, anna, revision)).toBe('moved');
    await expect(decide(own.gateway, mpanOf(1), hasNot, bert, revision)).rejects.toMatchObject({
      code: 'MOVED_ON',
      message: expect.stringMatching(/anna: decide has, on 2026-08-05 13:00 \("list seen"\)/),
    });
    await expect(
      decide(own.gateway, mpanOf(1), { name: 'cancel' }, bert, revision),
    ).rejects.toMatchObject({ code: 'MOVED_ON' });
    expect(await stateOf(own)).toEqual(['backstopPresent']);
    expect(await own.problems()).toEqual([]);
  });

  test('and sent twice it is done once', async () => {
    const own = await deciding();
    const revision = await revisionOf(own);
    await decide(own.gateway, mpanOf(1), has, anna, revision);
    own.clock.set('2026-08-05T12:00:11Z');
    expect(await decide(own.gateway, mpanOf(1), has, anna, revision)).toBe('moved');
    const journal = await own.gateway.store.journalOf(mpanOf(1));
    expect(journal.filter(({ kind }) => kind === 'operator')).toHaveLength(1);
    await expect(decide(own.gateway, mpanOf(1), has, bert, revision)).rejects.toMatchObject({
      code: 'MOVED_ON',
    });
  });

  test('and a stale item, decision to take back, or news from outside is told', async () => {
    const own = await deciding();
    const revision = await revisionOf(own);
    await decide(own.gateway, mpanOf(1), has, anna, revision);
    const stale = { revision, forOthers: true };
    await expect(takeBack(own.gateway, mpanOf(1), stale, bert)).rejects.toMatchObject({
      code: 'MOVED_ON',
    });
    const now = await revisionOf(own);
    await own.take('v.usr', reportFile('R2', [mpanOf(1)], 'NO BACKSTOP', '20260805120100'));
    await expect(
      takeBack(own.gateway, mpanOf(1), { revision: now, forOthers: true }, bert),
    ).rejects.toMatchObject({ message: expect.stringContaining('D0002 from MOPX came') });
    await expect(resolve(own.gateway, mpanOf(1), true, bert, revision)).rejects.toMatchObject({
      code: 'MOVED_ON',
    });
  });
});

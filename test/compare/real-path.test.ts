/**
 * The quick path of a comparison beside the real one: what the parties of some checks did is dropped
 * into the folders of a real engine, at the same instants, and both come to the same, to the last alert.
 */
import { expect, test } from 'vitest';
import { fixedClock } from '../../src/clock.ts';
import { groundOf, plainDesk, settingsOf } from '../../src/compare/ground.ts';
import { livedOf, supplierActs, type PlayedCheck, type Told } from '../../src/compare/life.ts';
import { type Behaviour, behaviourOf, shippedParameters } from '../../src/compare/parameters.ts';
import { homeOf } from '../../src/compare/portfolio.ts';
import { hearDecision, owedFlowsOf } from '../../src/gateway/index.ts';
import { viewOf } from '../../src/process/index.ts';
import { openTestGateway, tempFolder } from '../support/workspace.ts';

const shipped = behaviourOf(shippedParameters());

/** So that a hundred checks show all that can happen. */
const eventful: Behaviour = {
  ...shipped,
  horizonWorkingDays: 120,
  // All within a month, so that many checks are open at once.
  arrivalByMonth: [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  shares: {
    ...shipped.shares,
    cannotReverse: 0.3,
    hasBackstop: 0.4,
    failedVisit: 0.25,
    unclearReport: 0.2,
    refusal: 0.1,
    unanswered: 0.12,
    replacedAtTheCheck: 0.2,
    meterNotAtHand: 0.4,
    answersApart: 0.4,
    changeOfAgent: 0.12,
    migratesMeanwhile: 0.3,
  },
};

const checks = 110;

test.each(['option-1', 'option-2', 'option-3'])(
  'the quick path and a real engine agree to the last alert: %s',
  { timeout: 600_000 },
  async (profile) => {
    const ground = groundOf(plainDesk, profile, eventful);
    const until = ground.days.instantAt(`${eventful.year}-09-30`, '2359');
    const told: Told[] = [];
    const lives: PlayedCheck[] = [];
    for (let number = 0; number < checks; number += 1) {
      const home = homeOf(eventful, ground.days, 7, number, undefined);
      lives.push(livedOf(ground, eventful, home, { until, tell: (one) => told.push(one) }));
    }
    const steps = [...Map.groupBy(told, ({ at }) => at)].sort(([a], [b]) => (a < b ? -1 : 1));
    const clock = fixedClock(steps[0]?.[0] ?? '');
    const real = await openTestGateway({ ...settingsOf(plainDesk, profile) }, tempFolder(), clock);
    const { store } = real.gateway;
    const passTime = async (to: string): Promise<void> => {
      for (;;) {
        const wake = await store.nextWake();
        if (wake === null || wake >= to) return;
        if (wake > clock.now()) clock.set(wake);
        await real.pass();
      }
    };
    for (const [at, some] of steps) {
      await passTime(at);
      clock.set(at);
      // Of one check the halves of an answer are two files of one instant, heard in their order.
      for (const one of some) {
        if (!('decision' in one)) {
          if (one.into === 'sent' && !one.name.startsWith('D0148')) await expectOwed(one.text);
          real.drop(`${one.into}/${one.name}`, one.text);
        }
      }
      await real.pass();
      for (const one of some) {
        if (!('decision' in one)) continue;
        const { mpan, decision } = one;
        await hearDecision(real.gateway, mpan, { name: 'decide', decision }, supplierActs);
        await real.pass();
      }
    }
    await passTime(until);
    clock.set(until);

    /** What the Supplier sends is what the engine has drafted, unless it is sent once more. */
    async function expectOwed(text: string): Promise<void> {
      const [, record = ''] = text.split('\r\n');
      const mpan = record.split('|')[1] ?? '';
      const owed = await owedFlowsOf(real.gateway, [mpan]);
      const stored = (await store.loadMpans([mpan])).get(mpan);
      const isFirst = owed.length > 0;
      const isMeterOperators = stored?.state.checks.at(-1)?.stages.at(-1)?.owner !== 'X';
      expect(isFirst || isMeterOperators, text).toBe(true);
    }

    const states = await store.loadMpans(lives.map(({ home }) => home.mpan));
    for (const { home, state, alerts } of lives) {
      const { mpan } = home;
      const stored = states.get(mpan)?.state;
      expect(stored?.checks.map((check) => viewOf(ground.rules, stored, check, until))).toEqual(
        state.checks.map((check) => viewOf(ground.rules, state, check, until)),
      );
      expect(stored?.loose).toEqual(state.loose);
      expect(stored?.meters).toEqual(state.meters);
      const inOrder = <One extends { readonly key: string }>(list: readonly One[]): One[] =>
        [...list].sort((a, b) => (a.key < b.key ? -1 : 1));
      expect(inOrder(await store.alertsOf(mpan))).toEqual(inOrder(alerts));
    }
    const receipts = await store.receipts();
    expect(receipts.filter(({ outcome }) => outcome !== 'applied')).toEqual([]);
    expect(receipts).toHaveLength(told.filter((one) => !('decision' in one)).length);

    // All kinds of behaviour were in it.
    const codes = new Set(
      lives.flatMap(({ state }) => state.checks[0]?.exceptions.map(({ code }) => code) ?? []),
    );
    const expected = ['REQUEST_REJECTED', 'CHASED', 'ROLE_CHANGED'];
    if (profile === 'option-1') expected.push('REPORT_UNCLEAR', 'ATTEMPTS_EXHAUSTED');
    if (profile === 'option-3') expected.push('ANSWERS_DISAGREE', 'NOT_SAME_TIME');
    expect([...codes]).toEqual(expect.arrayContaining(expected));
    for (const kind of ['D0148', 'IF-035', 'D0221']) {
      expect(told.some((one) => 'name' in one && one.name.startsWith(kind))).toBe(true);
    }
    expect(lives.flatMap(({ alerts }) => alerts.map(({ kind }) => kind))).toEqual(
      expect.arrayContaining(['DUE_SOON', 'BREACHED', 'ESCALATED']),
    );
  },
);

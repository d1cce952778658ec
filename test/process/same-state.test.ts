/**
 * The same journal folds to the same state, to the letter. A workspace keeps the states that an older
 * Pawl made, and they are made anew only where `processVersion` was raised. Where this test fails
 * because a state, a view, an alert or a draft is meant to be another one from now on, raise
 * `processVersion` (src/process/process-version.ts) unless it was raised since the last release, and write the
 * snapshot anew (`npm test -- test/process/same-state.test.ts --update`).
 */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  alertChanges,
  draftsOrFault,
  foldAll,
  foldMore,
  nextWakeOf,
  type ProcessRules,
  processVersion,
  retractionOf,
  viewOf,
  withoutPersonalData,
} from '../../src/process/index.ts';
import { chanceOf } from '../naive/random-history.ts';
import { england, frozen, meterOperatorRules, mpan, supplierRules } from './events.ts';
import {
  anyHistory,
  deedHistory,
  type History,
  linkHistory,
  notifiedHistory,
  visitHistory,
} from './histories.ts';

const settings = { dueSoonWorkingDays: 2, escalateEveryWorkingDays: 5, escalationsMax: 4 };

/** Everything that can be seen of a history, told as a whole and piece by piece. */
function allOf(rules: ProcessRules, { events, asOf }: History): unknown {
  const whole = foldAll(rules, mpan, events, asOf);
  const half = Math.ceil(events.length / 2);
  const [before, after] = [events.slice(0, half), events.slice(half)];
  const more = foldMore(rules, frozen(foldAll(rules, mpan, before, asOf).state), after, asOf);
  const { state } = whole;
  const early = foldAll(rules, mpan, before, asOf).state;
  const soon = alertChanges(rules, settings, early, [], asOf).raise;
  const raised = soon.map((alert) => ({ ...alert, at: asOf, retracted: false }));
  return [
    whole.readings.map(({ event, ...said }) => [event.key, said]),
    state,
    more?.state ?? null,
    state.checks.map((check) => [
      viewOf(rules, state, check, asOf),
      draftedOf(rules, state, check, asOf),
    ]),
    raised.map((alert) => retractionOf(alert, asOf)),
    alertChanges(rules, settings, state, raised, '2027-02-01T00:00:00Z'),
    ['2026-08-20T00:00:00Z', asOf].map((at) => nextWakeOf(rules, settings, state, at, true)),
    state.checks.every(({ closedAt }) => closedAt !== null) ? withoutPersonalData(state) : null,
  ];
}

function draftedOf(...asked: Parameters<typeof draftsOrFault>): unknown {
  const { drafts, fault } = draftsOrFault(...asked);
  return { drafts, fault };
}

function digestOf(rules: ProcessRules, seed: number, historyOf: (seed: number) => History): string {
  const { next } = chanceOf(seed);
  const hash = createHash('sha256');
  for (let told = 0; told < 40; told += 1) {
    const all = JSON.stringify(allOf(rules, historyOf(Math.floor(next() * 2 ** 32))));
    // Another list of bank holidays is no other process.
    hash.update(all.replaceAll(england.version, 'calendar'));
  }
  return hash.digest('hex').slice(0, 16);
}

const kinds = { anyHistory, visitHistory, notifiedHistory, deedHistory, linkHistory };

test.each(Object.entries(kinds))(`version ${processVersion}: %s`, (_name, historyOf) => {
  for (const side of [supplierRules, meterOperatorRules]) {
    const rules = { ...side, drafts: true };
    const digests = [1, 2].map((seed) => digestOf(rules, seed, historyOf));
    expect(digests.join(' ')).toMatchSnapshot();
  }
});

/** What may be folded onto a state, what makes an MPAN be folded anew, and what waits for its day. */
import { describe, expect, test } from 'vitest';
import { bundledBankHolidays, calendarOf, mergeBankHolidays } from '../../src/calendar/index.ts';
import {
  type ErasedEvent,
  faultOf,
  foldAll,
  foldMore,
  type MpanState,
  profilesWith,
  publishedProfiles,
  withNewestDeadlines,
  withoutPersonalData,
} from '../../src/process/index.ts';
import { mendInstance } from '../../src/process/mend.ts';
import {
  appointment,
  asked,
  d0001,
  d0002,
  frozen,
  mpan,
  notification,
  reports,
  resolve,
  supplierRules,
  told,
} from './events.ts';

const asOf = '2026-08-20T00:00:00Z';
const stateOf = (more: Partial<MpanState> = {}): MpanState => ({
  ...foldAll(supplierRules, mpan, asked, asOf).state,
  ...more,
});
const report = d0002('2026-08-10', reports.has);
const canAdd = (state: MpanState, events: Parameters<typeof foldMore>[2], at = asOf): boolean =>
  foldMore(supplierRules, state, events, at) !== null;

describe('news is folded onto a state', () => {
  test('where it comes after all that the state has heard', () => {
    expect(canAdd(stateOf(), [report])).toBe(true);
    expect(canAdd(stateOf(), [])).toBe(true);
    expect(canAdd(stateOf(), [d0002('2026-08-03', reports.has)])).toBe(false);
    expect(canAdd(stateOf(), [asked[2]!])).toBe(false);
  });

  test('but not where the journal has what was not heard, or something of ours failed', () => {
    expect(canAdd(stateOf({ isBehind: true }), [report])).toBe(false);
    const fault = faultOf('fold', new Error('x'), asOf);
    expect(canAdd(stateOf({ fault }), [report])).toBe(false);
  });

  test('but not where an item is settled, or a day has come that was waited for', () => {
    expect(canAdd(stateOf(), [resolve('2026-08-12', 'REPORT_UNCLEAR', report, true)])).toBe(false);
    const waitingUntil = '2026-08-25T00:00:00Z';
    expect(canAdd(stateOf({ waitingUntil }), [report])).toBe(true);
    expect(canAdd(stateOf({ waitingUntil }), [report], waitingUntil)).toBe(false);
    expect(canAdd(stateOf({ waitingUntil }), [report], '2026-08-26T00:00:00Z')).toBe(false);
  });

  test('but not where it claims to be ours, or is the copy of what claimed so', () => {
    const ours = d0001('2026-08-12', { id: 'again' });
    const claim = `${ours.sender}/D0001/again/`;
    const claimed = { ...ours, key: `inbox/${ours.key}`, claimsOurs: claim };
    expect(canAdd(stateOf(), [claimed])).toBe(false);
    expect(canAdd(stateOf(), [ours])).toBe(true);
    expect(canAdd(stateOf({ claimsOurs: [claim] }), [ours])).toBe(false);
    expect(canAdd(stateOf({ claimsOurs: ['SUPP/D0001/other/'] }), [ours])).toBe(true);
    // Where the copy is known, the claim does not count.
    const { readings } = foldAll(supplierRules, mpan, [...asked, claimed, ours], asOf);
    expect(readings.map(({ event }) => event.key)).not.toContain(claimed.key);
    expect(readings.map(({ event }) => event.key)).toContain(ours.key);
  });

  test('and the state that it is folded onto stays as it was', () => {
    const before = frozen(stateOf());
    const added = [report, appointment('2026-08-12', 'meterOperator', 'MOPY')];
    const more = foldMore(supplierRules, before, added, asOf)?.state;
    expect(more).toEqual(foldAll(supplierRules, mpan, [...asked, ...added], asOf).state);
    expect(before).toEqual(stateOf());
  });

  test('and the state stays folded to the latest instant', () => {
    const earlier = foldMore(supplierRules, stateOf(), [report], '2026-08-15T00:00:00Z');
    expect(earlier?.state.foldedTo).toBe(asOf);
    const later = foldMore(supplierRules, stateOf(), [report], '2026-08-25T00:00:00Z');
    expect(later?.state.foldedTo).toBe('2026-08-25T00:00:00Z');
  });
});

test('of appointments to come the first is waited for, and each says when it takes effect', () => {
  const later = appointment('2026-09-10', 'supplier', 'SUPZ');
  const sooner = appointment('2026-09-01', 'meterOperator', 'MOPY');
  for (const events of [
    [...asked, later, sooner],
    [...asked, sooner, later],
  ]) {
    const { state, readings } = foldAll(supplierRules, mpan, events, asOf);
    expect(state.waitingUntil).toBe(sooner.effectiveAt);
    expect(readings.slice(-2)).toEqual(
      [sooner, later].map((event) => ({
        event,
        means: 'waiting',
        says: `takes effect on ${event === sooner ? '2026-09-01' : '2026-09-10'}`,
        check: null,
        from: null,
        to: null,
        codes: [],
        evidence: [],
      })),
    );
  }
  const [first, second] = [[...asked, later], [sooner]];
  const more = foldMore(
    supplierRules,
    foldAll(supplierRules, mpan, first, asOf).state,
    second,
    asOf,
  );
  expect(more?.state.waitingUntil).toBe(sooner.effectiveAt);
  const other = foldAll(supplierRules, mpan, [...asked, sooner], asOf).state;
  expect(foldMore(supplierRules, other, [later], asOf)?.state.waitingUntil).toBe(
    sooner.effectiveAt,
  );
});

test('an erasure is the beginning, and says so', () => {
  const { state } = told([...asked, report]);
  const erased: ErasedEvent = {
    ...notification('2026-08-24'),
    kind: 'erased',
    key: 'erased',
    who: 'ann',
    reason: 'asked for',
    state: withoutPersonalData(state),
    entries: [],
  };
  const { readings } = foldAll(supplierRules, mpan, [erased], asOf);
  expect(readings).toEqual([
    {
      event: erased,
      means: 'noted',
      says: 'personal data was erased; the dates and outcomes are what is left of what was before',
      check: null,
      from: null,
      to: null,
      codes: [],
      evidence: [],
    },
  ]);
  expect(canAdd(stateOf(), [erased])).toBe(false);
  const [check] = erased.state.checks;
  expect(check?.evidence.length).toBeGreaterThan(0);
  for (const { words } of check?.evidence ?? []) expect(words).toBe('[erased]');
  expect(check).toMatchObject({ requestReasons: [], requestDates: [], provisional: null });
});

test('another calendar changes the deadlines of open stages, and no other', () => {
  const feed = mergeBankHolidays(bundledBankHolidays, {
    'england-and-wales': { 2026: ['2026-08-13', '2026-08-31'] },
  });
  const newer = calendarOf(feed, 'england-and-wales')!;
  const state = stateOf();
  expect(withNewestDeadlines(supplierRules, state)).toEqual({ state, changes: [] });
  const rules = { ...supplierRules, calendarFor: () => newer };
  const renewed = withNewestDeadlines(rules, state);
  expect(renewed.changes).toEqual([
    { stage: 'investigating', from: '2026-08-18', to: '2026-08-19' },
  ]);
  expect(renewed.state.checks[0]?.stages[0]).toEqual(state.checks[0]?.stages[0]);
  const none = { ...supplierRules, calendarFor: () => undefined };
  expect(withNewestDeadlines(none, renewed.state).changes).toEqual([
    { stage: 'investigating', from: '2026-08-19', to: null },
  ]);
});

test('profiles of an operator stand beside the published ones, and never in their place', () => {
  const ours = { extends: 'option-1', title: 'ours' };
  const { profiles, problems } = profilesWith({ ours });
  expect([...profiles.keys()]).toEqual(['option-1', 'option-2', 'option-3', 'ours']);
  expect(problems).toEqual([]);
  expect([...publishedProfiles.keys()]).toEqual(['option-1', 'option-2', 'option-3']);
  const wrong = profilesWith({ 'option-1': ours, bad: { extends: 'nothing', title: 'x' } });
  expect([...wrong.profiles.keys()]).toEqual(['option-1', 'option-2', 'option-3']);
  expect(wrong.problems[0]).toBe(
    'option-1 is the name of a published profile: give yours another and "extends"',
  );
  expect(wrong.problems[1]).toMatch(/^bad: /);
});

test('an instance of a flow that nobody knows is not mended', () => {
  const instance = { id: '001', line: 0, values: { J0012: 'Café' }, children: [] };
  expect(mendInstance(supplierRules.catalogue, 'D9999', instance)).toEqual({ instance, notes: [] });
});

test('the groups of one file are one answer, which is there when the last of them is', () => {
  const part = (line: number, receivedAt: string) =>
    d0002('2026-08-10', { ...reports.has, id: 'one', line, receivedAt });
  for (const [sooner, later] of [
    ['2026-08-10T10:00:00Z', '2026-08-11T10:00:00Z'],
    ['2026-08-11T10:00:00Z', '2026-08-10T10:00:00Z'],
  ] as const) {
    const { readings } = folded([...asked, part(2, sooner), part(5, later)]);
    expect(readings.at(-1)?.event).toMatchObject({ line: 2, receivedAt: '2026-08-11T10:00:00Z' });
    expect(readings).toHaveLength(4);
  }
});

const folded = (events: Parameters<typeof foldMore>[2]) =>
  foldAll(supplierRules, mpan, events, asOf);

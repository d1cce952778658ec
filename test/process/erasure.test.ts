/** What late news means to an MPAN of which personal data was erased: by dates, in any order. */
import { fc } from '../support/fc.ts';
import { describe, expect, test } from 'vitest';
import {
  type ErasedEvent,
  emptyState,
  foldAll,
  foldMore,
  type MpanState,
  type ProcessEvent,
  type ProcessRules,
  withoutPersonalData,
} from '../../src/process/index.ts';
import {
  appointment,
  baseline,
  d0001,
  d0001Notice,
  d0002,
  d0142,
  d0150,
  d0221,
  instant,
  meterOperatorRules,
  mpan,
  notification,
  refreshed,
  reports,
  story,
  supplierRules,
  told,
  visit,
} from './events.ts';

const erasedOn = (when: string, state: MpanState): ErasedEvent => ({
  kind: 'erased',
  key: `erased/${mpan}/${instant(when)}`,
  mpan,
  effectiveAt: instant(when),
  receivedAt: instant(when),
  sender: '',
  fileIdentifier: 'erased',
  line: 0,
  file: '',
  profile: 'option-1',
  who: 'ann',
  reason: 'as the test says',
  state: withoutPersonalData(state),
  entries: [],
});

/** Closed on the 10th as present, and once more from the 17th to the 20th. */
const first = [
  baseline,
  notification('2026-08-03'),
  d0001('2026-08-04'),
  d0002('2026-08-10', reports.has),
];
const second = [
  notification('2026-08-17', { id: 'again' }),
  d0001('2026-08-18'),
  d0002('2026-08-20', reports.has),
];
const one = 'notified met, investigating met, backstopPresent';
const erased = (events: readonly ProcessEvent[], rules?: ProcessRules): ErasedEvent =>
  erasedOn('2026-08-24', told(events, { ...(rules && { rules }), asOf: '2026-08-24' }).state);
const once = erased(first);
const twice = erased([...first, ...second]);

describe('news from before the end of an erased check opens none', () => {
  test.each([
    ['a notification', notification('2026-08-05', { id: 'late' })],
    ['a notification from before it began', notification('2026-07-01', { id: 'late' })],
    ['one that knows of a backstop', notification('2026-08-05', { id: 'l', knownBackstop: true })],
    ["a Distributor's notice", d0001Notice('2026-08-05')],
    ['a request', d0001('2026-08-05')],
    ['a request whose label is weak', d0001('2026-08-05', { reason: 'BACKSTOP', code: null })],
    ['a report that says the same', d0002('2026-08-05', reports.has)],
    ['a report from before the request', d0002('2026-08-01', reports.has)],
    ['a report that is unclear', d0002('2026-08-05', reports.unclear)],
    ['a failed visit', d0221('2026-08-05')],
    ['meter details', refreshed('2026-08-05')],
  ] as const)('%s', (_what, late) => {
    const state = story([once, late]);
    expect(state.replace(' | (DELIVERED_LATE)', '')).toBe(one);
  });

  test.each([
    ['a report', d0002('2026-08-05', reports.hasNot)],
    [
      'meter details',
      d0150('2026-08-05', { meters: [{ id: 'X1', says: ['2026-08-05', 'NO BACKSTOP FITTED'] }] }),
    ],
    ['an order', d0142('2026-08-05')],
  ] as const)('%s that contradicts its outcome is told to a person', (_what, late) => {
    expect(story([once, late])).toBe(`${one} | CONTRADICTED_AFTER_CLOSURE`);
  });

  test('what such news tells of meters and site is not told of what comes later', () => {
    const late = [refreshed('2026-08-05'), notification('2026-08-05'), d0142('2026-08-06')];
    const { state } = told([once, ...late]);
    expect(state.meters).toEqual(once.state.meters);
    expect(state.known).toEqual({});
  });

  test('an appointment from before its end does not displace the one that is known', () => {
    const known = erased([appointment('2026-08-01', 'meterOperator', 'MOPX'), ...first]);
    const late = appointment('2026-07-01', 'meterOperator', 'MOPY');
    expect(told([known, late]).state.appointed.meterOperator).toBe('MOPX');
    expect(told([once, late]).state.appointed.meterOperator).toBe('MOPY');
    const later = appointment('2026-08-11', 'meterOperator', 'MOPY');
    expect(told([known, later]).state.appointed.meterOperator).toBe('MOPY');
  });
});

test('news from after its end opens a check or is noted, as ever', () => {
  const next = [notification('2026-08-26', { id: 'new' }), d0001('2026-08-27')];
  expect(story([once, ...next])).toBe(`${one}\nnotified met, investigating open`);
  expect(story([once, d0002('2026-08-11', reports.has)])).toBe(one);
  // From between its end and the erasure, too.
  expect(story([once, d0001('2026-08-12')])).toBe(`${one}\ninvestigating open`);
});

describe('of several erased checks', () => {
  const contradicted = (late: ProcessEvent): readonly boolean[] =>
    told([twice, late]).state.checks.map(({ exceptions }) =>
      exceptions.some(({ code }) => code === 'CONTRADICTED_AFTER_CLOSURE'),
    );

  test.each([
    ['before the first began', '2026-08-01', [true, false]],
    ['while the first was open', '2026-08-06', [true, false]],
    ['between the two', '2026-08-12', [true, false]],
    ['while the second was open', '2026-08-19', [false, true]],
    ['after both', '2026-08-21', [false, true]],
  ] as const)('an answer from %s', (_when, at, expected) => {
    expect(contradicted(d0002(at, reports.hasNot))).toEqual(expected);
  });

  test('a request from between the two belongs to the second, which it would have opened', () => {
    expect(contradicted(d0142('2026-08-12'))).toEqual([false, true]);
    expect(contradicted(d0142('2026-08-06'))).toEqual([true, false]);
  });
});

test('another Supplier that never asked before opens a check of its own', () => {
  const asked = [d0001('2026-08-04'), d0002('2026-08-10', reports.has)];
  const before = erased(asked, meterOperatorRules);
  const other = d0001('2026-08-05', { sender: 'OTHR' });
  const { state } = told([before, other], { rules: meterOperatorRules });
  expect(state.checks.map(({ supplier, closedAt }) => [supplier, closedAt !== null])).toEqual([
    ['SUPP', true],
    ['OTHR', false],
  ]);
});

test('a visit from before the end of an erased check answers no later request', () => {
  const asked = [d0001('2026-08-04'), d0002('2026-08-10', reports.has)];
  const before = erased(asked, meterOperatorRules);
  const late = [visit('2026-08-06', 'hasBackstop'), d0001('2026-08-26')];
  const { state } = told([before, ...late], { rules: meterOperatorRules });
  expect(state.visits).toBeUndefined();
  expect(state.checks[1]?.exceptions).toEqual([]);
  const no = visit('2026-08-06', 'noBackstop');
  const { views } = told([before, no], { rules: meterOperatorRules });
  expect(views[0]?.exceptions.map(({ code }) => code)).toEqual(['CONTRADICTED_AFTER_CLOSURE']);
});

const news: readonly ProcessEvent[] = [
  notification('2026-08-05', { id: 'a' }),
  d0001('2026-08-06', { id: 'b' }),
  d0002('2026-08-07', { ...reports.hasNot, id: 'c' }),
  refreshed('2026-08-09', { id: 'd' }),
  d0142('2026-08-12', { id: 'e' }),
  d0002('2026-08-19', { ...reports.has, id: 'f' }),
  appointment('2026-08-02', 'meterOperator', 'MOPX'),
  notification('2026-08-26', { id: 'g' }),
  d0001('2026-08-27', { id: 'h' }),
  d0002('2026-08-28', { ...reports.has, id: 'i' }),
];

test('the order of arrival means nothing after an erasure either', () => {
  const beginnings = fc.constantFrom(once, twice, erasedOn('2026-08-24', emptyState(mpan)));
  const asOf = instant('2026-09-01');
  const rules = supplierRules;
  fc.assert(
    fc.property(fc.shuffledSubarray([...news]), beginnings, (arrived, beginning) => {
      const journal: ProcessEvent[] = [beginning];
      let { state } = foldAll(rules, mpan, journal, asOf);
      for (const event of arrived) {
        journal.push(event);
        const more = foldMore(rules, structuredClone(state), [event], asOf);
        state = (more ?? foldAll(rules, mpan, journal, asOf)).state;
      }
      expect(state).toEqual(foldAll(rules, mpan, journal.toReversed(), asOf).state);
      // Only what is dated after the end of the last erased check opens one.
      const last = beginning.state.checks.at(-1)?.closedAt ?? '';
      for (const { openedAt } of state.checks.slice(beginning.state.checks.length)) {
        expect(openedAt >= last).toBe(true);
      }
    }),
  );
});

describe('what late news meant to an erased check is told', () => {
  const lastOf = (events: readonly ProcessEvent[], rules: ProcessRules = supplierRules) => {
    const { readings } = foldAll(rules, mpan, events, instant('2026-09-01'));
    const { means, says, check } = readings.at(-1)!;
    return [means, says, check?.sequence ?? null];
  };

  test('of a request, a visit and an appointment', () => {
    expect(lastOf([once, d0001('2026-08-05')])).toEqual([
      'noted',
      'D0001 to MOPX, created before its end, after closure',
      1,
    ]);
    const before = erased(
      [d0001('2026-08-04'), d0002('2026-08-10', reports.has)],
      meterOperatorRules,
    );
    expect(lastOf([before, visit('2026-08-06', 'hasBackstop')], meterOperatorRules)).toEqual([
      'noted',
      'visit: hasBackstop, after closure',
      1,
    ]);
    const supplied = erased([appointment('2026-08-01', 'supplier', 'SUPP'), ...first]);
    const late = appointment('2026-07-01', 'supplier', 'SUPZ');
    expect(lastOf([supplied, late])).toEqual(['noted', 'SUPZ: before what is known', 1]);
    expect(told([supplied, late]).state.appointed.supplier).toBe('SUPP');
  });

  test('and who was appointed when it ended is kept, though an end is told late', () => {
    const known = erased([appointment('2026-08-01', 'meterOperator', 'MOPX'), ...first]);
    const ends = appointment('2026-07-20', 'meterOperatorEnds', 'MOPX');
    expect(told([known, ends]).state.appointed.meterOperator).toBe('MOPX');
  });

  test('an answer of the second in which the second check began is about that one', () => {
    const late = d0002('2026-08-16 23:00:00', reports.hasNot);
    const contradicted = told([twice, late]).state.checks.map(({ exceptions }) =>
      exceptions.some(({ code }) => code === 'CONTRADICTED_AFTER_CLOSURE'),
    );
    expect(contradicted).toEqual([false, true]);
  });
});

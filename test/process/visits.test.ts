/** What the rows of engineers come to, meter by meter, and which request they answer. */
import { describe, expect, test } from 'vitest';
import type { MpanState, ProcessEvent, VisitOutcome } from '../../src/process/index.ts';
import {
  earlyId,
  readVisits,
  requestOf,
  toldVisits,
  visitsToReport,
} from '../../src/process/visits.ts';
import { goesOn, wrapped } from '../../src/process/wrapped-text.ts';
import {
  appointment,
  d0001,
  d0002,
  d0142,
  d0150,
  d0221,
  meterOperatorRules,
  reports,
  told,
  visit,
} from './events.ts';

const rules = meterOperatorRules;
const one = d0150('2026-06-01', { meters: [{ id: 'OLD1' }] });
const two = d0150('2026-06-01', { meters: [{ id: 'OLD1' }, { id: 'OLD2' }] });
const stateWith = (...events: ProcessEvent[]): MpanState => told(events, { rules }).state;
const asked = stateWith(one, d0001('2026-08-04'));

const row = (
  day: number,
  outcome: VisitOutcome,
  more: NonNullable<Parameters<typeof visit>[2]> = {},
) => visit(`2026-08-${day} 09:00:00`, outcome, { meterId: 'OLD1', ...more });

describe('the rows of a meter', () => {
  test('that cannot all be true are contradicted, until a person says that the last told counts', () => {
    const has = row(10, 'hasBackstop', { line: 2, key: 'b', remarks: 'SEEN' });
    const no = row(10, 'noBackstop', { line: 3, key: 'a' });
    const read = readVisits(rules, asked, [has, no]);
    expect(read.contradiction).toMatchObject({
      at: '2026-08-10T09:00:00Z',
      says: 'meter OLD1: found hasBackstop and noBackstop',
    });
    expect(readVisits(rules, asked, [no, has])).toEqual(read);
    const settled = { ...asked, resolutions: { [read.contradiction!.id]: true } };
    const outcomeOf = (...rows: Parameters<typeof readVisits>[2][number][]) =>
      readVisits(rules, settled, rows).meters.map(({ outcome }) => outcome);
    expect(readVisits(rules, settled, [has, no]).contradiction).toBeNull();
    // The later line of one file; of two files the one told later; else by name.
    expect(outcomeOf(has, no)).toEqual(['noBackstop']);
    expect(outcomeOf(no, has)).toEqual(['noBackstop']);
    const later = { ...has, effectiveAt: '2026-08-12T09:00:00Z' };
    expect(outcomeOf(later, no)).toEqual(['hasBackstop']);
    expect(outcomeOf(no, later)).toEqual(['hasBackstop']);
    expect(outcomeOf({ ...has, line: 3 }, no)).toEqual(['hasBackstop']);
    expect(outcomeOf(no, { ...has, line: 3 })).toEqual(['hasBackstop']);
  });

  test('of failed visits the last day counts, in whatever order they stand', () => {
    const rows = [
      row(10, 'noAccess', { remarks: 'DOG' }),
      row(12, 'refused', { remarks: 'CARD LEFT' }),
      row(11, 'noAccess', { remarks: 'RAIN' }),
    ];
    for (const rowsTold of [rows, rows.toReversed()]) {
      expect(readVisits(rules, asked, rowsTold).meters).toMatchObject([
        { outcome: 'refused', visitedOn: '2026-08-12', remarks: ['CARD LEFT'], remarksBefore: [] },
      ]);
    }
    const found = readVisits(rules, asked, [...rows, row(13, 'noBackstop')]);
    expect(found.meters).toMatchObject([{ outcome: 'noBackstop', remarks: [] }]);
    expect(found.contradiction).toBeNull();
  });

  test('tell an item once: a value that a flow can hold stands for one that it cannot', () => {
    const itemsOf = (...values: string[]) => {
      const rows = values.map((J0848, index) =>
        row(10, 'replaced', { items: { J0848 }, key: `k${index}`, newMeterId: 'NEW1' }),
      );
      const { meters, contradiction } = readVisits(rules, asked, rows);
      return [meters[0]?.items['J0848'], contradiction?.says ?? null];
    };
    expect(itemsOf('2026-08-10')).toEqual(['20260810', null]);
    expect(itemsOf('2026-08-10', '20260810')).toEqual(['20260810', null]);
    expect(itemsOf('soon', '2026-08-10')).toEqual(['20260810', null]);
    expect(itemsOf('today', 'soon')).toEqual(['soon', null]);
    expect(itemsOf('2026-08-11', '2026-08-10')).toEqual([
      '20260810',
      'meter OLD1: J0848 Date of Meter Installation: told differently',
    ]);
  });

  test('stand in the order of the known meters, then of the rows, and last what names none', () => {
    const state = stateWith(two, d0001('2026-08-04'));
    const rows = [
      row(10, 'noBackstop', { meterId: null, key: 'a' }),
      row(10, 'hasBackstop', { meterId: 'X9', key: 'b' }),
      row(10, 'cannotReverse', { meterId: 'OLD2', key: 'c' }),
      row(10, 'cannotReverse', { meterId: 'OLD1', key: 'd' }),
    ];
    const read = readVisits(rules, state, rows);
    expect(read.meters.map(({ meterId }) => meterId)).toEqual(['OLD1', 'OLD2', 'X9', null]);
    expect(read.isUnnamed).toBe(true);
    const unnamed = readVisits(rules, state, [
      row(10, 'noBackstop', { meterId: null, key: 'a' }),
      row(10, 'hasBackstop', { meterId: null, key: 'b' }),
    ]);
    expect(unnamed.contradiction?.says).toBe('found hasBackstop and noBackstop');
    expect(readVisits(rules, asked, [row(10, 'noBackstop', { meterId: null })])).toMatchObject({
      isUnnamed: false,
      meters: [{ meterId: 'OLD1' }],
    });
  });
});

describe('the request that is answered', () => {
  test('is the one that the Meter Operator owes an answer to', () => {
    expect(requestOf(asked.checks[0]!)).toBe('2026-08-04T09:00:00Z');
    const ordered = stateWith(one, d0001('2026-08-04'), d0142('2026-08-06'));
    expect(requestOf(ordered.checks[0]!)).toBe('2026-08-04T09:00:00Z');
    const again = stateWith(
      one,
      d0001('2026-08-04'),
      d0002('2026-08-10', reports.hasNot),
      d0142('2026-08-12'),
    );
    expect(requestOf(again.checks[0]!)).toBe('2026-08-12T09:00:00Z');
    const owed = stateWith(one, d0001('2026-08-04'), d0002('2026-08-10', reports.hasNot));
    expect(requestOf(owed.checks[0]!)).toBeNull();
    expect(visitsToReport(rules, owed, owed.checks[0]!, [])).toEqual([]);
  });

  test('is not that of an earlier check, to which the visit was told', () => {
    const first = [one, d0001('2026-08-04')];
    const during = visit('2026-08-05 10:00:00', 'hasBackstop', { meterId: 'OLD1' });
    const between = visit('2026-08-12 10:00:00', 'hasBackstop', { meterId: 'OLD1' });
    const state = stateWith(
      ...first,
      during,
      d0002('2026-08-06', reports.has),
      between,
      d0001('2026-08-20', { id: 'second' }),
    );
    const check = state.checks[1]!;
    const accepted = {
      ...state,
      resolutions: Object.fromEntries(
        [during, between].map((rowsTold) => [earlyId(check, rowsTold), true]),
      ),
    };
    expect(visitsToReport(rules, state, check, [])).toEqual([]);
    expect(visitsToReport(rules, accepted, check, []).map(({ key }) => key)).toEqual([between.key]);
  });

  test('knows the visits that version 0.1.0 kept, each once', () => {
    const [early, own] = [row(5, 'noAccess'), row(11, 'hasBackstop')];
    const check = { ...asked.checks[0]!, visit: own };
    const keys = (state: MpanState) => toldVisits(state, check).map(({ key }) => key);
    expect(keys({ ...asked, earlyVisit: early })).toEqual([early.key, own.key]);
    expect(keys({ ...asked, visits: [own] })).toEqual([own.key]);
    expect(keys({ ...asked, earlyVisit: null })).toEqual([own.key]);
  });
});

test('a line is full where the first word of the next had no room in it', () => {
  expect(goesOn('A'.repeat(197), 'ABC', 200)).toBe(true);
  expect(goesOn('A'.repeat(196), 'ABC', 200)).toBe(false);
  expect(goesOn('A'.repeat(190), `AB ${'C'.repeat(100)}`, 200)).toBe(false);
  expect(goesOn('A'.repeat(200), '', 200)).toBe(false);
  expect(goesOn('', 'A'.repeat(300), 200)).toBe(false);
  expect(wrapped('ab  cd ef', 5)).toEqual(['ab cd', 'ef']);
  expect(wrapped('abcdef', 5)).toBeNull();
  expect(wrapped('', 5)).toEqual([]);
});

test('failed visits are counted anew for another Meter Operator', () => {
  const failed = (day: number) => d0221(`2026-08-${day}`);
  const again = (day: number) => d0001(`2026-08-${day}`, { id: `again${day}` });
  const known = appointment('2026-07-01', 'meterOperator', 'MOPX');
  const start = [known, one, d0001('2026-08-04'), failed(10), again(11), failed(12), again(13)];
  const failures = (...events: ProcessEvent[]) =>
    told([...start, ...events]).state.checks[0]?.machine.memory.failures;
  expect(failures()).toBe(2);
  expect(failures(failed(14))).toBe(3);
  expect(failures(appointment('2026-08-14', 'meterOperator', 'MOPY'))).toBe(0);
});

test('a visit is reported by flows of ours alone, and spent when it is asked again', () => {
  const found = row(10, 'noAccess');
  const requested = [one, d0001('2026-08-04'), found];
  const ours = d0002('2026-08-11', reports.noAccess);
  const theirs = d0002('2026-08-11', { ...reports.noAccess, sender: 'MOPY' });
  const checkOf = (...events: ProcessEvent[]) => stateWith(...requested, ...events).checks[0];
  expect(checkOf(ours)?.visitsReported).toEqual([`D0002 ${found.key}`]);
  expect(checkOf(theirs)).not.toHaveProperty('visitsReported');
  expect(checkOf(ours)).not.toHaveProperty('visitsSpent');
  expect(checkOf(ours, d0001('2026-08-13', { id: 'again' }))?.visitsSpent).toEqual([found.key]);
  expect(checkOf(d0001('2026-08-13', { id: 'again' }))).not.toHaveProperty('visitsSpent');
});

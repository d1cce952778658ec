/** What a check keeps of its stages: who answered what when, and how many Working Days that took. */
import { describe, expect, test } from 'vitest';
import {
  answersProvisionally,
  answersStage,
  type CheckState,
  countedAt,
  isAwaited,
  keepClaim,
  outstanding,
  raise,
  type StageRecord,
  startStage,
} from '../../src/process/check.ts';
import type { ExceptionRecord } from '../../src/process/exception.ts';
import {
  asksYesOrNo,
  type ExceptionCode,
  exceptionCodes,
  holdsCheck,
  isExceptionCode,
  isNote,
  type ProcessRules,
} from '../../src/process/index.ts';
import { statusOf, workingDaysOver, workingDaysTaken } from '../../src/process/status.ts';
import {
  asked,
  d0002,
  d0150,
  mpan,
  notification,
  openOf,
  ordered,
  reports,
  supplierRules,
  told,
} from './events.ts';

const without: ProcessRules = { ...supplierRules, calendarFor: () => undefined };

describe('Working Days over', () => {
  const over = (dueOn: string, on: string, rules = supplierRules) =>
    workingDaysOver(rules, mpan, dueOn, on);

  test.each([
    ['2026-08-18', 0],
    ['2026-08-19', 1],
    ['2026-08-22', 3],
    ['2026-09-01', 9],
    ['2026-08-17', -1],
    ['2026-08-16', -2],
    ['2026-08-10', -6],
  ])('of the 18th, on %s: %i', (on, days) => {
    expect(over('2026-08-18', on)).toBe(days);
  });

  test('are not known where no calendar covers them', () => {
    expect(over('2026-08-18', '2026-08-19', without)).toBeNull();
    expect(over('2026-08-18', '2199-01-01')).toBeNull();
    expect(over('2199-01-01', '2026-08-18')).toBeNull();
  });
});

describe('Working Days taken', () => {
  const stageOf = (more: Partial<StageRecord>): StageRecord => ({
    ...openOf(told(asked).state).stage,
    startedAt: '2026-08-04T09:00:00Z',
    ...more,
  });
  const answered = '2026-08-10T09:00:00Z';

  test('are counted to the answer, or to when it came where that counts', () => {
    const taken = (more: Partial<StageRecord>, rules = supplierRules) =>
      workingDaysTaken(rules, mpan, stageOf(more));
    expect(taken({ answeredAt: answered, endedAt: answered })).toBe(4);
    const claimed = { D0002: '2026-08-12T09:00:00Z' };
    expect(taken({ answeredAt: answered, endedAt: answered, claimed })).toBe(6);
    expect(taken({ endedAt: answered })).toBeNull();
    expect(taken({ answeredAt: answered, endedAt: answered }, without)).toBeNull();
    expect(taken({ answeredAt: '2199-01-01T09:00:00Z', endedAt: answered })).toBeNull();
    const older: ProcessRules = {
      ...supplierRules,
      calendarFor: (of, at) => (at === null ? supplierRules.calendarFor(of, null) : undefined),
    };
    expect(taken({ answeredAt: answered, endedAt: answered }, older)).toBe(4);
  });

  test('count from what came last of a claim that nobody has accepted', () => {
    const early = '2026-08-09T09:00:00Z';
    const late = '2026-08-12T09:00:00Z';
    const at = (claimed: Record<string, string>, more: Partial<StageRecord> = {}) =>
      countedAt(stageOf({ answeredAt: answered, endedAt: answered, claimed, ...more }));
    expect(at({})).toBe(answered);
    expect(at({ D0002: late })).toBe(late);
    expect(at({ D0002: early })).toBe(answered);
    expect(at({ D0002: early, D0150: late })).toBe(late);
    expect(at({ D0150: late, D0002: early })).toBe(late);
    expect(at({ ended: late }, { answeredAt: null })).toBe(late);
    expect(at({ D0002: late }, { answeredAt: null })).toBe(answered);
  });

  test('a claim is kept by flow, and forgotten where it counts', () => {
    const stage = stageOf({});
    keepClaim(stage, 'D0002', answered);
    keepClaim(stage, 'D0150', answered);
    expect(stage.claimed).toEqual({ D0002: answered, D0150: answered });
    keepClaim(stage, 'D0002', null);
    expect(stage.claimed).toEqual({ D0150: answered });
    keepClaim(stage, 'D0150', null);
    expect(stage).not.toHaveProperty('claimed');
  });
});

describe('a stage', () => {
  test('of no profile cannot begin', () => {
    const machine = supplierRules.machines.get('option-1')!;
    const at = '2026-08-04T09:00:00Z';
    expect(() => startStage(supplierRules, mpan, machine, 'nowhere', at)).toThrow(
      'profile option-1 has no stage nowhere',
    );
    expect(startStage(without, mpan, machine, 'notified', at)).toEqual({
      name: 'notified',
      owner: 'X',
      owes: ['D0001'],
      workingDays: 10,
      endsByReplacement: true,
      startedAt: at,
      deadline: null,
      received: {},
      endedAt: null,
      answeredAt: null,
    });
  });

  test('without a deadline is neither breached nor late', () => {
    const { check, stage } = openOf(told(asked).state);
    const none = { ...stage, deadline: null };
    expect(statusOf(check, stage, '2026-12-01T00:00:00Z')).toBe('breached');
    expect(statusOf(check, stage, stage.deadline!.dueAt)).toBe('breached');
    expect(statusOf(check, none, '2026-12-01T00:00:00Z')).toBe('open');
    const at = '2026-12-01T00:00:00Z';
    expect(statusOf(check, { ...stage, endedAt: at, answeredAt: at }, at)).toBe('late');
    expect(statusOf(check, { ...none, endedAt: at, answeredAt: at }, at)).toBe('met');
    expect(statusOf(check, { ...none, endedAt: at }, at)).toBe('withdrawn');
  });

  test('is answered by what it owes, by a failed visit of who owed the work, or by a decision', () => {
    const owes = (owner: 'X' | 'M', ...flows: string[]): StageRecord => ({
      ...openOf(told(asked).state).stage,
      owner,
      owes: flows,
    });
    expect(answersStage(owes('X', 'D0142'), 'replacementRequested', [])).toBe(true);
    expect(answersStage(owes('M', 'D0002'), 'replacementRequested', [])).toBe(false);
    expect(answersStage(owes('M', 'D0002'), 'replacementRequested', ['STEP_SKIPPED'])).toBe(false);
    expect(answersStage(owes('X', 'D0001'), 'meterReplaced', ['STEP_SKIPPED'])).toBe(true);
    expect(answersStage(owes('X', 'D0001'), 'meterReplaced', [])).toBe(false);
    expect(answersStage(owes('M', 'D0002'), 'workFailed', [])).toBe(true);
    expect(answersStage(owes('X', 'D0001'), 'workFailed', [])).toBe(false);
    expect(answersStage(owes('M', 'D0002'), 'supplierLost', [])).toBe(false);
    expect(answersStage(owes('M', 'D0002'), 'reportedHas', [])).toBe(true);
    for (const signal of [
      'decidedHas',
      'investigationRequested',
      'replacementRequested',
    ] as const) {
      expect(answersStage(owes('X'), signal, [])).toBe(true);
    }
    expect(answersStage(owes('X'), 'reportedHas', [])).toBe(false);
    expect(answersStage(owes('X'), 'supplierLost', [])).toBe(false);
  });

  test('of a closed check is awaited by nobody', () => {
    const { state } = told([...asked, d0002('2026-08-10', reports.has)]);
    const [check] = state.checks;
    expect(outstanding(check!)).toEqual([]);
    expect(isAwaited(check!)).toBe(false);
    expect(answersProvisionally(check!)).toBe(false);
  });
});

describe('a replacement whose removal is awaited', () => {
  const half = d0150('2026-08-20', { meters: [{ id: 'NEW1', installedOn: '2026-08-20' }] });
  const checkWith = (events: Parameters<typeof told>[0], more: Partial<CheckState> = {}) => ({
    ...openOf(told(events).state).check,
    ...more,
  });

  test('answers the stage in which it was told', () => {
    expect(answersProvisionally(checkWith([...ordered, half]))).toBe(true);
    expect(answersProvisionally(checkWith(ordered))).toBe(false);
    expect(isAwaited(checkWith([...ordered, half]))).toBe(false);
    expect(outstanding(checkWith([...ordered, half]))).toEqual([]);
    expect(outstanding(checkWith(ordered))).toEqual(['D0150']);
  });

  test('as version 0.1.0 kept it answers the stage that had begun by then', () => {
    const started = openOf(told(ordered).state).stage.startedAt;
    const kept = (at: string): CheckState =>
      checkWith(ordered, { provisional: { at, key: 'k', newMeters: ['NEW1'] } });
    expect(answersProvisionally(kept('2026-08-20T09:00:00Z'))).toBe(true);
    expect(answersProvisionally(kept(started))).toBe(true);
    expect(answersProvisionally(kept('2026-08-11T09:00:00Z'))).toBe(false);
  });

  test('that came after the deadline, or claims to be older, is awaited all the same', () => {
    const at = (when: string, claimed?: string) =>
      isAwaited(
        checkWith(ordered, {
          provisional: {
            at: when,
            key: 'k',
            newMeters: ['NEW1'],
            stage: 3,
            ...(claimed && { claimed }),
          },
        }),
      );
    expect(at('2026-08-20T09:00:00Z')).toBe(false);
    expect(at('2026-09-20T09:00:00Z')).toBe(true);
    expect(at('2026-08-20T09:00:00Z', '2026-09-20T09:00:00Z')).toBe(true);
  });
});

test('an Exception is raised once, and what was settled stays settled', () => {
  const list: ExceptionRecord[] = [];
  const one = { id: 'a', code: 'REPORT_UNCLEAR', at: '2026-08-04T09:00:00Z', detail: 'd' } as const;
  raise(list, {}, one);
  raise(list, {}, one);
  raise(list, { b: false }, { ...one, id: 'b' });
  raise(list, {}, { ...one, id: 'c', code: 'CHASED' });
  raise(list, {}, { ...one, id: 'b' });
  expect(list.map(({ id, open }) => [id, open])).toEqual([
    ['a', true],
    ['b', false],
    ['c', false],
  ]);
  // A list that has grown otherwise is looked at anew.
  list.push({ ...one, id: 'd', open: true });
  raise(list, {}, { ...one, id: 'd' });
  raise(list, {}, { ...one, id: 'e' });
  expect(list.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('an Exception of a flow names who sent it, one of a row nobody', () => {
  const unclear = told([...asked, d0002('2026-08-10', reports.unclear)]).state.checks[0];
  expect(unclear?.exceptions.map(({ code, sender }) => [code, sender])).toEqual([
    ['REPORT_UNCLEAR', 'MOPX'],
  ]);
  const again = told([...asked, notification('2026-08-06', { id: 'again' })]).state.checks[0];
  expect(again?.exceptions).toHaveLength(1);
  expect(again?.exceptions[0]).not.toHaveProperty('sender');
});

test('which items ask yes or no, and which are notes or hold a check', () => {
  const codes = Object.keys(exceptionCodes) as ExceptionCode[];
  const all = (pick: (code: ExceptionCode) => boolean) => codes.filter(pick).sort().join(' ');
  expect([all(asksYesOrNo), all(holdsCheck), all(isNote)].join('\n')).toMatchSnapshot();
  expect(isExceptionCode('CHASED')).toBe(true);
  expect(isExceptionCode('toString')).toBe(false);
  expect(isExceptionCode('')).toBe(false);
});

import { describe, expect, test } from 'vitest';
import {
  bundledBankHolidays,
  calendarOf,
  deadlineFor,
  dueSoonAt,
  escalationAt,
  isInTime,
  notCovered,
  plainRuleSet,
  type RuleSet,
  ruleSetName,
} from '../../src/calendar/index.ts';

const calendar = calendarOf(bundledBankHolidays, 'england-and-wales')!;
const zone = 'Europe/London';
const cutoff: RuleSet = { cutoff: '17:00', nonWorkingTrigger: 'asIs' };
const rollForward: RuleSet = { cutoff: null, nonWorkingTrigger: 'rollForward' };
const both: RuleSet = { cutoff: '17:00', nonWorkingTrigger: 'rollForward' };

const tenDays = (ruleSet: RuleSet, startedAt: string) =>
  deadlineFor({ calendar, zone, ruleSet, startedAt, workingDays: 10 });

describe('the plain rule set', () => {
  test.each([
    ['2026-08-03T09:00:00Z', '2026-08-03', '2026-08-17', '2026-08-17T23:00:00Z'],
    ['2026-08-02T23:00:00Z', '2026-08-03', '2026-08-17', '2026-08-17T23:00:00Z'],
    ['2026-08-03T22:59:59Z', '2026-08-03', '2026-08-17', '2026-08-17T23:00:00Z'],
    ['2026-11-20T12:00:00Z', '2026-11-20', '2026-12-04', '2026-12-05T00:00:00Z'],
    ['2026-11-21T12:00:00Z', '2026-11-21', '2026-12-04', '2026-12-05T00:00:00Z'],
    ['2026-11-22T12:00:00Z', '2026-11-22', '2026-12-04', '2026-12-05T00:00:00Z'],
    ['2026-03-26T12:00:00Z', '2026-03-26', '2026-04-13', '2026-04-13T23:00:00Z'],
    ['2026-03-13T12:00:00Z', '2026-03-13', '2026-03-27', '2026-03-28T00:00:00Z'],
    ['2026-03-16T12:00:00Z', '2026-03-16', '2026-03-30', '2026-03-30T23:00:00Z'],
    ['2026-10-12T12:00:00Z', '2026-10-12', '2026-10-26', '2026-10-27T00:00:00Z'],
    ['2026-10-09T12:00:00Z', '2026-10-09', '2026-10-23', '2026-10-23T23:00:00Z'],
  ])('%s starts on %s, is due on %s and over at %s', (startedAt, startedOn, dueOn, dueAt) => {
    expect(tenDays(plainRuleSet, startedAt)).toEqual({ startedOn, dueOn, dueAt });
  });
});

describe('the cut-off', () => {
  test('a start at the cut-off is in time, one second later counts as the next Working Day', () => {
    expect(tenDays(cutoff, '2026-08-03T16:00:00Z')).toEqual({
      startedOn: '2026-08-03',
      dueOn: '2026-08-17',
      dueAt: '2026-08-17T16:00:00Z',
    });
    expect(tenDays(cutoff, '2026-08-03T16:00:01Z')).toEqual({
      startedOn: '2026-08-03',
      dueOn: '2026-08-18',
      dueAt: '2026-08-18T16:00:00Z',
    });
  });

  test('is local time: 17:00 is 17:00Z in winter', () => {
    expect(tenDays(cutoff, '2026-11-20T16:30:00Z')).toEqual({
      startedOn: '2026-11-20',
      dueOn: '2026-12-04',
      dueAt: '2026-12-04T17:00:00Z',
    });
  });

  test('Friday evening, Saturday noon and Saturday evening all count as Monday', () => {
    for (const start of ['20T17:30:00', '21T12:00:00', '21T18:00:00', '22T23:59:59']) {
      const startedAt = `2026-11-${start}Z`;
      expect(tenDays(cutoff, startedAt), startedAt).toMatchObject({ dueOn: '2026-12-07' });
      expect(tenDays(both, startedAt), startedAt).toMatchObject({ dueOn: '2026-12-07' });
    }
    expect(tenDays(cutoff, '2026-11-23T17:00:00Z')).toMatchObject({ dueOn: '2026-12-07' });
  });

  test('an answer in the second of the cut-off is in time, one in the second of midnight is not', () => {
    const byCutoff = { dueAt: '2026-08-17T16:00:00Z', ruleSet: ruleSetName(both) };
    expect(isInTime(byCutoff, '2026-08-17T16:00:00Z')).toBe(true);
    expect(isInTime(byCutoff, '2026-08-17T16:00:01Z')).toBe(false);
    const byMidnight = { dueAt: '2026-08-17T23:00:00Z', ruleSet: ruleSetName(rollForward) };
    expect(isInTime(byMidnight, '2026-08-17T22:59:59Z')).toBe(true);
    expect(isInTime(byMidnight, '2026-08-17T23:00:00Z')).toBe(false);
  });
});

describe('rolling forward', () => {
  test('a start on a non-Working Day counts as on the next Working Day', () => {
    expect(tenDays(rollForward, '2026-11-21T12:00:00Z')).toEqual({
      startedOn: '2026-11-21',
      dueOn: '2026-12-07',
      dueAt: '2026-12-08T00:00:00Z',
    });
    expect(tenDays(rollForward, '2026-11-20T20:00:00Z')).toMatchObject({ dueOn: '2026-12-04' });
    expect(tenDays(rollForward, '2026-08-31T12:00:00Z')).toMatchObject({ dueOn: '2026-09-15' });
  });

  test('with the cut-off, a Saturday evening is Monday, not Tuesday', () => {
    expect(tenDays(both, '2026-11-21T18:00:00Z')).toEqual({
      startedOn: '2026-11-21',
      dueOn: '2026-12-07',
      dueAt: '2026-12-07T17:00:00Z',
    });
    expect(tenDays(both, '2026-11-20T18:00:00Z')).toMatchObject({ dueOn: '2026-12-07' });
    expect(tenDays(both, '2026-11-20T17:00:00Z')).toMatchObject({ dueOn: '2026-12-04' });
  });
});

describe('warnings and escalations', () => {
  test('due soon begins with the second Working Day before', () => {
    const warning = { calendar, zone, workingDaysBefore: 2 };
    expect(dueSoonAt({ ...warning, dueOn: '2026-08-17' })).toBe('2026-08-12T23:00:00Z');
    expect(dueSoonAt({ ...warning, dueOn: '2026-12-29' })).toBe('2026-12-23T00:00:00Z');
    expect(dueSoonAt({ ...warning, dueOn: '2026-08-17', workingDaysBefore: 0 })).toBe(
      '2026-08-16T23:00:00Z',
    );
  });

  test('an escalation comes with the end of every fifth Working Day after', () => {
    const escalation = { calendar, zone, dueOn: '2026-08-17', everyWorkingDays: 5 };
    expect(escalationAt({ ...escalation, ruleSet: plainRuleSet, number: 1 })).toBe(
      '2026-08-24T23:00:00Z',
    );
    expect(escalationAt({ ...escalation, ruleSet: plainRuleSet, number: 2 })).toBe(
      '2026-09-01T23:00:00Z',
    );
    expect(escalationAt({ ...escalation, ruleSet: cutoff, number: 1 })).toBe(
      '2026-08-24T16:00:00Z',
    );
  });
});

test('outside the covered years nothing is answered', () => {
  for (const ruleSet of [plainRuleSet, cutoff, rollForward, both]) {
    expect(tenDays(ruleSet, '2028-12-20T18:00:00Z')).toBe(notCovered);
    expect(tenDays(ruleSet, '2029-06-02T18:00:00Z')).toBe(notCovered);
    expect(tenDays(ruleSet, '2028-12-31T18:00:00Z')).toBe(notCovered);
    const late = { calendar, zone, ruleSet, dueOn: '2028-12-28', everyWorkingDays: 5 };
    expect(escalationAt({ ...late, number: 1 })).toBe(notCovered);
  }
  expect(dueSoonAt({ calendar, zone, dueOn: '2008-01-02', workingDaysBefore: 2 })).toBe(notCovered);
});

test('a due date at the very end of the covered years still has its end', () => {
  expect(
    deadlineFor({
      calendar,
      zone,
      ruleSet: plainRuleSet,
      startedAt: '2028-12-28T12:00:00Z',
      workingDays: 1,
    }),
  ).toEqual({ startedOn: '2028-12-28', dueOn: '2028-12-29', dueAt: '2028-12-30T00:00:00Z' });
});

test('a rule set is recorded by name', () => {
  expect([plainRuleSet, cutoff, rollForward, both].map(ruleSetName)).toEqual([
    'plain',
    'cutoff-17:00',
    'roll-forward',
    'cutoff-17:00+roll-forward',
  ]);
});

test.each(['5pm', '117:00', '17:000'])('the cut-off %s is a bug of the caller', (time) => {
  const ruleSet: RuleSet = { cutoff: time, nonWorkingTrigger: 'asIs' };
  expect(() => tenDays(ruleSet, '2026-08-03T09:00:00Z')).toThrow('not a time of day');
});

test('a warning after the deadline, or an escalation before it, is a bug of the caller', () => {
  const due = { calendar, zone, dueOn: '2026-08-17', ruleSet: plainRuleSet };
  expect(() => dueSoonAt({ ...due, workingDaysBefore: -1 })).toThrow(
    'a warning does not come after',
  );
  const escalated = (number: number, everyWorkingDays: number) =>
    escalationAt({ ...due, number, everyWorkingDays });
  expect(() => escalated(0, 5)).toThrow('an escalation comes after');
  expect(() => escalated(1, 0)).toThrow('an escalation comes after');
  expect(escalated(1, 1)).toBe('2026-08-18T23:00:00Z');
});

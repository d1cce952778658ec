import { describe, expect, test } from 'vitest';
import { bundledBankHolidays, calendarOf } from '../../src/calendar/index.ts';
import { type ReportPlan, reportsShape } from '../../src/config/report-plan.ts';
import { dueBetween } from '../../src/report/schedule.ts';

const days = {
  calendar: calendarOf(bundledBankHolidays, 'england-and-wales'),
  zone: 'Europe/London',
};

const plan = (changes: Record<string, unknown>): ReportPlan =>
  reportsShape.parse([{ report: 'breaches', ...changes }])[0]!;

const due = (changes: Record<string, unknown>, after: string, upTo: string) =>
  dueBetween(days, plan(changes), after, upTo).map(({ dueAt, period: { from, to } }) => [
    dueAt,
    from,
    to,
  ]);

describe('each Working Day', () => {
  test('after a weekend and a bank holiday the period goes back to the Working Day before', () => {
    // Monday 31 August 2026 is a bank holiday.
    expect(due({}, '2026-08-27T06:00:00Z', '2026-09-02T05:59:59Z')).toEqual([
      ['2026-08-28T06:00:00Z', '2026-08-27', '2026-08-27'],
      ['2026-09-01T06:00:00Z', '2026-08-28', '2026-08-31'],
    ]);
  });

  test('at the local time, in winter as in summer', () => {
    expect(due({ at: '07:30' }, '2026-10-23T06:30:00Z', '2026-10-26T07:30:00Z')).toEqual([
      ['2026-10-26T07:30:00Z', '2026-10-23', '2026-10-25'],
    ]);
  });

  test('what was written at an instant is not due at that instant again', () => {
    expect(due({}, '2026-08-28T06:00:00Z', '2026-08-28T23:00:00Z')).toEqual([]);
    expect(due({}, '2026-08-28T05:59:59Z', '2026-08-28T06:00:00Z')).toHaveLength(1);
  });
});

test('the first Working Day of a week, about the week before', () => {
  expect(due({ every: 'week' }, '2026-08-20T00:00:00Z', '2026-09-08T00:00:00Z')).toEqual([
    ['2026-08-24T06:00:00Z', '2026-08-17', '2026-08-23'],
    ['2026-09-01T06:00:00Z', '2026-08-24', '2026-08-30'],
    ['2026-09-07T06:00:00Z', '2026-08-31', '2026-09-06'],
  ]);
});

test('the first Working Day of a month, about the month before', () => {
  expect(due({ every: 'month' }, '2026-07-15T00:00:00Z', '2026-09-30T00:00:00Z')).toEqual([
    ['2026-08-03T06:00:00Z', '2026-07-01', '2026-07-31'],
    ['2026-09-01T06:00:00Z', '2026-08-01', '2026-08-31'],
  ]);
  const january = due({ every: 'month' }, '2026-12-31T00:00:00Z', '2027-01-31T00:00:00Z');
  expect(january).toEqual([['2027-01-04T07:00:00Z', '2026-12-01', '2026-12-31']]);
});

test('what shows how things stand is due once, however often it was missed', () => {
  const missed = ['2026-08-03T06:00:00Z', '2026-08-07T12:00:00Z'] as const;
  expect(due({ report: 'deadlines' }, ...missed)).toEqual([['2026-08-07T06:00:00Z', null, null]]);
  expect(due({ period: 'all' }, ...missed)).toEqual([['2026-08-07T06:00:00Z', null, null]]);
  expect(due({ report: 'orphans', period: 'before' }, ...missed)).toHaveLength(4);
});

test('a silence of years brings no flood, and unknown bank holidays no silence', () => {
  expect(due({}, '2019-01-01T00:00:00Z', '2026-08-07T12:00:00Z').length).toBeLessThan(80);
  expect(due({}, '2039-01-03T08:00:00Z', '2039-01-04T08:00:00Z')).toHaveLength(1);
});

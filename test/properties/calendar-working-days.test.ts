import { fc } from '../support/fc.ts';
import { expect, test } from 'vitest';
import {
  addWorkingDays,
  bundledBankHolidays,
  type Calendar,
  calendarOf,
  isWorkingDay,
  notCovered,
  workingDaysBetween,
} from '../../src/calendar/index.ts';

// One promise: Working Days are counted as a person with the published list counts them on a
// calendar, one day after the other, and never past the end of the list.

const holidaysOf = (division: string) =>
  new Set(Object.values(bundledBankHolidays[division] ?? {}).flat());
const yearsOf = (division: string) => new Set(Object.keys(bundledBankHolidays[division] ?? {}));

const divisions = ['england-and-wales', 'scotland'].map((division) => ({
  calendar: calendarOf(bundledBankHolidays, division)!,
  holidays: holidaysOf(division),
  years: yearsOf(division),
}));
type Division = (typeof divisions)[number];

const division = fc.constantFrom(...divisions);
const date = fc
  .integer({ min: 0, max: 8_700 })
  .map((days) => Temporal.PlainDate.from('2007-01-01').add({ days }).toString());
const count = fc.integer({ min: -60, max: 60 });

/** Steps through the days one by one with Temporal and the plain list. */
function oracle({ holidays, years }: Division, start: string, count: number): string {
  let day = Temporal.PlainDate.from(start);
  if (!years.has(String(day.year))) return notCovered;
  for (let left = Math.abs(count); left > 0; ) {
    day = day.add({ days: Math.sign(count) });
    if (!years.has(String(day.year))) return notCovered;
    if (day.dayOfWeek <= 5 && !holidays.has(day.toString())) left -= 1;
  }
  return day.toString();
}

const isAnswer = (calendar: Calendar, start: string, count: number) =>
  addWorkingDays(calendar, start, count) !== notCovered;

test('equals counting on the calendar, refusals included', () => {
  fc.assert(
    fc.property(division, date, count, (division, start, count) => {
      expect(addWorkingDays(division.calendar, start, count)).toBe(oracle(division, start, count));
    }),
    { numRuns: 2_000 },
  );
});

test('the answer is a Working Day, strictly on the far side of the start', () => {
  fc.assert(
    fc.property(division, date, count, ({ calendar }, start, count) => {
      fc.pre(count !== 0 && isAnswer(calendar, start, count));
      const due = addWorkingDays(calendar, start, count);
      expect(isWorkingDay(calendar, due)).toBe(true);
      expect(count > 0 ? due > start : due < start).toBe(true);
    }),
  );
});

test('the Working Days between the start and the answer are the count', () => {
  fc.assert(
    fc.property(division, date, count, ({ calendar }, start, count) => {
      fc.pre(isAnswer(calendar, start, count));
      const due = addWorkingDays(calendar, start, count);
      expect(workingDaysBetween(calendar, start, due)).toBe(count);
    }),
  );
});

test('a later start or a higher count never gives an earlier answer', () => {
  fc.assert(
    fc.property(division, date, date, count, count, ({ calendar }, one, other, few, many) => {
      const [first, second] = one <= other ? [one, other] : [other, one];
      const [less, more] = few <= many ? [few, many] : [many, few];
      fc.pre(isAnswer(calendar, first, few) && isAnswer(calendar, second, few));
      // Day 0 of a count of 0 is not moved to a Working Day, so only like is compared with like.
      fc.pre(less !== 0 && more !== 0);
      expect(addWorkingDays(calendar, first, few) <= addWorkingDays(calendar, second, few)).toBe(
        true,
      );
      fc.pre(isAnswer(calendar, first, less) && isAnswer(calendar, first, more));
      expect(addWorkingDays(calendar, first, less) <= addWorkingDays(calendar, first, more)).toBe(
        true,
      );
    }),
  );
});

test('the counts of neighbouring stretches add up', () => {
  fc.assert(
    fc.property(division, fc.array(date, { minLength: 3, maxLength: 3 }), ({ calendar }, dates) => {
      const [from, middle, to] = dates.sort() as [string, string, string];
      const first = workingDaysBetween(calendar, from, middle);
      const second = workingDaysBetween(calendar, middle, to);
      const whole = workingDaysBetween(calendar, from, to);
      fc.pre(first !== notCovered && second !== notCovered);
      expect(whole).toBe(first + second);
      expect(workingDaysBetween(calendar, to, from)).toBe(mirrored(calendar, from, to, whole));
    }),
  );
});

/** Backwards counts the start and not the end, so the two ends decide the difference. */
function mirrored(calendar: Calendar, from: string, to: string, whole: number | string): number {
  if (from === to) return 0;
  const ends = Number(isWorkingDay(calendar, from)) - Number(isWorkingDay(calendar, to));
  return 0 - (Number(whole) + ends);
}

test('outside the covered years every question is refused', () => {
  const outside = fc.oneof(
    fc.integer({ min: 1950, max: 2007 }).map((year) => `${year}-06-15`),
    fc.integer({ min: 2029, max: 2199 }).map((year) => `${year}-06-15`),
  );
  fc.assert(
    fc.property(division, outside, date, count, ({ calendar }, far, near, count) => {
      expect(isWorkingDay(calendar, far)).toBe(notCovered);
      expect(addWorkingDays(calendar, far, count)).toBe(notCovered);
      expect(workingDaysBetween(calendar, far, near)).toBe(notCovered);
      expect(workingDaysBetween(calendar, near, far)).toBe(notCovered);
    }),
  );
});

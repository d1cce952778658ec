/**
 * A calendar answers questions about Working Days. It is built once from the bank holidays of one
 * division and then only looked up: a deadline costs two array reads. The one rule: every question
 * whose dates (the start and the answer included) leave the covered years is answered with
 * `CALENDAR_NOT_COVERED`, because a missing list of holidays never means "working day".
 */
import assert from 'node:assert/strict';
import { type BankHolidays, yearsOf } from './bank-holidays.ts';
import { dateOfDay, dayNumberOf, dayOfCivil, type LocalDate, weekdayOf } from './day-number.ts';

export const notCovered = 'CALENDAR_NOT_COVERED';
export type NotCovered = typeof notCovered;

export interface Calendar {
  readonly division: string;
  /** The division and a digest of its years and dates: the same holidays give the same version. */
  readonly version: string;
  readonly spans: readonly Span[];
}

/** Consecutive covered years. */
interface Span {
  readonly firstDay: number;
  readonly lastDay: number;
  /** At index i, the number of Working Days before day `firstDay + i`; one entry past the end. */
  readonly before: Readonly<Uint32Array>;
  /** All Working Days in order. */
  readonly workingDates: readonly LocalDate[];
}

/** The calendar of a division; undefined when no year of it is covered. */
export function calendarOf(bankHolidays: BankHolidays, division: string): Calendar | undefined {
  // Keys that are numbers come in their order.
  const years = Object.entries(yearsOf(bankHolidays, division)).map(([year, dates]) => ({
    year: Number(year),
    dates: [...new Set(dates)].sort(),
  }));
  if (years.length === 0) return undefined;
  const holidays = new Set(years.flatMap(({ dates }) => dates.map(dayNumberOf)));
  const text = years.map(({ year, dates }) => `${year}:${dates.join(',')}`).join(';');
  return {
    division,
    version: `${division}@${digestOf(text)}`,
    spans: runsOf(years.map(({ year }) => year)).map((run) => spanOf(run, holidays)),
  };
}

/** Ours: a Working Day is a Monday to Friday that is not a bank holiday of the calendar in force. */
export function isWorkingDay(calendar: Calendar, date: LocalDate): boolean | NotCovered {
  const day = dayNumberOf(date);
  const span = spanAt(calendar, day);
  if (!span) return notCovered;
  return workingDaysBefore(span, day + 1) > workingDaysBefore(span, day);
}

/**
 * The count-th Working Day after the date, or before it when the count is negative. The date
 * itself is day 0 and is not counted whatever day it is; a count of 0 gives the date back.
 */
export function addWorkingDays(
  calendar: Calendar,
  date: LocalDate,
  count: number,
): LocalDate | NotCovered {
  assert(Number.isSafeInteger(count), `not a number of Working Days: ${count}`);
  const day = dayNumberOf(date);
  const span = spanAt(calendar, day);
  if (!span) return notCovered;
  if (count === 0) return date;
  const index =
    count > 0 ? workingDaysBefore(span, day + 1) + count - 1 : workingDaysBefore(span, day) + count;
  return span.workingDates[index] ?? notCovered;
}

/**
 * Working Days after `from` up to and including `to`. Backwards it is the mirror image, negative:
 * Working Days before `from` down to and including `to`. So it undoes `addWorkingDays`.
 */
export function workingDaysBetween(
  calendar: Calendar,
  from: LocalDate,
  to: LocalDate,
): number | NotCovered {
  const fromDay = dayNumberOf(from);
  const toDay = dayNumberOf(to);
  const span = spanAt(calendar, fromDay);
  if (!span || !contains(span, toDay)) return notCovered;
  if (toDay === fromDay) return 0;
  return toDay > fromDay
    ? workingDaysBefore(span, toDay + 1) - workingDaysBefore(span, fromDay + 1)
    : workingDaysBefore(span, toDay) - workingDaysBefore(span, fromDay);
}

const contains = (span: Span, day: number): boolean => day >= span.firstDay && day <= span.lastDay;

const spanAt = (calendar: Calendar, day: number): Span | undefined =>
  calendar.spans.find((span) => contains(span, day));

function workingDaysBefore(span: Span, day: number): number {
  const count = span.before[day - span.firstDay];
  assert(count !== undefined, 'the day lies within the span');
  return count;
}

function runsOf(years: readonly number[]): readonly { first: number; last: number }[] {
  const runs: { first: number; last: number }[] = [];
  for (const year of years) {
    const run = runs.at(-1);
    if (run?.last === year - 1) run.last = year;
    else runs.push({ first: year, last: year });
  }
  return runs;
}

function spanOf(run: { first: number; last: number }, holidays: ReadonlySet<number>): Span {
  const firstDay = dayOfCivil(run.first, 1, 1);
  const lastDay = dayOfCivil(run.last, 12, 31);
  const before = new Uint32Array(lastDay - firstDay + 2);
  const workingDates: LocalDate[] = [];
  for (let day = firstDay; day <= lastDay; day += 1) {
    if (weekdayOf(day) <= 5 && !holidays.has(day)) workingDates.push(dateOfDay(day));
    before[day - firstDay + 1] = workingDates.length;
  }
  return { firstDay, lastDay, before, workingDates };
}

/** FNV-1a, 32 bits: tells versions of the holidays apart in records; it guards nothing. */
function digestOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}

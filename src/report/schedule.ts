/**
 * When a report is due and which days it is about: a question to the calendar, answered from the
 * plan alone. What is due is what lies between the last time that was written and now, so a restart
 * neither repeats one nor misses one.
 *
 * Ours: where bank holidays are not known, Monday to Friday count. A report too many harms nobody.
 */
import {
  type Calendar,
  type Instant,
  instantOfLocal,
  isWorkingDay,
  localDateOf,
} from '../calendar/index.ts';
import type { ReportPlan } from '../config/index.ts';
import { allTime, type Period } from './period.ts';

interface Due {
  readonly dueAt: Instant;
  readonly on: string;
  readonly period: Period;
}

/** The days on which things are done by themselves. */
export interface Days {
  readonly calendar: Calendar | undefined;
  readonly zone: string;
}

/** After so long a silence, older ones are of no use to anybody. */
const daysBackMax = 100;

/** What is due after one instant up to and including another, the oldest first. */
export function dueBetween(days: Days, plan: ReportPlan, after: Instant, upTo: Instant): Due[] {
  const { zone } = days;
  const last = Temporal.PlainDate.from(localDateOf(zone, upTo));
  const earliest = last.subtract({ days: daysBackMax });
  const first = laterOf(Temporal.PlainDate.from(localDateOf(zone, after)), earliest);
  const due: Due[] = [];
  for (let day = first; Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) {
    if (!isDay(days, plan, day)) continue;
    const on = day.toString();
    const dueAt = instantAt(zone, on, plan.at);
    if (dueAt <= after || dueAt > upTo) continue;
    due.push({ dueAt, on, period: periodOf(days, plan, day) });
  }
  // What shows how things stand now needs to be written once, however often it was missed.
  return looksBack(plan) ? due : due.slice(-1);
}

/** The instant of a local time of day, 'HH:MM'. */
export const instantAt = (zone: string, date: string, time: string): Instant =>
  instantOfLocal(zone, `${date}${time}00`.replaceAll(/[-:]/g, ''));

/** Ours: breaches and performance are about a time gone by, the other reports about now. */
const looksBack = ({ report, period }: ReportPlan): boolean =>
  period === undefined ? report === 'breaches' || report === 'performance' : period === 'before';

function isDay(days: Days, { every }: ReportPlan, day: Temporal.PlainDate): boolean {
  if (!isWorking(days, day)) return false;
  if (every === 'workingDay') return true;
  const earlier = every === 'week' ? day.dayOfWeek - 1 : day.day - 1;
  // The first Working Day of its week or month has none before it.
  for (let back = 1; back <= earlier; back += 1) {
    if (isWorking(days, day.subtract({ days: back }))) return false;
  }
  return true;
}

export function isWorking({ calendar }: Days, day: Temporal.PlainDate): boolean {
  const working = calendar === undefined ? null : isWorkingDay(calendar, day.toString());
  return typeof working === 'boolean' ? working : day.dayOfWeek <= 5;
}

/** The week or month before, or the days from the Working Day before up to yesterday. */
function periodOf(days: Days, plan: ReportPlan, day: Temporal.PlainDate): Period {
  if (!looksBack(plan)) return allTime;
  if (plan.every === 'week') {
    const monday = day.subtract({ days: day.dayOfWeek - 1 });
    return periodUpTo(monday.subtract({ days: 7 }), monday);
  }
  if (plan.every === 'month') {
    const first = day.with({ day: 1 });
    return periodUpTo(first.subtract({ months: 1 }), first);
  }
  let before = day.subtract({ days: 1 });
  while (!isWorking(days, before)) before = before.subtract({ days: 1 });
  return periodUpTo(before, day);
}

const periodUpTo = (from: Temporal.PlainDate, end: Temporal.PlainDate): Period => ({
  from: from.toString(),
  to: end.subtract({ days: 1 }).toString(),
});

const laterOf = (one: Temporal.PlainDate, other: Temporal.PlainDate): Temporal.PlainDate =>
  Temporal.PlainDate.compare(one, other) >= 0 ? one : other;

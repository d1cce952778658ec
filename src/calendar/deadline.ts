/**
 * A stage's deadline: from the instant it started and the Working Days it may take to the instant
 * it is over. The one rule: whether something was in time is asked of `isInTime` alone. A day that
 * ends at midnight has no second left at midnight; one that ends at a cut-off has that very second.
 *
 * DCP0030: 10 Working Days for each individual stage. What a Working Day is, that day 0 is not
 * counted, and that the whole of the last day is allowed are ours: no published rule found.
 */
import assert from 'node:assert/strict';
import type { LocalDate } from './day-number.ts';
import { endOfDay, type Instant, instantOfLocal, localDateOf, startOfDay } from './local-time.ts';
import {
  addWorkingDays,
  type Calendar,
  isWorkingDay,
  type NotCovered,
  notCovered,
} from './working-days.ts';

/**
 * Ours: the options of the time rules. Both together are the rule of the Capacity Market
 * regulations: done after 17:00 or on a non-Working Day is done on the next Working Day.
 */
export interface RuleSet {
  /** Local time of day, 'HH:MM', at which a Working Day ends; null where it ends at midnight. */
  readonly cutoff: string | null;
  /** What a start on a non-Working Day counts as: that day, or the next Working Day; with a cut-off always the next. */
  readonly nonWorkingTrigger: 'asIs' | 'rollForward';
}

export const plainRuleSet: RuleSet = { cutoff: null, nonWorkingTrigger: 'asIs' };

export interface Deadline {
  readonly startedOn: LocalDate;
  readonly dueOn: LocalDate;
  readonly dueAt: Instant;
}

/** The deadline of a stage that started at `startedAt`. `startedOn` is that day as it was. */
export function deadlineFor(stage: {
  readonly calendar: Calendar;
  readonly zone: string;
  readonly ruleSet: RuleSet;
  readonly startedAt: Instant;
  readonly workingDays: number;
}): Deadline | NotCovered {
  const { calendar, zone, ruleSet, startedAt, workingDays } = stage;
  const dayZero = dayZeroOf(calendar, zone, ruleSet, startedAt);
  if (dayZero === notCovered) return notCovered;
  const dueOn = addWorkingDays(calendar, dayZero, workingDays);
  if (dueOn === notCovered) return notCovered;
  const startedOn = localDateOf(zone, startedAt);
  return { startedOn, dueOn, dueAt: endOfWorkingDay(zone, ruleSet, dueOn) };
}

/** The local midnight that begins the Working Day that many Working Days before the due one. */
export function dueSoonAt(warning: {
  readonly calendar: Calendar;
  readonly zone: string;
  readonly dueOn: LocalDate;
  readonly workingDaysBefore: number;
}): Instant | NotCovered {
  const { calendar, zone, dueOn, workingDaysBefore } = warning;
  assert(workingDaysBefore >= 0, 'a warning does not come after the deadline');
  const day = addWorkingDays(calendar, dueOn, -workingDaysBefore);
  return day === notCovered ? notCovered : startOfDay(zone, day);
}

/** The end of the Working Day with which an overdue stage is escalated for the number-th time. */
export function escalationAt(escalation: {
  readonly calendar: Calendar;
  readonly zone: string;
  readonly ruleSet: RuleSet;
  readonly dueOn: LocalDate;
  readonly number: number;
  readonly everyWorkingDays: number;
}): Instant | NotCovered {
  const { calendar, zone, ruleSet, dueOn, number, everyWorkingDays } = escalation;
  assert(number >= 1 && everyWorkingDays >= 1, 'an escalation comes after the deadline');
  const day = addWorkingDays(calendar, dueOn, number * everyWorkingDays);
  return day === notCovered ? notCovered : endOfWorkingDay(zone, ruleSet, day);
}

/** The name a stage's record keeps: 'plain', or its options joined by '+'. */
export function ruleSetName(ruleSet: RuleSet): string {
  const options = [
    ...(ruleSet.cutoff === null ? [] : [`${cutoffPrefix}${ruleSet.cutoff}`]),
    ...(ruleSet.nonWorkingTrigger === 'rollForward' ? ['roll-forward'] : []),
  ];
  return options.length === 0 ? 'plain' : options.join('+');
}

/**
 * Ours: whether what was done at `at` keeps a deadline. Times are whole seconds: done in the second
 * of the cut-off (17:00:00) is on time, done in the second of midnight is done the next day.
 */
export const isInTime = (
  { dueAt, ruleSet }: { readonly dueAt: Instant; readonly ruleSet: string },
  at: Instant,
): boolean => at < dueAt || (at === dueAt && ruleSet.startsWith(cutoffPrefix));

const cutoffPrefix = 'cutoff-';

/**
 * The day after which Working Days are counted. Ours: with a cut-off, whatever starts between the
 * cut-off of one Working Day and the next Working Day counts as that next one, so that a later start
 * never has an earlier deadline. Instants are compared, for a local time may occur twice.
 */
function dayZeroOf(
  calendar: Calendar,
  zone: string,
  ruleSet: RuleSet,
  startedAt: Instant,
): LocalDate | NotCovered {
  const startedOn = localDateOf(zone, startedAt);
  const hasCutoff = ruleSet.cutoff !== null;
  if (!hasCutoff && ruleSet.nonWorkingTrigger === 'asIs') return startedOn;
  const working = isWorkingDay(calendar, startedOn);
  if (working === notCovered) return notCovered;
  const countsToday =
    working && (!hasCutoff || startedAt <= endOfWorkingDay(zone, ruleSet, startedOn));
  return countsToday ? startedOn : addWorkingDays(calendar, startedOn, 1);
}

function endOfWorkingDay(zone: string, ruleSet: RuleSet, date: LocalDate): Instant {
  if (ruleSet.cutoff === null) return endOfDay(zone, date);
  assert(/^\d\d:\d\d$/.test(ruleSet.cutoff), `not a time of day: ${ruleSet.cutoff}`);
  return instantOfLocal(zone, `${date}${ruleSet.cutoff}00`.replaceAll(/[-:]/g, ''));
}

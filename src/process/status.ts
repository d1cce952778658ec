/** How a stage stands as of an instant, and how many Working Days it took or is over. */
import type { Instant, LocalDate } from '../calendar/index.ts';
import { isInTime, localDateOf, notCovered, workingDaysBetween } from '../calendar/index.ts';
import {
  type CheckState,
  type Clockwork,
  countedAt,
  isAwaited,
  lastCameAt,
  type StageRecord,
} from './check.ts';

export type StageStatus = 'open' | 'breached' | 'met' | 'late' | 'withdrawn';

/**
 * Status of a stage as of an instant. Ours: a breach is a flag and an alert, never a state, and it
 * stands where only the removal (08A) of the old meter is still awaited and the rest came late.
 */
export function statusOf(check: CheckState, stage: StageRecord, asOf: Instant): StageStatus {
  const { deadline } = stage;
  if (stage.endedAt === null) {
    if (deadline === null || deadline.dueAt > asOf) return 'open';
    return isAwaited(check) || !isInTime(deadline, lastCameAt(check, stage)) ? 'breached' : 'open';
  }
  if (stage.answeredAt === null) return 'withdrawn';
  const at = countedAt(stage) ?? stage.answeredAt;
  return deadline === null || isInTime(deadline, at) ? 'met' : 'late';
}

/** Working Days after the start up to and including the answer; null where there is no answer. */
export function workingDaysTaken(
  clock: Clockwork,
  mpan: string,
  stage: StageRecord,
): number | null {
  if (stage.answeredAt === null) return null;
  const from = localDateOf(clock.zone, stage.startedAt);
  const to = localDateOf(clock.zone, countedAt(stage) ?? stage.answeredAt);
  for (const at of [stage.endedAt, null]) {
    const calendar = clock.calendarFor(mpan, at);
    if (calendar === undefined) continue;
    const days = workingDaysBetween(calendar, from, to);
    if (days !== notCovered) return days;
  }
  return null;
}

/**
 * Working Days over: those after the due date up to and including a day. Before the due date it is
 * negative, the Working Days left; null where the newest calendar does not cover them. Ours: whoever
 * shows or sends the figure asks here, so that all of them say the same at the same time.
 */
export function workingDaysOver(
  clock: Clockwork,
  mpan: string,
  dueOn: LocalDate,
  on: LocalDate,
): number | null {
  const calendar = clock.calendarFor(mpan, null);
  if (calendar === undefined) return null;
  const [first, last] = dueOn <= on ? [dueOn, on] : [on, dueOn];
  const days = workingDaysBetween(calendar, first, last);
  if (days === notCovered) return null;
  return dueOn <= on ? days : 0 - days;
}

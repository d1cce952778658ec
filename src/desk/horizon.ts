/** How near a deadline is, as people ask: over, today, within two Working Days, later. */
import {
  addWorkingDays,
  endOfDay,
  type Instant,
  localDateOf,
  notCovered,
} from '../calendar/index.ts';
import type { Gateway } from '../gateway/index.ts';

export const latenesses = ['breached', 'today', 'soon', 'later'] as const;
type Lateness = (typeof latenesses)[number];

/** How near what is asked for may be; `near` is whatever comes before `later`. */
export const nearnesses = [...latenesses, 'near'] as const;
export type Nearness = (typeof nearnesses)[number];

/** Ours: the desk looks two Working Days ahead, as the alert DUE_SOON does unless told otherwise. */
const soonDays = 2;

/** The instants that part them, as of now. */
export interface Horizon {
  readonly now: Instant;
  readonly today: string;
  readonly todayEnds: Instant;
  /** That of today where no calendar says which days are Working Days. */
  readonly soonEnds: Instant;
}

export function horizonOf({ rules, clock }: Gateway): Horizon {
  const now = clock.now();
  const today = localDateOf(rules.zone, now);
  const todayEnds = endOfDay(rules.zone, today);
  const calendar = rules.calendarFor('', null);
  const last = calendar === undefined ? notCovered : addWorkingDays(calendar, today, soonDays);
  const soonEnds = last === notCovered ? todayEnds : endOfDay(rules.zone, last);
  return { now, today, todayEnds, soonEnds };
}

const endOfTime: Instant = '9999-12-31T23:59:59Z';

/** Deadlines after the first instant and up to the second. */
export function dueWithin(
  { now, todayEnds, soonEnds }: Horizon,
  lateness: Nearness,
): { readonly after: Instant | null; readonly until: Instant } {
  const ends = {
    breached: now,
    today: todayEnds,
    soon: soonEnds,
    later: endOfTime,
    near: soonEnds,
  };
  const begins = { breached: null, today: now, soon: todayEnds, later: soonEnds, near: null };
  return { after: begins[lateness], until: ends[lateness] };
}

/** How near an instant is. */
export const latenessOf = ({ now, todayEnds, soonEnds }: Horizon, at: Instant): Lateness =>
  at <= now ? 'breached' : at <= todayEnds ? 'today' : at <= soonEnds ? 'soon' : 'later';

/** `near` is whatever comes before `later`. */
export const isAsNear = (lateness: string | null, wanted: string): boolean =>
  wanted === 'near' ? lateness !== null && lateness !== 'later' : lateness === wanted;

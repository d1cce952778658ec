/** The only reader of real time. Whole seconds: nothing in this trade is finer. */
import type { Instant } from './calendar/index.ts';

export interface Clock {
  readonly now: () => Instant;
}

/** An instant in whole seconds from whatever precision it had. */
export const wholeSeconds = (instant: Temporal.Instant): Instant =>
  instant.round({ smallestUnit: 'second', roundingMode: 'floor' }).toString();

export const systemClock: Clock = { now: () => wholeSeconds(Temporal.Now.instant()) };

/** A clock that stands where it is put, for stories and tests. */
export function fixedClock(start: Instant): Clock & { set: (at: Instant) => void } {
  let now = start;
  return {
    now: () => now,
    set: (at) => {
      now = at;
    },
  };
}

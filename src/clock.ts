/** The only reader of real time. Whole seconds: nothing in this trade is finer. */
import type { Instant } from './calendar/index.ts';

export interface Clock {
  readonly now: () => Instant;
}

/** An instant in whole seconds from whatever precision it had. */
export const wholeSeconds = (instant: Temporal.Instant): Instant =>
  instant.round({ smallestUnit: 'second', roundingMode: 'floor' }).toString();

/** Asked a dozen times for each file: the text is made once a second (20 µs). */
let second = Number.NaN;
let text = '';

export const systemClock: Clock = {
  now: () => {
    const current = Math.floor(Date.now() / 1_000);
    if (current !== second) {
      second = current;
      text = Temporal.Instant.fromEpochMilliseconds(current * 1_000).toString();
    }
    return text;
  },
};

/** Milliseconds of a clock that nobody can set; only differences between two of them say anything. */
export const monotonicMs = (): number => performance.now();

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

/**
 * A circuit breaker for one lane, and the back-off of one item. A lane that fails again and again is
 * left alone for a while, and then tried with one item before it gets the others. Both are
 * arithmetic over instants; chance comes from outside.
 */
import type { Instant } from '../calendar/index.ts';
import type { Answer } from './answer.ts';

export interface Circuit {
  readonly isOpen: (now: Instant) => boolean;
  readonly hear: (answer: Answer, now: Instant) => void;
}

const failuresMax = 5;
const openSeconds = 60;
const waitSecondsMax = 3_600;

export function newCircuit(): Circuit {
  let failures = 0;
  let openUntil: Instant = '';
  return {
    isOpen: (now) => now < openUntil,
    hear: (answer, now) => {
      // Who refuses one alert for what it is, is there and well.
      failures = answer.outcome === 'failed' ? failures + 1 : 0;
      const wait = answer.outcome === 'failed' ? answer.waitSeconds : null;
      const seconds = Math.max(wait ?? 0, failures >= failuresMax ? openSeconds : 0);
      openUntil = seconds === 0 ? '' : later(now, Math.min(seconds, waitSecondsMax));
    },
  };
}

/** Twice as long after each failure, up to an hour. */
export const waitSeconds = (failures: number, firstSeconds = 30): number =>
  Math.min(waitSecondsMax, firstSeconds * 2 ** (failures - 1));

/** When to try again after so many failures, give or take half. */
export const nextAttemptAt = (failures: number, now: Instant, random: () => number): Instant =>
  later(now, Math.ceil(waitSeconds(failures) * (0.5 + random())));

export const later = (now: Instant, seconds: number): Instant =>
  Temporal.Instant.from(now).add({ seconds }).toString();

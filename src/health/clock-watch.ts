/**
 * Whether the clock can be trusted: wall time against a clock that nobody can set, and against the
 * newest journal entry. After a jump nobody can know which time is right, so work waits a minute for
 * the clock to be put back, and then goes on by the new time; but never far behind the journal,
 * because a gateway whose clock is behind would miss deadlines. Nor is a clock trusted that is behind
 * the newest alert: it would take back what was told, and tell it again.
 */
import type { Instant } from '../calendar/index.ts';

/** Ours: time services move a clock by less, and a deadline is a matter of days. */
const jumpMinSeconds = 60;
const settleMs = 60_000;
/** As `checkClock` has it for the start. */
const behindMaxSeconds = 3_600;

export interface ClockLook {
  /** How far wall time went ahead of real time since the clock was last trusted. */
  readonly skewSeconds: number;
  /** What is wrong; null while the clock is trusted. */
  readonly problem: string | null;
  /** What is waited for in silence, because it is over in a moment; null if nothing is. */
  readonly waits: string | null;
}

type ClockWatch = (
  now: Instant,
  monotonicMs: number,
  newest: Instant | null,
  /** When the newest alert was raised: before that, it would be untrue and be taken back. */
  lastAlertAt: Instant | null,
) => ClockLook;

export function clockWatch(): ClockWatch {
  let trusted: { readonly wall: number; readonly ms: number } | null = null;
  let jump: { readonly seconds: number; readonly ms: number } | null = null;
  return (now, ms, newest, lastAlertAt) => {
    const wall = secondsOf(now);
    trusted ??= { wall, ms };
    const skewSeconds = Math.round(wall - trusted.wall - (ms - trusted.ms) / 1_000);
    if (Math.abs(skewSeconds) < jumpMinSeconds) jump = null;
    else if (jump === null || Math.abs(skewSeconds - jump.seconds) >= jumpMinSeconds) {
      jump = { seconds: skewSeconds, ms };
    }
    const isSettled = jump === null || ms - jump.ms >= settleMs;
    const behind = newest === null ? 0 : secondsOf(newest) - wall;
    if (!isSettled) return { skewSeconds, problem: jumpInWords(skewSeconds, now), waits: null };
    if (behind > behindMaxSeconds) {
      const problem = `the clock says ${now}, but the journal was last written at ${newest}`;
      return { skewSeconds, problem, waits: null };
    }
    const early = lastAlertAt === null ? 0 : secondsOf(lastAlertAt) - wall;
    if (early > 0) {
      const says = `the clock says ${now}, but an alert was raised at ${lastAlertAt}`;
      const isLong = early >= jumpMinSeconds;
      return { skewSeconds, problem: isLong ? says : null, waits: isLong ? null : says };
    }
    jump = null;
    trusted = { wall, ms };
    return { skewSeconds, problem: null, waits: null };
  };
}

const secondsOf = (at: Instant): number => Temporal.Instant.from(at).epochMilliseconds / 1_000;

const jumpInWords = (skew: number, now: Instant): string =>
  skew > 0
    ? `the clock went forward by ${skew} seconds more than time passed, to ${now}; was the machine asleep?`
    : `the clock went back by ${-skew} seconds, to ${now}`;

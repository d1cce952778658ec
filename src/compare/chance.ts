/**
 * Chance without a clock: what happens to a check follows from the seed, the number of the check and
 * what is asked about, never from the option, so that options are compared on the same homes and the
 * same luck. The same seed gives the same answers on every machine.
 */

/** How many Working Days something takes. */
export type TimeTaken =
  /** Log-normal by its median and its 90th of a hundred, to the whole day. */
  | { readonly median: number; readonly p90: number }
  | { readonly always: number }
  /** By Working Day: the chance that it is done then, if not before. What is left never comes. */
  | { readonly chances: readonly number[] };

/** From 0 up to 1, the same each time for the same question. */
export type Chance = (about: Question, time?: number) => number;

const questions = [
  'day',
  'meterOperator',
  'cannotReverse',
  'hasBackstop',
  'isLate',
  'notification',
  'lateNotification',
  'isMigrated',
  'migratesMeanwhile',
  'changes',
  'changeDay',
  'supplierAsks',
  'supplierOrders',
  'supplierDecides',
  'supplierChases',
  'visitDay',
  'exchangeDay',
  'isUnanswered',
  'isRefused',
  'fails',
  'isUnclear',
  'isSettled',
  'isReplacedAtTheCheck',
  'isNotAtHand',
  'isApart',
  'apartDays',
] as const;
export type Question = (typeof questions)[number];

const numberOf = new Map(questions.map((name, index) => [name, index + 1]));

export const chanceOf =
  (seed: number, check: number): Chance =>
  (about, time = 0) =>
    mixed(mixed(mixed(mixed(0x9e3779b9, seed), check), numberOf.get(about) ?? 0), time) / 2 ** 32;

/** The finalizer of MurmurHash3, which spreads every bit over all others. */
function mixed(hash: number, value: number): number {
  let h = Math.imul(hash ^ value, 0xcc9e2d51) + 0xe6546b64;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Ours: nobody plans for a year. */
const daysMax = 250;

/** On which Working Day; null if never. `pace` multiplies it. */
export function waitOf(span: TimeTaken, chance: number, pace = 1): number | null {
  if ('always' in span) return Math.round(span.always * pace);
  if ('chances' in span) {
    let unanswered = 1;
    for (const [day, one] of span.chances.entries()) {
      unanswered *= 1 - one;
      if (1 - unanswered > chance) return Math.round(day * pace);
    }
    return null;
  }
  const spread = Math.log(span.p90 / span.median) / 1.2815515655446004;
  const days = span.median * pace * Math.exp(spread * normalAt(chance));
  return Math.min(daysMax, Math.round(days));
}

/**
 * Where the normal distribution has so much below it: Acklam's approximation, to nine digits
 * everywhere that a 32-bit chance can be.
 */
function normalAt(chance: number): number {
  const p = Math.min(1 - 1e-9, Math.max(1e-9, chance));
  const tail = (q: number): number =>
    (((((-7.784894002430293e-3 * q - 0.3223964580411365) * q - 2.400758277161838) * q -
      2.549732539343734) *
      q +
      4.374664141464968) *
      q +
      2.938163982698783) /
    ((((7.784695709041462e-3 * q + 0.3224671290700398) * q + 2.445134137142996) * q +
      3.754408661907416) *
      q +
      1);
  if (p < 0.02425) return tail(Math.sqrt(-2 * Math.log(p)));
  if (p > 1 - 0.02425) return -tail(Math.sqrt(-2 * Math.log(1 - p)));
  const q = p - 0.5;
  const r = q * q;
  return (
    ((((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r +
      138.357751867269) *
      r -
      30.66479806614716) *
      r +
      2.506628277459239) *
      q) /
    (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r +
      66.80131188771972) *
      r -
      13.28068155288572) *
      r +
      1)
  );
}

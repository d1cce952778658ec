/** The middle and the slow end of many Working Days, of which it is known how often each occurs. */
import assert from 'node:assert/strict';

/** How often each value occurs. */
export type Counts = Map<number, number>;

/** The middle value, or the mean of the two in the middle; null of nothing. */
export function medianOf(counts: ReadonlyMap<number, number>): number | null {
  const middle = sizeOf(counts) / 2;
  const low = valueAt(counts, Math.ceil(middle));
  const high = valueAt(counts, Math.floor(middle) + 1);
  return low === null || high === null ? null : (low + high) / 2;
}

/**
 * The least of the values that so many in a hundred do not exceed (nearest rank), so that it is
 * always a number of days that somebody took; null of nothing.
 */
export function percentileOf(counts: ReadonlyMap<number, number>, percent: number): number | null {
  assert(percent > 0 && percent <= 100, 'a percentile lies above 0 and up to 100');
  // Multiplied before it is divided: 0.07 * 100 is more than 7 in floating point.
  return valueAt(counts, Math.ceil((percent * sizeOf(counts)) / 100));
}

const sizeOf = (counts: ReadonlyMap<number, number>): number =>
  [...counts.values()].reduce((sum, number) => sum + number, 0);

/** The value of a rank, counted from 1 in the order of size. */
function valueAt(counts: ReadonlyMap<number, number>, rank: number): number | null {
  let seen = 0;
  for (const [value, number] of [...counts].sort(([a], [b]) => a - b)) {
    seen += number;
    if (seen >= rank) return value;
  }
  return null;
}

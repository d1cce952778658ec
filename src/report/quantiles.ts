/** The middle and the slow end of a list of Working Days. */
import assert from 'node:assert/strict';

/** The middle value, or the mean of the two in the middle; null of nothing. */
export function medianOf(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1];
  const high = sorted[Math.floor(middle)];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/**
 * The least of the values that so many in a hundred do not exceed (nearest rank), so that it is
 * always a number of days that somebody took; null of nothing.
 */
export function percentileOf(values: readonly number[], percent: number): number | null {
  assert(percent > 0 && percent <= 100, 'a percentile lies above 0 and up to 100');
  const sorted = values.toSorted((a, b) => a - b);
  // Multiplied before it is divided: 0.07 * 100 is more than 7 in floating point.
  return sorted[Math.ceil((percent * sorted.length) / 100) - 1] ?? null;
}

import { describe, expect, test } from 'vitest';
import { medianOf, percentileOf } from '../../src/report/quantiles.ts';
import { seeded } from '../support/seeded.ts';

/** How often each value occurs. */
const countsOf = (values: readonly number[]): Map<number, number> => {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
};

/** By the definition, without sorting: the least value that enough of them do not exceed. */
function percentileByCounting(values: readonly number[], percent: number): number | null {
  const enough = values.filter(
    (one) => values.filter((other) => other <= one).length * 100 >= percent * values.length,
  );
  return enough.length === 0 ? null : Math.min(...enough);
}

/** The value with as many before as behind it; of an even number the middle of two. */
function medianByTakingAway(values: readonly number[]): number | null {
  let left = [...values];
  while (left.length > 2) {
    const least = left.indexOf(Math.min(...left));
    left = left.filter((_, index) => index !== least);
    const most = left.indexOf(Math.max(...left));
    left = left.filter((_, index) => index !== most);
  }
  return left.length === 0 ? null : left.reduce((sum, one) => sum + one, 0) / left.length;
}

describe('against brute force', () => {
  const random = seeded(90);
  const lists = Array.from({ length: 150 }, (_, length) =>
    Array.from({ length }, () => Math.floor(random() * 25)),
  );

  test('percentiles', () => {
    for (const list of lists) {
      for (const percent of [1, 50, 90, 99, 100]) {
        expect(percentileOf(countsOf(list), percent), `${percent} of ${list.join()}`).toBe(
          percentileByCounting(list, percent),
        );
      }
    }
  });

  test('medians', () => {
    for (const list of lists) {
      expect(medianOf(countsOf(list)), list.join()).toBe(medianByTakingAway(list));
    }
  });
});

test('seven in a hundred of a hundred are seven, whatever floating point says', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
  expect(percentileOf(countsOf(hundred), 7)).toBe(7);
});

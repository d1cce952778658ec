import { fc } from '../support/fc.ts';
import { expect, test } from 'vitest';
import { repeatsOf } from '../../src/flow/index.ts';
import { mpanOf } from '../support/flow-files.ts';

const most = 3;

/** The plain way: what was counted of each, in a Map. */
function plainly(mpans: readonly string[]): boolean[] {
  const counts = new Map<string, number>();
  return mpans.map((mpan) => {
    counts.set(mpan, (counts.get(mpan) ?? 0) + 1);
    return (counts.get(mpan) ?? 0) > most;
  });
}

const told = (mpans: readonly string[]): boolean[] => {
  const repeated = repeatsOf(most);
  return mpans.map((mpan, line) => repeated(mpan, line) !== null);
};

test('an MPAN is refused from the first time too many on, whatever stands between', () => {
  // Few numbers, so that they come again, and of far areas, so that all digits count.
  const mpan = fc
    .oneof(fc.nat(9), fc.nat(4_000))
    .chain((n) => fc.constantFrom(10, 15, 23, 99).map((area) => `${area}${mpanOf(n).slice(2)}`));
  fc.assert(
    fc.property(fc.array(mpan, { maxLength: 3_000, size: 'max' }), (mpans) => {
      expect(told(mpans)).toEqual(plainly(mpans));
    }),
    { numRuns: 60 },
  );
});

test('a hundred thousand MPANs are told apart', () => {
  const mpans = Array.from({ length: 100_000 }, (_, n) => mpanOf(n));
  expect(told(mpans)).not.toContain(true);
  expect(told([...mpans, ...mpans, ...mpans, ...mpans]).filter(Boolean)).toHaveLength(100_000);
});

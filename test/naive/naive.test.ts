/** Pawl and the naive process come to the same, whatever happens in whatever order. */
import { expect, test } from 'vitest';
import { differenceOf, inWords, pawl, seedsOf } from './compare.ts';
import { randomHistory } from './random-history.ts';
import { withLinks } from './with-links.ts';
import { withTakenBack } from './with-taken-back.ts';

function differences(
  seed: number,
  histories: number,
  more?: Parameters<typeof differenceOf>[1],
): readonly string[] {
  const nextSeed = seedsOf(seed);
  const found: string[] = [];
  for (let told = 0; told < histories && found.length < 3; told += 1) {
    const difference = differenceOf(nextSeed(), more);
    if (difference !== null) found.push(inWords(difference));
  }
  return found;
}

/** Single histories in which the two once differed. */
const onceDiffered = [
  // Appointed anew on the day on which the appointment ends.
  1_160_027_164,
  // A D0221 that claims to be early ended the stage; a half of the answer that came sooner followed.
  1_200_901_193,
  2_065_807_614, 2_597_949_224, 1_150_414_248,
  // The same of a report of a failed visit.
  446_027_019, 2_740_008_810, 741_635_442, 1_399_383_862,
];

test.each(onceDiffered)('on history %i', (one) => {
  const difference = differenceOf(one);
  expect(difference === null ? '' : inWords(difference)).toBe('');
});

/** Half of a run is the same each time, and half is new. */
const seed = Number(process.env['PAWL_SEED'] ?? Date.now() % 1_000_000);

/** Mutation testing asks once for each of thousands of mutants. */
const isQuick = process.env['PAWL_ROOM'] !== undefined;

test('on a thousand histories that are always the same', () => {
  expect(differences(1, isQuick ? 200 : 1000).join('\n\n')).toBe('');
});

test('on five hundred with linked export MPANs and terminations', () => {
  expect(differences(7, isQuick ? 100 : 500, withLinks).join('\n\n')).toBe('');
});

test('on five hundred in which people take back what they decided', () => {
  expect(differences(11, isQuick ? 100 : 500, withTakenBack).join('\n\n')).toBe('');
});

test.skipIf(isQuick)(`on a thousand others (PAWL_SEED=${seed} npm test tries these again)`, () => {
  expect(differences(seed, 500).join('\n\n'), `seed ${seed}`).toBe('');
  for (const more of [withLinks, withTakenBack]) {
    expect(differences(seed, 500, more).join('\n\n'), `seed ${seed}`).toBe('');
  }
});

test.skipIf(isQuick)(
  'which are no quiet histories: most open a check, many close one, in all three options',
  () => {
    const nextSeed = seedsOf(2);
    const ends: Record<string, number> = {};
    for (let told = 0; told < 1000; told += 1) {
      const history = randomHistory(nextSeed());
      const checks = pawl(history).checks as readonly { readonly outcome: string | null }[];
      for (const outcome of new Set(checks.map((check) => check.outcome ?? 'open'))) {
        const name = `${history.option} ${outcome}`;
        ends[name] = (ends[name] ?? 0) + 1;
      }
    }
    for (const option of ['option-1', 'option-2', 'option-3']) {
      for (const outcome of [
        'open',
        'backstopPresent',
        'meterReplaced',
        'cannotReverse',
        'supplierLost',
      ]) {
        expect(ends[`${option} ${outcome}`] ?? 0, `${option} ${outcome}`).toBeGreaterThan(3);
      }
    }
  },
);

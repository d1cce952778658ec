/** The short form of `npm run proof:floods`: more than comes on any day, and nothing lost or doubled. */
import { expect, test } from 'vitest';
import { type Flooded, manyAtOnce, oneLarge, slowWriters, strangeNames } from './floods.ts';

const nothing = { lost: 0, doubled: 0, problems: 0, lying: 0 };

test.each<readonly [string, () => Promise<Flooded>, Record<string, number>]>([
  ['2,500 files at once', () => manyAtOnce(2_500), { applied: 2_500 }],
  ['a file of 20 MB', () => oneLarge(20_000_000, 500), { 'partly-applied': 1, rejected: 1 }],
  ['writers that take five minutes', () => slowWriters(300), { applied: 7 }],
  ['odd names', () => strangeNames(3), { left: 3 }],
])('%s', async (_, flood, told) => {
  const flooded = await flood();
  expect(flooded).toMatchObject({ ...nothing, told });
});

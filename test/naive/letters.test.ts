/** Letters changed alike in all flows of a history leave its end the same; mixed, they add notes alone. */
import { expect, test } from 'vitest';
import { foldAll, type ProcessEvent } from '../../src/process/index.ts';
import { mpan, supplierRules } from '../process/events.ts';
import type { Told } from './as-events.ts';
import { foundIn, seedsOf } from './compare.ts';
import { chanceOf, randomHistory } from './random-history.ts';
import type { Found } from './seen.ts';

/** Every letter of the Meter Operator becomes the one that is asked for, flow by flow. */
function relettered(told: readonly Told[], letterOf: () => string): readonly Told[] {
  const of = (letter: string): string => (letter === 'M' ? letterOf() : letter);
  return told.map(({ fact, event }) => {
    if (event.kind !== 'flow') return { fact, event };
    const { fromRole, toRole } = event;
    return { fact, event: { ...event, fromRole: of(fromRole), toRole: of(toRole) } };
  });
}

const foundOf = (told: readonly Told[], asOf: string): Found => {
  const events: readonly ProcessEvent[] = told.map(({ event }) => event);
  return foundIn(foldAll(supplierRules, mpan, events, asOf).state, told, asOf);
};

const withoutNotes = ({ checks, loose }: Found) => ({
  loose,
  checks: (checks as readonly { readonly items: readonly string[] }[]).map((check) => ({
    ...check,
    items: check.items.filter((item) => !item.startsWith('ROLE_CHANGED')),
  })),
});

test('on two hundred histories', () => {
  const nextSeed = seedsOf(13);
  for (let told = 0; told < 200; told += 1) {
    const seed = nextSeed();
    const history = randomHistory(seed);
    const plain = foundOf(history.told, history.asOf);
    for (const letter of ['S', 'T']) {
      const changed = foundOf(
        relettered(history.told, () => letter),
        history.asOf,
      );
      expect(changed, `${letter}, seed ${seed}`).toEqual(plain);
    }
    const { next } = chanceOf(seed);
    const mixed = relettered(history.told, () => 'MST'[Math.floor(next() * 3)] ?? 'M');
    expect(withoutNotes(foundOf(mixed, history.asOf)), `seed ${seed}`).toEqual(withoutNotes(plain));
  }
});

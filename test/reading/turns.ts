/**
 * Turns of speech, and words of every kind beside one another: what the tests of each step of a reading
 * are asked about. `turns.txt` has what each expression in `src/reading` looks for, one alternative and
 * one repetition at a time, and what is nearly it; a new expression adds its own.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readingRules } from '../../src/reading/index.ts';
import type { PhraseKind } from '../../src/reading/phrase-kinds.ts';

export const turns: readonly string[] = readFileSync(new URL('turns.txt', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n');

/** One phrase of those that are written as one. */
const first = (phrase: string): string =>
  phrase
    .split(' ')
    .map((part) => part.split('|').find((choice) => choice !== '') ?? '')
    .join(' ');

/** A phrase of each list: the first, or the last. */
export const wordsOfKinds: readonly (readonly [kind: PhraseKind, first: string, last: string])[] = (
  Object.entries(readingRules.lists) as [PhraseKind, { readonly phrases: readonly string[] }][]
).map(([kind, { phrases }]) => [kind, first(phrases[0] ?? ''), first(phrases.at(-1) ?? '')]);

/** Of these lists are the words that a step asks about beside another. */
const asked: ReadonlySet<string> = new Set(
  (
    'names meters meterWords makes stamps otherThings prepositions fillers negations checks standing customers people persons reporters ' +
    'rooms premises settings harmless replaced completed installed exchanging newness oldness oldMeter cannotReverse runsBackwards goesBack ' +
    'copulas affirmsAfter absences confirms sayings smallNumbers parts neutral everyday deeds'
  ).split(' '),
);

/**
 * Clauses of three to six words or turns, always the same ones: of any kind, and twice as often of those
 * that a step asks about beside another, which no pair of words can show.
 */
export function anyWords(many: number): readonly string[] {
  const often = wordsOfKinds.filter(([kind]) => asked.has(kind));
  const short = turns.filter((turn) => /^[a-z]+( [a-z]+)?$/.test(turn));
  let seed = 20_260_605;
  const below = (most: number): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return (seed >>> 8) % most;
  };
  const word = (): string => {
    if (below(6) === 0) return short[below(short.length)] ?? '';
    const from = below(3) > 0 ? often : wordsOfKinds;
    return from[below(from.length)]?.[1 + below(2)] ?? '';
  };
  return Array.from({ length: many }, () => Array.from({ length: 3 + below(4) }, word).join(' '));
}

/** So few that a difference is found, and so many that the list of tests stays short. */
export function inParts<T>(all: readonly T[], size = 200): readonly (readonly [string, T[]])[] {
  const starts = Array.from({ length: Math.ceil(all.length / size) }, (_, at) => at * size);
  return starts.map((from) => [String(all[from]), all.slice(from, from + size)]);
}

/** A word that changes with anything of this. */
export const digestOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12);

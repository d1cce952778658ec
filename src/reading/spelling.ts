/**
 * Spelling finds the known word that is one letter away from a long word that no list has: one letter
 * more, fewer, other, or two in the wrong order. The one rule: where two known words of different
 * meaning are as near, neither is taken, unless both are about something else.
 */
import { remembering } from './remembering.ts';

interface Meaning {
  readonly sign: string;
}

/** What two words about something else have in common; null where one of them is more than that. */
type Common<M extends Meaning> = (one: M, other: M) => M | null;

export type Speller<M extends Meaning> = (word: string) => M | null;

/** Ours: a shorter word is too near to too many others. */
const lengthMin = 5;

/** Ours: a shorter word is never meant, but one that undermines may have been: "ONLLY". */
const shadowMin = 4;

/** The words are asked for when the first unknown word comes. */
export function spellerOf<M extends Meaning>(
  wordsOf: () => readonly (readonly [string, M])[],
  common: Common<M>,
): Speller<M> {
  let near: Map<string, (readonly [string, M])[]> | null = null;
  return remembering(5_000, (word) => {
    if (word.length < lengthMin || !/^[a-z]+$/.test(word)) return null;
    near ??= nearnessOf(wordsOf());
    return meantBy(word, near, common);
  });
}

function nearnessOf<M>(
  words: readonly (readonly [string, M])[],
): Map<string, (readonly [string, M])[]> {
  const near = new Map<string, (readonly [string, M])[]>();
  for (const entry of words) {
    if (entry[0].length < shadowMin || !/^[a-z]+$/.test(entry[0])) continue;
    for (const part of shortened(entry[0])) {
      const all = near.get(part);
      if (all) all.push(entry);
      else near.set(part, [entry]);
    }
  }
  return near;
}

const shortened = (word: string): ReadonlySet<string> =>
  new Set([word, ...Array.from(word, (_, at) => word.slice(0, at) + word.slice(at + 1))]);

function meantBy<M extends Meaning>(
  word: string,
  near: ReadonlyMap<string, readonly (readonly [string, M])[]>,
  common: Common<M>,
): M | null {
  let meant: M | null = null;
  let isShadowed = false;
  const seen = new Set<string>();
  for (const part of shortened(word)) {
    for (const [known, meaning] of near.get(part) ?? []) {
      if (seen.has(known) || !isOneAway(word, known)) continue;
      seen.add(known);
      // A slip of the pen is seldom in the first letter, and is never taken there or in a short word:
      // but where what undermines may have been meant, nothing else is.
      if (known[0] !== word[0] || known.length < lengthMin) {
        isShadowed ||= common(meaning, meaning) === null;
        continue;
      }
      if (meant === null || meant.sign === meaning.sign) meant ??= meaning;
      else if ((meant = common(meant, meaning)) === null) return null;
    }
  }
  return isShadowed && meant !== null && common(meant, meant) !== null ? null : meant;
}

/** One edit, where two neighbours in the wrong order count as one. */
export function isOneAway(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false;
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  const rest = (word: string, from: number): string => word.slice(from);
  if (one.length > other.length) return rest(one, at + 1) === rest(other, at);
  if (one.length < other.length) return rest(one, at) === rest(other, at + 1);
  if (rest(one, at + 1) === rest(other, at + 1)) return true;
  return (
    one[at] === other[at + 1] &&
    one[at + 1] === other[at] &&
    rest(one, at + 2) === rest(other, at + 2)
  );
}

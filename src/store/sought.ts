/**
 * Looking for an MPAN or a file by parts of what is told of it. Words are compared by their letters
 * and digits alone: case, marks and what stands between them do not matter.
 */
import type { Found } from './search.ts';
import type { Sought } from './unit-of-work.ts';

/** Ours: parts of a word from this length on are in the index. */
export const soughtPartMin = 3;

/** "12 Ffordd Tŷ-Gwyn" as "12 ffordd ty gwyn". */
export const wordsIn = (text: string): string[] =>
  plain.test(text) ? [text.toLowerCase()] : wordsApart(text);

/** Most numbers and references are one word as they stand. */
const plain = /^[A-Za-z0-9]+$/;

const wordsApart = (text: string): string[] =>
  text
    .normalize('NFKD')
    .replaceAll(/[\p{M}'’]/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

/** The words that stand, and those that are new, each once. */
export function soughtText(before: string, told: readonly string[]): string {
  const known = new Set(before === '' ? [] : before.split(' '));
  for (const text of told) {
    const words = wordsIn(text);
    for (const word of words) known.add(word);
    // A postcode is said with its blank, or without.
    if (words.length === 2 && words.join('').length <= 8) known.add(words.join(''));
  }
  return [...known].join(' ');
}

/** The note that says up to which MPAN a store of an earlier version can be searched, or that all can. */
export const soughtNote = 'sought-up-to';
export const allSought = 'all';

/** A page of what was found, and after which number the next begins; null after the last. */
interface SoughtPage<Item> {
  readonly found: readonly Item[];
  readonly next: number | null;
}

/** What is looked for: words as `wordsIn` gives them, one of them long enough for the index. */
export interface SoughtBy {
  readonly words: readonly string[];
  readonly after: number | null;
  readonly limit: number;
}

export interface SoughtStore {
  /** MPANs that have all of the words, the newest first; in their addresses too only where said. */
  soughtMpans(by: SoughtBy, inSites: boolean): Promise<SoughtPage<string>>;
  /** Files whose name or identifier has all of the words, the newest first. */
  soughtFiles(kind: 'file' | 'outbox', by: SoughtBy): Promise<SoughtPage<Found>>;
  /** How many there are of these, up to so many. */
  countSought(
    kind: 'site' | 'file' | 'outbox',
    words: readonly string[],
    inSites: boolean,
    most: number,
  ): Promise<number>;
  /** How an MPAN is looked for is made anew from what its journal tells; nothing: no more at all. */
  soughtAnew(mpan: string, words: readonly Sought[]): Promise<void>;
  /** As it stands; null where it cannot be looked for. */
  soughtBy(mpan: string): Promise<Pick<Sought, 'ids' | 'site'> | null>;
}

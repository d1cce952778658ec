/**
 * An address is told by its parts: a number, words that are names, and a word for a street. The one rule:
 * a word that bears on the meter is no part of one.
 */
import type { PhraseKind } from './phrase-kinds.ts';
import { type Token, wordAt } from './shapes.ts';

const partsOfAddresses: ReadonlySet<PhraseKind> = new Set([
  'people',
  'neutral',
  'streets',
  'otherThings',
  'rooms',
  'deeds',
  'everyday',
  'customers',
  'sight',
  'meterWords',
  'premises',
  'reaching',
  'readingWords',
  'ordinary',
]);

/** "14 ELM ROAD", "8 ST JOHNS VIEW", and after AT or VISITED also "ROSE COTTAGE". */
export function endOfAddress(
  kindsOf: (word: string) => ReadonlySet<PhraseKind> | null | undefined,
  tokens: readonly Token[],
  begins: number,
): number | null {
  const kindsAt = (index: number) => kindsOf(wordAt(tokens, index));
  const isPart = (index: number): boolean => {
    const word = wordAt(tokens, index);
    if (word === '' || /\d/.test(word)) return false;
    const kinds = kindsAt(index);
    return (
      word === 'the' ||
      !kinds ||
      kinds.has('streets') ||
      [...kinds].every((kind) => partsOfAddresses.has(kind))
    );
  };
  // "NO 8 FELL VIEW".
  const at = wordAt(tokens, begins) === 'no' ? begins + 1 : begins;
  const isNumbered = /^\d{1,3}[a-d]?$/.test(wordAt(tokens, at));
  const isPlaced = placed.has(wordAt(tokens, at - 1));
  if (!isNumbered && !isPlaced) return null;
  const isNewWord = (index: number): boolean => {
    const kinds = kindsAt(index);
    return !kinds || kinds.has('people');
  };
  let end: number | null = null;
  // "4 HEOL LAS", "12 GLAN YR AFON": in Welsh the street comes first.
  if (isNumbered && welshStreets.has(wordAt(tokens, at + 1))) {
    end = at + 2;
    while (end < at + 5 && end < tokens.length && isNewWord(end)) end += 1;
    return end;
  }
  for (let next = isNumbered ? at + 1 : at; next < at + 4 && isPart(next); next += 1) {
    const isNamed = next > at + (isNumbered ? 1 : 0);
    if (!isNamed || !kindsAt(next)?.has('streets')) continue;
    // Without a number, "AT ROSE COTTAGE" needs a word that is a name and nothing else.
    if (isNumbered || isNewWord(next - 1)) end = next + 1;
  }
  return end;
}

const welshStreets: ReadonlySet<string> = new Set(
  'heol ffordd stryd lon maes bryn glan pant llys clos cae parc rhes plas'.split(' '),
);

/** What stands before a place. */
export const placed: ReadonlySet<string> = new Set(
  'at visited attended from address site'.split(' '),
);

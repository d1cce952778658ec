/**
 * Every sentence of `samples/` with one thing about it changed: a word left out, two words in the other
 * order, a word of another sentence put in, the end of another sentence, a word cut or drawn out. What a
 * pattern hears too much or too little of shows in such sentences first. A row has a letter for each
 * finding, and a word that changes with any words or rule that are cited. What is meant is written anew
 * (`npm test -- test/reading/altered.test.ts --update`); `frozen.test.ts` says what changed in words.
 */
import { describe, expect, test } from 'vitest';
import { sampleFiles, sentencesOf } from './sample-sentences.ts';
import { comesTo } from './settings.ts';

/** Words as they are written, of a sentence and of another; `turn` chooses the place, always alike. */
type Alteration = (words: readonly string[], other: readonly string[], turn: number) => string[];

const placeIn = (words: readonly string[], turn: number): number =>
  turn % Math.max(1, words.length);

const alterations: readonly Alteration[] = [
  (words, _other, turn) => words.toSpliced(placeIn(words, turn), 1),
  (words, _other, turn) => {
    const at = placeIn(words.slice(1), turn);
    return words.toSpliced(at, 2, ...words.slice(at, at + 2).toReversed());
  },
  (words, other, turn) =>
    words.toSpliced(placeIn(words, turn), 0, other[placeIn(other, turn)] ?? ''),
  (words, other) => [
    ...words.slice(0, Math.ceil(words.length / 2)),
    ...other.slice(Math.floor(other.length / 2)),
  ],
  (words, _other, turn) => {
    const at = placeIn(words, turn);
    const word = words[at] ?? '';
    return words.with(at, turn % 2 === 0 ? `${word}s` : word.slice(0, -1));
  },
];

/** So few that a difference is found, and so many that the list of tests stays short. */
const together = 20;

describe.each(sampleFiles)('%s', (name) => {
  const sentences = sentencesOf(name).map(({ sentence }) => sentence.split(' '));
  const starts = Array.from(
    { length: Math.ceil(sentences.length / together) },
    (_, at) => at * together,
  );
  test.each(starts)('from sentence %d', (from) => {
    const rows = sentences.slice(from, from + together).map((words, place) => {
      const turn = from + place;
      const other = sentences[(turn * 7 + 3) % sentences.length] ?? [];
      // Two of the five for each sentence: all five for each take a minute.
      const chosen = [turn, turn + 2].map((at) => alterations[at % alterations.length]);
      return chosen.map((alter) => alter?.(words, other, turn).join(' ') ?? '');
    });
    expect(comesTo('', rows.flat())).toMatchSnapshot();
  });
});

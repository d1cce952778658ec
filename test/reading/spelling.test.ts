/** A word that is one slip of the pen away from a known one, and when it is not taken for it. */
import { fc } from '../support/fc.ts';
import { expect, test } from 'vitest';
import { spellerOf } from '../../src/reading/spelling.ts';

interface Word {
  readonly sign: string;
  /** About something else: such words have that in common. */
  readonly isAside?: boolean;
}

const speller = (words: Readonly<Record<string, Word>>) =>
  spellerOf<Word>(
    () => Object.entries(words),
    (one, other) => (one.isAside && other.isAside ? { sign: 'aside', isAside: true } : null),
  );

const backstop: Word = { sign: 'name' };
const spell = speller({ backstop });

test.each([
  ['backstpo', 'two neighbours in the wrong order'],
  ['bakcstop', 'two neighbours in the wrong order'],
  ['backtop', 'a letter less'],
  ['backsto', 'the last letter less'],
  ['backsstop', 'a letter twice'],
  ['backstopp', 'a letter more at the end'],
  ['backstip', 'another letter'],
  ['backstob', 'another letter at the end'],
])('"%s" is backstop, with %s', (word) => {
  expect(spell(word)).toBe(backstop);
});

test.each([
  ['bacstp', 'two letters less'],
  ['backstoppp', 'two letters more'],
  ['bickstap', 'two other letters'],
  ['pockstab', 'other letters'],
  ['stopback', 'another word'],
  ['ackstop', 'the first letter less'],
  ['packstop', 'another first letter'],
  ['abckstop', 'the first two in the wrong order'],
  ['xbackstop', 'a letter before the first'],
  ['back-stop', 'a mark inside'],
  ['b4ckstop', 'a digit'],
  ['bacsktpo', 'two pairs in the wrong order'],
])('"%s" is not, with %s', (word) => {
  expect(spell(word)).toBeNull();
});

test('a word of five letters is the shortest that is taken, and that is meant', () => {
  const short = speller({ meter: { sign: 'meter' }, seal: { sign: 'seal', isAside: true } });
  expect(short('metre')?.sign).toBe('meter');
  expect(short('mete')).toBeNull();
  expect(short('meterr')?.sign).toBe('meter');
  expect(short('seals')).toBeNull();
  expect(short('sealx')).toBeNull();
});

test('of two words that are as near and mean different things neither is taken', () => {
  const two = speller({ fitted: { sign: 'fitted' }, fitter: { sign: 'fitter' } });
  expect(two('fittex')).toBeNull();
  expect(two('fittted')?.sign).toBe('fitted');
  const same = speller({ fitted: { sign: 'same' }, fitter: { sign: 'same' } });
  expect(same('fittex')?.sign).toBe('same');
});

test('of two words about something else what they have in common is taken', () => {
  const two = speller({
    ladder: { sign: 'ladder', isAside: true },
    ladies: { sign: 'ladies', isAside: true },
    laddie: { sign: 'laddie', isAside: true },
  });
  expect(two('laddee')?.sign).toBe('aside');
  const mixed = speller({ ladder: { sign: 'ladder', isAside: true }, laddes: { sign: 'doubt' } });
  expect(mixed('laddex')).toBeNull();
});

test('nothing is taken where a short word, or another first letter, that undermines may have been meant', () => {
  // ONLY undermines, and is too short to be taken itself.
  const short = { onllo: { sign: 'thing', isAside: true }, only: { sign: 'doubt' } };
  expect(speller(short)('onlly')).toBeNull();
  expect(speller({ ...short, only: { sign: 'thing', isAside: true } })('onlly')?.sign).toBe(
    'thing',
  );
  const first = { otter: { sign: 'otter', isAside: true }, utters: { sign: 'doubt' } };
  expect(speller(first)('otters')).toBeNull();
  expect(speller({ otter: { sign: 'otter', isAside: true } })('otters')?.sign).toBe('otter');
  // A word that matters itself is taken all the same.
  expect(speller({ backstop, jackstop: { sign: 'doubt' } })('backstopp')?.sign).toBe('name');
  expect(speller({ meters: { sign: 'meter' }, peters: { sign: 'doubt' } })('metters')?.sign).toBe(
    'meter',
  );
});

test('the words are asked for once, and only for a word that could be one', () => {
  let asked = 0;
  const lazy = spellerOf<Word>(
    () => {
      asked += 1;
      return [['backstop', backstop]];
    },
    () => null,
  );
  expect([lazy('x'), lazy('b4ckstop'), asked]).toEqual([null, null, 0]);
  expect([lazy('backstpo'), lazy('bacstop'), lazy('zzzzzz'), asked]).toEqual([
    backstop,
    backstop,
    null,
    1,
  ]);
});

test('a known phrase, and a word with a mark or a digit, is never meant', () => {
  const odd = speller({ 'back stop': { sign: 'phrase' }, b4ckstop: { sign: 'digit' } });
  expect(odd('backstop')).toBeNull();
});

test('any one slip after the first letter finds the word, and no word is found by more', () => {
  const letters = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz'.split(''));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 7 }), letters, (at, letter) => {
      const word = 'backstop';
      const other = word.slice(0, at) + letter + word.slice(at + 1);
      const more = word.slice(0, at) + letter + word.slice(at);
      const fewer = word.slice(0, at) + word.slice(at + 1);
      for (const slip of [other, more, fewer])
        expect([slip, spell(slip)]).toEqual([slip, backstop]);
      const twice = `${more}${letter}q`;
      expect([twice, spell(twice)]).toEqual([twice, null]);
    }),
    { seed: 1, numRuns: 200 },
  );
});

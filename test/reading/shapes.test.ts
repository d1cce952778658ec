/** The shapes of words that no list can hold, each by itself: numbers, dates, names and number signs. */
import { expect, test } from 'vitest';
import {
  endOfDate,
  endOfSpacedNumber,
  isCapital,
  isDigit,
  isInitial,
  isName,
  isNumberSign,
  isSmall,
  isWordCode,
  numbersNext,
  shapeOf,
  type Token,
} from '../../src/reading/shapes.ts';

/** The words of a text between its spaces. */
function tokensOf(text: string): readonly Token[] {
  return [...text.matchAll(/\S+/g)].map((found) => ({
    word: found[0].toLowerCase(),
    from: found.index,
    to: found.index + found[0].length,
  }));
}

test('a word is of letters, also accented ones, and of digits', () => {
  for (const mark of 'azAZ09éÀñł语')
    expect([mark, isWordCode(mark.codePointAt(0)!)]).toEqual([mark, true]);
  for (const mark of " /:@[`{-'&£¬×÷–’“…") {
    expect([mark, isWordCode(mark.codePointAt(0)!)]).toEqual([mark, false]);
  }
  // The last mark of general punctuation and the CJK stop are marks; their neighbours are not.
  expect([0x1fff, 0x2000, 0x303f, 0x3040, 0xbf, 0xc0].map(isWordCode)).toEqual([
    true,
    false,
    false,
    true,
    false,
    true,
  ]);
  for (const mark of '0189') expect(isDigit(mark.charCodeAt(0))).toBe(true);
  for (const mark of '/:a') expect(isDigit(mark.charCodeAt(0))).toBe(false);
});

test.each(['ann', 'pickles', 'lynn', 'sky', 'mahmood'])('"%s" may be a name', (word) => {
  expect(isName(word)).toBe(true);
});

test.each(['', 'jo', 'a', 'grrr', 'x9a', 'ann2', "o'neil", 'Ann'])('"%s" may not', (word) => {
  expect(isName(word)).toBe(false);
});

test('a capital and small letters are a name inside a sentence, a second capital may follow', () => {
  const capital = (word: string): boolean =>
    isCapital(`by ${word} x`, tokensOf(`by ${word} x`)[1]!);
  for (const word of ['Haig', 'Lewes', 'McDonald', 'Anna'])
    expect([word, capital(word)]).toEqual([word, true]);
  for (const word of ['haig', 'HAIG', 'Jo', 'Smth', 'Haig2', 'O-Neil', 'McDonaldSon', 'McD']) {
    expect([word, capital(word)]).toEqual([word, false]);
  }
});

test('small letters alone are small', () => {
  const small = (word: string): boolean => isSmall(word, tokensOf(word)[0]);
  expect(['engineer', 'Engineer', 'ENGINEER', 'x9', '9'].map(small)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
  expect(isSmall('engineer', undefined)).toBe(false);
});

test.each([
  ['1930', 'year'],
  ['1999', 'year'],
  ['2000', 'year'],
  ['2019', 'year'],
  ['1929', 'stamp'],
  ['2020', 'stamp'],
  ['12/06/2026', 'date'],
  ['3.8.26', 'date'],
  ['10:30', 'date'],
  ['10.30am', 'date'],
  ['9-11', 'date'],
  ['14th', 'date'],
  ['1st', 'date'],
  ['2nd', 'date'],
  ['3rd', 'date'],
  ['9am', 'date'],
  ['12pm', 'date'],
  ['3.6kw', 'date'],
  ['14:00hrs', 'date'],
  ['60a', 'stamp'],
  ['100amp', 'stamp'],
  ['230v', 'stamp'],
  ['3ph', 'stamp'],
  ['4kw', 'stamp'],
  ['10mins', 'stamp'],
  ['2hr', 'stamp'],
  ['50hz', 'stamp'],
  ['16mm', 'stamp'],
  ['x2', 'stamp'],
  ['10x', 'stamp'],
  ['r1', 'stamp'],
  ['045213', 'stamp'],
  ['1234', 'stamp'],
  ['l98a1234', 'stamp'],
  ['k68', 'smallNumber'],
  ['c11b', 'stamp'],
  ['a100c', 'stamp'],
  ['ab12', 'stamp'],
  ['s2a', 'stamp'],
  ['es10b', 'stamp'],
  ['1x2', 'stamp'],
  ['14', 'smallNumber'],
  ['2b', 'smallNumber'],
  ['123', 'smallNumber'],
  ['m1', 'smallNumber'],
  ['meter', null],
  ['', null],
])('"%s" has the shape %s', (word, shape) => {
  expect(shapeOf(word)).toBe(shape);
});

test.each([
  ['meter no 12345', 1, true],
  ['no 12', 0, true],
  ['nos 12', 0, true],
  ['serial no l98a1', 1, true],
  ['mpan no a1b2', 1, true],
  ['not 12', 0, false],
  ['no backstop', 0, false],
  ['no', 0, false],
  ['meter no l9', 1, false],
  ['has no l98a1', 1, false],
  ['no l98a1', 0, false],
])('in "%s" the word at %d is a number sign: %s', (text, at, is) => {
  expect(isNumberSign(tokensOf(text), at)).toBe(is);
});

test.each([
  ['meter no', ' 123', true],
  ['msn nos', ' 45a6', true],
  ['has no', ' 1', true],
  ['msn no', ' a45', true],
  ['has no', ' a45', false],
  ['meter no', ' backstop', false],
  ['meter no', '', false],
  ['meter not', ' 123', false],
  ['', ' 123', false],
  // A number that is far away is not meant.
  ['meter no', '           1', false],
])('after "%s." comes "%s": its number follows: %s', (before, after, is) => {
  expect(numbersNext(`${before}.${after}`, before.length + 1, tokensOf(before))).toBe(is);
});

test('an initial is one letter, but A is a word, and N and Y are answers', () => {
  expect('abjmowz'.split('').filter(isInitial).join('')).toBe('bjmowz');
  expect(['n', 'y', 'a', '1', 'bb', ''].some(isInitial)).toBe(false);
});

test.each([
  ['4 june 2024', 3],
  ['4 june', 2],
  ['4th of june', 3],
  ['4th of june 26', 4],
  ['june 4th', 2],
  ['june 4 2024', 3],
  ['31 dec', 2],
  ['29th sept ok', 2],
  ['1st may 1998', 3],
  ['september 30', 2],
  ['2nd january', 2],
  ['4 june 123', 2],
  ['4 june 3024', 2],
  ['32 june', null],
  ['0 june', 2],
  ['4 of 5', null],
  ['4 of', null],
  ['june', null],
  ['june backstop', null],
  ['4 backstop', null],
  ['backstop 4 june', null],
  ['x4 june', null],
  ['4 junes', null],
  ['4thx june', null],
])('a date at the start of "%s" ends at word %s', (text, end) => {
  expect(endOfDate(tokensOf(text), 0)).toBe(end);
});

test('a date is looked for from the word that is asked about', () => {
  expect(endOfDate(tokensOf('on 4 june 2024 ok'), 1)).toBe(4);
});

test.each([
  ['54 221', 2],
  ['1 000', 2],
  ['123 456', 2],
  ['1234 567', null],
  ['54 22', null],
  ['54 2211', null],
  ['x54 221', null],
  ['54 221x', null],
  ['54', null],
])('a reading with a space in "%s" ends at word %s', (text, end) => {
  expect(endOfSpacedNumber(tokensOf(text), 0)).toBe(end);
});

test.each(['ab12am', 's12pm', 'x3rd', 'k4th'])(
  '"%s" begins with no figure, and is no date',
  (word) => {
    expect(shapeOf(word)).toBe('stamp');
  },
);

import { expect, test } from 'vitest';
import { isWritable, plainText, withoutControls } from '../../src/flow/plain-text.ts';

test.each([
  ['plain text stays as it is', '  MTR OK ~ ', 'MTR OK ~'],
  ['two spaces of plain text stay', 'a  b', 'a  b'],
  ['those of other text are one, and none stands at an end', ' é  b ', 'e b'],
  ['letters lose their marks', 'Café Öl', 'Cafe Ol'],
  ['also where mark and letter are two characters', 'Cafe\u0301', 'Cafe'],
  ['curly quotes and long dashes have a plain form', '\u2018a\u2019 \u2013 b', "'a' - b"],
  ['tabs and line ends are one space', 'a\t\r\n b', 'a b'],
  ['a space of another width is a space', 'a\u2003b\u00a0c', 'a b c'],
  ['what only steers how it is shown is gone', 'a\u202eb\u200dc', 'abc'],
  ['a mark that no letter took up is gone', 'x\u0327\u0327'.slice(0, 1) + '\u0488y', 'xy'],
  ['bytes that were UTF-8 to their sender are so to us', 'Caf\u00c3\u00a9', 'Cafe'],
  ['bytes that are no UTF-8 are read one by one', 'Caf\u00e9 \u00e9', 'Cafe e'],
])('%s', (_, text, plain) => {
  expect(plainText(text)).toBe(plain);
});

test('a character without a plain form stays, so that it is seen and refused', () => {
  expect(plainText('a\ufffdb')).toBe('a\ufffdb');
  expect(plainText('a\ue000b')).toBe('a\ue000b');
});

test('control characters are spaces, several are one, and none stands at an end', () => {
  expect(withoutControls('\u0000a\r\n\tb\u2028c\u2029')).toBe('a b c');
  expect(withoutControls('a  b é')).toBe('a  b é');
});

test.each(['|', '\r', '\n', '\u0100', '\uffff'])('%j cannot be written', (character) => {
  expect(isWritable(`a${character}b`)).toBe(false);
});

test('all else of one byte can', () => {
  expect(isWritable(' ~é\u00ff\t')).toBe(true);
  expect(isWritable('')).toBe(true);
});

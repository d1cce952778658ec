import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadCatalogue } from '../../src/shipped-flows.ts';
import { blankedFile } from '../../src/intake/blank-file.ts';
import { linePieces, linePiecesOf, linesOfText } from '../../src/intake/line-pieces.ts';
import { mentionOf, mentionOfOthers, seeker } from '../../src/intake/mentions.ts';
import { detailsFile, makeFlowFile, mpanOf } from '../support/flow-files.ts';
import { tempFolder } from '../support/workspace.ts';

const mpan = mpanOf(1);
const other = mpanOf(2);
const mentions = mentionOf(new Set([mpan]));
const catalogue = loadCatalogue();

const textOf = (pieces: Iterable<Uint8Array>): string =>
  Buffer.concat([...pieces]).toString('latin1');
const blankedText = (text: string): string =>
  textOf(blankedFile(catalogue, () => linePiecesOf(text), { mentions }).bytes());
const blanked = (text: string): string[] => linesOfText(blankedText(text));

const spaced = `${mpan.slice(0, 2)} ${mpan.slice(2, 6)} ${mpan.slice(6, 10)} ${mpan.slice(10)}`;
const utf16 = (text: string, isBigEndian: boolean): string => {
  const bytes = Buffer.from(text, 'utf16le');
  return (isBigEndian ? bytes.swap16() : bytes).toString('latin1');
};

test('an MPAN is found as a whole number, not within a longer one', () => {
  expect(mentions(`a ${mpan}|`)).toBe(true);
  expect(mentions(`9${mpan}`)).toBe(false);
  expect(mentions(`${mpan}0`)).toBe(false);
  expect(mentions(other)).toBe(false);
  expect(mentionOfOthers(mpan)(`${mpan} ${mpan}`)).toBe(false);
  expect(mentionOfOthers(mpan)(`${mpan},${other}`)).toBe(true);
});

test('an MPAN typed in groups of digits is found, and in UTF-16 of either end', () => {
  expect(mentions(`a,"${spaced}",b`)).toBe(true);
  expect(mentions(mpan.split('').join(' '))).toBe(true);
  expect(mentions(`${mpan} 20260803`)).toBe(true);
  expect(mentions(`20260803 ${spaced}`)).toBe(true);
  const unbroken = spaced.replaceAll(' ', '\u00a0');
  expect(mentions(unbroken)).toBe(true);
  expect(mentions(Buffer.from(unbroken, 'utf8').toString('latin1'))).toBe(true);
  for (const isBig of [false, true]) {
    expect(mentions(utf16(`a,${spaced},b`, isBig))).toBe(true);
    expect(mentions(utf16(`9${mpan}`, isBig))).toBe(false);
  }
  expect(mentions(`${spaced.slice(0, -3)},${spaced.slice(-3)}`)).toBe(false);
  expect(mentions(`${spaced.slice(0, -3)}\n${spaced.slice(-3)}`)).toBe(false);
});

test('wherever a piece ends, the same is found', () => {
  const texts = [`a ${spaced}|b`, mpan, `x9${mpan}`, `${mpan}0`, utf16(`é ${spaced},`, true)];
  for (const text of texts) {
    for (let at = 0; at <= text.length; at += 1) {
      const seek = seeker(mentions);
      const found = [seek(text.slice(0, at), false), seek(text.slice(at), true)];
      expect(found.includes(true), `${text} at ${at}`).toBe(mentions(text));
    }
  }
});

test('all records of an instance lose all but their group, whichever level they are of', () => {
  const file = detailsFile('0000000001', [other, mpan, mpanOf(3)]);
  const lines = linesOfText(file);
  const after = blanked(file);
  expect(after.slice(6, 11)).toEqual(['288|\r\n', '289|\r\n', '290|\r\n', '293|\r\n', '08A|\r\n']);
  expect([...after.slice(0, 6), ...after.slice(11)]).toEqual([
    ...lines.slice(0, 6),
    ...lines.slice(11),
  ]);
});

test('a flow that the catalogue does not know is blanked from one first group to the next', () => {
  const records = [`AAA|${other}|`, 'BBB|x|', `AAA|${mpan}|`, 'BBB|Private Lane|', `AAA|${other}|`];
  const file = makeFlowFile({ flow: 'D9999001', records, lineEnd: '\n' });
  expect(blanked(file).slice(1, 6)).toEqual([
    `AAA|${other}|\n`,
    'BBB|x|\n',
    'AAA|\n',
    'BBB|\n',
    `AAA|${other}|\n`,
  ]);
});

test('a row of a CSV leaves as many empty lines as it had, quoted line ends among them', () => {
  const rows = [
    'mpan,remarks',
    `${mpan},"gate,\nthen ""left"""`,
    `${other},"a\nb"`,
    `${spaced},last`,
  ];
  expect(blankedText(rows.join('\n'))).toBe(`mpan,remarks\n\n\n${other},"a\nb"\n`);
});

test('a file whose line ends were lost is blanked with its header', () => {
  expect(blankedText(`ZHV|0000000101|D0002001|004|${mpan}|005|MR SECRET|`)).toBe('ZHV|');
});

describe.each([
  ['little', false],
  ['big', true],
] as const)('a file in UTF-16, %s end first', (_name, isBig) => {
  const inUtf16 = (text: string): string => utf16(`\ufeff${text}`, isBig);
  const back = (text: string): string => {
    const bytes = Buffer.from(text, 'latin1');
    return (isBig ? bytes.swap16() : bytes).toString('utf16le').replace('\ufeff', '');
  };

  test('keeps its lines, and what it says of others', () => {
    const file = detailsFile('0000000001', [other, mpan]);
    expect(back(blankedText(inUtf16(file)))).toBe(blankedText(file));
    const csv = `mpan,remarks\r\n${spaced},"gate\r\nleft"\r\n${other},kept\r\n${mpan},last`;
    expect(back(blankedText(inUtf16(csv)))).toBe(blankedText(csv));
  });
});

test('a file is read line by line whatever its size, and every byte comes back', () => {
  const path = join(tempFolder(), 'large.csv');
  const text = `${'é,'.repeat(100_000)}\r\n`.repeat(11);
  writeFileSync(path, text, 'latin1');
  const pieces = [...linePieces(path)];
  expect(pieces).toHaveLength(11);
  expect(pieces.map((piece) => piece.text).join('') === text).toBe(true);
});

test.each(['\r', '\n', '\r\n'])(
  'a CSV whose lines end with %j keeps what it says of others',
  (end) => {
    const path = join(tempFolder(), 'rows.csv');
    const rows = ['mpan,remarks', `${other},a`, `${mpan},"b${end}c"`, `${other},d`];
    writeFileSync(path, rows.join(end) + end, 'latin1');
    // Wherever a piece ends, also between CR and LF.
    for (let size = 3; size < 70; size += 1) {
      const file = blankedFile(catalogue, () => linePieces(path, size), { mentions });
      expect(textOf(file.bytes())).toBe(
        ['mpan,remarks', `${other},a`, '', '', `${other},d`, ''].join(end),
      );
      expect([1, 2, 3, 4, 5].filter((line) => file.lines.has(line))).toEqual([3, 4]);
    }
  },
);

test('a CR within a record of a flow file ends no line', () => {
  const path = join(tempFolder(), 'one.usr');
  const text = makeFlowFile({
    records: [`004|${other}|A\rB|20260803|`, `004|${mpan}|C\rD|20260803|`],
  });
  writeFileSync(path, text, 'latin1');
  const file = blankedFile(catalogue, () => linePieces(path, 64), { mentions });
  expect([1, 2, 3, 4].filter((line) => file.lines.has(line))).toEqual([3]);
  expect(textOf(file.bytes())).toBe(text.replace(/004\|[^|]*\|C\rD.*/, '004|'));
});

test('a line of any length is read in pieces, and blanked where the MPAN lies across two', () => {
  const path = join(tempFolder(), 'long.csv');
  const size = 64;
  const long = (fill: number, number: string): string =>
    `head\r\nMR SECRET ${'x'.repeat(fill)},${number},${'y'.repeat(500)}\r\n${other},kept\r\n`;
  for (let fill = 0; fill <= 2 * size; fill += 1) {
    for (const number of [mpan, spaced]) {
      writeFileSync(path, long(fill, number), 'latin1');
      const read = () => linePieces(path, size);
      expect(Math.max(...[...read()].map(({ text }) => text.length))).toBeLessThan(3 * size);
      const file = blankedFile(catalogue, read, { mentions });
      expect(textOf(file.bytes())).toBe(`head\r\n\r\n${other},kept\r\n`);
      expect([1, 2, 3].filter((line) => file.lines.has(line))).toEqual([2]);
    }
  }
});

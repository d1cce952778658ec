import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadCatalogue } from '../../src/engine.ts';
import { blankedLines, linesOfFile, linesOfText, mentionOf } from '../../src/gateway/blank-file.ts';
import { detailsFile, makeFlowFile, mpanOf } from '../support/flow-files.ts';
import { tempFolder } from '../support/workspace.ts';

const mpan = mpanOf(1);
const other = mpanOf(2);
const mentions = mentionOf(new Set([mpan]));
const catalogue = loadCatalogue();

const blanked = (text: string): string[] =>
  [...blankedLines(catalogue, linesOfText(text), mentions)].map((line) => line.text);

test('an MPAN is found as a whole number, not within a longer one', () => {
  expect(mentions(`a ${mpan}|`)).toBe(true);
  expect(mentions(`9${mpan}`)).toBe(false);
  expect(mentions(`${mpan}0`)).toBe(false);
  expect(mentions(other)).toBe(false);
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
    `${mpan},last`,
  ];
  expect(blanked(rows.join('\n'))).toEqual([
    'mpan,remarks\n',
    '\n',
    '\n',
    `${other},"a\n`,
    'b"\n',
    '',
  ]);
});

test('a file is read line by line whatever its size, and every byte comes back', () => {
  const path = join(tempFolder(), 'large.csv');
  const text = `${'é,'.repeat(100_000)}\r\n`.repeat(11);
  writeFileSync(path, text, 'latin1');
  const lines = [...linesOfFile(path)];
  expect(lines).toHaveLength(11);
  expect(lines.join('') === text).toBe(true);
});

import { fc } from '../support/fc.ts';
import { parseString } from 'fast-csv';
import { expect, test } from 'vitest';
import { createRowReader, pieceText } from '../../src/flow/rows.ts';

const piece = fc
  .string({ unit: fc.constantFrom(...'ABC019 "\'\\,;-'.split('')), maxLength: 8 })
  // The general one takes a piece of nothing but spaces for an empty piece.
  .map((text) => (text.trim() === '' ? '' : text));
const record = fc
  .array(piece, { minLength: 1, maxLength: 8 })
  // A line of spaces is blank to a reader of flows, and not to a reader of tables.
  .filter((pieces) => pieces.join('|').trim() !== '');
const lineEnd = fc.constantFrom('\n', '\r\n');

const ours = (text: string): string[][] => {
  const rows: string[][] = [];
  const reader = createRowReader(4_000, (row) => {
    rows.push(Array.from({ length: row.pieces }, (_, index) => pieceText(row, index)));
  });
  reader.push(Buffer.from(text, 'latin1'));
  reader.end();
  return rows;
};

const theirs = (text: string): Promise<string[][]> =>
  new Promise((resolve, reject) => {
    const rows: string[][] = [];
    parseString<string[], string[]>(text, { delimiter: '|', quote: null, ignoreEmpty: false })
      .on('error', reject)
      .on('data', (row) => rows.push(row))
      .on('end', () => resolve(rows));
  });

test('the tokenizer agrees with a general one on well-formed records', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(record, { minLength: 1, maxLength: 20 }),
      lineEnd,
      async (records, end) => {
        const text = records.map((pieces) => pieces.join('|') + end).join('');
        expect(ours(text)).toEqual(records);
        expect(await theirs(text)).toEqual(records);
      },
    ),
    { numRuns: 300 },
  );
});

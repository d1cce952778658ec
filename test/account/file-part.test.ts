import { expect, test } from 'vitest';
import { partOf } from '../../src/account/file-part.ts';

/** Lines of a part as text, with the file cut into pieces of a size. */
async function part(text: string, from: number, to: number, pieceSize = 1_000_000) {
  const bytes = Buffer.from(text, 'latin1');
  const pieces = Array.from({ length: Math.ceil(bytes.length / pieceSize) }, (_, index) =>
    bytes.subarray(index * pieceSize, (index + 1) * pieceSize),
  );
  const { head, lines, isMore } = await partOf(pieces, from, to);
  return {
    head: head === null ? null : [head.line, head.bytes.toString('latin1')],
    lines: lines.map(({ line, bytes: own }) => `${line} ${own.toString('latin1')}`),
    isMore,
  };
}

const file = '\r\nZHV|1\r\n001|A\r\n\r\n002|B\nZPT|1';

test('the lines that are asked for, wherever the file is cut', async () => {
  for (const pieceSize of [1, 2, 3, 7, 1_000]) {
    expect(await part(file, 3, 5, pieceSize)).toEqual({
      head: [2, 'ZHV|1'],
      lines: ['3 001|A', '4 ', '5 002|B'],
      isMore: true,
    });
    expect(await part(file, 6, 9, pieceSize)).toEqual({
      head: [2, 'ZHV|1'],
      lines: ['6 ZPT|1'],
      isMore: false,
    });
  }
});

test('all of a file, none of it, and an empty one', async () => {
  expect((await part(file, 1, 6)).isMore).toBe(false);
  expect((await part(`${file}\r\n`, 1, 6)).isMore).toBe(false);
  expect(await part(file, 7, 9)).toMatchObject({ lines: [], isMore: false });
  expect(await part('', 1, 9)).toEqual({ head: null, lines: [], isMore: false });
});

test('a line of any length costs no more than what is shown of it', async () => {
  const { lines, isMore } = await part(`${'x'.repeat(100_000)}\nnext`, 1, 2, 10_000);
  expect(lines.map((line) => line.length)).toEqual([8_194, 6]);
  expect(isMore).toBe(false);
});

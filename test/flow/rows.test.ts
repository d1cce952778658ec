import { describe, expect, test } from 'vitest';
import {
  bytesOf,
  createRowReader,
  rowKeyOf,
  pieceText,
  type Row,
  recordKey,
  unixLineEnds,
} from '../../src/flow/rows.ts';

interface Seen {
  readonly line: number;
  readonly pieces: readonly string[];
  readonly printable: boolean;
  readonly tooLong: boolean;
}

const copyOf = (row: Row): Seen => ({
  line: row.line,
  pieces: Array.from({ length: row.pieces }, (_, index) => pieceText(row, index)),
  printable: row.printable,
  tooLong: row.tooLong,
});

function rowsOf(text: string, lineMaxBytes = 100, pieceBytes = text.length): Seen[] {
  const seen: Seen[] = [];
  const reader = createRowReader(lineMaxBytes, (row) => seen.push(copyOf(row)));
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    reader.push(bytes.subarray(at, at + pieceBytes));
  }
  reader.end();
  return seen;
}

const plain = (line: number, ...pieces: string[]): Seen => ({
  line,
  pieces,
  printable: true,
  tooLong: false,
});

test.each<[string, string, Seen[]]>([
  ['nothing', '', []],
  ['one record', 'A|B|\n', [plain(1, 'A', 'B', '')]],
  ['a last record without line end', 'A|B', [plain(1, 'A', 'B')]],
  ['CRLF', 'A|B\r\nC\r\n', [plain(1, 'A', 'B'), plain(2, 'C')]],
  ['a lone CR at the very end', 'A|B\r', [plain(1, 'A', 'B')]],
  ['blank lines, which count', '\n\r\nA\n \t\n\nB\n\u001a', [plain(3, 'A'), plain(6, 'B')]],
  ['only bars', '||', [plain(1, '', '', '')]],
  ['empty pieces', 'A||B', [plain(1, 'A', '', 'B')]],
  ['the last printable characters', 'A|{}~', [plain(1, 'A', '{}~')]],
])('%s', (_, text, expected) => {
  for (const pieceBytes of [1, 2, 3, 1000]) expect(rowsOf(text, 100, pieceBytes)).toEqual(expected);
});

test.each(['A|\u0000', 'A\t|B', 'é|', 'A\rB', '\u007f', '\u0080|', '\u00ff'])(
  '%j is not printable',
  (text) => {
    expect(rowsOf(text)[0]?.printable).toBe(false);
  },
);

describe('a record beyond the limit', () => {
  test.each([1, 2, 5, 1000])(
    'is cut there, and the next is whole (pieces of %i bytes)',
    (bytes) => {
      const text = `${'AB|'.repeat(10)}\nC|D\n${'E'.repeat(11)}\r\nF`;
      expect(rowsOf(text, 10, bytes)).toEqual([
        { line: 1, pieces: ['AB', 'AB', 'AB', 'A'], printable: false, tooLong: true },
        plain(2, 'C', 'D'),
        { line: 3, pieces: ['E'.repeat(10)], printable: false, tooLong: true },
        plain(4, 'F'),
      ]);
    },
  );

  test.each(['\n', '\r\n', '', '\r'])('exactly at the limit it is whole, ended by %j', (end) => {
    for (const bytes of [1, 3, 1000]) {
      expect(rowsOf(`${'A'.repeat(10)}${end}`, 10, bytes)).toEqual([plain(1, 'A'.repeat(10))]);
    }
  });

  test('of blanks alone it is told all the same, and the last one once', () => {
    expect(rowsOf(`${' '.repeat(20)}\nA`, 10)).toEqual([
      { line: 1, pieces: [' '.repeat(10)], printable: false, tooLong: true },
      plain(2, 'A'),
    ]);
    for (const bytes of [1, 7, 1000]) expect(rowsOf('A'.repeat(30), 10, bytes)).toHaveLength(1);
  });

  test('a bar at the limit is no more of it', () => {
    expect(rowsOf(`${'A'.repeat(10)}|X`, 10)[0]?.pieces).toEqual(['A'.repeat(10)]);
    expect(rowsOf(`${'A'.repeat(9)}||X`, 10)[0]?.pieces).toEqual(['A'.repeat(9), '']);
  });

  test('more pieces than the first table of cuts holds are all seen', () => {
    const pieces = Array.from({ length: 300 }, (_, index) => `p${index}`);
    for (const bytes of [7, 5000]) {
      expect(rowsOf(`${pieces.join('|')}\nA|B`, 5000, bytes)).toEqual([
        plain(1, ...pieces),
        plain(2, 'A', 'B'),
      ]);
    }
    expect(rowsOf('|'.repeat(500), 1000)[0]?.pieces).toHaveLength(501);
  });
});

describe('held text', () => {
  function heldOf(text: string, lineMaxBytes: number, pieceBytes: number): string[] {
    const held: string[] = [];
    let holding = false;
    const take = (): void => {
      if (holding) held.push(unixLineEnds(reader.heldText()));
    };
    const reader = createRowReader(lineMaxBytes, (row) => {
      if (!pieceText(row, 0).startsWith('T')) return;
      take();
      reader.hold();
      holding = true;
    });
    const bytes = Buffer.from(text, 'latin1');
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      reader.push(bytes.subarray(at, at + pieceBytes));
    }
    reader.end();
    take();
    return held;
  }

  test.each([1, 2, 7, 1000])('is the records of an instance (pieces of %i bytes)', (bytes) => {
    expect(heldOf('X\r\nT1\r\na|b\r\n\r\nc\r\n\r\nT2\nd\n\n', 100, bytes)).toEqual([
      'T1\na|b\n\nc',
      'T2\nd',
    ]);
    expect(heldOf('T1|LONG\r\nab\r\nLONGER\r\nT2LONG\nc\nLONGEST', 5, bytes)).toEqual([
      'T1|LO\nab\nLONGE',
      'T2LON\nc\nLONGE',
    ]);
  });

  test('is empty where nothing is held, and is given once', () => {
    const lengths: number[] = [];
    const reader = createRowReader(5, (row) => {
      lengths.push(reader.heldBytes());
      if (pieceText(row, 0) === 'T') reader.hold();
    });
    reader.push(Buffer.from('LONGERTHANFIVE\nAB\n'));
    expect(reader.heldText()).toBe('');
    reader.push(Buffer.from('T\nCD\n'));
    expect(reader.heldBytes()).toBe(4);
    expect(reader.heldText()).toBe('T\nCD');
    expect([reader.heldBytes(), reader.heldText()]).toEqual([0, '']);
    reader.push(Buffer.from('LONGERTHANFIVE\nEF\n'));
    expect([reader.heldBytes(), reader.heldText()]).toEqual([0, '']);
    expect(lengths).toEqual([0, 0, 0, 1, 0, 0]);
  });

  test('is gone where it was let go, and can be held again', () => {
    const reader = createRowReader(5, (row) => {
      if (pieceText(row, 0) === 'T') reader.hold();
    });
    reader.push(Buffer.from('T\nLONGERTHANFIVE\nCD\n'));
    reader.letGo();
    expect([reader.heldBytes(), reader.heldText()]).toEqual([0, '']);
    reader.push(Buffer.from('LONGERTHANFIVE\nEF\nT\nGH\n'));
    expect(reader.heldText()).toBe('T\nGH');
  });

  test('outlives many moves of the buffer', () => {
    const long = `T|\n${'abcdefghij|\n'.repeat(100_000)}`;
    const held = heldOf(long + long, 100, 50_000);
    expect(held.map((text) => text.length)).toEqual([long.length - 1, long.length - 1]);
    expect(held[1]).toBe(long.slice(0, -1));
  });
});

test('a record is known by its first piece where that has three characters', () => {
  const keys: number[] = [];
  const reader = createRowReader(100, (row) => keys.push(recordKey(row)));
  reader.push(Buffer.from('AB|X\n001\n0011\n001|X\n|001\n00|1\n'));
  reader.end();
  expect(keys).toEqual([0, rowKeyOf('001'), 0, rowKeyOf('001'), 0, 0]);
});

test('a text within a byte a character keeps its bytes, any other is UTF-8', () => {
  expect([...bytesOf('É|')]).toEqual([0xc9, 0x7c]);
  expect([...bytesOf('ż|')]).toEqual([0xc5, 0xbc, 0x7c]);
  expect([...bytesOf('Aſ')]).toEqual([0x41, 0xc5, 0xbf]);
});

test('pieces as large as a disk gives them are read as small ones are', () => {
  const text = Array.from({ length: 30_000 }, (_, index) => `R${index}|x|`).join('\n');
  const rows = rowsOf(text, 100, 150_000);
  expect(rows).toHaveLength(30_000);
  expect(rows.every(({ pieces, line }) => pieces[0] === `R${line - 1}`)).toBe(true);
});

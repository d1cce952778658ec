/** The reader of records beside one that is slow and plainly right, on every odd placing of marks. */
import { fc } from '../support/fc.ts';
import { describe, expect, test } from 'vitest';
import { type CsvRecord, recordsIn, recordsOf } from '../../src/files/csv-records.ts';
import { lineMaxBytes } from '../../src/files/lines.ts';

const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1');
const read = (text: string): CsvRecord[] => [...recordsIn([bytesOf(text)])];
const told = (records: readonly CsvRecord[]) =>
  records.map(({ line, cells, text }) => [line, cells, text]);

/** Tries for each line, alone and with more and more behind it, whether it is a record. */
function slowly(text: string): [number, readonly string[] | null, string][] {
  const lines = text.split(/(?<=\r\n|\n|\r(?!\n))/);
  const records: [number, readonly string[] | null, string][] = [];
  for (let at = 0; at < lines.length; ) {
    let used = 0;
    for (let count = 1; used === 0 && at + count <= lines.length; count += 1) {
      const some = bare(lines.slice(at, at + count).join(''));
      const cells = cellsOf(some);
      if (cells === 'misquoted') break;
      if (cells === 'open') continue;
      used = count;
      if (some !== '') records.push([at + 1, cells, some]);
    }
    if (used === 0) records.push([at + 1, null, bare(lines[at] ?? '')]);
    at += Math.max(used, 1);
  }
  return records;
}

const bare = (text: string): string => text.replace(/(\r\n|\n|\r)$/, '');

function cellsOf(text: string): string[] | 'open' | 'misquoted' {
  const cells: string[] = [];
  let rest = text;
  for (;;) {
    const quoted = /^[ \t]*"((?:[^"]|"")*)"(?!")[ \t]*/.exec(rest);
    if (quoted !== null) {
      cells.push((quoted[1] ?? '').replaceAll('""', '"'));
      rest = rest.slice(quoted[0].length);
      if (rest === '') return cells;
      if (!rest.startsWith(',')) return 'misquoted';
    } else {
      if (/^[ \t]*"/.test(rest)) return 'open';
      const plain = /^[^,]*/.exec(rest)?.[0] ?? '';
      cells.push(plain);
      rest = rest.slice(plain.length);
      if (rest === '') return cells;
    }
    rest = rest.slice(1);
  }
}

const odd = fc.array(fc.constantFrom('"', '"', ',', '\n', '\r', '\r\n', 'a', ' ', '""', 'b,"'), {
  maxLength: 60,
});

describe('records', () => {
  test('are those of the slow reader, wherever the marks stand', () => {
    fc.assert(
      fc.property(odd, (parts) => {
        const text = parts.join('');
        expect(told(read(text))).toEqual(slowly(text));
      }),
      { numRuns: 5_000 },
    );
  });

  test('do not depend on how the bytes came', () => {
    fc.assert(
      fc.property(odd, fc.integer({ min: 1, max: 9 }), (parts, size) => {
        const bytes = bytesOf(parts.join(''));
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
          bytes.subarray(index * size, (index + 1) * size),
        );
        expect([...recordsIn(pieces)]).toEqual([...recordsIn([bytes])]);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ['a quoted cell', `"${'x'.repeat(lineMaxBytes)}`],
    ['a plain cell', 'x'.repeat(lineMaxBytes + 2)],
    ['many short lines', `"${'x\n'.repeat(lineMaxBytes)}`],
  ])('beyond the limit cost their line, with the limit: %s', async (_, long) => {
    const records: CsvRecord[] = [];
    for await (const record of recordsOf([bytesOf(`a,b\n${long}\nc,d\n`)])) records.push(record);
    const [first, bad] = records;
    expect(first).toMatchObject({ line: 1, cells: ['a', 'b'] });
    expect(bad).toMatchObject({ line: 2, cells: null });
    expect(bad && 'problem' in bad && bad.problem).toContain(String(lineMaxBytes));
    expect(records.at(-1)).toMatchObject({ cells: ['c', 'd'] });
    const lines = long.split('\n').length;
    expect(records.at(-1)?.line).toBe(2 + lines);
  });

  test.each(['a","\n', '"a\n', '"\n', '"",""\n', '"a"b\n', '"', '\n'])(
    'a hundred thousand times %j is read in one pass',
    (part) => {
      const text = part.repeat(100_000);
      const lines = read(text).reduce((sum, record) => sum + record.text.split('\n').length, 0);
      expect(lines).toBe(part === '\n' ? 0 : part === '"' ? 1 : 100_000);
    },
  );

  test('lines end with LF, CRLF or CR', () => {
    expect(told(read('a\rb\r\nc\n\n"d\re"\nf'))).toEqual([
      [1, ['a'], 'a'],
      [2, ['b'], 'b'],
      [3, ['c'], 'c'],
      [5, ['d\re'], '"d\re"'],
      [7, ['f'], 'f'],
    ]);
  });
});

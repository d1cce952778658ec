/** Records of a stored file, found again by the lines on which they begin, in bounded memory. */
import { closeSync, readSync } from 'node:fs';
import { openStored } from './folders.ts';

/** Far more lines than a quoted cell of an address or a remark has. */
const linesPerRowMax = 50;

/**
 * The first record and those that begin on the wanted lines, as they stand in the file. A record
 * goes on over line ends while a quotation mark is open.
 */
export function recordsAt(
  source: string,
  wanted: ReadonlySet<number>,
): { readonly header: string; readonly rows: ReadonlyMap<number, string> } {
  const found = new Map<number, string[]>();
  let current: string[] | null = null;
  let headerAt = 0;
  let line = 0;
  const take = (text: string): void => {
    line += 1;
    const goesOn =
      current !== null && current.length < linesPerRowMax && marksIn(current.join('')) % 2 === 1;
    if (goesOn && !wanted.has(line)) {
      current?.push(text);
      return;
    }
    if (headerAt === 0 && /[^\s,"]/.test(text)) headerAt = line;
    current = line === headerAt || wanted.has(line) ? [text] : null;
    if (current !== null) found.set(line, current);
  };
  let rest = '';
  forEachPiece(source, (piece) => {
    const lines = (rest + piece.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) take(text.replace(/\r$/, ''));
  });
  if (rest !== '') take(rest);
  const rows = new Map([...found].map(([at, lines]) => [at, lines.join('\r\n')]));
  const header = rows.get(headerAt) ?? '';
  rows.delete(headerAt);
  return { header, rows };
}

const marksIn = (text: string): number => text.split('"').length - 1;

export function forEachPiece(path: string, take: (piece: Buffer) => void): void {
  for (const piece of piecesOfFile(path)) take(piece);
}

export const pieceBytes = 1 << 20;

/** A stored file piece by piece, through one handle. */
export function* piecesOfFile(path: string, size = pieceBytes): Generator<Buffer> {
  const handle = openStored(path);
  try {
    for (;;) {
      const piece = Buffer.alloc(size);
      const length = readSync(handle, piece);
      if (length === 0) return;
      yield piece.subarray(0, length);
    }
  } finally {
    closeSync(handle);
  }
}

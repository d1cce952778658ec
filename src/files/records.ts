/** Records of a stored file, found again by the lines on which they begin, in bounded memory. */
import { closeSync, readSync } from 'node:fs';
import { recordsIn } from './csv-records.ts';
import { openStored } from './folders.ts';

/** The first record of a CSV that says anything and those that begin on the wanted lines, as they came. */
export function recordsAt(
  source: string,
  wanted: ReadonlySet<number>,
): { readonly header: string; readonly rows: ReadonlyMap<number, string> } {
  const rows = new Map<number, string>();
  let header: string | null = null;
  let left = wanted.size;
  for (const { line, cells, text } of recordsIn(piecesOfFile(source))) {
    if (header === null) {
      if (cells === null || cells.some((cell) => cell.trim() !== '')) header = text;
    } else if (wanted.has(line)) {
      if (text !== '') rows.set(line, text);
      left -= 1;
    }
    if (left === 0 && header !== null) break;
  }
  return { header: header ?? '', rows };
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

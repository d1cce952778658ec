/**
 * A part of a stored file: some of its lines, by their numbers. It is read piece by piece and kept
 * only as far as it is asked for, so that a look into a file of any size takes no more memory than
 * what is shown of it.
 */
import { createReadStream } from 'node:fs';
import { openStored } from '../files/index.ts';

export interface FileLine {
  readonly line: number;
  readonly bytes: Buffer;
}

export interface FilePart {
  /** The first line that is not blank, wherever the part begins: what the file is shows there. */
  readonly head: FileLine | null;
  readonly lines: readonly FileLine[];
  /** Whether lines follow after the part. */
  readonly isMore: boolean;
}

/** Ours: no record that could be read is longer; what stands behind that is not shown. */
const lineMaxBytes = 8_192;

/** Lines `from` to `to` of a file; an empty part where it has none of them. */
export const partOfFile = (path: string, from: number, to: number): Promise<FilePart> =>
  partOf(createReadStream(path, { fd: openStored(path), highWaterMark: 1 << 20 }), from, to);

/** The same of bytes that are at hand. */
export async function partOf(
  source: AsyncIterable<Buffer> | Iterable<Buffer>,
  from: number,
  to: number,
): Promise<FilePart> {
  const lines: FileLine[] = [];
  let head: FileLine | null = null;
  let isMore = false;
  let line = 1;
  let held: Buffer[] = [];
  let heldBytes = 0;
  const isWanted = (): boolean => head === null || (line >= from && line <= to);
  const hold = (bytes: Buffer): void => {
    if (!isWanted() || heldBytes >= lineMaxBytes) return;
    held.push(bytes.subarray(0, lineMaxBytes - heldBytes));
    heldBytes += bytes.length;
  };
  const endLine = (): void => {
    if (isWanted()) {
      const one = { line, bytes: withoutLineEnd(Buffer.concat(held)) };
      if (head === null && one.bytes.some((byte) => byte > 0x20)) head = one;
      if (line >= from && line <= to) lines.push(one);
    }
    held = [];
    heldBytes = 0;
    line += 1;
  };
  pieces: for await (const piece of source) {
    for (let start = 0; start < piece.length; ) {
      if (line > to && head !== null) {
        isMore = true;
        break pieces;
      }
      const end = piece.indexOf(lineFeed, start);
      hold(piece.subarray(start, end < 0 ? piece.length : end));
      if (end < 0) break;
      endLine();
      start = end + 1;
    }
  }
  if (heldBytes > 0) endLine();
  return { head, lines, isMore };
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

const withoutLineEnd = (bytes: Buffer): Buffer =>
  bytes.at(-1) === carriageReturn ? bytes.subarray(0, -1) : bytes;

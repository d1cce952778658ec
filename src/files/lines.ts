/**
 * The lines of a file that is no flow, piece by piece, in memory that does not grow with it: a line
 * beyond the limit is cut there and its rest is dropped. A line ends with LF, CRLF or CR. Every byte
 * is one character (ISO 8859-1), so that what is given back is what came.
 */

export interface Line {
  /** Without its line end. */
  readonly text: string;
  readonly end: string;
  /** It is longer than the limit, and this is its beginning. */
  readonly isCut: boolean;
}

/** Ours: far more than a row of any of the files needs. */
export const lineMaxBytes = 65_536;

interface LineReader {
  /** The lines that are whole with this piece. */
  readonly push: (bytes: Uint8Array) => readonly Line[];
  readonly end: () => readonly Line[];
}

export function lineReader(): LineReader {
  let rest = '';
  // Within a line that was cut: up to its end everything is dropped.
  let isDropping = false;

  function take(text: string, isLast: boolean): Line[] {
    const lines: Line[] = [];
    let at = 0;
    let feed = text.indexOf('\n');
    let carriage = text.indexOf('\r');
    while (at < text.length) {
      if (feed >= 0 && feed < at) feed = text.indexOf('\n', at);
      if (carriage >= 0 && carriage < at) carriage = text.indexOf('\r', at);
      const isFeed = feed >= 0 && (carriage < 0 || feed < carriage);
      const stop = isFeed ? feed : carriage;
      if (stop < 0) break;
      // Whether an LF follows is not known yet.
      if (!isFeed && !isLast && isEndToCome(text, stop)) break;
      const end = isFeed ? '\n' : endWithCarriage(text, stop);
      if (isDropping) isDropping = false;
      else if (stop - at > lineMaxBytes) lines.push(cut(text.slice(at, at + lineMaxBytes)));
      else lines.push({ text: text.slice(at, stop), end, isCut: false });
      at = stop + end.length;
    }
    rest = text.slice(at);
    if (isDropping) rest = lastEnd(rest);
    else if (rest.length > lineMaxBytes + 2) {
      isDropping = true;
      const beginning = rest.slice(0, lineMaxBytes);
      rest = lastEnd(rest);
      lines.push(cut(beginning));
    }
    return lines;
  }

  return {
    push: (bytes) =>
      take(
        rest + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'),
        false,
      ),
    end: () => {
      const lines = take(rest, true);
      if (rest === '' || isDropping) return lines;
      const isLong = rest.length > lineMaxBytes;
      const last = isLong
        ? cut(rest.slice(0, lineMaxBytes))
        : { text: rest, end: '', isCut: false };
      return [...lines, last];
    },
  };
}

/** CRLF, also in UTF-16, or CR alone. */
const endWithCarriage = (text: string, at: number): string =>
  text.startsWith('\n', at + 1) ? '\r\n' : text.startsWith('\0\n', at + 1) ? '\r\0\n' : '\r';

/** What at the end of a dropped line may be the beginning of its line end. */
const lastEnd = (text: string): string => /\r\0?$/.exec(text.slice(-2))?.[0] ?? '';

const isEndToCome = (text: string, at: number): boolean =>
  at + 1 === text.length || (at + 2 === text.length && text.endsWith('\0'));

const cut = (text: string): Line => ({ text, end: '', isCut: true });

/** Ours: what is made of so much dies young. With 64 kB a collector copied it, which was half of the work. */
const pieceBytes = 1 << 13;

/** A piece of a file in smaller ones, so that what is made of it at once stays small. */
export function* smaller(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

/**
 * The wire tokenizer: bytes in any pieces become rows, a row being one record with the places of
 * its `|`. It works in one pass and copies nothing but what is still needed, so its memory is one
 * instance and one line. Rules that must hold: how the bytes were cut into pieces never shows, and
 * every byte is one character (ISO 8859-1), so no byte is invalid.
 *
 * The row handed to `onRow` is one object used again and again; what is to last is copied out of it
 * before the call ends. The text of an instance is kept with `hold` (from the current row on) and
 * taken with `heldText` (up to the row before the current one).
 */

export interface Row {
  bytes: Buffer;
  start: number;
  end: number;
  line: number;
  pieces: number;
  /** Distance from `start` of each `|`; the first `pieces - 1` are meant. */
  cuts: Int32Array;
  /** Whether every character is printable ASCII; not claimed of a record that was cut. */
  printable: boolean;
  /** The record is longer than the limit and was cut there. */
  tooLong: boolean;
}

interface RowReader {
  push(bytes: Uint8Array): void;
  end(): void;
  /** From the record on that is being handed over. */
  hold(): void;
  /** How long what is held is, up to the record before the current one. */
  heldBytes(): number;
  /** The held records with the line ends they came with; `unixLineEnds` makes them one kind. */
  heldText(): string;
  /** Holds nothing any more, without a text being made. */
  letGo(): void;
}

/**
 * Offered each record before it is looked at: bytes from its first to `stop`, which may lie within
 * it. Whoever takes it whole says where its line end stands, otherwise -1. Behind `stop` there are
 * bytes enough to look a little too far.
 */
type TakeWhole = (bytes: Buffer, start: number, stop: number, line: number) => number;

export function createRowReader(
  lineMaxBytes: number,
  onRow: (row: Row) => void,
  takeWhole: TakeWhole = () => -1,
): RowReader {
  const row = emptyRow();
  // It grows with the first piece: a small file must not pay for the room of a large one.
  let buffer = Buffer.alloc(0);
  let used = 0;
  let scanned = 0;
  let lineStart = 0;
  let line = 1;
  let cutCount = 0;
  let oddCount = 0;
  // Within a record beyond the limit: its bytes are dropped up to the line end.
  let skipping = false;
  // -1: nothing is held, or what is held already stands in `heldBefore`.
  let heldFrom = -1;
  let heldBefore = '';
  let holding = false;
  let previousEnd = 0;

  function emit(end: number, tooLong: boolean): void {
    if (cutCount === 0 && !tooLong && isBlank(buffer, lineStart, end)) return;
    row.bytes = buffer;
    row.start = lineStart;
    row.end = end;
    row.line = line;
    row.pieces = cutCount + 1;
    row.printable = oddCount === 0 && !tooLong;
    row.tooLong = tooLong;
    onRow(row);
    previousEnd = end;
  }

  function emitCut(): void {
    const end = lineStart + lineMaxBytes;
    while (cutCount > 0 && (row.cuts[cutCount - 1] as number) >= lineMaxBytes) cutCount--;
    emit(end, true);
    if (holding && heldFrom >= 0) heldBefore += textOf(heldFrom, end);
    heldFrom = -1;
    skipping = true;
  }

  function emitLine(end: number): void {
    const returned = end > lineStart && buffer[end - 1] === CR;
    if (returned) oddCount--;
    const content = returned ? end - 1 : end;
    if (content - lineStart > lineMaxBytes) emitCut();
    else emit(content, false);
  }

  function beginLine(at: number): void {
    lineStart = at;
    line++;
    cutCount = 0;
    oddCount = 0;
  }

  /**
   * Looks for the end of the current line; true when it, or the limit, was reached. The loop works
   * on locals, and a table (4 ns a byte, against 5 with comparisons) tells the few bytes that matter.
   */
  function scanLine(): boolean {
    const start = lineStart;
    const limit = start + lineMaxBytes + 2;
    const stop = Math.min(used, limit);
    const data = buffer;
    let { cuts } = row;
    let count = cutCount;
    let odd = oddCount;
    let at = scanned;
    for (; at < stop; at++) {
      const kind = KIND_OF[data[at] as number] as number;
      if (kind === PLAIN) continue;
      if (kind === CUT) {
        if (count === cuts.length) cuts = doubled(cuts);
        cuts[count++] = at - start;
      } else if (kind === LINE_END) break;
      else odd++;
    }
    row.cuts = cuts;
    cutCount = count;
    oddCount = odd;
    scanned = at;
    return at < stop || at === limit;
  }

  function tookWhole(): boolean {
    const stop = Math.min(used, lineStart + lineMaxBytes);
    const lineEnd = takeWhole(buffer, lineStart, stop, line);
    if (lineEnd < 0) return false;
    previousEnd = buffer[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd;
    scanned = lineEnd + 1;
    beginLine(scanned);
    return true;
  }

  function scan(): void {
    while (scanned < used) {
      if (skipping) {
        while (scanned < used && buffer[scanned] !== LF) scanned++;
        if (scanned === used) return;
        skipping = false;
        if (holding) heldFrom = scanned;
        beginLine(++scanned);
      } else if (scanned === lineStart && tookWhole()) continue;
      else if (!scanLine()) return;
      else if (scanned < used && buffer[scanned] === LF) {
        emitLine(scanned);
        if (!skipping) beginLine(++scanned);
      } else emitCut();
    }
  }

  function append(bytes: Uint8Array): void {
    if (used + bytes.length + MARGIN_BYTES > buffer.length) makeRoom(bytes.length);
    buffer.set(bytes, used);
    used += bytes.length;
    buffer[used] = LF;
  }

  /** Moves what is still needed to the front. At least half is free afterwards: linear in all. */
  function makeRoom(wanted: number): void {
    const from = heldFrom >= 0 ? heldFrom : skipping ? scanned : lineStart;
    const kept = used - from;
    const needed = (kept + wanted) * 2 + MARGIN_BYTES;
    const size = wanted < PUSH_BYTES ? needed : Math.max(needed, BUFFER_BYTES);
    const target = size > buffer.length ? Buffer.allocUnsafe(size) : buffer;
    buffer.copy(target, 0, from, used);
    buffer = target;
    used = kept;
    scanned -= from;
    lineStart -= from;
    previousEnd -= from;
    if (heldFrom >= 0) heldFrom = 0;
  }

  function letGo(): void {
    holding = false;
    heldFrom = -1;
    heldBefore = '';
  }

  const textOf = (from: number, to: number): string => buffer.toString('latin1', from, to);

  return {
    push(bytes) {
      for (let at = 0; at < bytes.length; at += PUSH_BYTES) {
        append(bytes.subarray(at, at + PUSH_BYTES));
        scan();
      }
    },
    end() {
      if (!skipping && lineStart < used) emitLine(used);
      lineStart = used;
    },
    hold() {
      holding = true;
      heldFrom = lineStart;
      heldBefore = '';
    },
    heldBytes: () =>
      heldBefore.length + (heldFrom >= 0 && previousEnd > heldFrom ? previousEnd - heldFrom : 0),
    heldText() {
      const rest = heldFrom >= 0 && previousEnd > heldFrom ? textOf(heldFrom, previousEnd) : '';
      const text = heldBefore + rest;
      letGo();
      return text;
    },
    letGo,
  };
}

export const pieceText = (row: Row, index: number): string =>
  row.bytes.toString('latin1', pieceStart(row, index), pieceEnd(row, index));

export const pieceStart = (row: Row, index: number): number =>
  index === 0 ? row.start : row.start + (row.cuts[index - 1] as number) + 1;

export const pieceEnd = (row: Row, index: number): number =>
  index === row.pieces - 1 ? row.end : row.start + (row.cuts[index] as number);

export const rowText = (row: Row): string => row.bytes.toString('latin1', row.start, row.end);

/**
 * A text as the bytes a file would have. Characters beyond ISO 8859-1 make it UTF-8: cutting them
 * to one byte could turn a letter into a `|`.
 */
export const bytesOf = (text: string): Uint8Array =>
  Buffer.from(text, /[\u0100-\uffff]/.test(text) ? 'utf8' : 'latin1');

/** The first three characters as one number: how records are told apart without a string. */
export const recordKey = (row: Row): number => {
  const end = row.pieces === 1 ? row.end : row.start + (row.cuts[0] as number);
  return end - row.start === 3 ? keyAt(row.bytes, row.start) : 0;
};

export const keyAt = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);

export const rowKeyOf = (id: string): number =>
  (id.charCodeAt(0) << 16) | (id.charCodeAt(1) << 8) | id.charCodeAt(2);

const emptyRow = (): Row => ({
  bytes: Buffer.alloc(0),
  start: 0,
  end: 0,
  line: 0,
  pieces: 0,
  cuts: new Int32Array(64),
  printable: true,
  tooLong: false,
});

const PIPE = 0x7c;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const TILDE = 0x7e;
const PUSH_BYTES = 65_536;
const BUFFER_BYTES = 4 * PUSH_BYTES;
/**
 * Room behind the last byte, the first of it a line end: a loop over an item ends there by itself,
 * and no look at a byte goes beyond the buffer. One that does makes the machine code of the loop
 * handle `undefined`, and a large file then takes half as long again.
 */
const MARGIN_BYTES = 32;

const PLAIN = 0;
const CUT = 1;
const LINE_END = 2;
const ODD = 3;
/** What each of the 256 bytes is to the tokenizer. */
const KIND_OF = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte === PIPE) return CUT;
  if (byte === LF) return LINE_END;
  return byte >= SPACE && byte <= TILDE ? PLAIN : ODD;
});

/** Line ends as they stand in the journal, whatever the file had. */
export const unixLineEnds = (text: string): string =>
  text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text;

const doubled = (cuts: Int32Array): Int32Array => {
  const larger = new Int32Array(cuts.length * 2);
  larger.set(cuts);
  return larger;
};

/** Spaces, tabs and the end-of-file mark of old systems carry no record. */
const isBlank = (bytes: Uint8Array, start: number, end: number): boolean => {
  for (let at = start; at < end; at++) {
    const character = bytes[at];
    if (character !== SPACE && character !== 0x09 && character !== 0x1a && character !== CR) {
      return false;
    }
  }
  return true;
};

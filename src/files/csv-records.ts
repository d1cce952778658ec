/**
 * The records of any CSV file, in one pass over its bytes. Rules that must hold: a record that cannot
 * be read costs its line and no other; the line it names is the line an editor shows; and the work is
 * linear in the bytes, however the quotation marks stand.
 *
 * A quoted cell may go on over lines. Where it turns out that it does not end, its first line is the
 * bad record and the next line is read anew. Whether a cell that is open at the beginning of a line
 * ends well is the same question for every record before it, so its answer is looked for once.
 */
import { type Line, lineMaxBytes, lineReader, smaller } from './lines.ts';

/**
 * One record of the file, at the line where it begins; without cells if it cannot be read. `text` is
 * as it came, without its line end; empty where it is longer than the limit. An empty line is no
 * record.
 */
export type CsvRecord =
  | { readonly line: number; readonly cells: readonly string[]; readonly text: string }
  | {
      readonly line: number;
      readonly cells: null;
      readonly text: string;
      readonly problem: string;
    };

export type CsvSource = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Single records, for whoever reads a file that is not large. */
export async function* recordsOf(source: CsvSource): AsyncGenerator<CsvRecord> {
  for await (const records of recordBatches(source)) yield* records;
}

/** The records of each piece of a file. */
export async function* recordBatches(
  source: CsvSource,
  onPiece: (bytes: Uint8Array) => void = () => undefined,
): AsyncGenerator<readonly CsvRecord[]> {
  const reader = fileReader();
  for await (const bytes of source) {
    onPiece(bytes);
    for (const piece of smaller(bytes)) yield reader.push(piece);
  }
  yield reader.end();
}

/** The same of a file that is at hand piece by piece. */
export function* recordsIn(pieces: Iterable<Uint8Array>): Generator<CsvRecord> {
  const reader = fileReader();
  for (const bytes of pieces) for (const piece of smaller(bytes)) yield* reader.push(piece);
  yield* reader.end();
}

function fileReader() {
  const lines = lineReader();
  const records = recordReader();
  return {
    push: (piece: Uint8Array) => records.take(lines.push(piece), false),
    end: () => records.take(lines.end(), true),
  };
}

const tooLong = `The line is longer than ${lineMaxBytes} bytes.`;
const rowTooLong =
  `The row that begins here is longer than ${lineMaxBytes} bytes: ` +
  'a quotation mark is missing. Put marks around the whole cell.';
const misquoted =
  'The quotation marks do not match: put them around the whole cell, and double a mark inside it.';

/** What is read of a line: its record is whole, cannot be, or goes on. */
type Read = 'whole' | 'misquoted' | 'open';

/** A record, and how many lines it takes. */
interface Found {
  readonly record: CsvRecord;
  readonly used: number;
}

function recordReader() {
  let waiting: Line[] = [];
  let line = 1;
  let isStart = true;
  // The cells of the first line waiting, where one of them goes on behind it.
  let begun: CellReader | null = null;
  // Lines waiting of which is known that a cell open at the beginning of the second of them goes on
  // over all, how long they are, and what becomes of it on the line behind them.
  let openLines = 0;
  let openBytes = 0;
  let end: Exclude<Read, 'open'> | null = null;
  const probe = new CellReader();

  /** The record that begins with a line; null where more lines must come. */
  function next(first: Line, from: number, isLast: boolean): Found | null {
    const { text } = first;
    const bad = (problem: string): Found => ({
      record: { line, cells: null, text: first.isCut ? '' : text, problem },
      used: 1,
    });
    if (begun === null) {
      if (first.isCut) return bad(tooLong);
      const reader = new CellReader();
      const read = reader.take(text);
      if (read === 'misquoted') return bad(misquoted);
      if (read === 'whole') return { record: { line, cells: reader.cells, text }, used: 1 };
      begun = reader;
      if (openLines === 0) {
        openLines = 1;
        openBytes = text.length;
      }
    }
    while (end === null) {
      if (openBytes > lineMaxBytes) return bad(rowTooLong);
      const more = waiting[from + openLines];
      if (more === undefined) return isLast ? bad(misquoted) : null;
      const read = more.isCut ? 'misquoted' : probe.takeOpen(more.text);
      if (read !== 'open') {
        end = read;
        break;
      }
      openLines += 1;
      openBytes += more.text.length + 1;
    }
    if (end === 'misquoted') return bad(misquoted);
    let whole = text;
    for (let place = from; place < from + openLines; place += 1) {
      const more = `${waiting[place]?.end}${waiting[place + 1]?.text}`;
      begun.take(more);
      whole += more;
    }
    return { record: { line, cells: begun.cells, text: whole }, used: openLines + 1 };
  }

  /** Gives up the lines of a record, and what was known of them. */
  function use(first: Line, count: number): void {
    line += count;
    begun = null;
    openBytes -= first.text.length + 1;
    openLines = Math.max(openLines - count, 0);
    if (openLines === 0) end = null;
  }

  return {
    take: (lines: readonly Line[], isLast: boolean): readonly CsvRecord[] => {
      waiting = waiting.length === 0 ? [...lines] : waiting.concat(lines);
      const [first] = waiting;
      if (isStart && first?.text.startsWith(byteOrderMark)) {
        waiting[0] = { ...first, text: first.text.slice(byteOrderMark.length) };
      }
      isStart &&= first === undefined;
      const records: CsvRecord[] = [];
      let at = 0;
      while (at < waiting.length) {
        const current = waiting[at] as Line;
        if (current.text === '') {
          use(current, 1);
          at += 1;
          continue;
        }
        const found = next(current, at, isLast);
        if (found === null) break;
        use(current, found.used);
        at += found.used;
        records.push(found.record);
      }
      waiting = waiting.slice(at);
      return records;
    },
  };
}

/** Reads the cells of a record, line by line while one is open. */
class CellReader {
  readonly cells: string[] = [];
  private open: string | null = null;

  /** What becomes of a cell that is open at the beginning of a line. */
  takeOpen(text: string): Read {
    this.cells.length = 0;
    this.open = '';
    return this.take(text);
  }

  take(text: string): Read {
    let at = 0;
    for (;;) {
      if (this.open === null) {
        const from = afterBlanks(text, at);
        if (text.charCodeAt(from) !== mark) {
          const stop = text.indexOf(',', at);
          this.cells.push(decoded(stop < 0 ? text.slice(at) : text.slice(at, stop)));
          if (stop < 0) return 'whole';
          at = stop + 1;
          continue;
        }
        this.open = '';
        at = from + 1;
      }
      const closing = text.indexOf('"', at);
      if (closing < 0) {
        this.open += text.slice(at);
        return 'open';
      }
      this.open += text.slice(at, closing);
      at = closing + 1;
      if (text.charCodeAt(at) === mark) {
        this.open += '"';
        at += 1;
        continue;
      }
      this.cells.push(decoded(this.open));
      this.open = null;
      at = afterBlanks(text, at);
      if (at === text.length) return 'whole';
      if (text.charCodeAt(at) !== comma) return 'misquoted';
      at += 1;
    }
  }
}

const mark = 0x22;
const comma = 0x2c;
const byteOrderMark = '\xef\xbb\xbf';

function afterBlanks(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === 0x20 || text.charCodeAt(at) === 0x09) at += 1;
  return at;
}

/** The bytes of a cell as UTF-8; those that are none become U+FFFD. */
const decoded = (cell: string): string =>
  /[\x80-\xff]/.test(cell) ? Buffer.from(cell, 'latin1').toString('utf8') : cell;

/**
 * A JSON file cut into the values of its outermost array, or into the one object it is, in one pass
 * over its bytes and in the memory of one value. It knows strings, brackets and commas only; whether
 * a value is JSON is asked of that value alone. Rules that must hold: how the bytes were cut into
 * pieces never shows, no bytes make it throw, and the work is linear in their number.
 *
 * Ours: own code, because no kept library bounds what one string, number or value may take. The
 * parsing itself is that of the platform, a value at a time.
 */

/** Where a value begins. Lines are counted from 1, bytes from 0. */
interface JsonPlace {
  readonly line: number;
  readonly byte: number;
}

export interface JsonValue extends JsonPlace {
  /** Its place in the outermost array; null where the file is this one value. */
  readonly number: number | null;
  /** As it came; null where `fault` says why it was not kept. */
  readonly text: string | null;
  readonly fault: 'tooLong' | 'tooDeep' | 'notUtf8' | null;
  /** How many members its objects are written with, those of objects within objects included. */
  readonly members: number;
}

/** What makes the whole file unreadable from its place on. */
export interface JsonFileFault extends JsonPlace {
  readonly kind: 'empty' | 'notUtf8' | 'broken' | 'cut' | 'trailing';
  readonly message: string;
}

interface JsonValueReader {
  push(bytes: Uint8Array): void;
  end(): {
    readonly fault: JsonFileFault | null;
    readonly hasByteOrderMark: boolean;
    readonly values: number;
  };
}

export function createJsonValueReader(
  limits: { readonly valueMaxBytes: number; readonly depthMax: number },
  onValue: (value: JsonValue) => void,
): JsonValueReader {
  // The first bytes tell the encoding; they wait here until there are enough of them.
  let head: Uint8Array | null = new Uint8Array(0);
  let hasByteOrderMark = false;
  let stage: 'start' | 'first' | 'next' | 'within' | 'after' | 'done' | 'broken' = 'start';
  let isArray = false;
  let fault: JsonFileFault | null = null;
  let byte = 0;
  let line = 1;
  let values = 0;
  // Of the value that is being read.
  let kind: 'container' | 'string' | 'bare' = 'bare';
  let begins: JsonPlace = { line: 1, byte: 0 };
  let parts: Uint8Array[] = [];
  let size = 0;
  let depth = 0;
  let members = 0;
  let valueFault: 'tooLong' | 'tooDeep' | null = null;
  let inString = false;
  let isEscaped = false;

  function fail(kindOfFault: JsonFileFault['kind'], message: string, at: JsonPlace): void {
    fault ??= { kind: kindOfFault, message, line: at.line, byte: at.byte };
    stage = 'broken';
    parts = [];
  }

  function keep(bytes: Uint8Array, isLast: boolean): void {
    size += bytes.length;
    if (size > limits.valueMaxBytes) valueFault ??= 'tooLong';
    // A piece is its giver's to use again, so what is to last is copied.
    if (valueFault === null) parts.push(isLast ? bytes : new Uint8Array(bytes));
    else parts = [];
  }

  function finish(): void {
    const text = valueFault === null ? decoded(parts) : null;
    onValue({
      ...begins,
      number: isArray ? values : null,
      text,
      fault: valueFault ?? (text === null ? 'notUtf8' : null),
      members,
    });
    values += 1;
    parts = [];
    stage = isArray ? 'after' : 'done';
  }

  function begin(character: number, at: number): void {
    begins = { line, byte: byte + at };
    size = 0;
    depth = 0;
    members = 0;
    valueFault = null;
    stage = 'within';
    kind =
      character === OPEN_BRACE || character === OPEN_BRACKET
        ? 'container'
        : character === QUOTE
          ? 'string'
          : 'bare';
  }

  /**
   * The place behind the value that is being read, or -1 where it goes on behind these bytes. Within a
   * text only three bytes matter, so a long one is passed by a loop of its own.
   */
  function endOfValue(bytes: Uint8Array, from: number): number {
    let at = from;
    while (at < bytes.length) {
      if (inString) {
        at = endOfText(bytes, at);
        if (!inString && kind === 'string') return at;
        continue;
      }
      const character = bytes[at] as number;
      if (character === QUOTE && kind !== 'bare') inString = true;
      else if (kind === 'bare') {
        if (isBlank(character) || character === COMMA || character === CLOSE_BRACKET) return at;
      } else if (character === LF) line += 1;
      else if (character === COLON) members += 1;
      else if (character === OPEN_BRACE || character === OPEN_BRACKET) {
        depth += 1;
        if (depth > limits.depthMax) valueFault ??= 'tooDeep';
      } else if (character === CLOSE_BRACE || character === CLOSE_BRACKET) {
        depth -= 1;
        if (depth === 0) return at + 1;
      }
      at += 1;
    }
    return -1;
  }

  /** The place behind the quotation mark that ends a text, or behind the bytes. */
  function endOfText(bytes: Uint8Array, from: number): number {
    let at = from;
    let escaped = isEscaped;
    let lines = 0;
    for (; at < bytes.length; at += 1) {
      const character = bytes[at] as number;
      if (character === LF) lines += 1;
      if (escaped) escaped = false;
      else if (character === BACKSLASH) escaped = true;
      else if (character === QUOTE) {
        inString = false;
        at += 1;
        break;
      }
    }
    isEscaped = escaped;
    line += lines;
    return at;
  }

  /** Takes one character between values; true where a value begins with it. */
  function between(character: number, at: number): boolean {
    const here = { line, byte: byte + at };
    switch (stage) {
      case 'start':
        if (character === OPEN_BRACKET) {
          isArray = true;
          stage = 'first';
        } else if (character === OPEN_BRACE) return true;
        else fail('broken', 'The file begins with neither [ nor {.', here);
        return false;
      case 'after':
        if (character === COMMA) stage = 'next';
        else if (character === CLOSE_BRACKET) stage = 'done';
        else fail('broken', 'Between two values of the array a comma is needed.', here);
        return false;
      case 'done':
        fail('trailing', 'Something stands behind the end of the array or object.', here);
        return false;
      case 'first':
        if (character === CLOSE_BRACKET) {
          stage = 'done';
          return false;
        }
        break;
      case 'next':
      case 'within':
      case 'broken':
        break;
    }
    if (character !== COMMA && character !== CLOSE_BRACKET && character !== CLOSE_BRACE)
      return true;
    fail('broken', 'A value of the array is missing.', here);
    return false;
  }

  function read(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length && stage !== 'broken') {
      if (stage !== 'within') {
        const character = bytes[at] as number;
        if (!isBlank(character) && between(character, at)) {
          begin(character, at);
          continue;
        }
        if (character === LF) line += 1;
        at += 1;
        continue;
      }
      const stop = endOfValue(bytes, at);
      keep(bytes.subarray(at, stop < 0 ? bytes.length : stop), stop >= 0);
      if (stop < 0) break;
      finish();
      at = stop;
    }
    byte += bytes.length;
  }

  function readHead(isLast: boolean): void {
    if (head === null || (head.length < HEAD_BYTES && !isLast)) return;
    const bytes = head;
    head = null;
    const [first, second, third] = bytes;
    const isUtf16 =
      (first === 0xff && second === 0xfe) ||
      (first === 0xfe && second === 0xff) ||
      first === 0 ||
      second === 0;
    if (isUtf16) {
      const message = 'The file is not UTF-8 but UTF-16 or another encoding with zero bytes.';
      fail('notUtf8', message, { line: 1, byte: 0 });
      return;
    }
    hasByteOrderMark = first === 0xef && second === 0xbb && third === 0xbf;
    if (hasByteOrderMark) byte = HEAD_BYTES;
    read(hasByteOrderMark ? bytes.subarray(HEAD_BYTES) : bytes);
  }

  return {
    push(bytes) {
      if (head === null) {
        if (stage !== 'broken') read(bytes);
        return;
      }
      const joined = new Uint8Array(head.length + bytes.length);
      joined.set(head);
      joined.set(bytes, head.length);
      head = joined;
      readHead(false);
    },
    end() {
      readHead(true);
      const here = { line, byte };
      if (stage === 'start') fail('empty', 'The file is empty.', here);
      else if (stage !== 'done' && stage !== 'broken') {
        fail('cut', 'The file breaks off before its end.', here);
      }
      return { fault, hasByteOrderMark, values };
    },
  };
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The bytes as text; null where they are no UTF-8. */
function decoded(parts: readonly Uint8Array[]): string | null {
  try {
    return decoder.decode(parts.length === 1 ? parts[0] : Buffer.concat(parts));
  } catch {
    return null;
  }
}

const isBlank = (character: number): boolean =>
  character === 0x20 || character === LF || character === 0x0d || character === 0x09;

const HEAD_BYTES = 3;
const LF = 0x0a;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

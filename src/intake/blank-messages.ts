/**
 * A file of DIP messages without those that name an MPAN: each becomes `null` on the lines it had, so
 * that every line number that was written down stays true and the others can be read as before. What
 * is no JSON throughout cannot be parted into messages, and goes as a whole.
 */
import { createJsonValueReader } from '../dip/index.ts';
import type { BlankedFile, Gone } from './blanked.ts';
import type { ReadPieces } from './line-pieces.ts';

/** Where a message stands that goes. */
interface GoneMessage {
  readonly from: number;
  /** The byte behind it. */
  readonly to: number;
  readonly fromLine: number;
  readonly toLine: number;
}

/** Ours: what is longer was read nowhere, and lets the file go as a whole. */
const messageMaxBytes = 32_000_000;

/** Null where it is not messages throughout. */
export function withoutMessages(read: ReadPieces, gone: Gone): BlankedFile | null {
  const found = goneMessages(read, gone);
  if (found === null) return null;
  return {
    lines: {
      isEmpty: found.length === 0,
      has: (line) => found.some(({ fromLine, toLine }) => fromLine <= line && line <= toLine),
    },
    bytes: () => bytesWithout(read, found),
  };
}

function goneMessages(read: ReadPieces, { mentions, stays }: Gone): readonly GoneMessage[] | null {
  const found: GoneMessage[] = [];
  let isWhole = true;
  const limits = { valueMaxBytes: messageMaxBytes, depthMax: Number.POSITIVE_INFINITY };
  const reader = createJsonValueReader(limits, ({ text, line, byte }) => {
    if (text === null) isWhole = false;
    if (text === null || !mentions(text)) return;
    const toLine = line + text.split('\n').length - 1;
    for (let at = line; at <= toLine; at += 1) if (stays?.has(at) === true) return;
    found.push({ from: byte, to: byte + Buffer.byteLength(text), fromLine: line, toLine });
  });
  for (const { text } of read()) reader.push(Buffer.from(text, 'latin1'));
  return reader.end().fault === null && isWhole ? found : null;
}

const writtenAtOnce = 1 << 20;

function* bytesWithout(read: ReadPieces, found: readonly GoneMessage[]): Generator<Uint8Array> {
  let written = '';
  let byte = 0;
  let next = 0;
  for (const { text } of read()) {
    const end = byte + text.length;
    let at = byte;
    while (at < end) {
      const message = found[next];
      if (message === undefined || message.from >= end) {
        written += text.slice(at - byte);
        break;
      }
      if (at < message.from) {
        written += text.slice(at - byte, message.from - byte);
        at = message.from;
      }
      if (at === message.from) written += 'null';
      const to = Math.min(end, message.to);
      written += text.slice(at - byte, to - byte).replaceAll(/[^\r\n]/g, '');
      at = to;
      if (at === message.to) next += 1;
    }
    byte = end;
    if (written.length < writtenAtOnce) continue;
    yield Buffer.from(written, 'latin1');
    written = '';
  }
  if (written !== '') yield Buffer.from(written, 'latin1');
}

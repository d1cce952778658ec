/**
 * Valid bytes made wrong: a few random changes of the kinds that writers, disks and attackers make.
 * The same numbers give the same bytes.
 */
import type { Chance } from '../naive/random-history.ts';

/** What readers stumble over: separators, marks of other formats, numbers, letters, bytes that are none. */
const odd: readonly string[] = [
  '|',
  '||||||||||||||||||||||||||||',
  '\r',
  '\n',
  '\r\n',
  '\n\n\n\n',
  ',',
  ';',
  '\t',
  '"',
  '""',
  '","',
  '\\',
  '\0',
  '\u001b[2J',
  '\ufeff',
  '\u202e',
  '\u200b',
  'é',
  '\u{1f4a1}',
  'ZHV|',
  'ZPT|',
  '004|1200000000020|\n',
  '-1',
  '0',
  '1e308',
  '99999999999999999999999',
  '00000000',
  '20260230',
  '2026-02-30',
  '=1+1',
  '__proto__',
  'constructor',
  'null',
  'true',
  '{}',
  '[]',
  '[[[[[[[[[[[[[[[[',
  '"a":',
  '${x}',
  '%00',
  '../',
  'NO ',
  ' NOT ',
  ' BACKSTOP ',
  '?',
  '.',
  ' BUT ',
];
const oddBytes = odd.map((text) => Buffer.from(text));
const noText = [Buffer.from([0xff]), Buffer.from([0xc3]), Buffer.from([0xed, 0xa0, 0x80])];

/** No input grows beyond it: time is bounded by size, and what is large is tried elsewhere. */
export const inputMaxBytes = 60_000;

export function mutated(chance: Chance, seed: Buffer, other: Buffer): Buffer {
  let bytes = seed;
  for (let changes = 1 + Math.floor(chance.next() * chance.next() * 8); changes > 0; changes -= 1) {
    bytes = changed(chance, bytes, other);
  }
  return bytes.length > inputMaxBytes ? bytes.subarray(0, inputMaxBytes) : bytes;
}

function changed({ next, oneOf, onceIn }: Chance, bytes: Buffer, other: Buffer): Buffer {
  const place = (): number => Math.floor(next() * (bytes.length + 1));
  const [one, two] = [place(), place()];
  const [from, to] = one < two ? [one, two] : [two, one];
  const near = Math.min(to, from + 1 + Math.floor(next() * 40));
  const joined = (...parts: readonly Uint8Array[]): Buffer => Buffer.concat(parts);
  const before = bytes.subarray(0, from);
  switch (Math.floor(next() * 12)) {
    case 0: {
      const flipped = Buffer.from(bytes);
      if (flipped.length > 0)
        flipped[Math.floor(next() * flipped.length)] = Math.floor(next() * 256);
      return flipped;
    }
    case 1:
    case 2:
      return joined(before, onceIn(8) ? oneOf(noText) : oneOf(oddBytes), bytes.subarray(from));
    case 3:
      return joined(before, onceIn(8) ? oneOf(noText) : oneOf(oddBytes), bytes.subarray(near));
    case 4:
      return joined(before, bytes.subarray(near));
    case 5:
      return joined(before, bytes.subarray(from, near), bytes.subarray(from));
    case 6:
      return bytes.subarray(0, onceIn(4) ? from : bytes.length - Math.floor(next() * 8));
    case 7:
      return lineChanged(next, bytes);
    case 8: {
      const part = other.subarray(Math.floor(next() * other.length));
      return joined(before, part.subarray(0, Math.floor(next() * 200)), bytes.subarray(from));
    }
    case 9: {
      const part = bytes.subarray(from, near);
      const times = onceIn(20) ? 2_000 : 1 + Math.floor(next() * 20);
      const many = Array.from({ length: times }, () => part);
      return joined(before, ...many, bytes.subarray(near));
    }
    case 10: {
      const digit = Buffer.from(String(Math.floor(next() * 10)));
      return joined(before, digit, bytes.subarray(Math.min(bytes.length, from + 1)));
    }
    default: {
      const upper = Buffer.from(bytes);
      const at = Math.floor(next() * upper.length);
      if (upper.length > 0) upper[at] = upper[at]! ^ (1 << Math.floor(next() * 8));
      return upper;
    }
  }
}

/** A line twice, gone, or in another's place. */
function lineChanged(next: () => number, bytes: Buffer): Buffer {
  const lines = bytes.toString('latin1').split('\n');
  const at = Math.floor(next() * lines.length);
  const to = Math.floor(next() * lines.length);
  const [line = ''] = next() < 0.5 ? lines.splice(at, 1) : [lines[at] ?? ''];
  if (next() < 0.7) lines.splice(to, 0, line);
  return Buffer.from(lines.join('\n'), 'latin1');
}

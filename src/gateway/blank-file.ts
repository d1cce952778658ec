/**
 * A file without what it says of some MPANs. Flow files and CSV keep their lines, blanked, so that
 * every line number that was written down stays true. Files are read and written piece by piece,
 * whatever their size.
 */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { type Catalogue, definitionFor, type Finding } from '../flow/index.ts';
import { erasedWords } from '../process/index.ts';

export type Mentions = (text: string) => boolean;

/** True for a text that holds one of the MPANs as a whole number. */
export function mentionOf(mpans: ReadonlySet<string>): Mentions {
  return (text) => {
    for (const [digits] of text.matchAll(/\d{13,}/g)) if (mpans.has(digits)) return true;
    return false;
  };
}

const pieceBytes = 1 << 20;

/** The lines of a file with their line ends, as Latin-1, so that every byte comes back as it was. */
export function* linesOfFile(path: string): Generator<string> {
  const handle = openSync(path, 'r');
  try {
    const piece = Buffer.alloc(pieceBytes);
    let rest = '';
    for (;;) {
      const length = readSync(handle, piece);
      if (length === 0) break;
      const lines = (rest + piece.subarray(0, length).toString('latin1')).split(/(?<=\n)/);
      rest = lines.pop() ?? '';
      yield* lines;
    }
    if (rest !== '') yield rest;
  } finally {
    closeSync(handle);
  }
}

export const linesOfText = (text: string): string[] => (text === '' ? [] : text.split(/(?<=\n)/));

/** One line of what a file has become, and whether it was blanked. */
export interface BlankedLine {
  readonly text: string;
  readonly isBlanked: boolean;
}

/** Lines of a flow file or CSV, those of the MPANs blanked: all records of an instance, all of a row. */
export function* blankedLines(
  catalogue: Catalogue,
  lines: Iterable<string>,
  mentions: Mentions,
): Generator<BlankedLine> {
  let belongs: ((block: readonly string[], line: string) => boolean) | null = null;
  let blankOf = endOf;
  let block: string[] = [];
  for (const line of lines) {
    if (belongs === null) {
      const isFlow = line.startsWith('ZH') || line.includes('|');
      belongs = isFlow ? sameInstance(catalogue) : sameRow;
      if (isFlow) blankOf = (text) => `${groupOf(text)}|${endOf(text)}`;
    }
    if (block.length > 0 && !belongs(block, line)) {
      yield* finished(block, mentions, blankOf);
      block = [];
    }
    block.push(line);
  }
  yield* finished(block, mentions, blankOf);
}

function* finished(
  block: readonly string[],
  mentions: Mentions,
  blankOf: (line: string) => string,
): Generator<BlankedLine> {
  const isBlanked = !isEnvelope(block[0] ?? '') && mentions(block.join(''));
  for (const text of block) yield { text: isBlanked ? blankOf(text) : text, isBlanked };
}

const endOf = (line: string): string => /\r?\n?$/.exec(line)?.[0] ?? '';
const groupOf = (line: string): string => line.split('|', 1)[0]?.trim() ?? '';
const isEnvelope = (line: string): boolean => /^\s*Z(H|PT)/.test(line);

/**
 * An instance goes on until the next group that stands under no parent. Of a flow that the catalogue
 * does not know, that is the first group of the file.
 */
function sameInstance(catalogue: Catalogue): (block: readonly string[], line: string) => boolean {
  let roots: ReadonlySet<string> | null = null;
  return (block, line) => {
    const before = block.at(-1) ?? '';
    if (isEnvelope(before)) {
      roots = rootsOf(catalogue, before) ?? roots ?? new Set([groupOf(line)]);
      return false;
    }
    roots ??= new Set([groupOf(before)]);
    return !isEnvelope(line) && !roots.has(groupOf(line));
  };
}

function rootsOf(catalogue: Catalogue, header: string): ReadonlySet<string> | null {
  const flow = header.split('|')[2]?.trim() ?? '';
  const definition = definitionFor(catalogue, flow.slice(0, 5), flow.slice(5));
  if (definition === null) return null;
  const groups = [...definition.groupByKey.values()];
  return new Set(groups.filter(({ depth }) => depth === 0).map(({ id }) => id));
}

/** A row goes on over line ends while a quotation mark is open. */
export const sameRow = (block: readonly string[]): boolean =>
  block.length < linesPerRowMax && block.join('').split('"').length % 2 === 0;

/** Far more lines than a quoted cell of an address or a remark has. */
const linesPerRowMax = 50;

/** The digest of what a file becomes, and which of its lines are blanked, counted from 1. */
export function digestOfBlanked(file: Iterable<BlankedLine>): {
  readonly sha256: string;
  readonly lines: ReadonlySet<number>;
} {
  const hash = createHash('sha256');
  const lines = new Set<number>();
  let count = 0;
  for (const { text, isBlanked } of file) {
    count += 1;
    if (isBlanked) lines.add(count);
    hash.update(text, 'latin1');
  }
  return { sha256: hash.digest('hex'), lines };
}

const pieceCharacters = 1 << 20;

/** The bytes of what a file becomes, as they are written. */
export function* bytesOfBlanked(file: Iterable<BlankedLine>): Generator<Uint8Array> {
  let piece = '';
  for (const { text } of file) {
    piece += text;
    if (piece.length < pieceCharacters) continue;
    yield Buffer.from(piece, 'latin1');
    piece = '';
  }
  yield Buffer.from(piece, 'latin1');
}

/** Findings without the words of those that are about blanked lines or name the MPAN. */
export const bareFindings = (
  findings: readonly Finding[],
  lines: ReadonlySet<number>,
  mentions: Mentions,
): Finding[] =>
  findings.map((finding) =>
    (finding.line !== null && lines.has(finding.line)) || mentions(finding.message)
      ? { ...finding, message: erasedWords }
      : finding,
  );

/**
 * A file without what it says of some MPANs. Flow files and CSV keep their lines, blanked, so that
 * every line number that was written down stays true. Files are read and written piece by piece,
 * whatever their size and however long a line: once to see which lines go, once to write the rest.
 */
import { createHash } from 'node:crypto';
import { looksLikeJson } from '../dip/index.ts';
import {
  type Catalogue,
  catalogueOf,
  definitionFor,
  type Finding,
  looksLikeFlow,
} from '../flow/index.ts';
import { erasedWords } from '../process/index.ts';
import { withoutMessages } from './blank-messages.ts';
import type { BlankedFile, Gone, Lines } from './blanked.ts';
import { beginMax, mark, plainBegin, type ReadPieces } from './line-pieces.ts';
import { type Mentions, seeker, withoutZeros } from './mentions.ts';

/** The file with the lines that go blanked: all records of an instance, all lines of a row. */
export function blankedFile(catalogue: Catalogue, read: ReadPieces, gone: Gone): BlankedFile {
  const isJson = looksLikeJson(beginOf(read));
  const messages = isJson ? withoutMessages(read, gone) : null;
  if (messages !== null) return messages;
  let blankOf: BlankOf = () => '';
  const lines = goneLines(read, gone, (first) => {
    const isFlow = looksLikeFlow(plainBegin(first));
    blankOf = blankerOf(isFlow, first);
    if (isJson) return wholeShape;
    return isFlow ? instanceShape(catalogue) : rowShape();
  });
  return { lines, bytes: () => bytesOf(read, lines, blankOf) };
}

/** How a file begins, blank lines left out. */
function beginOf(read: ReadPieces): string {
  for (const { text } of read()) {
    const begin = plainBegin(text);
    if (begin.trim() !== '') return begin;
  }
  return '';
}

/** A file without the rows, or single lines, that name what goes. */
export function shortenedFile(
  read: ReadPieces,
  mentions: Mentions,
  unit: 'rows' | 'lines',
): BlankedFile {
  const lines = goneLines(read, { mentions }, () => (unit === 'rows' ? rowShape() : lineShape));
  return { lines, bytes: () => bytesOf(read, lines, () => '') };
}

/** The digest of what a file becomes. */
export function digestOfPieces(pieces: Iterable<Uint8Array>): string {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}

/** What is left of a blanked line, given how it begins and ends. */
type BlankOf = (begin: string, end: string, line: number) => string;

/** Looks through a file once: which blocks of lines name what goes. */
function goneLines(
  read: ReadPieces,
  { mentions, stays }: Gone,
  shapeOf: (first: string) => Shape,
): Lines {
  const ranges: [from: number, to: number][] = [];
  const seek = seeker(mentions);
  let shape: Shape | null = null;
  let from = 1;
  let line = 0;
  let isGone = false;
  let isKept = false;
  let isBegun = false;
  const finish = (to: number): void => {
    const last = ranges.at(-1);
    if (isGone && !isKept && last !== undefined && last[1] === from - 1) last[1] = to;
    else if (isGone && !isKept) ranges.push([from, to]);
  };
  for (const { text, isEnd } of read()) {
    if (!isBegun) {
      line += 1;
      shape ??= shapeOf(text);
      if (shape.begins(plainBegin(text)) && line > 1) {
        finish(line - 1);
        from = line;
        isGone = false;
        isKept = false;
      }
      isKept ||= stays?.has(line) ?? false;
    }
    shape?.goesOn(text);
    if (seek(text, isEnd)) isGone = true;
    isBegun = !isEnd;
  }
  if (line > 0) finish(line);
  return linesOf(ranges);
}

function linesOf(ranges: readonly (readonly [from: number, to: number])[]): Lines {
  return {
    isEmpty: ranges.length === 0,
    has: (line) => {
      let [low, high] = [0, ranges.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((ranges[middle]?.[1] ?? 0) < line) low = middle + 1;
        else high = middle;
      }
      const found = ranges[low];
      return found !== undefined && found[0] <= line;
    },
  };
}

const writtenAtOnce = 1 << 20;
const endMax = 4;

function* bytesOf(read: ReadPieces, lines: Lines, blankOf: BlankOf): Generator<Uint8Array> {
  let piece = '';
  let line = 0;
  let begin = '';
  let end = '';
  let isBegun = false;
  let isBlank = false;
  for (const { text, isEnd } of read()) {
    if (!isBegun) {
      line += 1;
      isBlank = lines.has(line);
      begin = text.slice(0, beginMax);
      end = '';
    }
    isBegun = !isEnd;
    if (isBlank) {
      end = (end + text.slice(-endMax)).slice(-endMax);
      if (isEnd) piece += blankOf(begin, end, line);
    } else {
      piece += text;
    }
    if (piece.length < writtenAtOnce) continue;
    yield Buffer.from(piece, 'latin1');
    piece = '';
  }
  if (piece !== '') yield Buffer.from(piece, 'latin1');
}

const endOf = (line: string): string => /\r?\n?$/.exec(line)?.[0] ?? '';
const groupOf = (line: string): string => line.split('|', 1)[0]?.trim() ?? '';
const isEnvelope = (line: string): boolean => /^\s*Z(H|PT)/.test(line);

/** How a line is blanked: a record keeps its group; in UTF-16 the bytes stay in step. */
function blankerOf(isFlow: boolean, first: string): BlankOf {
  const leftOf = (begin: string, end: string): string => {
    const group = isFlow ? `${groupOf(plainBegin(begin)).slice(0, 3)}|` : '';
    return group + endOf(withoutZeros(end));
  };
  const start = first.slice(0, beginMax).replace(mark, '');
  if (!start.slice(0, 2).includes('\0')) return leftOf;
  if (start.startsWith('\0')) {
    return (begin, end) => leftOf(begin, end).replaceAll(/[^]/g, '\0$&');
  }
  return (begin, end, line) => {
    const wide = leftOf(begin, end).replaceAll(/[^]/g, '$&\0');
    // The second byte of a line end stands at the beginning of the next line.
    return (line > 1 ? '\0' : '') + (/[\r\n]\0$/.test(wide) ? wide.slice(0, -1) : wide);
  };
}

/** Which lines belong together, told line by line. */
interface Shape {
  /** True if a line does not belong to the one before; told of every line, by how it begins. */
  readonly begins: (line: string) => boolean;
  /** Told of every piece of a line. */
  readonly goesOn: (piece: string) => void;
}

/**
 * An instance goes on until the next group that stands under no parent. Of a flow that the catalogue
 * does not know, that is the first group of the file.
 */
function instanceShape(catalogue: Catalogue): Shape {
  let roots: ReadonlySet<string> | null = null;
  let before: string | null = null;
  return {
    begins: (line) => {
      const last = before;
      before = line;
      if (last === null) return true;
      if (isEnvelope(last)) {
        roots = rootsOf(catalogue, last) ?? roots ?? new Set([groupOf(line)]);
        return true;
      }
      roots ??= new Set([groupOf(last)]);
      return isEnvelope(line) || roots.has(groupOf(line));
    },
    goesOn: () => undefined,
  };
}

function rootsOf(catalogue: Catalogue, header: string): ReadonlySet<string> | null {
  const [, , named = '', , , , , createdAt = ''] = header.split('|');
  const flow = named.trim();
  const definition = definitionFor(
    catalogueOf(catalogue, createdAt),
    flow.slice(0, 5),
    flow.slice(5),
  );
  if (definition === null) return null;
  const groups = [...definition.groupByKey.values()];
  return new Set(groups.filter(({ depth }) => depth === 0).map(({ id }) => id));
}

/** All lines of a file belong together. */
const wholeShape: Shape = { begins: () => false, goesOn: () => undefined };

const lineShape: Shape = { begins: () => true, goesOn: () => undefined };

/** Far more lines than a quoted cell of an address or a remark has. */
const linesPerRowMax = 50;

/** A row goes on over line ends while a quotation mark is open. */
function rowShape(): Shape {
  let isQuoted = false;
  let lines = 0;
  return {
    begins: () => {
      const isNext = !isQuoted || lines >= linesPerRowMax;
      if (isNext) {
        isQuoted = false;
        lines = 0;
      }
      lines += 1;
      return isNext;
    },
    goesOn: (piece) => {
      for (let at = piece.indexOf('"'); at !== -1; at = piece.indexOf('"', at + 1)) {
        isQuoted = !isQuoted;
      }
    },
  };
}

/** Findings without the words of those that are about blanked lines or name the MPAN. */
export const bareFindings = (
  findings: readonly Finding[],
  lines: Pick<Lines, 'has'>,
  mentions: Mentions,
): Finding[] =>
  findings.map((finding) =>
    (finding.line !== null && lines.has(finding.line)) || mentions(finding.message)
      ? { ...finding, message: erasedWords }
      : finding,
  );

export const noLines: Lines = { isEmpty: true, has: () => false };

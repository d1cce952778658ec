/**
 * A file without what it says of some MPANs. Flow files and CSV keep their lines, blanked, so that
 * every line number that was written down stays true; what is made anew at any time, in reports/,
 * loses the lines. Files are read and written piece by piece, whatever their size.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { type Catalogue, definitionFor } from '../flow/index.ts';

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
const sameRow = (block: readonly string[]): boolean =>
  block.length < linesPerRowMax && block.join('').split('"').length % 2 === 0;

/** Far more lines than a quoted cell of an address or a remark has. */
const linesPerRowMax = 50;

/** A report without the MPANs, by what kind of file its name says it is. */
export function reportWithout(name: string, text: string, mentions: Mentions): string {
  const value = name.endsWith('.json') ? valueIn(text) : undefined;
  if (value !== undefined) {
    return `${JSON.stringify(withoutMentions(value, mentions) ?? null, null, 2)}\n`;
  }
  if (name.endsWith('.ics')) {
    return text.replaceAll(/BEGIN:VEVENT\r?\n[^]*?END:VEVENT\r?\n/g, (event) =>
      mentions(event.replaceAll(/\r?\n[ \t]/g, '')) ? '' : event,
    );
  }
  const rows: string[] = [];
  let row = '';
  for (const line of linesOfText(text)) {
    row += line;
    if (name.endsWith('.csv') && sameRow([row])) continue;
    rows.push(row);
    row = '';
  }
  rows.push(row);
  return rows.filter((one) => !mentions(one)).join('');
}

function valueIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Called JSON and none: its lines are all that is known of it.
    return undefined;
  }
}

/** An object of which a text names an MPAN is left out, with all that hangs on it. */
function withoutMentions(value: unknown, mentions: Mentions): unknown {
  if (typeof value !== 'object' || value === null) {
    return mentions(String(value)) ? undefined : value;
  }
  if (Array.isArray(value)) {
    return value.map((one) => withoutMentions(one, mentions)).filter((one) => one !== undefined);
  }
  const entries = Object.entries(value).map(
    ([key, one]) => [key, mentions(key) ? undefined : withoutMentions(one, mentions), one] as const,
  );
  const isNamed = entries.some(([, left, one]) => left === undefined && one !== undefined);
  return isNamed ? undefined : Object.fromEntries(entries);
}

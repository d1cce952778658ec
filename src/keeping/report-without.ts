/**
 * A file of reports/ without what it says of some MPANs: it is made anew at any time, so it loses the
 * lines, entries and objects that name them.
 */
import { linePiecesOf, linesOfText, type Mentions, shortenedFile } from '../intake/index.ts';

/** A report without the MPANs, by what kind of file its name says it is. */
export function reportWithout(name: string, text: string, mentions: Mentions): string {
  const value = name.endsWith('.json') ? valueIn(text) : undefined;
  if (value !== undefined) {
    return `${JSON.stringify(withoutMentions(value, mentions) ?? null, null, 2)}\n`;
  }
  if (name.endsWith('.ics')) return calendarWithout(text, mentions);
  return linesWithout(text, mentions, unitOf(name));
}

/** What a report of a name consists of: a row may go over several lines. */
export const unitOf = (name: string): 'rows' | 'lines' =>
  name.endsWith('.csv') ? 'rows' : 'lines';

function linesWithout(text: string, mentions: Mentions, unit: 'rows' | 'lines'): string {
  const { bytes } = shortenedFile(() => utf8Lines(text), mentions, unit);
  return Buffer.concat([...bytes()]).toString('utf8');
}

/** Byte for byte, as files are read. */
const utf8Lines = (text: string) => linePiecesOf(Buffer.from(text, 'utf8').toString('latin1'));

function calendarWithout(text: string, mentions: Mentions): string {
  const left: string[] = [];
  /** The lines of the entry that is being read; null between entries. */
  let entry: string[] | null = null;
  for (const line of linesOfText(text)) {
    if (line.startsWith('BEGIN:VEVENT')) entry = [];
    if (entry === null) left.push(line);
    else entry.push(line);
    if (entry === null || !line.startsWith('END:VEVENT')) continue;
    // A long line goes on after a line end and a space (RFC 5545, 3.1).
    const whole = entry.join('');
    if (!mentions(whole.replaceAll(/\r?\n[ \t]/g, ''))) left.push(whole);
    entry = null;
  }
  return left.join('') + linesWithout((entry ?? []).join(''), mentions, 'lines');
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

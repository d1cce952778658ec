/**
 * A file of reports/ without what it says of some MPANs: it is made anew at any time, so it loses the
 * rows, lines and objects that name them.
 */
import { linesOfText, type Mentions, sameRow } from '../gateway/index.ts';

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

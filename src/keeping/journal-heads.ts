/**
 * The newest link of the journal, written down outside the store: a line in reports/, once a day
 * and whenever somebody makes a backup or looks. Whoever changes the journal and makes its chain
 * anew, or cuts its end off, contradicts a line here, or a copy of it somewhere else.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { localDateOf } from '../calendar/index.ts';
import type { Gateway } from '../gateway/index.ts';
import type { JournalHead } from '../store/index.ts';

const fileName = 'journal-heads.jsonl';

export interface HeadLine extends JournalHead {
  readonly at: string;
  /** Where the store was put back to this entry: what later entries there were are gone. */
  readonly restored?: true;
  /** Where somebody began anew: no entry before is there any more. */
  readonly anew?: true;
}

export const headsPath = (workspace: string): string => join(workspace, 'reports', fileName);

/** Writes the head down, unless it or, with `daily`, another of the same day stands there already. */
export async function writeHeadDown(
  { workspace, store, clock, rules }: Gateway,
  daily: boolean,
): Promise<void> {
  const head = await store.head();
  const last = headLines(workspace).at(-1);
  if (head.seq === 0 || (last?.seq === head.seq && last.link === head.link)) return;
  const at = clock.now();
  const isSameDay =
    last !== undefined && localDateOf(rules.zone, last.at) === localDateOf(rules.zone, at);
  if (daily && isSameDay) return;
  appendLine(workspace, { at, ...head });
}

export function appendLine(workspace: string, line: HeadLine): void {
  appendFileSync(headsPath(workspace), `${JSON.stringify(line)}\n`, { flush: true });
}

/** The lines that still hold: what a restore went back behind does not. */
export function headLines(workspace: string): readonly HeadLine[] {
  const path = headsPath(workspace);
  if (!existsSync(path)) return [];
  let lines: HeadLine[] = [];
  for (const text of readFileSync(path, 'utf8').split('\n')) {
    const line = lineOf(text);
    if (line === null) continue;
    if (line.anew === true) lines = [];
    if (line.restored === true) lines = lines.filter(({ seq }) => seq <= line.seq);
    lines.push(line);
  }
  return lines;
}

/** Null for half a line that a crash left. */
function lineOf(text: string): HeadLine | null {
  try {
    const value: unknown = JSON.parse(text);
    const isLine =
      typeof value === 'object' &&
      value !== null &&
      'seq' in value &&
      'link' in value &&
      'at' in value;
    return isLine ? (value as HeadLine) : null;
  } catch {
    return null;
  }
}

/**
 * The newest link of the journal, written down outside the store: a line in reports/, once a day
 * and whenever somebody makes a backup or looks. Whoever changes the journal and makes its chain
 * anew, or cuts its end off, contradicts a line here, or a copy of it somewhere else.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { localDateOf } from '../calendar/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { type HeadLine, type HeadsPlace, signedHead, signingKey } from './head-signature.ts';

const fileName = 'journal-heads.jsonl';

const headsPath = (workspace: string): string => join(workspace, 'reports', fileName);

/** Writes the head down, unless it or, with `daily`, another of the same day stands there already. */
export async function writeHeadDown(gateway: Gateway, daily: boolean): Promise<void> {
  const { workspace, store, clock, rules } = gateway;
  const last = headLines(workspace).at(-1);
  const isSignedLater = await signLater(gateway);
  const head = await store.head();
  const at = clock.now();
  const isSame = last?.seq === head.seq && last.link === head.link;
  const isSameDay =
    last !== undefined && localDateOf(rules.zone, last.at) === localDateOf(rules.zone, at);
  // The first that can be signed is not put off to the next day.
  const isNews = !isSignedLater && last?.signature === undefined && 'key' in signingKey(gateway);
  if (head.seq === 0 || (!isNews && (isSame || (daily && isSameDay)))) return;
  appendHead(gateway, { at, ...head });
}

/**
 * Heads that were written while the key was not at hand are written once more with a signature. What
 * stands there from before heads were signed at all stays as it is. True if there were any.
 */
async function signLater(gateway: Gateway): Promise<boolean> {
  const { workspace, store, clock } = gateway;
  if (!('key' in signingKey(gateway))) return false;
  const lines = headLines(workspace);
  const signed = lines.findLastIndex(({ signature }) => signature !== undefined);
  const bare = signed < 0 ? [] : lines.slice(signed + 1);
  for (const line of bare) {
    // What the journal does not hold any more is for people to look into, not for us to vouch for.
    if ((await store.linkAt(line.seq)) !== line.link) continue;
    appendHead(gateway, { ...line, at: clock.now() });
  }
  return bare.length > 0;
}

/** Writes a line, signed where the key is at hand. */
export function appendHead(place: HeadsPlace, line: HeadLine): void {
  const path = headsPath(place.workspace);
  // A crash can leave half a line behind. It stays a line of its own.
  const start = existsSync(path) && !/(^|\n)$/.test(readFileSync(path, 'utf8')) ? '\n' : '';
  const text = JSON.stringify(signedHead(place, line));
  appendFileSync(path, `${start}${text}\n`, { flush: true });
}

/** Every line as it stands there, in order, also those that hold no longer. */
export function headTexts(workspace: string): readonly string[] {
  const path = headsPath(workspace);
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((text) => headLineOf(text) !== null);
}

/** The lines that still hold: what a restore went back behind does not. */
export function headLines(workspace: string): readonly HeadLine[] {
  let lines: HeadLine[] = [];
  for (const text of headTexts(workspace)) {
    const line = headLineOf(text);
    if (line === null) continue;
    if (line.anew === true) lines = [];
    if (line.restored === true) lines = lines.filter(({ seq }) => seq <= line.seq);
    lines.push(line);
  }
  return lines;
}

/** What a line says; null for half a line that a crash left, or anything else that is no head. */
export function headLineOf(text: string): HeadLine | null {
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

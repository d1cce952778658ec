/** Where an event stands: its file as it is kept, its line, and the items and words that spoke. */

import { readDipMessage, shippedDip, wordsOfMessage } from '../dip/index.ts';
import { type Group, readInstance } from '../flow/index.ts';
import type { Gateway } from '../gateway/index.ts';
import {
  catalogueFor,
  type EventReading,
  type FlowEvent,
  type MessageEvent,
  type ProcessEvent,
} from '../process/index.ts';
import type { Found, SearchStore } from '../store/index.ts';

interface Words {
  readonly line: number;
  readonly item: string;
  readonly words: string;
  /** What they were read as, and by which named rule; null where no reading rule was needed. */
  readonly finding: string | null;
  readonly rule: string | null;
}

export interface TraceSource {
  readonly file: string;
  /** Where the file lies, below the workspace; null where it is no longer kept. */
  readonly path: string | null;
  readonly flow: string | null;
  readonly fileIdentifier: string;
  readonly line: number;
  readonly words: readonly Words[];
}

/** Null for what did not come in a file: an act of a person. */
export async function sourceOf(
  gateway: Gateway,
  reading: EventReading,
): Promise<TraceSource | null> {
  const { event } = reading;
  if (event.kind === 'operator' || event.file === '') return null;
  return {
    file: event.file,
    path: await pathOf(gateway, event),
    flow: event.kind === 'flow' ? event.flow : null,
    fileIdentifier: event.fileIdentifier,
    line: event.line,
    words: wordsOf(gateway, reading),
  };
}

/** The words by which a reading came about: those that a rule cites, else those that speak. */
export function wordsOf(gateway: Gateway, { event, evidence }: EventReading): readonly Words[] {
  const cited = evidence.map(({ line, item, words, finding, rule }) => ({
    line,
    item,
    words,
    finding,
    rule,
  }));
  if (cited.length > 0) return cited;
  if (event.kind === 'message') return spokenByMessage(event);
  return event.kind === 'flow' ? spokenIn(gateway, event) : [];
}

const filesPerRead = 100;

/** The file of the event's name that came with it: the first that is not older than the event. */
async function pathOf(
  { store }: { readonly store: SearchStore },
  event: ProcessEvent,
): Promise<string | null> {
  const { mpan, file, receivedAt } = event;
  const found: Found[] = [];
  for (const kind of ['outbox', 'file'] as const) {
    let after: Parameters<typeof store.search>[2] = null;
    do {
      const page: Awaited<ReturnType<typeof store.search>> = await store.search(
        kind,
        { mpan, file },
        after,
        filesPerRead,
      );
      found.push(...page.found);
      after = page.next;
    } while (after !== null);
  }
  return found.find(({ at, says }) => at >= receivedAt && says !== 'duplicate')?.path ?? null;
}

/** Items in which a flow says what it is about, where no reading rule had to cite words. */
const speaking = new Set(['J0173', 'J0024', 'J0012', 'J0008', 'J0004', 'J0848', 'J1269', 'J0480']);

/** Of a DIP message each field of its interface, by its JSON path. */
function spokenByMessage({ text, line, dip: { path } }: MessageEvent): Words[] {
  const message = readDipMessage(shippedDip(), text, {
    zone: 'UTC',
    place: { path, line, byte: 0 },
  });
  return wordsOfMessage(shippedDip(), message).own.map(({ path: item, value: words }) => ({
    line,
    item,
    words,
    finding: null,
    rule: null,
  }));
}

function spokenIn({ rules }: Gateway, event: FlowEvent): Words[] {
  const words: Words[] = [];
  const look = (group: Group): void => {
    for (const [item, value] of Object.entries(group.values)) {
      if (!speaking.has(item)) continue;
      words.push({ line: group.line, item, words: value, finding: null, rule: null });
    }
    for (const child of group.children) look(child);
  };
  const catalogue = catalogueFor(rules, event.createdAt);
  for (const { text, line } of event.parts) {
    look(readInstance(catalogue, event.flow, event.version, text, line));
  }
  return words;
}

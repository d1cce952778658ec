/**
 * Entries of the journal that settle items of many MPANs at once, whichever store has them. Only what
 * follows nothing is settled so: the item of an MPAN that has no check, and about which nobody has proposed
 * anything. The entry names its items by their digests, so that it holds no MPAN; each MPAN has a row that
 * leads to it.
 */
import type { OperatorEvent, ProcessEvent } from '../process/index.ts';
import { hidden } from './seals.ts';
import type { ProposedGroup } from './shared.ts';

/** The note that leads to the entries that wait for a second person. What they say counts, not the note. */
export const waitingNote = 'proposed-together';

export interface WaitingEntry extends ProposedGroup {
  readonly seq: number;
}

/** The act that an entry proposes for many items; null where it is none. */
export function proposedIn(
  body: string,
  group: string,
): { readonly who: string; readonly items: readonly string[] } | null {
  const event = JSON.parse(body) as ProcessEvent;
  if (event.kind !== 'operator' || event.action.name !== 'propose') return null;
  const { action } = event.action;
  if (action.name !== 'resolve' || action.exceptionId !== group) return null;
  return { who: event.who, items: action.items ?? [] };
}

/** An entry about many items; null where the one that is led to is none. */
export type SharedEntry = {
  readonly event: OperatorEvent;
  readonly accept: boolean;
  readonly items: ReadonlySet<string>;
} | null;

export function sharedIn(body: string): SharedEntry {
  const event = JSON.parse(body) as ProcessEvent;
  if (event.kind !== 'operator' || event.action.name !== 'resolve') return null;
  return { event, accept: event.action.accept, items: new Set(event.action.items) };
}

/** The act as an MPAN hears it; null where the entry is not about that item. */
export function heardBy(shared: SharedEntry, mpan: string, id: string): ProcessEvent | null {
  if (shared === null || !shared.items.has(hidden(id))) return null;
  const { event, accept } = shared;
  const action = { name: 'resolve', exceptionId: id, accept } as const;
  return { ...event, mpan, key: `${event.key}/${id}`, action };
}

/** What entries propose, of one group and person together. */
export function groupsWaiting(waiting: readonly WaitingEntry[]): ProposedGroup[] {
  const byName = new Map<string, ProposedGroup>();
  for (const { group, who, at, number } of waiting) {
    const name = `${group} ${who}`;
    const before = byName.get(name);
    byName.set(name, {
      group,
      who,
      at: before?.at ?? at,
      number: (before?.number ?? 0) + number,
    });
  }
  return [...byName.values()];
}

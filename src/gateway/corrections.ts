/**
 * A notification told again under its date, source and reference, and otherwise. Ours: it is heard
 * as another fact, under a key of its own, so that what was missing or could not be held is taken
 * from it; the same row told again says nothing new.
 */

import { sha256Of } from '../files/index.ts';
import type { NotificationEvent, ProcessEvent } from '../process/index.ts';
import type { Journal } from '../store/index.ts';
import { journalsOrNone } from './journal-or-none.ts';

export async function withRowsCorrected(
  { store }: { readonly store: Journal },
  events: readonly ProcessEvent[],
): Promise<readonly ProcessEvent[]> {
  const rows = events.filter((event) => event.kind === 'notification');
  if (rows.length === 0) return events;
  const inStore = await store.knownKeys(rows.map(({ key }) => key));
  const known = rows.filter(({ key }) => inStore.has(key)).map(({ mpan }) => mpan);
  const journalOf = await journalsOrNone(store, known);
  const first = new Map<string, NotificationEvent>();
  const firstOf = (row: NotificationEvent): NotificationEvent | undefined => {
    if (!inStore.has(row.key) || first.has(row.key)) return first.get(row.key);
    return journalOf(row.mpan).find(
      (event) => event.kind === 'notification' && event.key === row.key,
    ) as NotificationEvent | undefined;
  };
  const told: ProcessEvent[] = [];
  for (const event of events) {
    if (event.kind !== 'notification') {
      told.push(event);
      continue;
    }
    const before = firstOf(event) ?? event;
    first.set(event.key, before);
    const says = contentOf(event);
    const key = `${event.key}/${sha256Of(says).slice(0, 12)}`;
    told.push(says === contentOf(before) ? event : { ...event, key });
  }
  return told;
}

const contentOf = ({ knownBackstop, known, exportSince, generation }: NotificationEvent): string =>
  JSON.stringify([
    knownBackstop,
    Object.entries(known).sort(([a], [b]) => (a < b ? -1 : 1)),
    ...(exportSince === undefined ? [] : [exportSince]),
    ...(generation === undefined ? [] : [generation]),
  ]);

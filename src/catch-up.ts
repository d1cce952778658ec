/**
 * What happened while no gateway was at work: files that came, and deadlines that passed with
 * somebody still owing. It is counted before the first pass, so it may count an answer that lies
 * unread in the inbox as still owed; the pass puts that right.
 */
import { aliveNote } from './alive.ts';
import { localDateOf } from './calendar/index.ts';
import type { Gateway } from './gateway/index.ts';
import { listDropped } from './intake/index.ts';
import { workingDaysOver } from './process/index.ts';

export interface CatchUp {
  /** Null at the very first start. */
  readonly downSince: string | null;
  readonly files: number;
  readonly deadlines: number;
  /** By how much the longest of them is over; null if none passed. */
  readonly longestOver: { readonly days: number; readonly unit: 'Working Day' | 'day' } | null;
}

export async function catchUpOf(gateway: Gateway): Promise<CatchUp> {
  const { store, clock, rules } = gateway;
  const now = clock.now();
  const downSince = await store.note(aliveNote);
  const { ready, large } = listDropped(gateway, new Map(), true);
  const files = ready.length + large.length;
  const passed = (await store.checks({ breachedAt: now })).filter(
    ({ dueAt }) => dueAt !== null && downSince !== null && dueAt > downSince,
  );
  const today = localDateOf(rules.zone, now);
  const [first] = passed.toSorted((a, b) => ((a.dueOn ?? '') < (b.dueOn ?? '') ? -1 : 1));
  const dueOn = first?.dueOn ?? null;
  if (first === undefined || dueOn === null) {
    return { downSince, files, deadlines: 0, longestOver: null };
  }
  const days = workingDaysOver(rules, first.mpan, dueOn, today);
  const longestOver =
    days === null
      ? { days: Temporal.PlainDate.from(dueOn).until(today).days, unit: 'day' as const }
      : { days, unit: 'Working Day' as const };
  return { downSince, files, deadlines: passed.length, longestOver };
}

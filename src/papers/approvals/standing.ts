/**
 * Where an entry stands on a day: before its time, in it, past it, or nobody can say. The one rule: an
 * entry without a beginning is not taken to have begun, because the papers say what was so and not
 * since when.
 */
import type { LocalDate } from '../../calendar/index.ts';
import { hasBegun, hasEnded, type KnownDate } from './known-date.ts';

export type ListStanding = 'before' | 'in' | 'past' | 'undetermined';

export interface Span {
  readonly from: KnownDate;
  readonly to: KnownDate;
}

export function listStandingOf({ from, to }: Span, on: LocalDate): ListStanding {
  const ended = to === null ? 'no' : hasEnded(to, on);
  if (ended === 'yes') return 'past';
  const begun = from === null ? 'undetermined' : hasBegun(from, on);
  if (begun === 'no') return 'before';
  return begun === 'undetermined' || ended === 'undetermined' ? 'undetermined' : 'in';
}

/** Words are compared as people write them: capitals, spaces and hyphens mean nothing. */
export const isSameName = (one: string, other: string): boolean => plain(one) === plain(other);

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/**
 * How the deadlines stand: how many are overdue, whose they are and by how much, what has waited
 * longest for a person, and what became due while no gateway was at work.
 */
import { type Instant, localDateOf } from '../calendar/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { workingDaysOver } from '../process/index.ts';
import type { Notes, OpenItems, Overdue } from '../store/index.ts';

/** Working Days since a date, not counting it; null where no calendar covers them. */
type Days = number | null;

export interface OverdueOf extends Overdue {
  /** Working Days by which the oldest is over. */
  readonly oldestOver: Days;
}

interface OpenItemsOf extends OpenItems {
  readonly oldestOpen: Days;
}

/** When no gateway was at work, and what became due then and is still owed. */
interface Down {
  readonly from: Instant;
  readonly until: Instant;
  readonly becameDue: readonly OverdueOf[];
}

export interface DeadlineHealth {
  /** By owner and participant, the longest overdue first. */
  readonly overdue: readonly OverdueOf[];
  readonly openItems: readonly OpenItemsOf[];
  readonly down: Down | null;
}

export async function deadlineHealthOf(gateway: Gateway): Promise<DeadlineHealth> {
  const { store, clock } = gateway;
  const days = daysSince(gateway);
  const withDays = (all: readonly Overdue[]): OverdueOf[] =>
    all.map((one) => ({ ...one, oldestOver: days(one.oldestMpan, one.oldestDueOn) }));
  const overdue = withDays(await store.overdue(null, clock.now()));
  const openItems = (await store.openItems()).map((one) => ({
    ...one,
    oldestOpen: days(one.oldestMpan, localDateOf(gateway.rules.zone, one.oldestAt)),
  }));
  const span = await lastDown(store);
  const down =
    span === null
      ? null
      : { ...span, becameDue: withDays(await store.overdue(span.from, span.until)) };
  return { overdue, openItems, down };
}

function daysSince({ rules, clock }: Gateway): (mpan: string, date: string) => Days {
  const today = localDateOf(rules.zone, clock.now());
  return (mpan, date) => (date > today ? null : workingDaysOver(rules, mpan, date, today));
}

interface Span {
  readonly from: Instant;
  readonly until: Instant;
}

const downNote = 'down';

/** Remembers that no gateway was at work from one instant to another. */
export const rememberDown = (store: Notes, span: Span): Promise<void> =>
  store.setNote(downNote, JSON.stringify(span));

async function lastDown(store: Notes): Promise<Span | null> {
  const kept = await store.note(downNote);
  return kept === null ? null : (JSON.parse(kept) as Span);
}

interface OverdueTotal {
  readonly number: number;
  readonly oldestOver: Days;
}

/** All of them as one figure; zero days where nothing is overdue. */
export function totalOf(overdue: readonly OverdueOf[]): OverdueTotal {
  const number = overdue.reduce((sum, one) => sum + one.number, 0);
  const days = overdue.flatMap(({ oldestOver }) => oldestOver ?? []);
  return {
    number,
    oldestOver: overdue.length > 0 && days.length === 0 ? null : Math.max(0, ...days),
  };
}

/**
 * How each participant keeps its deadlines, stage by stage. Of a period it counts the answers given
 * in it, and what was open at its end, so that a report of June says the same in July and in August.
 * Files that came long after the time they claim are counted beside it, because whoever dates files
 * back looks punctual (DELIVERED_LATE). Kept in time is the share of everything that was answered or
 * should have been: what is still owed after its deadline was not kept.
 *
 * Ours: a stage counts for the participant that the check names now; a stage that was withdrawn,
 * as at a change of Meter Operator, counts for nobody.
 */
import { endOfDay, type Instant } from '../calendar/index.ts';
import type { Gateway } from '../gateway/index.ts';
import type { Side } from '../market/index.ts';
import { roleInWords } from '../words.ts';
import type { Period } from './period.ts';
import { type Counts, medianOf, percentileOf } from './quantiles.ts';
import type { Report } from './rows.ts';
import { countNow } from './stage-counter.ts';
import type { StageFact, StageFacts } from './stage-facts.ts';

export interface Tally {
  readonly party: string;
  readonly owner: Side;
  readonly stage: string;
  /** Working Days there are for the stage: the most that any check of it has. */
  window: number;
  inTime: number;
  late: number;
  openOverdue: number;
  open: number;
  deliveredLate: number;
  /** How often an answer took so many Working Days, in time and late. */
  readonly days: { readonly inTime: Counts; readonly late: Counts };
}

/** What one stage adds to a tally. */
type Count = 'inTime' | 'late' | 'openOverdue' | 'open';

export async function performanceReport(gateway: Gateway, period: Period): Promise<Report> {
  const { facts } = await countNow(gateway);
  return performanceOf(gateway, facts, period);
}

function performanceOf(
  { rules, clock, config }: Gateway,
  facts: Pick<StageFacts, 'entries'>,
  period: Period,
): Report {
  const rows = talliesOf(facts, { period, zone: rules.zone, now: clock.now() }).map((tally) =>
    rowOf(tally, config.counterparties[tally.party]?.name ?? null),
  );
  const columns = {
    party: 'MPID',
    who: 'Role',
    stage: 'Stage',
    inTime: 'In time',
    late: 'Late',
    openOverdue: 'Overdue',
    open: 'Open',
    keptInTime: 'Kept in time %',
    workingDaysMedian: 'Median',
    workingDays90th: '90th',
    workingDaysMax: 'Max',
    deliveredLate: 'Delivered late',
    name: 'Name',
  };
  return { columns, rows };
}

interface When {
  readonly period: Period;
  readonly zone: string;
  readonly now: Instant;
}

/** A tally for each participant and stage, in the order of both. */
export function talliesOf(facts: Pick<StageFacts, 'entries'>, when: When): readonly Tally[] {
  const tallies = new Map<string, Tally>();
  for (const { fact, number } of facts.entries()) {
    const counts = countOf(fact, when);
    if (counts === null) continue;
    const { party, owner, stage } = fact;
    const key = `${party} ${owner} ${stage}`;
    const tally = tallies.get(key) ?? emptyTally(fact);
    tallies.set(key, tally);
    tally[counts] += number;
    tally.window = Math.max(tally.window, fact.window);
    if (counts !== 'inTime' && counts !== 'late') continue;
    if (fact.deliveredLate) tally.deliveredLate += number;
    if (fact.days === null) continue;
    const days = tally.days[counts];
    days.set(fact.days, (days.get(fact.days) ?? 0) + number);
  }
  return [...tallies.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, tally]) => tally);
}

/** How many answers came in time and late, by the month in which they came: `2026-08`. */
export function answersByMonth(
  facts: Pick<StageFacts, 'entries'>,
  isWanted: (fact: StageFact) => boolean,
): ReadonlyMap<string, { readonly inTime: number; readonly late: number }> {
  const months = new Map<string, { inTime: number; late: number }>();
  for (const { fact, number } of facts.entries()) {
    const { endedOn, status } = fact;
    const counts = status === 'met' ? 'inTime' : status === 'late' ? 'late' : null;
    if (endedOn === null || counts === null || !isWanted(fact)) continue;
    const month = endedOn.slice(0, 7);
    const sum = months.get(month) ?? { inTime: 0, late: 0 };
    months.set(month, sum);
    sum[counts] += number;
  }
  return months;
}

/** What a stage counts as in the period; null if it was not under way, or counts for nobody. */
function countOf(fact: StageFact, { period, zone, now }: When): Count | null {
  const { from, to } = period;
  const { startedOn, endedOn, status, dueAt } = fact;
  if (to !== null && startedOn > to) return null;
  if (endedOn !== null && (to === null || endedOn <= to)) {
    if (from !== null && endedOn < from) return null;
    if (status === 'met') return 'inTime';
    return status === 'late' ? 'late' : null;
  }
  const end = to === null ? now : earlierOf(endOfDay(zone, to), now);
  // What has ended since was still waited for then.
  const isOwed = endedOn !== null || fact.isAwaited;
  return isOwed && dueAt !== null && dueAt <= end ? 'openOverdue' : 'open';
}

const earlierOf = (one: Instant, other: Instant): Instant => (one < other ? one : other);

const emptyTally = ({ party, owner, stage, window }: StageFact): Tally => ({
  party,
  owner,
  stage,
  window,
  inTime: 0,
  late: 0,
  openOverdue: 0,
  open: 0,
  deliveredLate: 0,
  days: { inTime: new Map(), late: new Map() },
});

/** Median, slow end and most of the days that answers took; each null where there is none. */
export function dayCountsOf({ days }: Pick<Tally, 'days'>) {
  const all = new Map(days.inTime);
  for (const [day, number] of days.late) all.set(day, (all.get(day) ?? 0) + number);
  return {
    workingDaysMedian: medianOf(all),
    workingDays90th: percentileOf(all, 90),
    workingDaysMax: all.size === 0 ? null : Math.max(...all.keys()),
  };
}

/** How many in a hundred were kept, rounded down: 100 is all of them. Null where nothing was due. */
export function keptInTime({ inTime, late, openOverdue }: Omit<Tally, 'days'>): number | null {
  const all = inTime + late + openOverdue;
  return all === 0 ? null : Math.floor((inTime * 100) / all);
}

function rowOf(tally: Tally, name: string | null) {
  const { days: _days, window: _window, ...counts } = tally;
  return {
    ...counts,
    name,
    who: roleInWords(counts.owner),
    keptInTime: keptInTime(tally),
    ...dayCountsOf(tally),
  };
}

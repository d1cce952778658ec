/**
 * How each participant keeps its deadlines, stage by stage. Of a period it counts the answers given
 * in it, and what was open at its end, so that a report of June says the same in July and in August.
 * Files that came long after the time they claim are counted beside it, because whoever dates files
 * back looks punctual (DELIVERED_LATE).
 *
 * Ours: a stage counts for the participant that the check names now; a stage that was withdrawn,
 * as at a change of Meter Operator, counts for nobody.
 */
import { endOfDay, type Instant, localDateOf } from '../calendar/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { type CheckView, isAwaited, type StageRecord, viewOf } from '../process/index.ts';
import { roleInWords } from '../words.ts';
import { type FoundCheck, findChecks, partyOf } from './found-checks.ts';
import type { Period } from './period.ts';
import { medianOf, percentileOf } from './quantiles.ts';
import type { Report } from './rows.ts';

type StageView = CheckView['stages'][number];

interface Tally {
  readonly party: string;
  readonly owner: 'X' | 'M';
  readonly stage: string;
  inTime: number;
  late: number;
  openOverdue: number;
  open: number;
  deliveredLate: number;
  readonly days: number[];
}

/** What one stage adds to a tally. */
type Count = 'inTime' | 'late' | 'openOverdue' | 'open';

export async function performance(gateway: Gateway, period: Period): Promise<Report> {
  const { rules, clock, config } = gateway;
  const now = clock.now();
  const tallies = new Map<string, Tally>();
  for (const found of await findChecks(gateway, {})) {
    const { state, check } = found;
    const view = viewOf(rules, state, check, now);
    for (const [index, stage] of view.stages.entries()) {
      const record = check.stages[index];
      if (record === undefined) continue;
      const counts = countOf(found, record, stage, { period, zone: rules.zone, now });
      if (counts === null) continue;
      const party = partyOf(check, stage.owner) ?? '';
      const key = `${party} ${stage.owner} ${stage.name}`;
      const tally = tallies.get(key) ?? emptyTally(party, stage.owner, stage.name);
      tallies.set(key, tally);
      tally[counts] += 1;
      if (counts !== 'inTime' && counts !== 'late') continue;
      if (stage.workingDaysTaken !== null) tally.days.push(stage.workingDaysTaken);
      tally.deliveredLate += lateDeliveries(rules.zone, view, stage);
    }
  }
  const rows = [...tallies.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, tally]) => rowOf(tally, config.counterparties[tally.party]?.name ?? null));
  const columns = {
    party: 'MPID',
    who: 'Role',
    stage: 'Stage',
    inTime: 'In time',
    late: 'Late',
    openOverdue: 'Overdue',
    open: 'Open',
    workingDaysMedian: 'Median',
    workingDays90th: '90th',
    workingDaysMax: 'Max',
    deliveredLate: 'Delivered late',
    name: 'Name',
  };
  return { nothing: 'No stage has begun.', columns, rows };
}

/** What a stage counts as in the period; null if it was not under way, or counts for nobody. */
function countOf(
  { check }: FoundCheck,
  record: StageRecord,
  stage: StageView,
  when: { readonly period: Period; readonly zone: string; readonly now: Instant },
): Count | null {
  const { from, to } = when.period;
  if (to !== null && stage.startedOn > to) return null;
  const endedAt = record.answeredAt ?? record.endedAt;
  const endedOn = endedAt === null ? null : localDateOf(when.zone, endedAt);
  if (endedOn !== null && (to === null || endedOn <= to)) {
    if (from !== null && endedOn < from) return null;
    if (stage.status === 'met') return 'inTime';
    return stage.status === 'late' ? 'late' : null;
  }
  const end = to === null ? when.now : earlierOf(endOfDay(when.zone, to), when.now);
  // What has ended since was still waited for then.
  const isOwed = endedAt !== null || isAwaited(check);
  return isOwed && stage.dueAt !== null && stage.dueAt <= end ? 'openOverdue' : 'open';
}

const earlierOf = (one: Instant, other: Instant): Instant => (one < other ? one : other);

const emptyTally = (party: string, owner: 'X' | 'M', stage: string): Tally => ({
  party,
  owner,
  stage,
  inTime: 0,
  late: 0,
  openOverdue: 0,
  open: 0,
  deliveredLate: 0,
  days: [],
});

/** Notes of the day on which the stage was answered: the answer is what was delivered late. */
function lateDeliveries(zone: string, view: CheckView, stage: StageView): number {
  return view.exceptions.filter(
    ({ code, at }) => code === 'DELIVERED_LATE' && localDateOf(zone, at) === stage.answeredOn,
  ).length;
}

function rowOf({ days, ...counts }: Tally, name: string | null) {
  return {
    ...counts,
    name,
    who: roleInWords(counts.owner),
    workingDaysMedian: medianOf(days),
    workingDays90th: percentileOf(days, 90),
    workingDaysMax: days.reduce<number | null>(
      (most, day) => (most === null || day > most ? day : most),
      null,
    ),
  };
}

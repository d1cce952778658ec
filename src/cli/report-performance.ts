/**
 * How each participant keeps its deadlines, stage by stage. Files that came long after the time they
 * claim are counted beside it, because whoever dates files back looks punctual (DELIVERED_LATE).
 *
 * Ours: a stage counts for the participant that the check names now; a stage that was withdrawn,
 * as at a change of Meter Operator, counts for nobody.
 */
import { localDateOf } from '../calendar/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { type CheckView, viewOf } from '../process/index.ts';
import { roleInWords } from './print.ts';
import type { Report } from './report.ts';
import { findChecks, partyOf } from './stored-checks.ts';

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

export async function performance(gateway: Gateway): Promise<Report> {
  const { rules, clock } = gateway;
  const now = clock.now();
  const tallies = new Map<string, Tally>();
  for (const { state, check } of await findChecks(gateway, {})) {
    const view = viewOf(rules, state, check, now);
    for (const stage of view.stages) {
      const party = partyOf(check, stage.owner) ?? '';
      const key = `${party} ${stage.owner} ${stage.name}`;
      const tally = tallies.get(key) ?? emptyTally(party, stage.owner, stage.name);
      tallies.set(key, tally);
      add(tally, stage);
      tally.deliveredLate += lateDeliveries(rules.zone, view, stage);
    }
  }
  const rows = [...tallies.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(rowOf);
  const columns = {
    party: 'MPID',
    who: 'Role',
    stage: 'Stage',
    inTime: 'In time',
    late: 'Late',
    openOverdue: 'Overdue',
    open: 'Open',
    workingDaysMedian: 'Median',
    workingDaysMax: 'Max',
    deliveredLate: 'Delivered late',
  };
  return { nothing: 'No stage has begun.', columns, rows };
}

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

function add(tally: Tally, stage: CheckView['stages'][number]): void {
  if (stage.workingDaysTaken !== null) tally.days.push(stage.workingDaysTaken);
  switch (stage.status) {
    case 'met':
      tally.inTime += 1;
      return;
    case 'late':
      tally.late += 1;
      return;
    case 'breached':
      tally.openOverdue += 1;
      return;
    case 'open':
      tally.open += 1;
      return;
    case 'withdrawn':
      return;
  }
}

/** Notes of the day on which the stage was answered: the answer is what was delivered late. */
function lateDeliveries(zone: string, view: CheckView, stage: CheckView['stages'][number]): number {
  if (stage.answeredOn === null) return 0;
  return view.exceptions.filter(
    ({ code, at }) => code === 'DELIVERED_LATE' && localDateOf(zone, at) === stage.answeredOn,
  ).length;
}

function rowOf([, tally]: readonly [string, Tally]) {
  const { days, owner, ...counts } = tally;
  const sorted = days.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const median =
    sorted.length === 0
      ? null
      : ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
  return {
    ...counts,
    owner,
    who: roleInWords(owner),
    workingDaysMedian: median,
    workingDaysMax: sorted.at(-1) ?? null,
  };
}

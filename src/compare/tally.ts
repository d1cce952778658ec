/** What some checks came to, in sums: as many numbers for a million checks as for one. */
import { localDateOf } from '../calendar/index.ts';
import { outcomeOf } from '../process/index.ts';
import type { PlayedOption } from './ground.ts';
import type { PlayedCheck } from './life.ts';

export interface ComparisonCounts {
  checks: number;
  flows: number;
  visits: number;
  /** Checks that are closed, and no deadline of which passed. */
  inTime: number;
  breaches: number;
  /** Days of the calendar from the installation to the exchange, of meters that may run backwards. */
  reverseDays: number;
  /** Of closed checks: how many took so many Working Days from the notification. */
  days: number[];
  /** Passed deadlines by owner, participant and stage, as JSON. */
  readonly passed: Record<string, number>;
  readonly outcomes: Record<string, number>;
}

export const emptyTally = (): ComparisonCounts => ({
  checks: 0,
  flows: 0,
  visits: 0,
  inTime: 0,
  breaches: 0,
  reverseDays: 0,
  days: [],
  passed: {},
  outcomes: {},
});

export function countCheck(
  tally: ComparisonCounts,
  ground: PlayedOption,
  horizon: number,
  life: PlayedCheck,
): void {
  const { home, state, alerts } = life;
  const { days, rules } = ground;
  const [check] = state.checks;
  tally.checks += 1;
  tally.flows += life.flows;
  tally.visits += life.visits;
  const passed = alerts.filter(({ kind }) => kind === 'BREACHED');
  tally.breaches += passed.length;
  for (const { owner, party, stage } of passed) {
    const key = JSON.stringify([owner, party ?? '', stage]);
    tally.passed[key] = (tally.passed[key] ?? 0) + 1;
  }
  const outcome = (check === undefined ? null : outcomeOf(check)) ?? 'open';
  tally.outcomes[outcome] = (tally.outcomes[outcome] ?? 0) + 1;
  if (check?.closedAt != null) {
    const took =
      days.numberOf(localDateOf(rules.zone, check.closedAt)) - days.numberOf(home.notifiedOn);
    tally.days[took] = (tally.days[took] ?? 0) + 1;
    if (passed.length === 0) tally.inTime += 1;
  }
  if (home.kind === 'hasNot') {
    const until = life.replacedOn ?? days.after(home.notifiedOn, horizon);
    tally.reverseDays += days.between(home.installedOn, until);
  }
}

/** Sums of whole numbers: in whatever order they come, they are the same. */
export function addTally(to: ComparisonCounts, from: ComparisonCounts): void {
  for (const name of ['checks', 'flows', 'visits', 'inTime', 'breaches', 'reverseDays'] as const) {
    to[name] += from[name];
  }
  for (const [day, number] of from.days.entries()) {
    if (number !== undefined) to.days[day] = (to.days[day] ?? 0) + number;
  }
  for (const name of ['passed', 'outcomes'] as const) {
    for (const [key, number] of Object.entries(from[name])) {
      to[name][key] = (to[name][key] ?? 0) + number;
    }
  }
}

export const figureNames = [
  'flows',
  'visits',
  'daysMean',
  'daysMedian',
  'days90',
  'days99',
  'inTime',
  'breaches',
  'openAfter40',
  'openAfter60',
  'openAfter90',
  'reverseDays',
] as const;
export type FigureName = (typeof figureNames)[number];

/** In words, and how it is counted. */
export const figureWords: Readonly<Record<FigureName, readonly [string, string]>> = {
  flows: ['Flows', 'between Supplier and Meter Operator, for each check'],
  visits: ['Site visits', 'for each check, failed ones too'],
  daysMean: ['Working Days, mean', 'from the notification to the end of the check'],
  daysMedian: ['Working Days, median', 'half of the checks are closed by then'],
  days90: ['Working Days, 90th of a hundred', 'nine checks in ten are closed by then'],
  days99: ['Working Days, 99th of a hundred', '99 checks in a hundred are closed by then'],
  inTime: ['Closed in time', 'share of checks that are closed and missed no deadline'],
  breaches: ['Missed deadlines', 'for each check'],
  openAfter40: ['Open after 40 Working Days', 'share of checks'],
  openAfter60: ['Open after 60 Working Days', 'share of checks'],
  openAfter90: ['Open after 90 Working Days', 'share of checks'],
  reverseDays: [
    'Days of possible reverse running',
    'days from installation to exchange, summed over the meters that may run backwards, for each check',
  ],
};

export const isShare = (name: FigureName): boolean =>
  name === 'inTime' || name.startsWith('openAfter');

/** `horizon` stands for checks that were not closed by then. */
export function figureOf(name: FigureName, tally: ComparisonCounts, horizon: number): number {
  const each = (sum: number): number => (tally.checks === 0 ? 0 : sum / tally.checks);
  switch (name) {
    case 'flows':
    case 'visits':
    case 'inTime':
    case 'breaches':
    case 'reverseDays':
      return each(tally[name]);
    case 'daysMean': {
      let [sum, closed] = [0, 0];
      for (const [day, number] of tally.days.entries()) {
        if (number === undefined) continue;
        sum += day * number;
        closed += number;
      }
      return each(sum + (tally.checks - closed) * horizon);
    }
    case 'daysMedian':
      return quantileOf(tally, 0.5, horizon);
    case 'days90':
      return quantileOf(tally, 0.9, horizon);
    case 'days99':
      return quantileOf(tally, 0.99, horizon);
    case 'openAfter40':
      return each(tally.checks - closedBy(tally, 40));
    case 'openAfter60':
      return each(tally.checks - closedBy(tally, 60));
    case 'openAfter90':
      return each(tally.checks - closedBy(tally, 90));
  }
}

function closedBy(tally: ComparisonCounts, day: number): number {
  let sum = 0;
  for (const number of tally.days.slice(0, day + 1)) sum += number ?? 0;
  return sum;
}

/** The first Working Day by which so many of all checks are closed. */
function quantileOf(tally: ComparisonCounts, share: number, horizon: number): number {
  let closed = 0;
  for (const [day, number] of tally.days.entries()) {
    closed += number ?? 0;
    if (closed >= share * tally.checks) return day;
  }
  return horizon;
}

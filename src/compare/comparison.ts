/** Options side by side: the same homes and the same luck under each, and how sure the figures are. */
import { groundOf } from './ground.ts';
import { inThreads } from './in-threads.ts';
import type { ComparisonPart, Shared } from './jobs.ts';
import { behaviourOf, type Behaviour, type Parameters, variationsOf } from './parameters.ts';
import {
  addTally,
  emptyTally,
  type FigureName,
  figureNames,
  figureOf,
  type ComparisonCounts,
} from './tally.ts';

/** A figure with the interval in which it lies 95 times of a hundred. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

type Figures = Readonly<Record<FigureName, Estimate>>;

interface ComparedOption {
  readonly profile: string;
  readonly figures: Figures;
  /** Less the first option, home by home; where 0 lies within, it may be chance. */
  readonly lessFirst: Figures;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly passed: readonly {
    readonly owner: string;
    readonly party: string;
    readonly stage: string;
    readonly number: number;
  }[];
  /** How many of all checks are closed after so many Working Days, from 0 on. */
  readonly closedAfter: readonly number[];
}

/** What a figure of an option becomes with a parameter at either end of its range. */
interface Swing {
  readonly parameter: string;
  readonly profile: string;
  readonly figure: (typeof swingFigures)[number];
  readonly base: number;
  readonly low: number;
  readonly high: number;
}

export interface Comparison {
  readonly checks: number;
  readonly seed: number;
  /** Into so many groups of homes the checks were dealt, to tell differences from chance. */
  readonly groups: number;
  readonly sensitivityChecks: number;
  readonly parameters: Parameters;
  readonly options: readonly ComparedOption[];
  readonly swings: readonly Swing[];
}

/** Ours: of what a tornado tells. */
export const swingFigures = ['visits', 'daysMean', 'inTime', 'reverseDays'] as const;

/** Ours: twenty groups, as many as batch means are usually made from. */
const groupsMax = 20;
/** Student's t for 95 of a hundred, by one less than the number of groups. */
const studentT = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145,
  2.131, 2.12, 2.11, 2.101, 2.093,
];

/** Ours: a piece is some seconds at most, so that threads end together and a bar moves. */
const checksPerJob = 500;

interface Asked extends Shared {
  readonly parameters: Parameters;
  readonly profiles: readonly string[];
  readonly checks: number;
  /** Of how many homes each parameter is moved; 0 for no tornado. */
  readonly sensitivityChecks: number;
  readonly threads?: number;
  readonly progress?: (done: number, of: number) => void;
}

export async function compareOptions(asked: Asked): Promise<Comparison> {
  const { parameters, profiles, checks, seed, progress } = asked;
  const sensitivityChecks = Math.min(asked.sensitivityChecks, checks);
  const behaviour = behaviourOf(parameters);
  const groups = Math.max(1, Math.min(groupsMax, Math.floor(checks / 5)));
  // What is wrong with one is told at once, and from here, where it keeps its code.
  for (const profile of profiles) groundOf(asked.desk, profile, behaviour);
  const jobs: { readonly key: string; readonly job: ComparisonPart }[] = [];
  const addJobs = (key: string, profile: string, how: Behaviour, from: number, to: number) => {
    for (let start = from; start < to; start += checksPerJob) {
      const job = { profile, behaviour: how, from: start, to: Math.min(to, start + checksPerJob) };
      jobs.push({ key, job });
    }
  };
  const edge = (group: number): number => Math.floor((group * checks) / groups);
  for (const profile of profiles) {
    for (let group = 0; group < groups; group += 1) {
      addJobs(`${profile} ${group}`, profile, behaviour, edge(group), edge(group + 1));
    }
  }
  if (sensitivityChecks > 0) {
    for (const profile of profiles) {
      addJobs(`${profile} base`, profile, behaviour, 0, sensitivityChecks);
      for (const { name, end, behaviour: moved } of variationsOf(parameters)) {
        addJobs(`${profile} ${name} ${end}`, profile, moved, 0, sensitivityChecks);
      }
    }
  }
  const tallies = new Map<string, ComparisonCounts>();
  const all = jobs.reduce((sum, { job }) => sum + job.to - job.from, 0);
  let done = 0;
  const { desk, rows } = asked;
  await inThreads(
    { desk, seed, rows },
    jobs.map(({ job }) => job),
    (index, tally) => {
      const key = jobs[index]?.key ?? '';
      const to = tallies.get(key) ?? emptyTally();
      tallies.set(key, to);
      addTally(to, tally);
      progress?.((done += tally.checks), all);
    },
    asked.threads,
  );
  const horizon = behaviour.horizonWorkingDays;
  const tallyOf = (key: string): ComparisonCounts => tallies.get(key) ?? emptyTally();
  const groupsOf = (profile: string): ComparisonCounts[] =>
    Array.from({ length: groups }, (_, group) => tallyOf(`${profile} ${group}`));
  const first = groupsOf(profiles[0] ?? '');
  return {
    checks,
    seed,
    groups,
    sensitivityChecks,
    parameters,
    options: profiles.map((profile) => optionOf(profile, groupsOf(profile), first, horizon)),
    swings: sensitivityChecks === 0 ? [] : swingsOf(parameters, profiles, tallyOf),
  };
}

function optionOf(
  profile: string,
  groups: readonly ComparisonCounts[],
  first: readonly ComparisonCounts[],
  horizon: number,
): ComparedOption {
  const whole = sumOf(groups);
  const wholeFirst = sumOf(first);
  const figures = figuresBy((name) => {
    const each = groups.map((one) => figureOf(name, one, horizon));
    const { value, low, high } = estimate(figureOf(name, whole, horizon), each);
    // None of them can be less than nothing.
    return { value, low: Math.max(0, low), high };
  });
  const lessFirst = figuresBy((name) => {
    const less = (one: ComparisonCounts, other: ComparisonCounts | undefined): number =>
      figureOf(name, one, horizon) - (other === undefined ? 0 : figureOf(name, other, horizon));
    return estimate(
      less(whole, wholeFirst),
      groups.map((one, index) => less(one, first[index])),
    );
  });
  let closed = 0;
  const closedAfter = Array.from({ length: whole.days.length }, (_, day) => {
    closed += whole.days[day] ?? 0;
    return closed;
  });
  const passed = Object.entries(whole.passed)
    .map(([key, number]) => {
      const [owner = '', party = '', stage = ''] = JSON.parse(key) as string[];
      return { owner, party, stage, number };
    })
    .sort((a, b) => b.number - a.number || (nameIn(a) < nameIn(b) ? -1 : 1));
  const outcomes = Object.fromEntries(
    Object.entries(whole.outcomes).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  return { profile, figures, lessFirst, outcomes, passed, closedAfter };
}

const nameIn = (one: { owner: string; party: string; stage: string }): string =>
  `${one.owner} ${one.party} ${one.stage}`;

function sumOf(tallies: readonly ComparisonCounts[]): ComparisonCounts {
  const sum = emptyTally();
  for (const one of tallies) addTally(sum, one);
  return sum;
}

const figuresBy = (of: (name: FigureName) => Estimate): Figures =>
  Object.fromEntries(figureNames.map((name) => [name, of(name)])) as Figures;

/** The interval of the means of groups, around the figure of all. */
function estimate(value: number, groups: readonly number[]): Estimate {
  const n = groups.length;
  if (n < 2) return { value: rounded(value), low: rounded(value), high: rounded(value) };
  const mean = groups.reduce((sum, one) => sum + one, 0) / n;
  const variance = groups.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (n - 1);
  const half = (studentT[n - 2] ?? 1.96) * Math.sqrt(variance / n);
  return { value: rounded(value), low: rounded(value - half), high: rounded(value + half) };
}

/** Ours: to six digits, so that no machine's last bit is in the answer. */
const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;

function swingsOf(
  parameters: Parameters,
  profiles: readonly string[],
  tallyOf: (key: string) => ComparisonCounts,
): readonly Swing[] {
  const horizon = parameters.horizonWorkingDays;
  const names = [...new Set(variationsOf(parameters).map(({ name }) => name))];
  return profiles.flatMap((profile) =>
    names.flatMap((parameter) =>
      swingFigures.map((figure) => {
        const at = (what: string): number =>
          rounded(figureOf(figure, tallyOf(`${profile} ${what}`), horizon));
        const [base, low, high] = [at('base'), at(`${parameter} low`), at(`${parameter} high`)];
        return { parameter, profile, figure, base, low, high };
      }),
    ),
  );
}

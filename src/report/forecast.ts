/**
 * What is to come up to a day: which deadlines will pass, and whose, if nothing comes, and if each
 * participant goes on as in the last ninety days. Each MPAN is taken as it stands, a value, and goes
 * on by itself in simulated time (`courseOf`); only sums are kept, so that it takes no more memory
 * for more checks. Nothing is written and nothing sent. The same store, instant and seed give the
 * same answer.
 */
import {
  addWorkingDays,
  type Calendar,
  endOfDay,
  type Instant,
  instantOfLocal,
  isWorkingDay,
  type LocalDate,
  localDateOf,
  notCovered,
  workingDaysBetween,
} from '../calendar/index.ts';
import type { Gateway } from '../gateway/index.ts';
import type { Side } from '../market/index.ts';
import {
  courseOf,
  type MpanState,
  openStage,
  type StageRecord,
  statusOf,
  type Supposing,
} from '../process/index.ts';
import { partyOf } from './found-checks.ts';
import {
  answeredOnDay,
  placesByChance,
  type Answered,
  type PastAnswers,
  pastAnswers,
} from './past-answers.ts';
import { readStageFacts, stageFacts } from './stage-facts.ts';

/** If nothing comes, and if each participant goes on as before: the second a mean of all runs. */
interface Both {
  readonly ifNothingComes: number;
  readonly asBefore: number;
}

/** Deadlines of a day that pass unanswered. */
interface ForecastDay extends Both {
  readonly on: LocalDate;
  readonly party: string;
  readonly owner: Side;
  readonly stage: string;
}

/** A stage of a participant. */
interface ForecastLine extends Both, Pick<Answered, 'basis' | 'answers' | 'own' | 'median'> {
  readonly party: string;
  readonly owner: Side;
  readonly stage: string;
  readonly open: number;
  readonly overdue: number;
  readonly overdueThen: Both;
}

export interface Forecast {
  readonly asOf: Instant;
  /** The first of the days whose answers are gone by. */
  readonly since: LocalDate;
  /** How often each check was let go on as before. */
  readonly runs: number;
  /** Open stages for which no calendar tells a deadline. */
  readonly withoutDeadline: number;
  /** Whether the calendar has all days up to the last. */
  readonly isCovered: boolean;
  readonly lines: readonly ForecastLine[];
  readonly days: readonly ForecastDay[];
}

/** Ours: how it went longer ago says little of how it will go. */
const daysBack = 90;

/** Ours: few checks are let go on often, so that one lucky run is no forecast; many, once. */
const coursesWanted = 10_000;
const runsMax = 200;

const mpansPerRead = 250;

/** Ours: some 10 ms, so that a page that is asked for meanwhile is not waited for. */
const coursesPerTurn = 200;

export async function forecastOf(
  gateway: Gateway,
  { to, seed }: { readonly to: LocalDate; readonly seed: number },
): Promise<Forecast> {
  const { store, rules, clock } = gateway;
  const { zone } = rules;
  const from = clock.now();
  const until = endOfDay(zone, to);
  const today = localDateOf(zone, from);
  const since = Temporal.PlainDate.from(today).subtract({ days: daysBack }).toString();
  const calendar = rules.calendarFor('', null);

  const facts = stageFacts();
  const wanted: string[] = [];
  const reader = readStageFacts(gateway, facts, (state) => {
    if (goesOn(state)) wanted.push(state.mpan);
  });
  for await (const _ of reader) await turn();
  const times = pastAnswers(facts, calendar, { from: since, to: today });
  const runs = Math.max(1, Math.min(runsMax, Math.floor(coursesWanted / (wanted.length || 1))));
  const noonOf = noons(zone, rules.ruleSet.cutoff);

  const sums = sumsOf();
  let courses = 0;
  for (let start = 0; start < wanted.length; start += mpansPerRead) {
    await turn();
    const stored = await store.loadMpans(wanted.slice(start, start + mpansPerRead));
    for (const { state } of stored.values()) {
      const journal = state.waitingUntil === null ? [] : await store.journalOf(state.mpan);
      const toCome = journal.filter(({ kind }) => kind === 'appointment');
      sums.begin(state, from);
      const nothing = courseOf(rules, state, { from, until, toCome, supposing: () => null });
      sums.add('ifNothingComes', nothing, until);
      for (let run = 0; run < runs; run += 1) {
        const supposing = asBefore(
          { zone, times, noonOf, calendarFor: rules.calendarFor },
          seed,
          run,
        );
        sums.add('asBefore', courseOf(rules, state, { from, until, toCome, supposing }), until);
        courses += 1;
        if (courses % coursesPerTurn === 0) await turn();
      }
    }
  }
  return {
    asOf: from,
    since,
    runs,
    isCovered: calendar !== undefined && workingDaysBetween(calendar, since, to) !== notCovered,
    ...sums.told(runs, times),
  };
}

/** Whatever else there is to do comes before the next part. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const goesOn = ({ checks, waitingUntil }: MpanState): boolean =>
  waitingUntil !== null || checks.some((check) => openStage(check) !== undefined);

interface Surroundings {
  readonly zone: string;
  readonly times: PastAnswers;
  readonly noonOf: (date: LocalDate) => Instant;
  readonly calendarFor: (mpan: string, at: null) => Calendar | undefined;
}

/** What participants do who go on as before. Each check has chances of its own, whoever else there is. */
const asBefore =
  ({ zone, times, noonOf, calendarFor }: Surroundings, seed: number, run: number): Supposing =>
  (mpan, check, stage, now) => {
    const past = times(partyOf(check, stage.owner) ?? '', stage.owner, stage.name);
    const calendar = calendarFor(mpan, null);
    if (past.basis === 'none' || calendar === undefined) return null;
    const key = [seed, run, mpan, check.supplier, check.sequence, check.stages.length].join('|');
    const startedOn = localDateOf(zone, stage.startedAt);
    const earliest = earliestDay(calendar, startedOn, localDateOf(zone, now));
    const day = answeredOnDay(past, earliest, chanceOf(`when|${key}`));
    const date = day === null ? notCovered : addWorkingDays(calendar, startedOn, day);
    if (date === notCovered) return null;
    const at = [noonOf(date), stage.startedAt, now].reduce((a, b) => (a > b ? a : b));
    return { at, leadsTo: placesByChance(past, chanceOf(`where|${key}`)) };
  };

/** The Working Day of a stage that is not over yet. */
function earliestDay(calendar: Calendar, startedOn: LocalDate, today: LocalDate): number {
  if (today <= startedOn) return 0;
  const passed = workingDaysBetween(calendar, startedOn, today);
  if (passed === notCovered) return 0;
  return isWorkingDay(calendar, today) === true ? passed : passed + 1;
}

/** Ours: answers come at noon, or at the beginning of a day whose Working Day has ended by then. */
function noons(zone: string, cutoff: string | null): (date: LocalDate) => Instant {
  const hour = cutoff !== null && cutoff <= '12:00' ? '00' : '12';
  const known = new Map<LocalDate, Instant>();
  return (date) => {
    const noon = known.get(date) ?? instantOfLocal(zone, `${date.replaceAll('-', '')}${hour}0000`);
    known.set(date, noon);
    return noon;
  };
}

/** From 0 up to 1, and for a text always the same: FNV-1a, stirred as MurmurHash3 does at its end. */
function chanceOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000;
}

type Kind = keyof Both;
type Line = { -readonly [Key in 'open' | 'overdue' | Kind]: number } & {
  readonly overdueAtEnd: Record<Kind, number>;
};

/** The sums of all courses. */
function sumsOf() {
  const lines = new Map<string, Line>();
  const days = new Map<string, Record<Kind, number>>();
  let withoutDeadline = 0;

  const lineOf = (party: string | null, owner: Side, stage: string): Line => {
    const key = JSON.stringify([owner, party ?? '', stage]);
    const none = { open: 0, overdue: 0, ifNothingComes: 0, asBefore: 0 };
    const line = lines.get(key) ?? { ...none, overdueAtEnd: { ifNothingComes: 0, asBefore: 0 } };
    lines.set(key, line);
    return line;
  };
  const openStages = ({ checks }: MpanState) =>
    checks.flatMap((check) => {
      const stage: StageRecord | undefined = openStage(check);
      return stage === undefined ? [] : [{ check, stage, party: partyOf(check, stage.owner) }];
    });

  return {
    /** Counts how an MPAN stands before anything goes on. */
    begin: (state: MpanState, now: Instant): void => {
      for (const { check, stage, party } of openStages(state)) {
        const line = lineOf(party, stage.owner, stage.name);
        line.open += 1;
        if (statusOf(check, stage, now) === 'breached') line.overdue += 1;
        if (stage.deadline === null) withoutDeadline += 1;
      }
    },
    add: (kind: Kind, { breaches, state }: ReturnType<typeof courseOf>, until: Instant): void => {
      for (const { dueOn, party, owner, stage } of breaches) {
        lineOf(party, owner, stage)[kind] += 1;
        const key = JSON.stringify([dueOn, owner, party ?? '', stage]);
        const day = days.get(key) ?? { ifNothingComes: 0, asBefore: 0 };
        days.set(key, day);
        day[kind] += 1;
      }
      for (const { check, stage, party } of openStages(state)) {
        if (statusOf(check, stage, until) === 'breached') {
          lineOf(party, stage.owner, stage.name).overdueAtEnd[kind] += 1;
        }
      }
    },
    told: (
      runs: number,
      times: PastAnswers,
    ): Pick<Forecast, 'lines' | 'days' | 'withoutDeadline'> => ({
      withoutDeadline,
      lines: inOrder(lines).map(([[owner, party, stage], { overdueAtEnd, ...line }]) => {
        const { basis, answers, own, median } = times(party, owner as Side, stage);
        const who = { party, owner: owner as Side, stage };
        const overdueThen = { ...overdueAtEnd, asBefore: meanOf(overdueAtEnd.asBefore, runs) };
        const from = { basis, answers, own, median };
        return { ...who, ...line, asBefore: meanOf(line.asBefore, runs), overdueThen, ...from };
      }),
      days: inOrder(days).map(([[on, owner, party, stage], day]) => ({
        on,
        party,
        owner: owner as Side,
        stage,
        ifNothingComes: day.ifNothingComes,
        asBefore: meanOf(day.asBefore, runs),
      })),
    }),
  };
}

function inOrder<Value>(
  map: ReadonlyMap<string, Value>,
): readonly (readonly [readonly [string, string, string, string], Value])[] {
  return [...map]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => [JSON.parse(key) as [string, string, string, string], value] as const);
}

/** To one decimal. */
const meanOf = (sum: number, runs: number): number => Math.round((sum * 10) / runs) / 10;

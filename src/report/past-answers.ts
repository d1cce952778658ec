/**
 * How long participants took to answer, stage by stage, as chances: of those that still waited on the
 * n-th Working Day, how many were answered on it. What is still waited for counts among those that
 * waited, so that whoever answers seldom does not look prompt. A value of its own, without clock,
 * store or chance: who supposes other times makes another one.
 */
import {
  type Calendar,
  type LocalDate,
  notCovered,
  workingDaysBetween,
} from '../calendar/index.ts';
import type { Side } from '../market/index.ts';
import { type Counts, medianOf } from './quantiles.ts';
import type { StageFact, StageFacts } from './stage-facts.ts';

/** How a stage of a participant was answered. */
export interface Answered {
  /** Its own answers, those of all participants of its role together, or too few to say anything. */
  readonly basis: 'own' | 'all' | 'none';
  /** How many answers that is. */
  readonly answers: number;
  /** How many of them, or besides them, are its own. */
  readonly own: number;
  readonly median: number | null;
  /** By Working Day since the stage began: the chance that it is answered then, if not before. */
  readonly chances: readonly number[];
  /** What followed, and how often. */
  readonly ways: readonly { readonly place: string; readonly number: number }[];
}

export type PastAnswers = (party: string, owner: Side, stage: string) => Answered;

/** Ours: from fewer answers nothing is told of a participant. */
const answersMin = 10;

/** Ours: an answer after three years is no measure of the next one. */
const daysMax = 750;

interface Seen {
  answers: number;
  /** By Working Day: answered on it; and how many more, or fewer, wait on it than the day before. */
  readonly answered: number[];
  readonly waiting: number[];
  readonly ways: Map<string, number>;
}

/** The times of the answers of a period, both days included. */
export function pastAnswers(
  facts: Pick<StageFacts, 'entries'>,
  calendar: Calendar | undefined,
  { from, to }: { readonly from: LocalDate; readonly to: LocalDate },
): PastAnswers {
  const seen = new Map<string, Seen>();
  for (const { fact, number } of facts.entries()) {
    const span = calendar === undefined ? null : spanOf(calendar, fact, from, to);
    if (span === null) continue;
    for (const key of [
      keyOf(fact.party, fact.owner, fact.stage),
      keyOf(null, fact.owner, fact.stage),
    ]) {
      const one: Seen = seen.get(key) ?? { answers: 0, answered: [], waiting: [], ways: new Map() };
      seen.set(key, one);
      add(one.waiting, span.enters, number);
      add(one.waiting, span.leaves + 1, -number);
      if (!span.isAnswered) continue;
      one.answers += number;
      add(one.answered, span.leaves, number);
      if (fact.next !== null) one.ways.set(fact.next, (one.ways.get(fact.next) ?? 0) + number);
    }
  }
  const made = new Map<string, Answered>();
  return (party, owner, stage) => {
    const key = keyOf(party, owner, stage);
    const known = made.get(key);
    if (known !== undefined) return known;
    const own = party === '' ? undefined : seen.get(key);
    const past = answeredBy(own, seen.get(keyOf(null, owner, stage)));
    made.set(key, past);
    return past;
  };
}

const keyOf = (party: string | null, owner: Side, stage: string): string =>
  `${owner} ${stage} ${party ?? '*'}`;

const add = (list: number[], at: number, number: number): void => {
  list[at] = (list[at] ?? 0) + number;
};

/** From which to which Working Day of the stage it was waited for within the period; null if never. */
function spanOf(
  calendar: Calendar,
  { startedOn, endedOn, status, days, isAwaited }: StageFact,
  from: LocalDate,
  to: LocalDate,
): { readonly enters: number; readonly leaves: number; readonly isAnswered: boolean } | null {
  if (startedOn > to || (endedOn !== null && (endedOn < from || endedOn > to))) return null;
  if (endedOn === null && !isAwaited) return null;
  const isAnswered = (status === 'met' || status === 'late') && days !== null;
  const enters = startedOn < from ? workingDaysBetween(calendar, startedOn, from) : 0;
  const leaves = isAnswered ? days : workingDaysBetween(calendar, startedOn, endedOn ?? to);
  if (enters === notCovered || leaves === notCovered) return null;
  if (leaves < enters || leaves > daysMax) return null;
  return { enters, leaves, isAnswered };
}

function answeredBy(own: Seen | undefined, all: Seen | undefined): Answered {
  const ownAnswers = own?.answers ?? 0;
  const basis =
    ownAnswers >= answersMin ? 'own' : (all?.answers ?? 0) >= answersMin ? 'all' : 'none';
  const seen = basis === 'own' ? own : all;
  if (seen === undefined || basis === 'none') {
    const answers = all?.answers ?? 0;
    return { basis: 'none', answers, own: ownAnswers, median: null, chances: [], ways: [] };
  }
  let waiting = 0;
  const chances = Array.from({ length: seen.answered.length }, (_, day) => {
    waiting += seen.waiting[day] ?? 0;
    return waiting === 0 ? 0 : (seen.answered[day] ?? 0) / waiting;
  });
  const days: Counts = new Map([...seen.answered.entries()].filter(([, number]) => number > 0));
  const ways = [...seen.ways]
    .map(([place, number]) => ({ place, number }))
    .sort((a, b) => b.number - a.number || (a.place < b.place ? -1 : 1));
  return { basis, answers: seen.answers, own: ownAnswers, median: medianOf(days), chances, ways };
}

/**
 * On which Working Day a stage is answered that was not before the given one; null if never.
 * `chance`: from 0 up to 1, the same each time for the same answer.
 */
export function answeredOnDay(
  { chances }: Pick<Answered, 'chances'>,
  from: number,
  chance: number,
): number | null {
  let unanswered = 1;
  for (let day = Math.max(0, from); day < chances.length; day += 1) {
    unanswered *= 1 - (chances[day] ?? 0);
    if (1 - unanswered > chance) return day;
  }
  return null;
}

/** Where an answer leads, as often as answers led there; then the other places, the likeliest first. */
export function placesByChance(
  { ways }: Pick<Answered, 'ways'>,
  chance: number,
): readonly string[] {
  const all = ways.reduce((sum, { number }) => sum + number, 0);
  let before = 0;
  const drawn = ways.find(({ number }) => (before += number) > chance * all);
  const places = ways.map(({ place }) => place);
  return drawn === undefined
    ? places
    : [drawn.place, ...places.filter((one) => one !== drawn.place)];
}

/**
 * The fold: all events of one MPAN, sorted by (effective time, sender, file identifier, line), give
 * its checks, its known meters and its work queue. The order of arrival means nothing: late news
 * that belongs between earlier events makes the MPAN be folded again from its journal. The state is
 * a cache of that fold; it is plain JSON and may be thrown away.
 */
import type { Instant } from '../calendar/index.ts';
import { localDateOf } from '../calendar/index.ts';
import { lapseApprovals } from './approval.ts';
import { deadlineOf, type StageRecord } from './check.ts';
import { comparePlaces, type ToldEvent } from './event.ts';
import { lapseProposals } from './proposal.ts';
import { eventPlace, unknownLetters } from './role.ts';
import {
  copyOfState,
  type ErasedEvent,
  type EventReading,
  emptyState,
  type MpanState,
  type ProcessEvent,
  type ProcessRules,
} from './state.ts';
import { claimAsked, interpret, isClaimOpen } from './tell.ts';
import { isOfOthers } from './tell-message.ts';

export interface Folded {
  readonly state: MpanState;
  readonly readings: readonly EventReading[];
}

/**
 * Folds the whole journal of one MPAN as it is known at `asOf`. Repeated events count once. Where
 * personal data was erased, what was left of it is the beginning, and all else comes after it.
 */
export function foldAll(
  rules: ProcessRules,
  mpan: string,
  events: readonly ProcessEvent[],
  asOf: Instant,
): Folded {
  const erased = events.findLast((event) => event.kind === 'erased');
  // A stage that ended beyond the calendars of its time gets its deadline here as it does there.
  const state =
    erased === undefined
      ? emptyState(mpan)
      : copyOfState(withNewestDeadlines(rules, erased.state).state);
  const sorted = inOrder(rules, events);
  const takenBack = new Set(sorted.flatMap(keyTakenBack));
  if (takenBack.size > 0) state.takenBack = [...takenBack].sort();
  for (const event of sorted) {
    if (takenBack.has(event.key)) continue;
    if (event.kind === 'operator' && event.action.name === 'resolve') {
      state.resolutions[event.action.exceptionId] = event.action.accept;
    }
  }
  const readings = hearAll(rules, state, mergeFiles(sorted), asOf);
  return {
    state,
    readings: erased === undefined ? readings : [erasedReading(erased), ...readings],
  };
}

/**
 * Folds new events onto a state if they come after everything it has heard; null if they do not
 * (late news, the rest of a file already heard, a settled Exception), so that the caller must fold
 * the whole journal.
 */
export function foldMore(
  rules: ProcessRules,
  before: MpanState,
  events: readonly ProcessEvent[],
  asOf: Instant,
): Folded | null {
  const sorted = mergeFiles(inOrder(rules, events));
  const first = sorted[0];
  const { last } = before;
  if (before.fault !== undefined || before.isBehind === true) return null;
  if (before.isAskedEarly === true) return null;
  if (events.some(({ kind }) => kind === 'erased')) return null;
  // A copy in sent/ takes the place of what claimed to be it.
  const claims = before.claimsOurs ?? [];
  if (events.some((event) => event.claimsOurs !== undefined || isCopyOf(event, claims)))
    return null;
  if (first !== undefined && last !== null) {
    if (comparePlaces(eventPlace(rules, first), last) <= 0 || isSameFile(first, last)) return null;
  }
  if (before.waitingUntil !== null && before.waitingUntil <= asOf) return null;
  if (sorted.some((event) => event.kind === 'operator' && event.action.name === 'resolve')) {
    return null;
  }
  // What is taken back counts as if it had never been done, wherever it stands.
  const takenBack = before.takenBack ?? [];
  if (sorted.some((event) => keyTakenBack(event).length > 0 || takenBack.includes(event.key))) {
    return null;
  }
  const state = copyOfState(before);
  return { state, readings: hearAll(rules, state, sorted, asOf) };
}

/** The events in the order of the fold; of a fact told more than once the first telling stays. */
function inOrder(rules: ProcessRules, events: readonly ProcessEvent[]): readonly ToldEvent[] {
  const told = events.filter((event) => event.kind !== 'erased');
  if (told.length < 2) return told;
  const heard = new Set<string>();
  const copies = new Set(
    told.flatMap(({ key, claimsOurs }) => (claimsOurs === undefined ? [fileIn(key)] : [])),
  );
  // What claims to be ours does not count where the copy of it in sent/ is known.
  return told
    .map((event) => ({ event, place: eventPlace(rules, event) }))
    .sort(
      (a, b) =>
        comparePlaces(a.place, b.place) || (a.event.receivedAt < b.event.receivedAt ? -1 : 1),
    )
    .map(({ event }) => event)
    .filter(({ claimsOurs }) => claimsOurs === undefined || !copies.has(claimsOurs))
    .filter(({ key }) => !heard.has(key) && heard.add(key));
}

const keyTakenBack = (event: ToldEvent): readonly string[] =>
  event.kind === 'operator' && event.action.name === 'takeBack' ? [event.action.key] : [];

const isCopyOf = ({ key, claimsOurs }: ProcessEvent, claims: readonly string[]): boolean =>
  claimsOurs === undefined && claims.some((claim) => key.startsWith(claim));

/** How the keys of a flow file begin: sender, flow and identifier. */
const fileIn = (key: string): string => `${key.split('/', 3).join('/')}/`;

const isSameFile = (
  event: ProcessEvent,
  last: Pick<NonNullable<MpanState['last']>, 'flow' | 'sender' | 'fileIdentifier'>,
): boolean =>
  event.kind === 'flow' &&
  event.flow === last.flow &&
  event.sender === last.sender &&
  event.fileIdentifier === last.fileIdentifier;

/** All groups of one MPAN in one file are one answer (process.md 5): neighbours are joined. */
function mergeFiles(sorted: readonly ToldEvent[]): ToldEvent[] {
  const files: ToldEvent[][] = [];
  for (const event of sorted) {
    const file = files.at(-1);
    const [first] = file ?? [];
    const isNext =
      first?.kind === 'flow' && isSameFile(event, first) && claimAsked(event) === claimAsked(first);
    if (file !== undefined && isNext) file.push(event);
    else files.push([event]);
  }
  return files.map(joined);
}

function joined(events: readonly ToldEvent[]): ToldEvent {
  const [first] = events as readonly [ToldEvent];
  if (first.kind !== 'flow' || events.length === 1) return first;
  // It is there when all of it is.
  const receivedAt = events.reduce(
    (last, event) => (event.receivedAt > last ? event.receivedAt : last),
    first.receivedAt,
  );
  const parts = events.flatMap((event) => (event.kind === 'flow' ? event.parts : []));
  return { ...first, receivedAt, parts };
}

const erasedReading = (event: ErasedEvent): EventReading => ({
  event,
  means: 'noted',
  says: 'personal data was erased; the dates and outcomes are what is left of what was before',
  check: null,
  from: null,
  to: null,
  codes: [],
  evidence: [],
});

/** Changes the state, which is this fold's own copy, by each event in turn. */
function hearAll(
  rules: ProcessRules,
  state: MpanState,
  sorted: readonly ToldEvent[],
  asOf: Instant,
): EventReading[] {
  const readings: EventReading[] = [];
  for (const event of sorted) {
    // An appointment takes effect on its from-date; a flow that claims a future time does not wait.
    const isToCome = event.kind === 'appointment' && event.effectiveAt > asOf;
    if (isToCome && (state.waitingUntil === null || event.effectiveAt < state.waitingUntil)) {
      state.waitingUntil = event.effectiveAt;
    }
    if (isToCome && (isClaimOpen(state, event) || unknownLetters(rules, event).length > 0)) {
      // Whether it is ours, and who stands behind its letters, is asked at once, out of its turn.
      readings.push(interpret(rules, state, event));
      state.isAskedEarly = true;
      continue;
    }
    if (isToCome) {
      readings.push({
        event,
        // Ours: what nobody here has to do with by now is no business of ours by now.
        means: event.dip !== undefined && isOfOthers(state, event.dip) ? 'notOurs' : 'waiting',
        says: `takes effect on ${localDateOf(rules.zone, event.effectiveAt)}`,
        check: null,
        from: null,
        to: null,
        codes: [],
        evidence: [],
      });
      continue;
    }
    readings.push(interpret(rules, state, event));
    lapseProposals(state);
    lapseApprovals(state, event, rules.participant.mpid);
    state.last = eventPlace(rules, event);
  }
  if (asOf > state.foldedTo) state.foldedTo = asOf;
  return readings;
}

interface DeadlineChange {
  readonly stage: string;
  readonly from: string | null;
  readonly to: string | null;
}

/**
 * The state with the deadlines of the newest calendar on every open stage, and what that changed, for
 * the log. Ended stages keep theirs (docs/process.md, Time), but where none could be told it is told now.
 */
export function withNewestDeadlines(
  rules: ProcessRules,
  state: MpanState,
): { readonly state: MpanState; readonly changes: readonly DeadlineChange[] } {
  const changes: DeadlineChange[] = [];
  const renewed = (stage: StageRecord): StageRecord => {
    if (stage.endedAt !== null && stage.deadline !== null) return stage;
    const deadline = deadlineOf(rules, state.mpan, stage);
    const from = stage.deadline?.dueOn ?? null;
    const to = deadline?.dueOn ?? null;
    if (from !== to) changes.push({ stage: stage.name, from, to });
    return { ...stage, deadline };
  };
  const checks = state.checks.map((check) => ({ ...check, stages: check.stages.map(renewed) }));
  return { state: { ...state, checks }, changes };
}

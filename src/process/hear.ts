/**
 * What an event can do to a check, and the reading that says what it did. Only here are checks
 * opened, moved and marked; what an event means is said by the `tell` files.
 */
import { addWorkingDays, localDateOf, notCovered, secondsBetween } from '../calendar/index.ts';
import { meterOperatorSide } from '../market/index.ts';
import {
  type Advance,
  type Advancing,
  type AnswerTimes,
  advance,
  answerOf,
  type Cause,
  exceptionId,
  raiseOn,
  withSender,
} from './advance.ts';
import { type CheckState, flowOfSignal, keepClaim, openStage, outcomeOf, raise } from './check.ts';
import type { FlowEvent, ToldEvent } from './event.ts';
import type { CitedEvidence } from './evidence.ts';
import { type ExceptionCode, exceptionCodes } from './exception.ts';
import type { Outcome, Signal } from './profile.ts';
import { sideOfSender } from './role.ts';
import type { EventReading, MpanState, ProcessRules } from './state.ts';
import { latestCheckOf } from './which-check.ts';

/** Everything one event is told with. The state is this fold's own copy and is changed in place. */
export interface Telling extends Cause {
  readonly rules: ProcessRules;
  readonly state: MpanState;
  readonly event: ToldEvent;
}

interface ReadingMore {
  readonly check?: CheckState;
  readonly advance?: Advance;
  readonly codes?: readonly ExceptionCode[];
  readonly evidence?: readonly CitedEvidence[];
}

export function reading(
  telling: Telling,
  means: EventReading['means'],
  says: string,
  more: ReadingMore = {},
): EventReading {
  const { check, advance: moved } = more;
  return {
    event: telling.event,
    means,
    says,
    check: check === undefined ? null : { supplier: check.supplier, sequence: check.sequence },
    from: moved?.from ?? null,
    to: moved?.to ?? null,
    codes: more.codes ?? moved?.codes ?? [],
    evidence: more.evidence ?? [],
  };
}

export function advancingOf(telling: Telling, profile: string): Advancing {
  const machine = telling.rules.machines.get(profile);
  if (machine === undefined) {
    throw new Error(`profile "${profile}" is in the journal but not in the configuration`);
  }
  return { clock: telling.rules, machine, resolutions: telling.state.resolutions };
}

/** Raises an Exception that belongs to no check, unless an operator has accepted it beforehand. */
export function raiseLoose(
  telling: Telling,
  code: ExceptionCode,
  detail: string = telling.where,
): EventReading {
  const { at } = telling;
  raise(telling.state.loose, telling.state.resolutions, {
    id: exceptionId(telling.mpan, code, telling.key),
    code,
    at,
    detail,
    ...withSender(telling),
  });
  return reading(telling, 'exception', exceptionCodes[code].says, { codes: [code] });
}

export function raiseHere(
  telling: Telling,
  check: CheckState | undefined,
  code: ExceptionCode,
  detail?: string,
): EventReading {
  if (check === undefined) return raiseLoose(telling, code, detail);
  raiseOn(telling.state, check, code, telling, detail);
  return reading(telling, 'exception', exceptionCodes[code].says, { check, codes: [code] });
}

export const isAccepted = (telling: Telling, code: ExceptionCode): boolean =>
  telling.state.resolutions[exceptionId(telling.mpan, code, telling.key)] === true;

export function openCheck(
  telling: Telling,
  supplier: string,
  signal: Signal,
  start: Partial<CheckState>,
): EventReading {
  const { state, event } = telling;
  const advancing = advancingOf(telling, event.profile);
  const sequence = (latestCheckOf(state, supplier)?.sequence ?? 0) + 1;
  const check: CheckState = {
    supplier,
    sequence,
    profile: event.profile,
    openedAt: telling.at,
    meterOperator: state.appointed.meterOperator,
    closedAt: null,
    machine: advancing.machine.unopened,
    stages: [],
    evidence: [],
    exceptions: [],
    requestedAt: null,
    requestReasons: [],
    requestDates: [],
    faultSuspectedOn: null,
    provisional: null,
    ...start,
  };
  state.checks.push(check);
  const moved = advance(advancing, check, signal, telling);
  noteArrival(telling, check);
  return reading(telling, 'opened', `opens check ${sequence}`, { check, advance: moved });
}

/** Lets the check hear a signal and gives the reading, with the evidence that made it so. */
export function hearSignal(
  telling: Telling,
  check: CheckState,
  signal: Signal,
  says: string,
  evidence: readonly CitedEvidence[] = [],
  answer: AnswerTimes = answerOf(telling),
): EventReading {
  countTimely(telling, check, signal);
  const moved = advance(advancingOf(telling, check.profile), check, signal, telling, answer);
  noteArrival(telling, check);
  const means = moved.result === 'unexpected' ? 'exception' : moved.result;
  return reading(telling, means, says, { check, advance: moved, evidence });
}

/**
 * Ours: where an answer that only claims to be early stands before one that came earlier, the stage counts
 * by the one that came first: whoever answered in time is not late for a second file.
 */
function countTimely(telling: Telling, check: CheckState, signal: Signal): void {
  const { event, at } = telling;
  const flow = flowOfSignal(signal);
  if (event.kind !== 'flow' || flow === null) return;
  if (sideOfSender(telling.rules, event) !== meterOperatorSide) return;
  // What the open stage owes is its own answer.
  if (openStage(check)?.owes.includes(flow) === true || isSenderWrong(telling, event)) return;
  const came = answerOf(telling).claimed ?? at;
  for (const stage of check.stages) {
    const claimed = stage.claimed?.[flow];
    if (stage.answeredAt === null || claimed === undefined || at < stage.startedAt) continue;
    if (came < claimed) keepClaim(stage, flow, came);
  }
}

/** Trust, but show: a counterparty could back-date itself into compliance (process.md 7). */
export function noteArrival(telling: Telling, check: CheckState): void {
  const { event, rules } = telling;
  if (event.kind !== 'flow' || event.sender === rules.participant.mpid) return;
  const calendar = rules.calendarFor(telling.mpan, null);
  const { createdAt, receivedAt } = event;
  if (calendar !== undefined) {
    const nextDay = addWorkingDays(calendar, localDateOf(rules.zone, createdAt), 1);
    if (nextDay !== notCovered && localDateOf(rules.zone, receivedAt) > nextDay) {
      raiseOn(telling.state, check, 'DELIVERED_LATE', telling);
    }
  }
  if (createdAt > receivedAt && secondsBetween(receivedAt, createdAt) > 600) {
    raiseOn(telling.state, check, 'CREATED_IN_FUTURE', telling);
  }
}

const safeOutcomes: readonly (Outcome | null)[] = [
  'backstopPresent',
  'cannotReverse',
  'alreadyKnown',
  'meterReplaced',
];

/** Ours: what cannot be true together with the outcome of a closed check. */
function contradicts(outcome: Outcome | null, signal: Signal): boolean {
  if (!safeOutcomes.includes(outcome)) return false;
  if (signal === 'replacementRequested') return outcome !== 'meterReplaced';
  return ['reportedHasNot', 'backstopDenied', 'decidedHasNot'].includes(signal);
}

export function afterClosure(
  telling: Telling,
  check: CheckState,
  signal: Signal,
  says: string,
  evidence: readonly CitedEvidence[] = [],
): EventReading {
  countTimely(telling, check, signal);
  noteArrival(telling, check);
  if (contradicts(outcomeOf(check), signal)) {
    return { ...raiseHere(telling, check, 'CONTRADICTED_AFTER_CLOSURE'), evidence };
  }
  return reading(telling, 'noted', `${says}, after closure`, { check, evidence });
}

export function isSenderWrong(telling: Telling, event: FlowEvent): boolean {
  const { appointed } = telling.state;
  return (
    appointed.meterOperatorKnown &&
    appointed.meterOperator !== event.sender &&
    event.sender !== telling.rules.participant.mpid &&
    !isAccepted(telling, 'SENDER_NOT_APPOINTED')
  );
}

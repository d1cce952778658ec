/**
 * A D0150 told to an MPAN: it always tells what the meters are, and moves a check only where it
 * proves something (docs/process.md, meter details).
 */

import { localDateOf } from '../calendar/index.ts';
import { type Group, itemsOf } from '../flow/index.ts';
import { meterOperatorSide } from '../market/index.ts';
import { answerOf, exceptionId, raiseClaim } from './advance.ts';
import { answersProvisionally, type CheckState, openStage } from './check.ts';
import type { FlowEvent } from './event.ts';
import { type CitedEvidence, cite } from './evidence.ts';
import type { ExceptionCode } from './exception.ts';
import {
  advancingOf,
  afterClosure,
  hearSignal,
  isAccepted,
  isSenderWrong,
  noteArrival,
  raiseHere,
  reading,
  type Telling,
} from './hear.ts';
import { stageOf } from './machine.ts';
import {
  knownAfter,
  type MeterVerdict,
  meterDetailsOf,
  readMeterDetails,
  withKnownIds,
} from './meter-evidence.ts';
import type { Signal } from './profile.ts';
import { doubtInWords, type MeterDoubt } from './report-meters.ts';
import type { EventReading, MpanState } from './state.ts';
import { reportSpeaks, weighAgain } from './tell-report.ts';
import { markReported } from './visits.ts';
import { closedCheckOf, erasedCheckOf, openCheckOf } from './which-check.ts';

export function tellMeterDetails(
  telling: Telling,
  event: FlowEvent,
  groups: readonly Group[],
): EventReading {
  const { state, rules } = telling;
  const details = withKnownIds(meterDetailsOf(groups), state.meters);
  const open = openCheckOf(state, event.toMpid);
  if (open !== undefined && isSenderWrong(telling, event)) {
    return raiseHere(telling, open, 'SENDER_NOT_APPOINTED');
  }
  const known = state.meters;
  // What was known of the meters is erased, and what was true before that end may not be since.
  const isPast = erasedCheckOf(state, event.toMpid, telling.at) !== undefined;
  if (!isPast) rememberMeter(telling, event, groups);
  if (open === undefined) {
    if (!isPast) state.meters = knownAfter(known, details, false);
    const closed = closedCheckOf(state, event.toMpid, telling.at);
    if (closed === undefined) return reading(telling, 'baseline', 'the last known meter');
    return tellMeterAfterClosure(telling, event, closed, details, known);
  }
  const question = {
    details,
    known,
    provisional: open.provisional?.newMeters ?? [],
    requestOn: localDateOf(rules.zone, open.requestedAt ?? open.openedAt),
    rules: rules.reading,
    staticMeterTypes: rules.staticMeterTypes,
  };
  const first = readMeterDetails(question);
  const code = meterException[first.finding];
  const removalNotSeen = exceptionId(state.mpan, 'REMOVAL_NOT_SEEN', telling.key);
  const accepted =
    (code !== undefined && claimsReplacement.has(code) && isAccepted(telling, code)) ||
    (first.finding === 'replacedProvisionally' && state.resolutions[removalNotSeen] === true);
  const read = accepted ? { ...first, finding: 'replaced' as const } : first;
  const evidence = cite(event, read.evidence);
  const says = `meter details: ${read.finding}`;
  markReported(rules, state, open, event);

  if (read.finding === 'replacedProvisionally') {
    const { newMeters } = read;
    const { claimed } = answerOf(telling);
    const stage = openStage(open);
    open.provisional =
      open.provisional !== null && answersProvisionally(open)
        ? { ...open.provisional, newMeters }
        : {
            at: telling.at,
            key: telling.key,
            newMeters,
            stage: open.stages.length - 1,
            ...(claimed === null ? {} : { claimed }),
          };
    if (stage !== undefined) raiseClaim(advancingOf(telling, open.profile), open, stage, telling);
    open.evidence.push(...evidence);
    state.meters = knownAfter(known, details, true);
    weighAgain(telling, open, undefined);
    noteArrival(telling, open);
    return reading(telling, 'noted', `${says}; its removal (08A) is awaited`, {
      check: open,
      evidence,
    });
  }
  const isWhole = read.finding === 'replaced' || read.finding === 'exchangedBeforeRequest';
  state.meters = knownAfter(known, details, !isWhole);
  const exchange = read.finding === 'replaced' ? open.provisional : null;
  // The removal that was awaited has come, or a person has said that it need not.
  if (read.finding === 'replaced') open.provisional = null;
  const signal = meterSignal[read.finding];
  const doubt = weighAgain(telling, open, signal);
  if (read.finding === 'noMeter') return reading(telling, 'noted', says, { check: open });
  if (signal === undefined) {
    if (code === 'OUT_OF_SCOPE') open.evidence.push(...evidence);
    return raiseHere(telling, open, code ?? 'UNEXPECTED_FLOW');
  }
  if (read.doubt !== undefined) {
    return tellSomeMeters(telling, open, says, evidence, read.doubt);
  }
  if (read.finding !== 'refresh' && isHeard(telling, open, signal)) {
    open.evidence.push(...evidence);
  }
  const cause = doubt === null ? telling : { ...telling, why: doubtInWords(doubt, reportSpeaks) };
  if (exchange === null) return hearSignal(cause, open, signal, says, evidence);
  const { at, claimed = null } = exchange;
  return hearSignal(cause, open, signal, says, evidence, { at, claimed });
}

/** True if the signal does something, rather than being noted alone. */
function isHeard(telling: Telling, check: CheckState, signal: Signal): boolean {
  const { machine } = advancingOf(telling, check.profile);
  return (
    machine.hear(check.machine, signal) !== null || !machine.isNoted(stageOf(check.machine), signal)
  );
}

/**
 * What is said of some of the known meters is no answer. Where a D0150 alone would have answered, a
 * person reads the words.
 */
function tellSomeMeters(
  telling: Telling,
  check: CheckState,
  says: string,
  evidence: readonly CitedEvidence[],
  doubt: MeterDoubt,
): EventReading {
  if (isHeard(telling, check, 'backstopStated')) check.evidence.push(...evidence);
  const { machine } = advancingOf(telling, check.profile);
  const isAnswer = machine.hear(check.machine, 'backstopStated')?.stage === 'closed';
  const heard = hearSignal(telling, check, 'meterRefreshed', says, evidence);
  if (!isAnswer || openStage(check)?.owes.length !== 1) return heard;
  const why = doubtInWords(doubt, 'the meter details speak');
  return { ...raiseHere({ ...telling, why }, check, 'REPORT_UNCLEAR'), evidence };
}

const meterSignal: Partial<Record<MeterVerdict, Signal>> = {
  replaced: 'meterReplaced',
  backstopStated: 'backstopStated',
  backstopDenied: 'backstopDenied',
  cannotReverse: 'meterCannotReverse',
  refresh: 'meterRefreshed',
};

/** What an accepted item claims to be: a replacement. A mere removal does not; it is only settled. */
const claimsReplacement: ReadonlySet<ExceptionCode> = new Set<ExceptionCode>([
  'EXCHANGED_BEFORE_REQUEST',
  'METERS_DIFFER',
]);

const meterException: Partial<Record<MeterVerdict, ExceptionCode>> = {
  outOfScope: 'OUT_OF_SCOPE',
  exchangedBeforeRequest: 'EXCHANGED_BEFORE_REQUEST',
  metersDiffer: 'METERS_DIFFER',
  removedOnly: 'REMOVAL_ONLY',
};

function tellMeterAfterClosure(
  telling: Telling,
  event: FlowEvent,
  closed: CheckState,
  details: ReturnType<typeof meterDetailsOf>,
  known: MpanState['meters'],
): EventReading {
  const { rules, state } = telling;
  // Of late news what was said since the request counts, as it would have counted in its time.
  const isPast = erasedCheckOf(state, event.toMpid, telling.at) !== undefined;
  const since = isPast ? closed.requestedAt : closed.closedAt;
  const read = readMeterDetails({
    details,
    known,
    provisional: [],
    requestOn: localDateOf(rules.zone, since ?? closed.openedAt),
    rules: rules.reading,
    staticMeterTypes: rules.staticMeterTypes,
  });
  const says = `meter details after closure: ${read.finding}`;
  const evidence = cite(event, read.evidence);
  return read.finding === 'backstopDenied'
    ? afterClosure(telling, closed, 'backstopDenied', says, evidence)
    : reading(telling, isPast ? 'noted' : 'baseline', says, { check: closed });
}

/** Keeps what later flows need: SSC, retrieval method, the meter's identity, the whole D0150. */
function rememberMeter(telling: Telling, event: FlowEvent, groups: readonly Group[]): void {
  const { state, rules } = telling;
  const found: Record<string, string> = {};
  const take = (groupId: string, ref: string): void => {
    const value = itemsOf(groups, groupId, ref)[0];
    if (value !== undefined) found[ref] = value;
  };
  take('289', 'J0076');
  take('290', 'J0098');
  take('290', 'J0004');
  take('290', 'J0483');
  take('293', 'J0010');
  state.known = { ...state.known, ...found };
  if (rules.participant.role === meterOperatorSide) {
    state.lastDetails = { version: event.version, parts: event.parts };
  }
}

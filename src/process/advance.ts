/**
 * How one signal moves one check: the machine says where it leads, and this file keeps the records
 * that people read: the stage that ended and why, the stage that began, notes and Exceptions.
 */
import type { Instant } from '../calendar/index.ts';
import { localDateOf } from '../calendar/index.ts';
import { meterOperatorSide, type Side, supplierSide } from '../market/index.ts';
import {
  answersStage,
  type CheckState,
  type Clockwork,
  endStage,
  flowOfSignal,
  keepClaim,
  openStage,
  raise,
  settleItems,
  type StageRecord,
  startStage,
} from './check.ts';
import { type ExceptionCode, holdsCheck } from './exception.ts';
import type { CheckMachine } from './machine.ts';
import { stageOf } from './machine.ts';
import type { Signal } from './profile.ts';

/** Names an Exception: the same event gives the same id whatever the order of the files. */
export function exceptionId(mpan: string, code: ExceptionCode, key: string): string {
  // FNV-1a over code and event key; the MPAN in front makes it unique in practice.
  let hash = 0x811c9dc5;
  const text = `${code}|${key}`;
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  }
  return `${mpan}-${hash.toString(16).padStart(8, '0')}`;
}

/** What a signal is heard from: enough to date it and to name what it gives rise to. */
export interface Cause {
  readonly mpan: string;
  readonly key: string;
  readonly at: Instant;
  /** Where it stands, for people: "file.usr line 3". */
  readonly where: string;
  /** Of a counterparty's flow that came long after the time it says it was made. */
  readonly claim?: LateClaim;
  /** Why it needs a person, in plain words, where its place alone does not say so. */
  readonly why?: string;
  /** Of a flow: who sent it. */
  readonly sender?: string;
}

/** A counterparty must not be able to date itself back into compliance unseen. */
export interface LateClaim {
  readonly by: Side;
  readonly receivedAt: Instant;
  /** True once a person has accepted that it was made when it says. */
  readonly isAccepted: boolean;
}

/** What answers a stage: when it was made, and when it came where that counts instead. */
export interface AnswerTimes {
  readonly at: Instant;
  readonly claimed: Instant | null;
}

export const answerOf = ({ at, claim }: Pick<Cause, 'at' | 'claim'>): AnswerTimes => ({
  at,
  claimed: claim === undefined || claim.isAccepted ? null : claim.receivedAt,
});

export interface Advance {
  /** moved: the check is in another stage; noted: it is not; unexpected: no rule was found. */
  readonly result: 'moved' | 'noted' | 'unexpected';
  readonly from: string;
  readonly to: string;
  readonly codes: readonly ExceptionCode[];
}

export interface Advancing {
  readonly clock: Clockwork;
  readonly machine: CheckMachine;
  readonly resolutions: Readonly<Record<string, boolean>>;
}

/** Lets a check hear a signal. What is `told` differs from the cause where an earlier file answers. */
export function advance(
  advancing: Advancing,
  check: CheckState,
  signal: Signal,
  cause: Cause,
  told: AnswerTimes = answerOf(cause),
): Advance {
  const { machine } = advancing;
  const from = stageOf(check.machine);
  const move = machine.hear(check.machine, signal);
  if (move === null) {
    if (machine.isNoted(from, signal) || signal.startsWith('decided')) {
      return { result: 'noted', from, to: from, codes: [] };
    }
    raiseOn(advancing, check, 'UNEXPECTED_FLOW', cause);
    return { result: 'unexpected', from, to: from, codes: ['UNEXPECTED_FLOW'] };
  }
  const stage = openStage(check);
  const flow = flowOfSignal(signal);
  // An earlier file can answer a stage, but not from before the stage began.
  const isBefore = stage !== undefined && told.at < stage.startedAt;
  const answer = isBefore ? answerOf(cause) : told;
  if (stage !== undefined && flow !== null && stage.owes.length > 1 && stage.owes.includes(flow)) {
    stage.received[flow] = answer.at;
    keepClaim(stage, flow, answer.claimed);
    raiseClaim(advancing, check, stage, cause);
  }
  check.machine = move.state;
  if (flow === 'D0150' && move.state.memory.meter === signal) {
    keepDetails(check, answer);
    // A half that is kept answers the stage to come; whether it was made when it says is asked now.
    if (stage !== undefined && stage.owes.length > 0 && !move.moved) {
      raiseClaim(advancing, check, stage, cause);
    }
  }
  const codes: ExceptionCode[] = [...move.notes];
  if (move.moved) {
    if (stage !== undefined) {
      const answered = answersStage(stage, signal, move.notes);
      const last = Object.values(stage.received).reduce((a, b) => (a > b ? a : b), answer.at);
      if (isClaimAbout(stage, cause)) {
        keepClaim(stage, answered ? (flow ?? signal) : 'ended', answer.claimed);
        raiseClaim(advancing, check, stage, cause);
      } else if (answered && flow !== null) keepClaim(stage, flow, answer.claimed);
      endStage(advancing.clock, cause.mpan, stage, cause.at, answered ? last : null);
      if (cameOnDifferentDays(advancing.clock, stage.received)) codes.push('NOT_SAME_TIME');
    }
    enter(advancing, check, move.stage, cause);
    // A report that the meter was replaced speaks of the exchange whose removal is awaited.
    if (check.provisional !== null && carriesOn.has(signal)) {
      check.provisional = { ...check.provisional, stage: check.stages.length - 1 };
    }
  }
  codes.push(...move.raised);
  for (const code of codes) raiseOn(advancing, check, code, cause);
  if (!move.andAgain) {
    return { result: move.moved ? 'moved' : 'noted', from, to: move.stage, codes };
  }
  const again = advance(advancing, check, signal, cause);
  return { ...again, from, codes: [...codes, ...again.codes] };
}

/** Keeps when the newest details came that count as a half of the answer. */
function keepDetails(check: CheckState, { at, claimed }: AnswerTimes): void {
  check.detailsKeptAt = at;
  if (claimed === null) delete check.detailsClaimed;
  else check.detailsClaimed = claimed;
}

/** Ours: of a Supplier's flow it is asked only where the Supplier owed it; a report answers for all. */
const isClaimAbout = ({ owner }: StageRecord, { claim }: Cause): boolean =>
  claim !== undefined && (claim.by === meterOperatorSide || owner === supplierSide);

/** Asks a person whether a flow was made when it says. What a person has said is kept with it. */
export function raiseClaim(
  { clock, resolutions }: Pick<Advancing, 'clock' | 'resolutions'>,
  check: CheckState,
  stage: StageRecord,
  cause: Cause,
): void {
  const { claim, at, where } = cause;
  if (claim === undefined || !isClaimAbout(stage, cause)) return;
  const [made, came] = [at, claim.receivedAt].map((one) => localDateOf(clock.zone, one));
  const detail = `${where}: says it was made on ${made}, came on ${came}`;
  raiseOn({ resolutions }, check, 'LATE_CLAIM', cause, detail);
}

const carriesOn: ReadonlySet<Signal> = new Set<Signal>(['reportedReplaced', 'decidedReplaced']);

/** Begins the stage that was reached, or closes the check and settles what it was waiting for. */
function enter(advancing: Advancing, check: CheckState, stage: string, cause: Cause): void {
  settleItems(
    check.exceptions,
    // Whether the check applies at all is a question that no answer settles but a person's.
    (code) =>
      // Nor does the end of a check say when an answer was made, or who stands behind a letter.
      code !== 'LATE_CLAIM' &&
      code !== 'ROLE_NOT_KNOWN' &&
      (stage === 'closed' || (holdsCheck(code) && code !== 'OUT_OF_SCOPE')),
  );
  if (stage === 'closed') {
    check.closedAt = cause.at;
    check.provisional = null;
    return;
  }
  const begun = startStage(advancing.clock, cause.mpan, advancing.machine, stage, cause.at);
  const isHere = begun.owes.length > 1 && check.machine.memory.meter !== null;
  if (isHere) {
    begun.received['D0150'] = check.detailsKeptAt ?? cause.at;
    keepClaim(begun, 'D0150', check.detailsClaimed ?? null);
  }
  check.stages.push(begun);
}

function cameOnDifferentDays(
  clock: Clockwork,
  received: Readonly<Record<string, Instant>>,
): boolean {
  const days = Object.values(received).map((at) => localDateOf(clock.zone, at));
  return days.length > 1 && days.some((day) => day !== days[0]);
}

const whyOf = (code: ExceptionCode, { where, why }: Cause): string =>
  why !== undefined && holdsCheck(code) ? `${where}: ${why}` : where;

/** Raises an Exception or note on a check because of what was heard. */
export function raiseOn(
  advancing: Pick<Advancing, 'resolutions'>,
  check: CheckState,
  code: ExceptionCode,
  cause: Cause,
  detail: string = whyOf(code, cause),
): void {
  raise(check.exceptions, advancing.resolutions, {
    id: exceptionId(cause.mpan, code, cause.key),
    code,
    at: cause.at,
    detail,
    ...withSender(cause),
  });
}

export const withSender = ({ sender }: Pick<Cause, 'sender'>): { readonly sender?: string } =>
  sender === undefined ? {} : { sender };

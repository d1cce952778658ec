/**
 * A BackstopCheck is one MPAN, one Import Supplier and a sequence number. It holds where the machine
 * stands, one record per stage passed, the evidence that decided, and its Exceptions. This file
 * knows how a check opens, moves, closes and ages; what an event means to it is fold.ts's business.
 */
import type { Calendar, Instant, LocalDate, RuleSet } from '../calendar/index.ts';
import { deadlineFor, isInTime, notCovered, ruleSetName } from '../calendar/index.ts';
import { meterOperatorSide, type Side } from '../market/index.ts';
import type { VisitEvent } from './event.ts';
import type { CitedEvidence } from './evidence.ts';
import { type ExceptionCode, type ExceptionRecord, isNote } from './exception.ts';
import type { CheckMachine, MachineState } from './machine.ts';
import { stageOf } from './machine.ts';
import type { Outcome, Signal, Way } from './profile.ts';
import type { Spoken } from './report-meters.ts';

export interface StageDeadline {
  readonly dueOn: LocalDate;
  /** The first instant after the deadline. */
  readonly dueAt: Instant;
  readonly ruleSet: string;
  readonly calendarVersion: string;
}

/** One stage as it was passed. `endedAt` without `answeredAt` means it was withdrawn. */
export interface StageRecord {
  readonly name: string;
  readonly owner: Side;
  readonly owes: readonly string[];
  readonly workingDays: number;
  /** True where a replaced meter ends the stage, whatever it owes. */
  readonly endsByReplacement: boolean;
  readonly startedAt: Instant;
  /** Null where the calendar does not cover it. */
  deadline: StageDeadline | null;
  /** When each owed flow came, for a stage that owes more than one. */
  received: Record<string, Instant>;
  /**
   * When a flow came that says it was made long before and whose claim nobody has accepted: by flow,
   * or `ended` where it ended the stage without answering it. Absent where there is none.
   */
  claimed?: Record<string, Instant>;
  endedAt: Instant | null;
  answeredAt: Instant | null;
  /** Under four eyes: whose decision it follows from, and who may not approve what it owes. */
  drafter?: string;
}

export interface CheckState {
  readonly supplier: string;
  readonly sequence: number;
  readonly profile: string;
  readonly openedAt: Instant;
  meterOperator: string | null;
  /** The Meter Operator as the flows of the check last named it: its MPID, and its role (SMEM). */
  meterOperatorAs?: { readonly mpid: string; readonly role: string };
  closedAt: Instant | null;
  machine: MachineState;
  stages: StageRecord[];
  evidence: CitedEvidence[];
  exceptions: ExceptionRecord[];
  /** When the check's first D0001 or D0142 was created. */
  requestedAt: Instant | null;
  /** J0173 and J1012 of its requests: what an answer repeats. */
  requestReasons: string[];
  requestDates: string[];
  /** J1012 for the next request: the date of the notification, ccyymmdd. */
  faultSuspectedOn: string | null;
  /** Since when the site exports, as a notification tells; absent where none does. */
  exportSince?: LocalDate;
  /** The linked export MPAN that opened it; absent where none did. */
  readonly linkedExportMpan?: string;
  /** A replacement whose old meter's removal (08A) is awaited. */
  provisional: {
    readonly at: Instant;
    readonly key: string;
    readonly newMeters: readonly string[];
    /** Number of the stage that it answers; absent in what an older version kept. */
    readonly stage?: number;
    /** When it came, where it says it was made long before and nobody has accepted that. */
    readonly claimed?: Instant;
  } | null;
  /** When the D0150 came that is kept as a half of an answer which is not owed yet. */
  detailsKeptAt?: Instant;
  /** When it came, where it says it was made long before and nobody has accepted that. */
  detailsClaimed?: Instant;
  /** Of which meters its last report says "has" or "cannot reverse", to be weighed anew. */
  reportSpoke?: {
    readonly signal: Signal;
    readonly spoken: Spoken;
    readonly fileIdentifier: string;
    /** Why it counts as unclear; null where it does not. */
    readonly rule: string | null;
  };
  /**
   * All that its last unclear report says, as it stands: what several say alike is decided at once. Absent
   * where there is none, or it is too long to be compared.
   */
  unclearReport?: { readonly fileIdentifier: string; readonly texts: readonly string[] };
  /** Which visits were reported by which flow, as `flow key`; absent where none was. */
  visitsReported?: string[];
  /** Keys of the visits that were reported before the request that is open now. */
  visitsSpent?: string[];
  /** As version 0.1.0 kept the one visit it knew of, and the flows it was reported by. */
  readonly visit?: VisitEvent | null;
  readonly visitReported?: readonly string[];
}

/** What a check needs of the world to keep its clocks: no clock of its own. */
export interface Clockwork {
  readonly zone: string;
  readonly ruleSet: RuleSet;
  /** The calendar in force for the MPAN: the newest one, or as it was known at an instant. */
  readonly calendarFor: (mpan: string, at: Instant | null) => Calendar | undefined;
}

export const openStage = (check: CheckState): StageRecord | undefined =>
  check.closedAt === null ? check.stages.at(-1) : undefined;

export const outcomeOf = (check: CheckState): Outcome | null => check.machine.memory.outcome;

export const stateOf = (check: CheckState): string =>
  check.closedAt === null ? stageOf(check.machine) : 'closed';

/**
 * The deadline of a stage. An open stage follows the newest calendar; an ended one keeps the
 * calendar that was in force when it ended, so that closed stages never change.
 */
export function deadlineOf(
  clock: Clockwork,
  mpan: string,
  stage: StageRecord,
): StageDeadline | null {
  const at = stage.endedAt;
  const calendars =
    at === null
      ? [clock.calendarFor(mpan, null)]
      : [clock.calendarFor(mpan, at), clock.calendarFor(mpan, null)];
  for (const calendar of calendars) {
    if (calendar === undefined) continue;
    const { zone, ruleSet } = clock;
    const { startedAt, workingDays } = stage;
    const deadline = deadlineFor({ calendar, zone, ruleSet, startedAt, workingDays });
    if (deadline !== notCovered) {
      return {
        dueOn: deadline.dueOn,
        dueAt: deadline.dueAt,
        ruleSet: ruleSetName(ruleSet),
        calendarVersion: calendar.version,
      };
    }
  }
  return null;
}

const closesBy = (way: Way | undefined): boolean =>
  way !== undefined && 'to' in way && way.to === 'closed';

export function startStage(
  clock: Clockwork,
  mpan: string,
  machine: CheckMachine,
  name: string,
  at: Instant,
): StageRecord {
  const stage = machine.profile.stages[name];
  if (stage === undefined) throw new Error(`profile ${machine.profile.id} has no stage ${name}`);
  const record: StageRecord = {
    name,
    owner: stage.owner,
    owes: stage.owes,
    workingDays: stage.workingDays,
    endsByReplacement: closesBy(stage.on.meterReplaced),
    startedAt: at,
    deadline: null,
    received: {},
    endedAt: null,
    answeredAt: null,
  };
  record.deadline = deadlineOf(clock, mpan, record);
  return record;
}

/** Ends a stage; `answeredAt` is null where it is withdrawn. */
export function endStage(
  clock: Clockwork,
  mpan: string,
  stage: StageRecord,
  at: Instant,
  answeredAt: Instant | null,
): void {
  stage.endedAt = at;
  stage.answeredAt = answeredAt;
  if (clock.calendarFor(mpan, at)?.version !== stage.deadline?.calendarVersion) {
    stage.deadline = deadlineOf(clock, mpan, stage);
  }
}

/**
 * True if a new meter was told in time and only the removal (08A) of the old one is awaited. One
 * that was told after the deadline takes no breach back.
 */
function isProvisionallyAnswered(check: CheckState, stage: StageRecord): boolean {
  const { provisional } = check;
  if (provisional === null || !isOfStage(check, provisional, stage)) return false;
  return stage.deadline === null || isInTime(stage.deadline, provisional.claimed ?? provisional.at);
}

/** Ours: a later stage asks anew, so an exchange told before it began does not answer it. */
const isOfStage = (
  check: CheckState,
  provisional: NonNullable<CheckState['provisional']>,
  stage: StageRecord,
): boolean =>
  provisional.stage === undefined
    ? provisional.at >= stage.startedAt
    : check.stages.indexOf(stage) === provisional.stage;

/** True if the open stage is answered by the replacement whose removal is awaited. */
export function answersProvisionally(check: CheckState): boolean {
  const stage = openStage(check);
  const { provisional } = check;
  return stage !== undefined && provisional !== null && isOfStage(check, provisional, stage);
}

/** The flows that the open stage still lacks. A provisional replacement counts as its D0150. */
export function outstanding(check: CheckState): readonly string[] {
  const stage = openStage(check);
  if (stage === undefined) return [];
  return stage.owes.filter(
    (flow) =>
      stage.received[flow] === undefined &&
      !(flow === 'D0150' && isProvisionallyAnswered(check, stage)),
  );
}

/** True while somebody must still act on the open stage: send a flow, or decide. */
export function isAwaited(check: CheckState): boolean {
  const stage = openStage(check);
  if (stage === undefined) return false;
  if (stage.owes.length === 0) return true;
  // A replacement that only waits for the 08A answers an option 1 stage as well as a D0150 stage.
  if (stage.endsByReplacement && isProvisionallyAnswered(check, stage)) return false;
  return outstanding(check).length > 0;
}

/** When the last came that an open stage awaited, the new meter whose 08A is awaited among them. */
export function lastCameAt({ provisional }: CheckState, stage: StageRecord): Instant {
  const { at = '', claimed = at } = provisional ?? {};
  const came = [...Object.values(stage.received), ...Object.values(stage.claimed ?? {})];
  return came.reduce(later, claimed);
}

/** When a stage counts as ended: a claim that nobody has accepted counts by when it came. */
export function countedAt({ answeredAt, endedAt, claimed = {} }: StageRecord): Instant | null {
  if (answeredAt === null) return claimed[endedByClaim] ?? endedAt;
  return Object.values(claimed).reduce(later, answeredAt);
}

const later = (last: Instant, one: Instant): Instant => (one > last ? one : last);

const endedByClaim = 'ended';

/** Keeps of a stage when a flow came, where its claim does not count; forgets it where it does. */
export function keepClaim(stage: StageRecord, flow: string, at: Instant | null): void {
  const { [flow]: _before, ...others } = stage.claimed ?? {};
  const kept = at === null ? others : { ...others, [flow]: at };
  if (Object.keys(kept).length > 0) stage.claimed = kept;
  else delete stage.claimed;
}

/** Which flow a signal is the coming of, where it is one. */
export const flowOfSignal = (signal: Signal): string | null => flowsOfSignals[signal] ?? null;

const flowsOfSignals: Partial<Record<Signal, string>> = {
  investigationRequested: 'D0001',
  replacementRequested: 'D0142',
  reportedHas: 'D0002',
  reportedHasNot: 'D0002',
  reportedReplaced: 'D0002',
  reportedCannotReverse: 'D0002',
  reportedUnclear: 'D0002',
  requestRejected: 'D0002',
  meterReplaced: 'D0150',
  backstopStated: 'D0150',
  backstopDenied: 'D0150',
  meterCannotReverse: 'D0150',
  meterRefreshed: 'D0150',
};

/**
 * True if the signal ends the stage as answered rather than withdrawn: it is what the stage owes, a
 * failed visit of the party that owed the work, a decision where one was owed, or a later flow that
 * shows the step done (STEP_SKIPPED).
 */
export function answersStage(
  stage: StageRecord,
  signal: Signal,
  notes: readonly ExceptionCode[],
): boolean {
  const flow = flowOfSignal(signal);
  // Ours: an order overtakes the report that it did not wait for; the Meter Operator has not answered.
  if (flow === 'D0142' && stage.owner === meterOperatorSide) return false;
  if (notes.includes('STEP_SKIPPED')) return true;
  if (signal === 'workFailed') return stage.owner === meterOperatorSide;
  if (stage.owes.length === 0) {
    return signal.startsWith('decided') || flow === 'D0001' || flow === 'D0142';
  }
  return flow !== null && stage.owes.includes(flow);
}

/** Adds an Exception once: the same id is never raised twice, and a settled one stays settled. */
export function raise(
  list: ExceptionRecord[],
  resolutions: Readonly<Record<string, boolean>>,
  raised: Omit<ExceptionRecord, 'open'>,
): void {
  const ids = idsOf(list);
  if (ids.has(raised.id)) return;
  ids.add(raised.id);
  list.push({ ...raised, open: !isNote(raised.code) && resolutions[raised.id] === undefined });
}

const idsOfLists = new WeakMap<readonly ExceptionRecord[], Set<string>>();

/** Kept beside a list, which can have thousands, for as long as it is the same list. */
function idsOf(list: readonly ExceptionRecord[]): Set<string> {
  const kept = idsOfLists.get(list);
  if (kept?.size === list.length) return kept;
  const ids = new Set(list.map(({ id }) => id));
  idsOfLists.set(list, ids);
  return ids;
}

/** Settles the open Exceptions of a list that a predicate picks. */
export function settleItems(
  list: readonly ExceptionRecord[],
  pick: (code: ExceptionCode) => boolean,
): void {
  for (const exception of list) {
    if (exception.open && pick(exception.code)) exception.open = false;
  }
}

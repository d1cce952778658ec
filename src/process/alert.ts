/**
 * Which alerts are true of an MPAN at an instant. An alert is about time and names who still owes
 * what; it is raised once for each (check, stage, kind, due date, number) and retracted, never
 * deleted, when late news or another calendar makes it untrue.
 */
import type { Instant, LocalDate } from '../calendar/index.ts';
import { dueSoonAt, escalationAt, isInTime, localDateOf, notCovered } from '../calendar/index.ts';
import { type Side, supplierSide } from '../market/index.ts';
import { agedOrphansOf } from './aged-orphan.ts';
import {
  type CheckState,
  countedAt,
  type StageDeadline,
  isAwaited,
  lastCameAt,
  openStage,
  outstanding,
  type StageRecord,
} from './check.ts';
import type { MpanState, ProcessRules } from './state.ts';
import { workingDaysOver } from './status.ts';

export type AlertKind = 'DUE_SOON' | 'BREACHED' | 'ESCALATED' | 'RETRACTED';

/** What an alert is about; the key names it for ever. */
export interface Alert {
  readonly key: string;
  readonly mpan: string;
  readonly supplier: string;
  readonly sequence: number;
  readonly stage: string;
  readonly kind: AlertKind;
  /** Of ESCALATED the number; of RETRACTED the number of the alert that is taken back. */
  readonly number: number | null;
  /** Of RETRACTED the kind that is taken back. */
  readonly retracts: AlertKind | null;
  readonly dueOn: LocalDate;
  readonly owner: Side;
  /** MPID of the owner; null where no Meter Operator is known. */
  readonly party: string | null;
  /** Working Days over when it was raised; 0 up to the end of the due date. */
  readonly workingDaysOver: number;
  readonly owes: readonly string[];
  readonly since: Instant;
  /** When it became true by the calendar. */
  readonly trueAt: Instant;
}

export interface AlertRules {
  readonly dueSoonWorkingDays: number;
  readonly escalateEveryWorkingDays: number;
  /** Limit of escalations for one stage, so that a forgotten check cannot raise for ever. */
  readonly escalationsMax: number;
}

function alertKey(alert: Omit<Alert, 'key'>): string {
  const { mpan, supplier, sequence, stage, kind, number, retracts, dueOn } = alert;
  const what = retracts === null ? kind : `${kind}-${retracts}`;
  return [mpan, supplier, sequence, stage, what, dueOn, number ?? ''].join('/');
}

/** What will be raised of a stage that stays open, and when. */
interface Due {
  readonly kind: AlertKind;
  readonly number: number | null;
  readonly trueAt: Instant;
}

/** All that is due of an open stage, past and to come, in time order. */
function scheduleOf(
  rules: ProcessRules,
  settings: AlertRules,
  mpan: string,
  stage: StageRecord,
  until: Instant,
): Due[] {
  const calendar = rules.calendarFor(mpan, null);
  if (stage.deadline === null || calendar === undefined) return [];
  const { zone, ruleSet } = rules;
  const { dueOn, dueAt } = stage.deadline;
  const schedule: Due[] = [];
  const workingDaysBefore = settings.dueSoonWorkingDays;
  const soon = dueSoonAt({ calendar, zone, dueOn, workingDaysBefore });
  if (soon !== notCovered) {
    const trueAt = soon > stage.startedAt ? soon : stage.startedAt;
    schedule.push({ kind: 'DUE_SOON', number: null, trueAt });
  }
  schedule.push({ kind: 'BREACHED', number: null, trueAt: dueAt });
  // The first escalation still to come is the last that anybody asks about.
  const everyWorkingDays = settings.escalateEveryWorkingDays;
  for (let number = 1; number <= settings.escalationsMax; number += 1) {
    if ((schedule.at(-1)?.trueAt ?? '') > until) break;
    const trueAt = escalationAt({ calendar, zone, ruleSet, dueOn, number, everyWorkingDays });
    if (trueAt === notCovered) break;
    schedule.push({ kind: 'ESCALATED', number, trueAt });
  }
  return schedule;
}

/** The alert of something due, as it is raised now. */
function alertOf(
  rules: ProcessRules,
  state: MpanState,
  check: CheckState,
  stage: StageRecord & { readonly deadline: StageDeadline },
  due: Due,
  now: Instant,
): Alert {
  const { dueOn } = stage.deadline;
  const today = localDateOf(rules.zone, now);
  const alert = {
    ...due,
    mpan: state.mpan,
    supplier: check.supplier,
    sequence: check.sequence,
    stage: stage.name,
    retracts: null,
    dueOn,
    owner: stage.owner,
    party: stage.owner === supplierSide ? check.supplier : check.meterOperator,
    workingDaysOver: Math.max(0, workingDaysOver(rules, state.mpan, dueOn, today) ?? 0),
    owes: outstanding(check),
    since: stage.startedAt,
  };
  return { ...alert, key: alertKey(alert) };
}

/** An alert as it was raised, and whether it stands. */
export interface RaisedAlert extends Alert {
  readonly at: Instant;
  readonly retracted: boolean;
}

interface AlertChanges {
  readonly raise: readonly Alert[];
  readonly retract: readonly RaisedAlert[];
  /** Retracted ones that turned out true after all: they stand again. */
  readonly restore: readonly RaisedAlert[];
}

/** What to raise and to take back now, given what was raised before. */
export function alertChanges(
  rules: ProcessRules,
  settings: AlertRules,
  state: MpanState,
  raised: readonly RaisedAlert[],
  now: Instant,
): AlertChanges {
  const known = new Map(raised.map((alert) => [alert.key, alert]));
  const due = new Map<string, Alert>();
  for (const check of state.checks) {
    const stage = openStage(check);
    if (stage === undefined || !hasDeadline(stage) || !isAwaited(check)) continue;
    for (const one of scheduleOf(rules, settings, state.mpan, stage, now)) {
      if (one.trueAt > now) continue;
      const alert = alertOf(rules, state, check, stage, one, now);
      if (known.has(alert.key) || !isNoNews(one, stage, now)) due.set(alert.key, alert);
    }
  }
  const real = raised.filter((alert) => alert.kind !== 'RETRACTED');
  const isTrue = (alert: RaisedAlert): boolean => due.has(alert.key) || wasTrue(state, alert);
  return {
    raise: [...due.values()].filter((alert) => !known.has(alert.key)),
    retract: real.filter((alert) => !alert.retracted && !isTrue(alert)),
    restore: real.filter((alert) => alert.retracted && isTrue(alert)),
  };
}

const hasDeadline = (
  stage: StageRecord,
): stage is StageRecord & { readonly deadline: StageDeadline } => stage.deadline !== null;

/** Once the deadline has passed, "due soon" is no longer news. */
const isNoNews = ({ kind }: Due, { deadline }: StageRecord, now: Instant): boolean =>
  kind === 'DUE_SOON' && deadline !== null && deadline.dueAt <= now;

/** True if the stage was still awaited when the alert became true, though it no longer is. */
function wasTrue(state: MpanState, alert: Alert): boolean {
  return state.checks.some(
    (check) =>
      check.supplier === alert.supplier &&
      check.sequence === alert.sequence &&
      check.stages.some(
        (stage) =>
          stage.name === alert.stage &&
          stage.deadline?.dueOn === alert.dueOn &&
          wasAwaited(stage, awaitedUntil(check, stage), alert),
      ),
  );
}

/** What came in the second of a cut-off was on time, so that no alert of that second was true. */
const wasAwaited = ({ deadline }: StageRecord, until: Instant, { kind, trueAt }: Alert): boolean =>
  kind === 'DUE_SOON' || deadline === null
    ? until >= trueAt
    : !isInTime({ dueAt: trueAt, ruleSet: deadline.ruleSet }, until);

/** When the last that a stage awaited came or it ended; before all time while it is awaited. */
function awaitedUntil(check: CheckState, stage: StageRecord): Instant {
  const ended = countedAt(stage);
  if (ended !== null) return ended;
  // A replacement whose 08A is awaited has answered the stage that is still open.
  return check.provisional === null || isAwaited(check) ? '' : lastCameAt(check, stage);
}

/** The alert that takes another back. */
export function retractionOf(alert: RaisedAlert, now: Instant): Alert {
  const retraction = {
    ...alert,
    kind: 'RETRACTED' as const,
    retracts: alert.kind,
    trueAt: now,
  };
  return { ...retraction, key: alertKey(retraction) };
}

/**
 * When the MPAN must be looked at next: its next alert, deadline or appointment; null if never.
 * `unraised`: alerts due by `after` have not been raised yet, so that it is `after` itself.
 */
export function nextWakeOf(
  rules: ProcessRules,
  settings: AlertRules,
  state: MpanState,
  after: Instant,
  unraised = false,
): Instant | null {
  let next = state.waitingUntil;
  const consider = (at: Instant): void => {
    if (at > after && (next === null || at < next)) next = at;
  };
  for (const check of state.checks) {
    const stage = openStage(check);
    if (stage === undefined) continue;
    // What is owed for something to come can be written from then on.
    if (state.last !== null) consider(state.last.effectiveAt);
    if (stage.deadline !== null) consider(stage.deadline.dueAt);
    for (const { at } of agedOrphansOf(rules, state, check)) consider(at);
    if (!isAwaited(check)) continue;
    for (const due of scheduleOf(rules, settings, state.mpan, stage, after)) {
      if (unraised && due.trueAt <= after && !isNoNews(due, stage, after)) return after;
      consider(due.trueAt);
    }
  }
  return next;
}

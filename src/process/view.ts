/**
 * A check as people see it at an instant: the contract's shape, with statuses, days taken and the
 * Exceptions that time alone gives rise to. Derived each time and never stored as truth.
 */
import { type Instant, localDateOf, ruleSetName } from '../calendar/index.ts';
import type { Side } from '../market/index.ts';
import { exceptionId } from './advance.ts';
import { agedOrphansOf } from './aged-orphan.ts';
import { type CheckState, countedAt, openStage, outcomeOf, stateOf } from './check.ts';
import type { Drafting } from './draft.ts';
import { isWhole, mendedIn } from './draft-parts.ts';
import type { CitedEvidence } from './evidence.ts';
import type { ExceptionRecord } from './exception.ts';
import { draftingShown } from './draft-or-fault.ts';
import { exceptionOfFault } from './fault.ts';
import type { Outcome } from './profile.ts';
import type { MpanState, ProcessRules } from './state.ts';
import { type StageStatus, statusOf, workingDaysTaken } from './status.ts';
import { toldVisits } from './visits.ts';

export interface StageView {
  readonly name: string;
  readonly owner: Side;
  readonly owes: readonly string[];
  readonly startedOn: string;
  readonly dueOn: string | null;
  readonly dueAt: string | null;
  readonly answeredOn: string | null;
  readonly status: StageStatus;
  readonly workingDaysTaken: number | null;
  readonly ruleSet: string;
  readonly calendarVersion: string | null;
}

export interface CheckView {
  readonly mpan: string;
  readonly sequence: number;
  readonly profile: string;
  readonly supplier: string;
  readonly meterOperator: string | null;
  readonly state: string;
  readonly outcome: Outcome | null;
  readonly openedOn: string;
  readonly closedOn: string | null;
  readonly stages: readonly StageView[];
  readonly evidence: readonly CitedEvidence[];
  readonly exceptions: readonly ExceptionRecord[];
  /** Since when the site exports; absent where nobody says so. */
  readonly exportSince?: string;
  /** The linked export MPAN that opened it; absent where none did. */
  readonly linkedExportMpan?: string;
}

export function viewOf(
  rules: ProcessRules,
  state: MpanState,
  check: CheckState,
  asOf: Instant,
): CheckView {
  const { zone } = rules;
  const drafting = draftingShown(rules, state, check, asOf);
  const { fault } = drafting;
  const faults = fault === null ? [] : [exceptionOfFault(state.mpan, fault)];
  return {
    mpan: state.mpan,
    sequence: check.sequence,
    profile: check.profile,
    supplier: check.supplier,
    meterOperator: check.meterOperator,
    state: stateOf(check),
    outcome: outcomeOf(check),
    openedOn: localDateOf(zone, check.openedAt),
    closedOn: check.closedAt === null ? null : localDateOf(zone, check.closedAt),
    stages: check.stages.map((stage) => ({
      name: stage.name,
      owner: stage.owner,
      owes: stage.owes,
      startedOn: localDateOf(zone, stage.startedAt),
      dueOn: stage.deadline?.dueOn ?? null,
      dueAt: stage.deadline?.dueAt ?? null,
      answeredOn:
        stage.answeredAt === null ? null : localDateOf(zone, countedAt(stage) ?? stage.answeredAt),
      status: statusOf(check, stage, asOf),
      workingDaysTaken: workingDaysTaken(rules, state.mpan, stage),
      ruleSet: stage.deadline?.ruleSet ?? ruleSetName(rules.ruleSet),
      calendarVersion: stage.deadline?.calendarVersion ?? null,
    })),
    evidence: check.evidence,
    exceptions: [
      ...check.exceptions,
      ...timedExceptions(rules, state, check, asOf, drafting),
      ...faults,
    ],
    ...(check.exportSince === undefined ? {} : { exportSince: check.exportSince }),
    ...(check.linkedExportMpan === undefined ? {} : { linkedExportMpan: check.linkedExportMpan }),
  };
}

/**
 * Exceptions that no event brings: no calendar, a removal not seen, an answer too old for its
 * request, a flow that lacks items, visits that cannot be reported. The drafting is that of the instant.
 */
export function timedExceptions(
  rules: ProcessRules,
  state: MpanState,
  check: CheckState,
  asOf: Instant,
  { drafts, contradicted, unreported }: Drafting,
): readonly ExceptionRecord[] {
  const stage = openStage(check);
  if (stage === undefined) return [];
  const timed: ExceptionRecord[] = [];
  if (stage.deadline === null) {
    const id = exceptionId(state.mpan, 'CALENDAR_NOT_COVERED', stage.startedAt);
    const detail = `${stage.name}, started ${localDateOf(rules.zone, stage.startedAt)}`;
    const open = state.resolutions[id] === undefined;
    timed.push({ id, code: 'CALENDAR_NOT_COVERED', at: stage.startedAt, detail, open });
  }
  const dueAt = stage.deadline?.dueAt;
  if (check.provisional !== null && dueAt !== undefined && dueAt <= asOf) {
    const { key } = check.provisional;
    const at = check.provisional.at > dueAt ? check.provisional.at : dueAt;
    const id = exceptionId(state.mpan, 'REMOVAL_NOT_SEEN', key);
    const detail = `new meter ${check.provisional.newMeters.join(', ')}`;
    const open = state.resolutions[id] === undefined;
    timed.push({ id, code: 'REMOVAL_NOT_SEEN', at, detail, open });
  }
  for (const { id, at, detail } of agedOrphansOf(rules, state, check)) {
    const open = state.resolutions[id] === undefined;
    if (at <= asOf) timed.push({ id, code: 'RESPONSE_BEFORE_REQUEST', at, detail, open });
  }
  for (const draft of drafts) {
    const { flow, missing, unfit, mended } = draft;
    const key = `${flow}|${stage.startedAt}`;
    // It cannot be written from when it was owed, or from the visit that should have supplied it.
    const visits = toldVisits(state, check).map(({ effectiveAt }) => effectiveAt);
    const at = [stage.startedAt, ...visits].reduce((a, b) => (a > b ? a : b));
    if (!isWhole(draft)) {
      const id = exceptionId(state.mpan, 'CANNOT_DRAFT', key);
      const lacks = missing.length === 0 ? [] : [`lacks: ${missing.join('; ')}`];
      const cannot = unfit.length === 0 ? [] : [`cannot hold: ${unfit.join('; ')}`];
      const detail = `${flow} ${[...lacks, ...cannot].join(' and ')}`;
      const open = state.resolutions[id] === undefined;
      timed.push({ id, code: 'CANNOT_DRAFT', at, detail, open });
    } else if (mended.length > 0) {
      const id = exceptionId(state.mpan, 'DRAFT_MENDED', key);
      timed.push({ id, code: 'DRAFT_MENDED', at, detail: mendedIn(flow, mended), open: false });
    }
  }
  const visits = [
    { code: 'VISITS_CONTRADICT', told: contradicted },
    { code: 'VISIT_NOT_REPORTED', told: unreported },
  ] as const;
  for (const { code, told } of visits) {
    if (told === null) continue;
    const { id, at, says: detail } = told;
    timed.push({ id, code, at, detail, open: state.resolutions[id] === undefined });
  }
  return timed;
}

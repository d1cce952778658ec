/** What one commit keeps of an MPAN: its snapshot, and the rows that follow from it. */
import { type Instant, localDateOf } from '../calendar/index.ts';
import { faultPoint } from '../fault-point.ts';
import {
  type CheckState,
  compared,
  type OwedDraft,
  draftingShown,
  exceptionOfFault,
  type Fault,
  faultOf,
  isAwaited,
  isWhole,
  milestonesBetween,
  type MpanState,
  openStage,
  outcomeOf,
  stateOf,
  timedExceptions,
  unclearTextsOf,
} from '../process/index.ts';
import type { CheckRow, ExceptionRow, MpanUpdate, StoredMpan } from '../store/index.ts';
import type { Gateway } from './gateway.ts';
import { approvalOfDraft } from './approved-draft.ts';
import { queuedMilestones } from './milestones.ts';

/** Ours: so soon an MPAN that a fault holds is tried again, if nothing else wakes it before. */
const triedAgainMinutes = 60;

/** When a held MPAN is looked at: a fault that lasts must not keep the gateway busy. */
const wakeOfHeld = (now: Instant, wakeAt: Instant | null): Instant => {
  const again = Temporal.Instant.from(now).add({ minutes: triedAgainMinutes }).toString();
  return wakeAt !== null && wakeAt > now && wakeAt < again ? wakeAt : again;
};

/**
 * The snapshot of an MPAN, in place of the one that is stored, and every row that follows from it.
 * Where the rows cannot
 * be made, those that are there stay and the fault is told beside them.
 */
export function mpanUpdate(
  gateway: Gateway,
  state: MpanState,
  stored: StoredMpan | undefined,
  wakeAt: Instant | null,
): MpanUpdate {
  const now = gateway.clock.now();
  const milestones = queuedMilestones(gateway, () => milestonesBetween(stored?.state, state, now));
  const told = milestones.length === 0 ? {} : { milestones };
  try {
    faultPoint('rows', state.mpan);
    return { ...rowsOf(gateway, state, stored, wakeAt), ...told };
  } catch (error) {
    const fault = faultOf('rows', error, now);
    gateway.log.error({ mpan: state.mpan, trace: fault.trace }, 'an MPAN is held by a fault');
    const item = { ...exceptionOfFault(state.mpan, fault), supplier: null, sequence: null };
    return {
      mpan: state.mpan,
      revision: stored?.revision ?? 0,
      state: { ...state, fault },
      wakeAt: wakeOfHeld(now, wakeAt),
      checks: [],
      fewerChecks: false,
      excepted: true,
      exceptions: [item],
      keepsRows: true,
      ...told,
    };
  }
}

function rowsOf(
  gateway: Gateway,
  state: MpanState,
  stored: StoredMpan | undefined,
  wakeAt: Instant | null,
): MpanUpdate {
  const { rules, clock } = gateway;
  const now = clock.now();
  const exceptions: ExceptionRow[] = state.loose.map((loose) => ({
    ...loose,
    supplier: null,
    sequence: null,
  }));
  const faults: Fault[] = state.fault === undefined ? [] : [state.fault];
  const checks = state.checks.map((check): CheckRow => {
    const { supplier, sequence } = check;
    const drafting = draftingShown(rules, state, check, now);
    if (drafting.fault !== null) faults.push(drafting.fault);
    const timed = timedExceptions(rules, state, check, now, drafting);
    for (const exception of [...check.exceptions, ...timed]) {
      exceptions.push({ ...exception, supplier, sequence, ...queuedBy(check, exception) });
    }
    const stage = openStage(check);
    return {
      supplier,
      sequence,
      profile: check.profile,
      meterOperator: check.meterOperator,
      state: stateOf(check),
      outcome: outcomeOf(check),
      openedOn: localDateOf(rules.zone, check.openedAt),
      closedOn: check.closedAt === null ? null : localDateOf(rules.zone, check.closedAt),
      owner: stage?.owner ?? null,
      dueOn: stage?.deadline?.dueOn ?? null,
      dueAt: stage?.deadline?.dueAt ?? null,
      awaited: isAwaited(check),
      ...goingOut(state, check, drafting.drafts.filter(isWhole)),
    };
  });
  const newest = checks.at(-1);
  for (const fault of faults) {
    const { supplier = null, sequence = null } = newest ?? {};
    exceptions.push({ ...exceptionOfFault(state.mpan, fault), supplier, sequence });
  }
  const names = new Set(checks.map(nameOf));
  return {
    mpan: state.mpan,
    revision: stored?.revision ?? 0,
    state,
    wakeAt: faults.length === 0 ? wakeAt : wakeOfHeld(now, wakeAt),
    // A held MPAN drafts nothing for any of its checks.
    checks: faults.length === 0 ? checks : checks.map((check) => ({ ...check, ...nothingOwed })),
    fewerChecks: stored?.state.checks.some((check) => !names.has(nameOf(check))) ?? false,
    excepted: exceptions.length > 0 || (stored?.excepted ?? false),
    exceptions,
  };
}

/** By what an open item of a check is sorted and narrowed in the work queue. */
function queuedBy(
  check: CheckState,
  { code, open }: Pick<ExceptionRow, 'code' | 'open'>,
): Pick<ExceptionRow, 'dueAt' | 'meterOperator' | 'words'> {
  if (!open) return {};
  const dueAt = isAwaited(check) ? openStage(check)?.deadline?.dueAt : undefined;
  const { meterOperator } = check;
  const words = code === 'REPORT_UNCLEAR' ? compared(unclearTextsOf(check)) : '';
  return {
    ...(dueAt === undefined ? {} : { dueAt }),
    ...(meterOperator === null ? {} : { meterOperator }),
    ...(words === '' ? {} : { words }),
  };
}

const nothingOwed = { owed: '', approved: [] } as const;

/** The flows that wait, and those that were approved and can still be kept back. */
function goingOut(
  state: MpanState,
  check: CheckState,
  drafts: readonly OwedDraft[],
): Pick<CheckRow, 'owed' | 'approved'> {
  const approved: CheckRow['approved'][number][] = [];
  const owed = drafts.filter((draft) => {
    const approval = approvalOfDraft(state, check, draft);
    if (approval === null) return true;
    const { flow, to, who, at, until } = approval;
    approved.push({ flow, to, who, at, until });
    return false;
  });
  return { owed: owed.map(({ flow }) => flow).join(','), approved };
}

const nameOf = ({ supplier, sequence }: Pick<CheckState, 'supplier' | 'sequence'>): string =>
  `${supplier} ${sequence}`;

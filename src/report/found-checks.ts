/**
 * Stored checks with the state they were folded to, and where each stands now: whose turn it is, for
 * what, and how many Working Days are left. Every report and list is made from these.
 */
import { type Instant, localDateOf } from '../calendar/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { type Side, supplierSide } from '../market/index.ts';
import {
  type CheckState,
  isAwaited,
  type MpanState,
  openStage,
  outstanding,
  type ProcessRules,
  workingDaysOver,
} from '../process/index.ts';
import type { CheckFilter, StoredCheck } from '../store/index.ts';

export interface FoundCheck {
  readonly state: MpanState;
  readonly check: CheckState;
}

const mpansPerRead = 500;

/** The checks that a filter picks, in the order of MPAN and sequence. */
export const findChecks = async (gateway: Gateway, filter: CheckFilter): Promise<FoundCheck[]> =>
  foundOf(gateway, await gateway.store.checks(filter));

/** The checks of some rows, in their order. */
export async function foundOf(
  gateway: Gateway,
  rows: readonly StoredCheck[],
): Promise<FoundCheck[]> {
  const found: FoundCheck[] = [];
  for (let start = 0; start < rows.length; start += mpansPerRead) {
    const some = rows.slice(start, start + mpansPerRead);
    const loaded = await gateway.store.loadMpans([...new Set(some.map(({ mpan }) => mpan))]);
    for (const { mpan, supplier, sequence } of some) {
      const state = loaded.get(mpan)?.state;
      const check = state?.checks.find(
        (one) => one.supplier === supplier && one.sequence === sequence,
      );
      if (state !== undefined && check !== undefined) found.push({ state, check });
    }
  }
  return found;
}

/** Whose turn it is on an open check. */
export interface Standing {
  readonly stage: string;
  readonly owner: Side;
  /** The participant, where it is known. */
  readonly owedBy: string | null;
  readonly owes: readonly string[];
  /** False while only the removal of the old meter (08A) is waited for. */
  readonly awaited: boolean;
  readonly startedOn: string;
  readonly dueOn: string | null;
  readonly dueAt: Instant | null;
  readonly overdue: boolean;
  /** Negative once the deadline has passed; null where no calendar covers it. */
  readonly workingDaysLeft: number | null;
}

/** Null once the check is closed. */
export function standingOf(
  rules: ProcessRules,
  { state, check }: FoundCheck,
  now: Instant,
): Standing | null {
  const stage = openStage(check);
  if (stage === undefined) return null;
  const awaited = isAwaited(check);
  const dueOn = stage.deadline?.dueOn ?? null;
  const dueAt = stage.deadline?.dueAt ?? null;
  return {
    stage: stage.name,
    owner: stage.owner,
    owedBy: partyOf(check, stage.owner),
    owes: outstanding(check),
    awaited,
    startedOn: localDateOf(rules.zone, stage.startedAt),
    dueOn,
    dueAt,
    overdue: awaited && dueAt !== null && dueAt <= now,
    workingDaysLeft: workingDaysLeft(rules, state.mpan, dueOn, localDateOf(rules.zone, now)),
  };
}

export const partyOf = (check: CheckState, owner: Side): string | null =>
  owner === supplierSide ? check.supplier : check.meterOperator;

/** The other side of Working Days over: negative once the due date has passed. */
export function workingDaysLeft(
  rules: ProcessRules,
  mpan: string,
  dueOn: string | null,
  today: string,
): number | null {
  const over = dueOn === null ? null : workingDaysOver(rules, mpan, dueOn, today);
  return over === null ? null : 0 - over;
}

/**
 * What will come if nothing more comes: the alerts of a check that stays as it is, each at its
 * instant, and where the check would stand on a day ahead. Nothing is foretold but the calendar.
 */
import { endOfDay, type Instant, type LocalDate } from '../calendar/index.ts';
import type { Gateway } from '../gateway/index.ts';
import {
  type Alert,
  alertChanges,
  type CheckState,
  type ExceptionRecord,
  nextWakeOf,
  type RaisedAlert,
  type StageView,
  viewOf,
  workingDaysOver,
} from '../process/index.ts';
import type { Known } from './explained.ts';

interface Ahead {
  readonly at: Instant;
  readonly alert: Alert;
}

/** The alerts of a check to come after an instant, the next first, at most so many. */
export function aheadOf(
  { alertRules }: Gateway,
  { state, rules }: Known,
  check: CheckState,
  {
    after,
    raised,
    most,
  }: {
    readonly after: Instant;
    readonly raised: readonly RaisedAlert[];
    readonly most: number;
  },
): readonly Ahead[] {
  const ahead: Ahead[] = [];
  const known = [...raised];
  let at: Instant | null = after;
  while (ahead.length < most) {
    at = nextWakeOf(rules, alertRules, state, at);
    // From an appointment on that is known already, all may be different.
    if (at === null || (state.waitingUntil !== null && at >= state.waitingUntil)) break;
    for (const alert of alertChanges(rules, alertRules, state, known, at).raise) {
      known.push({ ...alert, at, retracted: false });
      const isOfCheck = alert.supplier === check.supplier && alert.sequence === check.sequence;
      if (isOfCheck && alert.trueAt > after) ahead.push({ at, alert });
    }
  }
  return ahead.slice(0, most);
}

/** Where a check stands at the end of a day ahead, if nothing comes until then. */
interface StandingAt {
  /** The stage that is open then; null where the check is closed. */
  readonly stage: StageView | null;
  /** Working Days since the due date; null before it, or where no calendar covers it. */
  readonly workingDaysOver: number | null;
  /** Exceptions that time alone will have given rise to. */
  readonly exceptions: readonly ExceptionRecord[];
}

export function standingAt(
  { state, rules }: Known,
  check: CheckState,
  now: Instant,
  on: LocalDate,
): StandingAt {
  const at = endOfDay(rules.zone, on);
  const before = new Set(viewOf(rules, state, check, now).exceptions.map(({ id }) => id));
  const view = viewOf(rules, state, check, at);
  const stage = view.closedOn === null ? (view.stages.at(-1) ?? null) : null;
  const { dueOn = null, status } = stage ?? {};
  return {
    stage,
    workingDaysOver:
      status === 'breached' && dueOn !== null
        ? workingDaysOver(rules, state.mpan, dueOn, on)
        : null,
    exceptions: view.exceptions.filter(({ id, open }) => open && !before.has(id)),
  };
}

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
  type ExceptionCode,
  exceptionFor,
  nextWakeOf,
  openStage,
  type RaisedAlert,
  type StageView,
  viewOf,
  workingDaysOver,
} from '../process/index.ts';
import { alertsAt, type KnownHistory, knownAt } from './explained.ts';

/** Ours: further ahead nobody plans by them. */
const alertsAhead = 4;

interface Outlook {
  readonly mpan: string;
  readonly asOf: Instant;
  /** The check that is open; null where none is. */
  readonly check: { readonly supplier: string; readonly sequence: number } | null;
  readonly alerts: readonly (Pick<Alert, 'kind' | 'number' | 'stage' | 'owner' | 'owes'> & {
    readonly at: Instant;
  })[];
  /** How it stands at the end of a day that was asked about; null where none was. */
  readonly standing: StandingAt | null;
  /** An appointment that is known takes effect then, and from then on all may be different. */
  readonly waitingUntil: Instant | null;
}

/** What comes after an instant if nothing more comes. Throws NOT_FOUND. */
export async function outlookOf(
  gateway: Gateway,
  mpan: string,
  asOf: Instant,
  until: LocalDate | null,
): Promise<Outlook> {
  const known = await knownAt(gateway, mpan, asOf);
  const { checks, waitingUntil } = known.state;
  const check = checks.findLast((one) => openStage(one) !== undefined);
  const none = { mpan, asOf, check: null, alerts: [], standing: null, waitingUntil };
  if (check === undefined) return none;
  const { supplier, sequence } = check;
  const raised = alertsAt(await gateway.store.alertsOf(mpan), asOf);
  return {
    ...none,
    check: { supplier, sequence },
    alerts: aheadOf(gateway, known, check, { after: asOf, raised, most: alertsAhead }),
    standing: until === null ? null : standingAt(gateway, known, check, asOf, until),
  };
}

/** The alerts of a check to come after an instant, the next first, at most so many. */
function aheadOf(
  { alertRules }: Gateway,
  { state, rules }: KnownHistory,
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
): Outlook['alerts'] {
  const ahead: Outlook['alerts'][number][] = [];
  const known = [...raised];
  let at: Instant | null = after;
  while (ahead.length < most) {
    at = nextWakeOf(rules, alertRules, state, at);
    // From an appointment on that is known already, all may be different.
    if (at === null || (state.waitingUntil !== null && at >= state.waitingUntil)) break;
    for (const alert of alertChanges(rules, alertRules, state, known, at).raise) {
      known.push({ ...alert, at, retracted: false });
      const isOfCheck = alert.supplier === check.supplier && alert.sequence === check.sequence;
      if (!isOfCheck || alert.trueAt <= after) continue;
      const { kind, number, stage, owner, owes } = alert;
      ahead.push({ at, kind, number, stage, owner, owes });
    }
  }
  return ahead.slice(0, most);
}

/** Where a check stands at the end of a day ahead, if nothing comes until then. */
interface StandingAt {
  readonly on: LocalDate;
  /** The stage that is open then; null where the check is closed. */
  readonly stage: StageView | null;
  /** Working Days since the due date; null before it, or where no calendar covers it. */
  readonly workingDaysOver: number | null;
  /** Exceptions that time alone will have given rise to. */
  readonly exceptions: readonly { readonly code: ExceptionCode; readonly says: string }[];
}

function standingAt(
  { config }: Gateway,
  { state, rules }: KnownHistory,
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
    on,
    stage,
    workingDaysOver:
      status === 'breached' && dueOn !== null
        ? workingDaysOver(rules, state.mpan, dueOn, on)
        : null,
    exceptions: view.exceptions
      .filter(({ id, open }) => open && !before.has(id))
      .map(({ code }) => ({ code, says: exceptionFor(config.role, code).says })),
  };
}

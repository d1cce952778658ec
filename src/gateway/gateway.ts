/** What the parts of the gateway share: where they work, what they remember, what the rules are. */

import { type Instant, localDateOf } from '../calendar/index.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config/index.ts';
import type { Log } from '../log.ts';
import type { Alert, AlertRules, MpanState, ProcessRules } from '../process/index.ts';
import {
  draftsFor,
  isAwaited,
  nextWakeOf,
  openStage,
  outcomeOf,
  stateOf,
  timedExceptions,
} from '../process/index.ts';
import type { CheckRow, ExceptionRow, MpanUpdate, Store, StoredMpan } from '../store/index.ts';
import type { CalendarTimeline } from './calendars.ts';
import type { Companion } from './companion.ts';

/** Who is told of alerts. What a channel is, this room need not know. */
export interface Audience {
  /** The channels that an alert goes to, besides the lines in alerts/. */
  readonly channelsFor: (alert: Alert) => readonly string[];
  /** When a channel first tells what is raised now; null where there is no such channel any more. */
  readonly dueAt: (channel: string, now: Instant) => Instant | null;
}

export interface Gateway {
  readonly workspace: string;
  readonly config: Config;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly rules: ProcessRules;
  readonly alertRules: AlertRules;
  readonly calendars: CalendarTimeline;
  readonly audience: Audience;
  /** Rooms that stand beside the backstop check and hear what is taken in. */
  readonly companions: readonly Companion[];
  /** Tells how far long work has come, where somebody looks. */
  readonly progress: ((what: string, done: number, of: number) => void) | null;
}

/** What an update must know of the snapshot it replaces; taken before a fold uses that up. */
export type Before = {
  readonly revision: number;
  readonly excepted: boolean;
  readonly checks: readonly string[];
} | null;

export const beforeOf = (stored: StoredMpan | undefined): Before =>
  stored === undefined
    ? null
    : {
        revision: stored.revision,
        excepted: stored.excepted,
        checks: stored.state.checks.map(nameOf),
      };

const nameOf = ({ supplier, sequence }: { supplier: string; sequence: number }): string =>
  `${supplier} ${sequence}`;

/** The snapshot of an MPAN and every row that follows from it, for one commit. */
export function mpanUpdate(
  gateway: Gateway,
  state: MpanState,
  before: Before,
  wakeAt: Instant | null,
): MpanUpdate {
  const { rules, clock } = gateway;
  const now = clock.now();
  const exceptions: ExceptionRow[] = state.loose.map((loose) => ({
    ...loose,
    supplier: null,
    sequence: null,
  }));
  const checks = state.checks.map((check): CheckRow => {
    const { supplier, sequence } = check;
    const drafts = rules.drafts ? draftsFor(rules, state, check, now) : [];
    const timed = timedExceptions(rules, state, check, now, drafts);
    for (const exception of [...check.exceptions, ...timed]) {
      exceptions.push({ ...exception, supplier, sequence });
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
      owed: drafts
        .filter(({ missing }) => missing.length === 0)
        .map(({ flow }) => flow)
        .join(','),
    };
  });
  const names = new Set(checks.map(nameOf));
  return {
    mpan: state.mpan,
    revision: before?.revision ?? 0,
    state,
    wakeAt,
    checks,
    fewerChecks: before !== null && before.checks.some((name) => !names.has(name)),
    excepted: exceptions.length > 0 || (before?.excepted ?? false),
    exceptions,
  };
}

/** When the tick must look at an MPAN after new events: at once where an alert may be due. */
export function wakeAfterEvents(
  gateway: Gateway,
  state: MpanState,
  alerted: boolean,
): Instant | null {
  const now = gateway.clock.now();
  if (alerted) return now;
  return nextWakeOf(gateway.rules, gateway.alertRules, state, now, true);
}

/** What the parts of the gateway share: where they work, what they remember, what the rules are. */

import { isBug } from '../bug.ts';
import { type Instant, localDateOf } from '../calendar/index.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config/index.ts';
import { faultPoint } from '../fault-point.ts';
import type { Log } from '../log.ts';
import type { Alert, AlertRules, MpanState, ProcessRules } from '../process/index.ts';
import {
  draftsOrFault,
  exceptionOfFault,
  type Fault,
  faultOf,
  isAwaited,
  isWhole,
  nextWakeOf,
  openStage,
  outcomeOf,
  stateOf,
  timedExceptions,
} from '../process/index.ts';
import type { CheckRow, ExceptionRow, MpanUpdate, Store, StoredMpan } from '../store/index.ts';
import type { CalendarTimeline } from './calendars.ts';
import type { Companion } from './companion.ts';
import type { Turns } from './turns.ts';

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
  /** How small files come to their turn while a large one is read. */
  readonly turns: Turns;
  /** What failed in this pass and did not stop it, for whoever tells people of it. */
  readonly mishaps: Mishap[];
  /** Tells how far long work has come, where somebody looks. */
  readonly progress: ((what: string, done: number, of: number) => void) | null;
}

/** Something that failed by itself, named, while everything else went on. */
export interface Mishap {
  readonly code: 'FILE_HELD' | 'PART_FAILED';
  readonly about: string;
  readonly error: unknown;
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

/** Ours: so soon an MPAN that a fault holds is tried again, if nothing else wakes it before. */
const triedAgainMinutes = 60;

/** When a held MPAN is looked at: a fault that lasts must not keep the gateway busy. */
export const wakeOfHeld = (now: Instant, wakeAt: Instant | null): Instant => {
  const again = Temporal.Instant.from(now).add({ minutes: triedAgainMinutes }).toString();
  return wakeAt !== null && wakeAt > now && wakeAt < again ? wakeAt : again;
};

/** Does what concerns one MPAN; where that fails by our own fault, the fault is the answer. */
export async function orFault<T>(
  { clock, log }: Pick<Gateway, 'clock' | 'log'>,
  place: Exclude<Fault['place'], 'snapshot' | 'drafts'>,
  mpan: string,
  work: () => T | Promise<T>,
): Promise<{ readonly value: T } | { readonly fault: Fault }> {
  try {
    faultPoint(place, mpan);
    return { value: await work() };
  } catch (error) {
    // A full disk or a locked store is no fault of an MPAN.
    if (!isBug(error)) throw error;
    const fault = faultOf(place, error, clock.now());
    log.error({ mpan, place, trace: fault.trace }, 'an MPAN is held by a fault');
    return { fault };
  }
}

/**
 * The snapshot of an MPAN and every row that follows from it, for one commit. Where the rows cannot
 * be made, those that are there stay and the fault is told beside them.
 */
export function mpanUpdate(
  gateway: Gateway,
  state: MpanState,
  before: Before,
  wakeAt: Instant | null,
): MpanUpdate {
  const now = gateway.clock.now();
  try {
    faultPoint('rows', state.mpan);
    return rowsOf(gateway, state, before, wakeAt);
  } catch (error) {
    const fault = faultOf('rows', error, now);
    gateway.log.error({ mpan: state.mpan, trace: fault.trace }, 'an MPAN is held by a fault');
    const told = { ...exceptionOfFault(state.mpan, fault), supplier: null, sequence: null };
    return {
      mpan: state.mpan,
      revision: before?.revision ?? 0,
      state: { ...state, fault },
      wakeAt: wakeOfHeld(now, wakeAt),
      checks: [],
      fewerChecks: false,
      excepted: true,
      exceptions: [told],
      keepsRows: true,
    };
  }
}

function rowsOf(
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
  const faults: Fault[] = state.fault === undefined ? [] : [state.fault];
  const checks = state.checks.map((check): CheckRow => {
    const { supplier, sequence } = check;
    const { drafts, fault } = rules.drafts
      ? draftsOrFault(rules, state, check, now)
      : { drafts: [], fault: null };
    if (fault !== null) faults.push(fault);
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
        .filter(isWhole)
        .map(({ flow }) => flow)
        .join(','),
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
    revision: before?.revision ?? 0,
    state,
    wakeAt: faults.length === 0 ? wakeAt : wakeOfHeld(now, wakeAt),
    // A held MPAN drafts nothing for any of its checks.
    checks: faults.length === 0 ? checks : checks.map((check) => ({ ...check, owed: '' })),
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

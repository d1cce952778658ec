/**
 * `pawl explain`: the whole history of one MPAN. The journal is folded as far as it was known at an
 * instant, with the calendar and the alerts of that instant, so that the answer to "why did we do
 * that?" is what was known then and not what is known today.
 */
import type { Instant } from '../calendar/index.ts';
import { wholeSeconds } from '../clock.ts';
import { EngineError } from '../engine-error.ts';
import type { Gateway } from '../gateway/index.ts';
import {
  type CheckView,
  type EventReading,
  type ExceptionRecord,
  exceptionCodes,
  foldAll,
  type Profile,
  type RaisedAlert,
  viewOf,
} from '../process/index.ts';
import { tellExplained } from './explain-account.ts';
import { usage } from './failure.ts';
import { mpanOf } from './mpan.ts';
import { sayJson } from './print.ts';
import { type Standing, standingOf } from './stored-checks.ts';
import { atDesk } from './workspace.ts';

export interface ExplainedCheck extends CheckView {
  readonly standing: Standing | null;
  readonly profileTitle: string;
  readonly profileSource: string;
  readonly profileStatus: Profile['status'];
}

export interface ExplainedException extends ExceptionRecord {
  readonly says: string;
  readonly remedy: string;
}

export interface Explained {
  readonly mpan: string;
  readonly asOf: Instant;
  readonly checks: readonly ExplainedCheck[];
  readonly events: readonly EventReading[];
  readonly exceptions: readonly ExplainedException[];
  readonly alerts: readonly RaisedAlert[];
}

export async function explain(
  typed: string,
  options: { readonly workspace?: string; readonly asOf?: string; readonly json?: boolean },
): Promise<number> {
  const mpan = mpanOf(typed);
  const asOf = options.asOf === undefined ? null : instantOf(options.asOf);
  await atDesk(options.workspace, async (gateway) => {
    const explained = await explainMpan(gateway, mpan, asOf ?? gateway.clock.now());
    if (options.json === true) sayJson(forJson(explained));
    else tellExplained(gateway, explained);
  });
  return 0;
}

function instantOf(text: string): Instant {
  try {
    return wholeSeconds(Temporal.Instant.from(text));
  } catch {
    throw usage(`--as-of ${text} is no instant`, 'an instant is written 2026-08-17T09:00:00Z');
  }
}

export async function explainMpan(
  gateway: Gateway,
  mpan: string,
  asOf: Instant,
): Promise<Explained> {
  const { store, rules } = gateway;
  const journal = await store.journalOf(mpan);
  const known = journal.filter(({ receivedAt }) => receivedAt <= asOf);
  if (known.length === 0) {
    throw new EngineError(
      'NOT_FOUND',
      journal.length === 0
        ? `nothing is known of MPAN ${mpan}`
        : `nothing was known of MPAN ${mpan} at ${asOf}; the first news came at ${journal[0]?.receivedAt}`,
      'pawl checks lists the MPANs that have a check',
    );
  }
  const rulesThen = {
    ...rules,
    calendarFor: (of: string, at: Instant | null) => rules.calendarFor(of, at ?? asOf),
  };
  const { state, readings } = foldAll(rulesThen, mpan, known, asOf);
  const checks = state.checks.map((check): ExplainedCheck => {
    const profile = rules.machines.get(check.profile)?.profile;
    return {
      ...viewOf(rulesThen, state, check, asOf),
      standing: standingOf(rulesThen, { state, check }, asOf),
      profileTitle: profile?.title ?? 'not defined any more',
      profileSource: profile?.source ?? '',
      profileStatus: profile?.status ?? 'operator-defined',
    };
  });
  const raised = [...checks.flatMap(({ exceptions }) => exceptions), ...state.loose];
  return {
    mpan,
    asOf,
    checks,
    events: readings,
    exceptions: raised.map((one) => {
      const { says, remedy } = exceptionCodes[one.code];
      return { ...one, says, remedy };
    }),
    alerts: alertsAt(await store.alertsOf(mpan), asOf),
  };
}

/** Alerts as they stood then: one that was retracted later still stood. */
function alertsAt(alerts: readonly RaisedAlert[], asOf: Instant): RaisedAlert[] {
  const known = alerts.filter(({ at }) => at <= asOf);
  return known.map((alert) => ({
    ...alert,
    retracted:
      alert.retracted &&
      known.some(
        (other) =>
          other.kind === 'RETRACTED' &&
          other.retracts === alert.kind &&
          other.supplier === alert.supplier &&
          other.sequence === alert.sequence &&
          other.stage === alert.stage &&
          other.dueOn === alert.dueOn &&
          other.number === alert.number,
      ),
  }));
}

const forJson = (explained: Explained) => ({
  ...explained,
  events: explained.events.map(({ event, ...reading }) => {
    const { kind, effectiveAt, receivedAt, sender, fileIdentifier, file, line } = event;
    const flow = event.kind === 'flow' ? event.flow : null;
    const by = event.kind === 'operator' ? { who: event.who, reason: event.reason } : {};
    const source = { sender, fileIdentifier, file, line };
    return { kind, flow, effectiveAt, receivedAt, ...source, ...by, ...reading };
  }),
});

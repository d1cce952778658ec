/**
 * From an alert back to what it rests on: the deadline of the stage, the rule that set it, the event
 * that began the stage, and the file, line, item and words of that event, all as they were known when
 * the alert was raised.
 */
import {
  addWorkingDays,
  type Instant,
  isWorkingDay,
  type LocalDate,
  localDateOf,
} from '../calendar/index.ts';
import { EngineError } from '../engine-error.ts';
import type { Gateway } from '../gateway/index.ts';
import type {
  CheckState,
  EventReading,
  Profile,
  RaisedAlert,
  StageRecord,
} from '../process/index.ts';
import { knownAt } from './explained.ts';
import { type TraceSource, sourceOf } from './trace-source.ts';

interface TracedDeadline {
  readonly stage: string;
  readonly owes: readonly string[];
  readonly startedAt: Instant;
  readonly startedOn: LocalDate;
  readonly workingDays: number;
  readonly dueOn: LocalDate;
  readonly dueAt: Instant;
  readonly ruleSet: string;
  readonly calendarVersion: string;
  /** Days from Monday to Friday that were not counted. */
  readonly holidaysSkipped: readonly LocalDate[];
  readonly weekendDays: number;
}

interface TracedRule {
  readonly profile: string;
  readonly title: string;
  readonly source: string;
  readonly status: Profile['status'];
  readonly says: string;
}

interface Trace {
  readonly alert: RaisedAlert;
  readonly deadline: TracedDeadline | null;
  readonly rule: TracedRule | null;
  readonly event: EventReading | null;
  readonly source: TraceSource | null;
  /** Where it was taken back: when, and what had come since it was raised. */
  readonly takenBack: { readonly at: Instant; readonly since: readonly EventReading[] } | null;
}

/** Throws NOT_FOUND where there is no such alert, naming those of its MPAN. */
export async function traceAlert(gateway: Gateway, key: string): Promise<Trace> {
  const [mpan = ''] = key.split('/');
  const alerts = await gateway.store.alertsOf(mpan);
  const alert = alerts.find((one) => [one.key, one.key.replace(/\/$/, '')].includes(key));
  if (alert === undefined) {
    throw new EngineError(
      'NOT_FOUND',
      `no alert ${key}`,
      alerts.length === 0
        ? 'pawl explain MPAN and the lines in alerts/ give the keys of alerts'
        : `MPAN ${mpan} has these alerts: ${alerts.map((one) => one.key).join(', ')}`,
    );
  }
  // One that takes another back rests on what that one rested on.
  const raised = alert.kind === 'RETRACTED' ? (retractedBy(alerts, alert) ?? alert) : alert;
  const { rules, readings, state } = await knownAt(gateway, mpan, raised.at);
  const check = state.checks.find(
    ({ supplier, sequence }) => supplier === alert.supplier && sequence === alert.sequence,
  );
  const stage = check?.stages.findLast(({ name }) => name === alert.stage);
  const event = stage === undefined ? null : startOf(readings, alert, stage);
  return {
    alert,
    deadline: stage === undefined ? null : deadlineOf(gateway, mpan, stage),
    rule: check === undefined || stage === undefined ? null : ruleOf(rules, check, stage),
    event,
    source: event === null ? null : await sourceOf(gateway, event),
    takenBack: await takenBackOf(gateway, alerts, raised),
  };
}

const retractedBy = (alerts: readonly RaisedAlert[], retraction: RaisedAlert) =>
  alerts.find((alert) => alert.kind === retraction.retracts && isSame(alert, retraction));

const isSame = (one: RaisedAlert, other: RaisedAlert): boolean =>
  one.supplier === other.supplier &&
  one.sequence === other.sequence &&
  one.stage === other.stage &&
  one.dueOn === other.dueOn &&
  one.number === other.number;

/** The event that began the stage. */
function startOf(
  readings: readonly EventReading[],
  alert: RaisedAlert,
  stage: StageRecord,
): EventReading | null {
  const found = readings.findLast(
    ({ event, to, check }) =>
      to === stage.name &&
      event.effectiveAt === stage.startedAt &&
      check?.supplier === alert.supplier &&
      check.sequence === alert.sequence,
  );
  return found ?? null;
}

function deadlineOf({ rules }: Gateway, mpan: string, stage: StageRecord): TracedDeadline | null {
  const { deadline, startedAt, workingDays, name, owes } = stage;
  if (deadline === null) return null;
  const startedOn = localDateOf(rules.zone, startedAt);
  const { dueOn } = deadline;
  const skipped = notCounted(rules.calendarFor(mpan, stage.endedAt), startedOn, dueOn);
  return { stage: name, owes, startedAt, startedOn, workingDays, ...deadline, ...skipped };
}

function notCounted(
  calendar: Parameters<typeof addWorkingDays>[0] | undefined,
  startedOn: LocalDate,
  dueOn: LocalDate,
): Pick<TracedDeadline, 'holidaysSkipped' | 'weekendDays'> {
  const holidaysSkipped: LocalDate[] = [];
  let weekendDays = 0;
  const last = Temporal.PlainDate.from(dueOn);
  let day = Temporal.PlainDate.from(startedOn).add({ days: 1 });
  for (; Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) {
    if (day.dayOfWeek > 5) weekendDays += 1;
    else if (calendar !== undefined && isWorkingDay(calendar, day.toString()) === false) {
      holidaysSkipped.push(day.toString());
    }
  }
  return { holidaysSkipped, weekendDays };
}

function ruleOf(rules: Gateway['rules'], check: CheckState, stage: StageRecord): TracedRule | null {
  const profile = rules.machines.get(check.profile)?.profile;
  if (profile === undefined) return null;
  const { id, title, source, status } = profile;
  const what = stage.owes.length === 0 ? 'a decision' : stage.owes.join(' and ');
  const says = `${stage.name}: ${what} within ${stage.workingDays} Working Days`;
  return { profile: id, title, source, status, says };
}

/** Ours: what took it back is among the last that came. */
const sinceMax = 100;

async function takenBackOf(
  gateway: Gateway,
  alerts: readonly RaisedAlert[],
  raised: RaisedAlert,
): Promise<Trace['takenBack']> {
  const retraction = alerts.findLast(
    (alert) =>
      alert.kind === 'RETRACTED' && alert.retracts === raised.kind && isSame(alert, raised),
  );
  if (retraction === undefined || !raised.retracted) return null;
  const { readings } = await knownAt(gateway, raised.mpan, retraction.at);
  const since = readings.filter(
    ({ event }) => event.receivedAt > raised.at && event.receivedAt <= retraction.at,
  );
  return { at: retraction.at, since: since.slice(-sinceMax) };
}

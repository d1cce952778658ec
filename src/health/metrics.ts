/**
 * The figures as Prometheus reads them (text exposition format 0.0.4). Labels carry codes, states
 * and MPIDs, never an MPAN, a name or a word from a flow.
 */
import type { Instant } from '../calendar/index.ts';
import { fileOutcomes } from '../store/index.ts';
import { totalOf } from './deadline-health.ts';
import { durationBounds, type Figures, type Sample } from './figures.ts';
import { gatewayAlertCodes } from './gateway-alert.ts';

type Labels = Readonly<Record<string, string>>;
type Value = readonly [labels: Labels, value: number | null];

interface Metric {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly values: readonly Value[];
}

/** More participants than this under one owner are not a label's business; the rest is one. */
const partiesMax = 200;

const counter = (name: string, help: string, values: readonly Value[]): Metric => ({
  name,
  type: 'counter',
  help,
  values,
});

const gauge = (name: string, help: string, values: readonly Value[]): Metric => ({
  name,
  type: 'gauge',
  help,
  values,
});

const one = (value: number | null): readonly Value[] => [[{}, value]];

const byKey = ([a]: readonly [string, number], [b]: readonly [string, number]): number =>
  a < b ? -1 : 1;

const secondsOf = (at: Instant | null): number | null =>
  at === null ? null : Temporal.Instant.from(at).epochMilliseconds / 1_000;

/** The text of `GET /metrics`. */
export function metricsText(figures: Figures, now: Instant, version: string): string {
  const { sample } = figures;
  const metrics = [
    gauge('pawl_build_info', 'The version that runs.', [[{ version }, 1]]),
    ...countedMetrics(figures),
    ...gatewayMetrics(figures, now),
    ...(sample === null ? [] : [...checkMetrics(sample), ...queueMetrics(sample)]),
  ];
  return metrics.map(textOf).join('');
}

function countedMetrics(figures: Figures): Metric[] {
  const files = fileOutcomes.map(
    (outcome): Value => [{ outcome }, figures.files.get(outcome) ?? 0],
  );
  const findings = [...figures.findings].sort(byKey).map(([key, number]): Value => {
    const [code = '', severity = ''] = key.split(' ');
    return [{ code, severity }, number];
  });
  return [
    counter('pawl_files_total', 'Files taken in since the start, by outcome.', files),
    counter('pawl_findings_total', 'Findings since the start.', findings),
    counter('pawl_passes_failed_total', 'Passes that failed.', one(figures.passesFailed)),
    durationMetric(figures),
  ];
}

function durationMetric({ durations, durationSum }: Figures): Metric {
  const bounds = [...durationBounds.map(String), '+Inf'];
  const buckets = bounds.map(
    (le, index): Value => [{ __part: '_bucket', le }, durations[index] ?? 0],
  );
  return {
    name: 'pawl_pass_duration_seconds',
    type: 'histogram',
    help: 'How long passes took.',
    values: [
      ...buckets,
      [{ __part: '_sum' }, durationSum],
      [{ __part: '_count' }, durations.at(-1) ?? 0],
    ],
  };
}

function gatewayMetrics({ lastPassAt, looked, episodes }: Figures, now: Instant): Metric[] {
  const codes = Object.keys(gatewayAlertCodes);
  const passAt = secondsOf(lastPassAt);
  const age = passAt === null ? null : Math.max(0, (secondsOf(now) ?? 0) - passAt);
  const flags = (isSet: (code: string) => boolean): Value[] =>
    codes.map((code) => [{ code }, Number(isSet(code))]);
  const pausing = new Set(
    looked?.pauses
      .filter(({ holds }) => holds.includes('intake') || holds.includes('pass'))
      .map(({ code }) => code),
  );
  const open = new Set(episodes.map(({ code }) => code));
  return [
    gauge('pawl_last_pass_timestamp_seconds', 'When the last whole pass ended.', one(passAt)),
    gauge('pawl_alive_age_seconds', 'Time since the last whole pass ended.', one(age)),
    gauge(
      'pawl_intake_paused',
      '1 while no file is taken in, by reason.',
      flags((code) => pausing.has(code as never)),
    ),
    gauge(
      'pawl_gateway_alert_open',
      '1 while an alert about the gateway itself is open.',
      flags((code) => open.has(code as never)),
    ),
    gauge(
      'pawl_clock_skew_seconds',
      'How far the clock jumped ahead of the time that passed; negative: back.',
      one(looked?.clock.skewSeconds ?? null),
    ),
    gauge(
      'pawl_disk_free_bytes',
      'Room on the fullest disk of the workspace.',
      one(looked?.diskFreeBytes ?? null),
    ),
  ];
}

function checkMetrics({ deadlines, checksByState }: Sample): Metric[] {
  const states = [...checksByState].sort(byKey).map(([state, n]): Value => [{ state }, n]);
  const named = deadlines.overdue.slice(0, partiesMax);
  const overdue = named.map(
    ({ owner, party, number }): Value => [{ owner, party: party ?? '' }, number],
  );
  const rest = totalOf(deadlines.overdue.slice(partiesMax)).number;
  if (rest > 0) overdue.push([{ owner: '', party: 'others' }, rest]);
  const total = totalOf(deadlines.overdue);
  const items = deadlines.openItems.map(({ code, number }): Value => [{ code }, number]);
  const oldest = deadlines.openItems[0]?.oldestAt ?? null;
  return [
    gauge('pawl_checks', 'Checks by state.', states),
    gauge('pawl_overdue_checks', 'Checks over their deadline, by who owes.', overdue),
    gauge(
      'pawl_oldest_overdue_working_days',
      'Working Days by which the longest overdue check is over.',
      one(total.oldestOver),
    ),
    gauge('pawl_exceptions_open', 'Open items of the work queue, by code.', items),
    gauge(
      'pawl_oldest_exception_timestamp_seconds',
      'Since when the oldest open item waits.',
      one(secondsOf(oldest)),
    ),
  ];
}

function queueMetrics({ at, totals, channels, storeBytes, walBytes }: Sample): Metric[] {
  const byChannel = (of: 'pending' | 'givenUp'): Value[] =>
    channels.map((standing) => [{ channel: standing.channel }, standing[of]]);
  return [
    counter('pawl_events_recorded_total', 'Journal entries ever.', one(totals.events)),
    counter('pawl_alerts_raised_total', 'Alerts ever raised.', one(totals.alertsRaised)),
    gauge('pawl_alerts_undelivered', 'Alerts not in alerts/ yet.', one(totals.alertsUndelivered)),
    gauge(
      'pawl_deliveries_pending',
      'Alerts still on their way, by channel.',
      byChannel('pending'),
    ),
    gauge('pawl_deliveries_given_up', 'Alerts that a channel never took.', byChannel('givenUp')),
    gauge('pawl_outbox_unwritten', 'Files due in outbox/.', one(totals.outboxUnwritten)),
    gauge('pawl_files_unsettled', 'Files taken in and not moved yet.', one(totals.filesUnsettled)),
    gauge('pawl_store_bytes', 'Size of the store.', one(storeBytes)),
    gauge('pawl_store_wal_bytes', "Size of the store's write-ahead log.", one(walBytes)),
    gauge('pawl_sample_timestamp_seconds', 'When the store was last counted.', one(secondsOf(at))),
  ];
}

/** What is not known is not shown: a figure that is made up is worse than none. */
function textOf({ name, type, help, values }: Metric): string {
  const lines = values.flatMap(([labels, value]) => {
    if (value === null) return [];
    const { __part: part = '', ...shown } = labels;
    return [`${name}${part}${labelsText(shown)} ${value}\n`];
  });
  return lines.length === 0
    ? ''
    : `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function labelsText(labels: Labels): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
}

const escaped = (value: string): string =>
  value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

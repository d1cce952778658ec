/**
 * Events of one MPAN made by hand, and the check they fold to in few words. The one rule: nothing
 * here passes through a file, so that these tests say what facts mean and not how they came.
 *
 * The calendar of the stories: Monday 3 August 2026 and after; 31 August is a bank holiday.
 */
import { expect } from 'vitest';
import {
  bundledBankHolidays,
  type Calendar,
  calendarOf,
  plainRuleSet,
  startOfDay,
} from '../../src/calendar/index.ts';
import { marketRolesOf, shippedReference } from '../../src/market/index.ts';
import { exceptionId } from '../../src/process/advance.ts';
import { type CheckState, openStage } from '../../src/process/check.ts';
import {
  type AppointmentEvent,
  type CheckView,
  checkMachine,
  type Decision,
  type ExceptionCode,
  type FlowEvent,
  foldAll,
  isNote,
  type MpanState,
  type NotificationEvent,
  type OperatorEvent,
  type ProcessEvent,
  type ProcessRules,
  publishedProfiles,
  type VisitEvent,
  type VisitOutcome,
  viewOf,
} from '../../src/process/index.ts';
import { readingRules } from '../../src/reading/index.ts';
import { catalogue } from '../flow/examples.ts';

export const mpan = '1200000000020';
const zone = 'Europe/London';
export const england = calendarOf(bundledBankHolidays, 'england-and-wales') as Calendar;

export const supplierRules: ProcessRules = {
  participant: { mpid: 'SUPP', role: 'X' },
  roles: marketRolesOf(shippedReference),
  catalogue,
  machines: new Map([...publishedProfiles].map(([id, profile]) => [id, checkMachine(profile)])),
  reading: readingRules,
  staticMeterTypes: ['S1', 'S2A', 'NSS', 'RCAMR', 'RCAMY', 'NCAMR'],
  drafts: false,
  zone,
  ruleSet: plainRuleSet,
  calendarFor: () => england,
};

export const meterOperatorRules: ProcessRules = {
  ...supplierRules,
  participant: { mpid: 'MOPX', role: 'M' },
};

/** '2026-08-03' is nine in the morning UTC of that day; with a time it is that instant. */
export const instant = (when: string): string =>
  when.length === 10 ? `${when}T09:00:00Z` : `${when.replace(' ', 'T')}Z`;

const digits = (date: string): string => date.slice(0, 10).replaceAll('-', '');

/** What every event may say otherwise. */
export interface Source {
  readonly profile?: string;
  readonly sender?: string;
  readonly id?: string;
  readonly line?: number;
  readonly receivedAt?: string;
}

function flow(
  name: string,
  route: string,
  when: string,
  records: readonly string[],
  source: Source & { readonly to?: string },
): FlowEvent {
  const at = instant(when);
  const [fromRole = '', toRole = ''] = route.split('>');
  const mpidOf = (role: string): string =>
    ({ R: 'DIST', X: 'SUPP', M: 'MOPX' })[role] ?? role.padEnd(4, 'Z');
  const sender = source.sender ?? mpidOf(fromRole);
  const fileIdentifier = source.id ?? at.replace(/\D/g, '').slice(2, 12);
  const line = source.line ?? 2;
  return {
    kind: 'flow',
    key: `${sender}/${name}/${fileIdentifier}/${line}`,
    mpan,
    effectiveAt: at,
    receivedAt: source.receivedAt ?? at,
    sender,
    fileIdentifier,
    line,
    file: `${name}_${fileIdentifier}.usr`,
    profile: source.profile ?? 'option-1',
    flow: name,
    version: name === 'D0150' ? '002' : '001',
    fromRole,
    toRole,
    toMpid: source.to ?? mpidOf(toRole),
    createdAt: at,
    parts: [{ line, text: records.join('\n') }],
  };
}

export interface InvestigationText extends Source {
  readonly reason?: string;
  readonly text?: string;
  readonly code?: string | null;
  readonly suspectedOn?: string;
  readonly meterId?: string;
  readonly to?: string;
  readonly route?: string;
}

/** A D0001, of a Supplier to its Meter Operator unless the route says otherwise. */
export function d0001(when: string, more: InvestigationText = {}): FlowEvent {
  const { reason = 'MICROGENERATION BACKSTOP CHECK', text = '', code = '42' } = more;
  const { suspectedOn = '2026-08-03', meterId = '-', route = 'X>M' } = more;
  const records = [
    `001|${mpan}||||`,
    `002|${meterId}|`,
    `003|01|${reason}|${digits(suspectedOn)}|${text}|`,
    ...(code === null ? [] : [`759|${code}||`]),
  ];
  return flow('D0001', route, when, records, more);
}

/** A Distributor's notice that the site can export. */
export const d0001Notice = (when: string, more: InvestigationText = {}): FlowEvent =>
  d0001(when, { reason: 'EXPORT', route: 'R>X', ...more });

export interface ReportText extends Source {
  readonly text?: string;
  readonly code?: string;
  /** A 005 each, in place of the one without a Meter Id. */
  readonly meters?: readonly (readonly [id: string, text: string])[];
  readonly reason?: string;
  readonly suspectedOn?: string;
  readonly to?: string;
  readonly route?: string;
}

/** A D0002; its reason repeats the request's unless it is given. */
export function d0002(when: string, more: ReportText = {}): FlowEvent {
  const { text = '', code, reason = 'MICROGENERATION BACKSTOP CHECK' } = more;
  const { suspectedOn = '2026-08-03', route = 'M>X' } = more;
  const records = [
    `004|${mpan}|${reason}|${digits(suspectedOn)}|`,
    ...(more.meters ?? [['-', text] as const]).map(([id, says]) => `005|${id}|${says}|`),
    ...(code === undefined ? [] : [`760|${code}||`]),
  ];
  return flow('D0002', route, when, records, more);
}

export const reports = {
  has: { text: 'BACKSTOP FITTED' },
  hasNot: { text: 'NO BACKSTOP FITTED' },
  replaced: { code: '10' },
  cannotReverse: { text: 'METER CANNOT RUN BACKWARDS' },
  unclear: { text: 'COULD NOT CONFIRM BACKSTOP' },
  rejected: { code: '88' },
  noAccess: { code: '20' },
} as const;

export interface ReplacementText extends Source {
  readonly text?: string;
  readonly energise?: 'E' | 'D';
  readonly removes?: boolean;
  readonly to?: string;
}

export function d0142(when: string, more: ReplacementText = {}): FlowEvent {
  const { text = 'NO BACKSTOP, PLEASE REPLACE METER', energise = 'E', removes = false } = more;
  const address = '1|HIGH STREET|||||ANYTOWN|||AA1 1AA';
  const record = `267|${mpan}|${address}||||N||${energise}||${text}|${removes ? 'T' : 'F'}||`;
  return flow('D0142', 'X>M', when, [record], more);
}

export interface MeterText {
  readonly id: string;
  readonly installedOn?: string;
  readonly type?: string;
  readonly exports?: boolean;
  /** A maintenance text (296), with its date. */
  readonly says?: readonly [on: string, text: string];
}

export interface MeterDetailsText extends Source {
  readonly meters?: readonly MeterText[];
  readonly removed?: readonly string[];
  /** A maintenance text of the metering point (762), with its date. */
  readonly says?: readonly [on: string, text: string];
  readonly to?: string;
}

export function d0150(when: string, more: MeterDetailsText): FlowEvent {
  const on = digits(when);
  const records = [
    `288|${mpan}|${on}||E|`,
    `289|0393|${on}|||`,
    ...(more.says === undefined ? [] : [`762|${digits(more.says[0])}|${more.says[1]}|`]),
    ...(more.meters ?? []).flatMap(({ id, installedOn, type = 'N', exports = false, says }) => [
      `290|${id}|||100|J|ACME 100|MAPX|||||||||||${type}|${digits(installedOn ?? '')}|||||H|${on}|`,
      '293|01|C|AI|1.00||5|||',
      ...(exports ? ['293|02|C|AE|1.00||5|||'] : []),
      ...(says === undefined ? [] : [`296|${digits(says[0])}|${says[1]}|`]),
    ]),
    ...(more.removed ?? []).map((id) => `08A|${id}|${on}|MAPX|`),
  ];
  return flow('D0150', 'M>X', when, records, more);
}

/** The meter that was there before anything happened. */
export const baseline: FlowEvent = d0150('2026-06-01', {
  meters: [{ id: 'OLD1', installedOn: '2001-05-05' }],
});

/** A D0150 that proves a replacement of OLD1 by NEW1. */
export const exchanged = (when: string, more: Source = {}): FlowEvent =>
  d0150(when, {
    meters: [{ id: 'NEW1', installedOn: when.slice(0, 10) }],
    removed: ['OLD1'],
    ...more,
  });

export const refreshed = (when: string, more: Source = {}): FlowEvent =>
  d0150(when, { meters: [{ id: 'OLD1', installedOn: '2001-05-05' }], ...more });

export const d0221 = (when: string, more: Source = {}): FlowEvent =>
  flow('D0221', 'M>X', when, [`504|${mpan}||||||||||${digits(when)}|20|NO ACCESS|`], more);

export function notification(
  on: string,
  more: Source & {
    readonly knownBackstop?: boolean;
    readonly known?: Readonly<Record<string, string>>;
  } = {},
): NotificationEvent {
  const at = startOfDay(zone, on);
  const fileIdentifier = more.id ?? `${on}/distributor/REF1`;
  return {
    kind: 'notification',
    key: `notification/${mpan}/${fileIdentifier}`,
    mpan,
    effectiveAt: at,
    receivedAt: more.receivedAt ?? at,
    sender: '',
    fileIdentifier,
    line: more.line ?? 2,
    file: 'notifications.csv',
    profile: more.profile ?? 'option-1',
    notifiedOn: on,
    source: 'distributor',
    reference: 'REF1',
    knownBackstop: more.knownBackstop ?? false,
    known: more.known ?? { J0178: 'MOPX' },
  };
}

export function appointment(
  on: string,
  what: AppointmentEvent['what'],
  party: string,
  more: Source = {},
): AppointmentEvent {
  const at = startOfDay(zone, on);
  return {
    kind: 'appointment',
    key: `appointment/${mpan}/${what}/${party}/${on}`,
    mpan,
    effectiveAt: at,
    receivedAt: more.receivedAt ?? at,
    sender: '',
    fileIdentifier: 'appointments',
    line: more.line ?? 2,
    file: 'appointments.csv',
    profile: 'option-1',
    what,
    party,
  };
}

export function visit(
  when: string,
  outcome: VisitOutcome,
  more: Partial<VisitEvent> = {},
): VisitEvent {
  const at = instant(when);
  return {
    kind: 'visit',
    key: `visit/${mpan}/${when}/${outcome}`,
    mpan,
    effectiveAt: at,
    receivedAt: at,
    sender: '',
    fileIdentifier: `visit/${when}`,
    line: 2,
    file: 'visits.csv',
    profile: 'option-1',
    visitedOn: when.slice(0, 10),
    outcome,
    meterId: null,
    newMeterId: null,
    remarks: null,
    items: {},
    ...more,
  };
}

function operator(when: string, action: OperatorEvent['action'], about: string): OperatorEvent {
  const at = instant(when);
  return {
    kind: 'operator',
    key: `operator/${mpan}/${about}/${at}`,
    mpan,
    effectiveAt: at,
    receivedAt: at,
    sender: '~operator',
    fileIdentifier: about,
    line: 0,
    file: '',
    profile: 'option-1',
    action,
    who: 'ann',
    reason: 'as the test says',
  };
}

export const decide = (when: string, decision: Decision): OperatorEvent =>
  operator(when, { name: 'decide', decision }, decision);

export const cancel = (when: string): OperatorEvent => operator(when, { name: 'cancel' }, 'cancel');

/** Settles the Exception that an event gave rise to. */
export function resolve(
  when: string,
  code: ExceptionCode,
  cause: ProcessEvent,
  accept: boolean,
): OperatorEvent {
  const id = exceptionId(mpan, code, cause.key);
  return operator(when, { name: 'resolve', exceptionId: id, accept }, `${id}/${accept}`);
}

/** Takes an act back. */
export function takeBack(when: string, { key, action: act }: OperatorEvent): OperatorEvent {
  if (act.name !== 'decide' && act.name !== 'cancel' && act.name !== 'resolve') {
    throw new Error(`nobody takes back: ${act.name}`);
  }
  return operator(when, { name: 'takeBack', key, act }, `takeBack/${key}`);
}

export interface Told {
  readonly state: MpanState;
  readonly views: readonly CheckView[];
  /** What each event meant, in the order of the fold. */
  readonly means: readonly string[];
}

/** Folds events as they are known at an instant; at that of the last one unless it is said. */
export function told(
  events: readonly ProcessEvent[],
  more: { readonly rules?: ProcessRules; readonly asOf?: string } = {},
): Told {
  const { rules = supplierRules } = more;
  const last = events.map(({ effectiveAt }) => effectiveAt).reduce((a, b) => (a > b ? a : b), '');
  const asOf = more.asOf === undefined ? last : instant(more.asOf);
  const { state, readings } = foldAll(rules, mpan, events, asOf);
  return {
    state,
    views: state.checks.map((check) => viewOf(rules, state, check, asOf)),
    means: readings.map(({ means }) => means),
  };
}

/**
 * The checks of these events, one line each: the stages with their status, where the check stands,
 * and its Exceptions; a note or a settled one stands in brackets.
 */
export function story(
  events: readonly ProcessEvent[],
  more: { readonly rules?: ProcessRules; readonly asOf?: string } = {},
): string {
  const { views, state } = told(events, more);
  const lines = views.map((view) => {
    const stages = view.stages.map(({ name, status }) => `${name} ${status}`);
    const end = view.outcome === null ? [] : [view.outcome];
    const codes = view.exceptions.map(({ code, open }) =>
      open ? ` ${code}` : isNote(code) ? ` (${code})` : ` (${code} settled)`,
    );
    return `${[...stages, ...end].join(', ')}${codes.length === 0 ? '' : ` |${codes.join('')}`}`;
  });
  const loose = state.loose.map(({ code, open }) => (open ? code : `${code} settled`));
  return [...lines, ...(loose.length === 0 ? [] : [`no check | ${loose.join(' ')}`])].join('\n');
}

/** The same events, of an MPAN that is under another profile. */
export const inProfile = (
  profile: string,
  events: readonly ProcessEvent[],
): readonly ProcessEvent[] => events.map((event) => ({ ...event, profile }));

/** The story, once it is the same backwards, and backwards with everything told again. */
export function anyOrder(
  events: readonly ProcessEvent[],
  more: Parameters<typeof story>[1] = {},
): string {
  const forth = story(events, more);
  const back = events.toReversed();
  expect(story(back, more)).toBe(forth);
  expect(story([...back, ...events], more)).toBe(forth);
  return forth;
}

/** The open check of a state, and its open stage. */
export function openOf(state: MpanState): {
  readonly check: CheckState;
  readonly stage: NonNullable<ReturnType<typeof openStage>>;
} {
  const check = state.checks.at(-1);
  const stage = check === undefined ? undefined : openStage(check);
  if (check === undefined || stage === undefined) throw new Error('no check is open');
  return { check, stage };
}

/** The value with all that is in it, so that whoever changes it throws. */
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
}

/** An MPAN with its meter, notified on the 3rd and asked about on the 4th. */
export const asked = [baseline, notification('2026-08-03'), d0001('2026-08-04')];
/** The report of the 10th says that there is none; the replacement is ordered on the 12th. */
export const ordered = [...asked, d0002('2026-08-10', reports.hasNot), d0142('2026-08-12')];

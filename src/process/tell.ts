/**
 * What one event means to one MPAN. Every event ends in a reading that says so: it opened or moved
 * a check, was noted, became an Exception or an orphan, changed what is known of the meters, or is
 * no business of this gateway. Nothing is dropped silently.
 */
import { addWorkingDays, localDateOf, notCovered } from '../calendar/index.ts';
import { type Group, readInstance } from '../flow/index.ts';
import {
  type Advance,
  type Advancing,
  advance,
  type Cause,
  exceptionId,
  raiseOn,
} from './advance.ts';
import { type CheckState, outcomeOf, raise, settle } from './check.ts';
import type {
  Decision,
  FlowEvent,
  NotificationEvent,
  OperatorEvent,
  ProcessEvent,
} from './event.ts';
import type { CitedEvidence, Evidence } from './evidence.ts';
import { type ExceptionCode, exceptionCodes } from './exception.ts';
import type { EventReading, MpanState, ProcessRules } from './fold.ts';
import { labelOf } from './label.ts';
import { stageOf } from './machine.ts';
import {
  knownAfter,
  type MeterFinding,
  meterDetailsOf,
  readMeterDetails,
} from './meter-evidence.ts';
import type { Outcome, Signal, Way } from './profile.ts';
import { type Reading, readReport, type Words } from './report.ts';

/** Everything one event is told with. The state is this fold's own copy and is changed in place. */
interface Telling extends Cause {
  readonly rules: ProcessRules;
  readonly state: MpanState;
  readonly event: ProcessEvent;
}

/** Changes the state by one event and says what it meant. */
export function tell(rules: ProcessRules, state: MpanState, event: ProcessEvent): EventReading {
  const telling: Telling = {
    rules,
    state,
    event,
    mpan: state.mpan,
    key: event.key,
    at: event.effectiveAt,
    where: event.kind === 'operator' ? 'operator' : `${event.file} line ${event.line}`,
  };
  switch (event.kind) {
    case 'notification':
      if (rules.participant.role !== 'X') {
        return reading(telling, 'notOurs', 'a Meter Operator waits for the instruction');
      }
      return tellNotification(telling, event.knownBackstop, rules.participant.mpid, {
        faultSuspectedOn: event.notifiedOn.replaceAll('-', ''),
        hints: event,
      });
    case 'flow':
      return tellFlow(telling, event);
    case 'appointment':
      return tellAppointment(telling);
    case 'visit': {
      const check = openCheckOf(state, null);
      if (check === undefined) return reading(telling, 'notOurs', 'a visit without an open check');
      check.visit = event;
      check.visitReported = [];
      return reading(telling, 'noted', `visit: ${event.outcome}`, { check });
    }
    case 'operator':
      return tellOperator(telling, event);
  }
}

interface ReadingMore {
  readonly check?: CheckState;
  readonly advance?: Advance;
  readonly codes?: readonly ExceptionCode[];
  readonly evidence?: readonly CitedEvidence[];
}

function reading(
  telling: Telling,
  means: EventReading['means'],
  says: string,
  more: ReadingMore = {},
): EventReading {
  const { check, advance: moved } = more;
  return {
    event: telling.event,
    means,
    says,
    check: check === undefined ? null : { supplier: check.supplier, sequence: check.sequence },
    from: moved?.from ?? null,
    to: moved?.to ?? null,
    codes: more.codes ?? moved?.codes ?? [],
    evidence: more.evidence ?? [],
  };
}

/** The open check of an MPAN: of one Supplier, or of any where no Supplier is named. */
const openCheckOf = (state: MpanState, supplier: string | null): CheckState | undefined =>
  state.checks.findLast(
    (check) => check.closedAt === null && (supplier === null || check.supplier === supplier),
  );

const latestCheckOf = (state: MpanState, supplier: string): CheckState | undefined =>
  state.checks.findLast((check) => check.supplier === supplier);

function advancingOf(telling: Telling, profile: string): Advancing {
  const machine = telling.rules.machines.get(profile);
  if (machine === undefined) {
    throw new Error(`profile "${profile}" is in the journal but not in the configuration`);
  }
  return { clock: telling.rules, machine, resolutions: telling.state.resolutions };
}

/** Raises an Exception that belongs to no check, unless an operator has accepted it beforehand. */
function raiseLoose(telling: Telling, code: ExceptionCode): EventReading {
  const { at, where } = telling;
  raise(telling.state.loose, telling.state.resolutions, {
    id: exceptionId(telling.mpan, code, telling.key),
    code,
    at,
    detail: where,
  });
  return reading(telling, 'exception', exceptionCodes[code].says, { codes: [code] });
}

function raiseHere(
  telling: Telling,
  check: CheckState | undefined,
  code: ExceptionCode,
): EventReading {
  if (check === undefined) return raiseLoose(telling, code);
  raiseOn(telling.state, check, code, telling);
  return reading(telling, 'exception', exceptionCodes[code].says, { check, codes: [code] });
}

const isAccepted = (telling: Telling, code: ExceptionCode): boolean =>
  telling.state.resolutions[exceptionId(telling.mpan, code, telling.key)] === true;

function openCheck(
  telling: Telling,
  supplier: string,
  signal: Signal,
  start: Partial<CheckState>,
): EventReading {
  const { state, event } = telling;
  const advancing = advancingOf(telling, event.profile);
  const sequence = (latestCheckOf(state, supplier)?.sequence ?? 0) + 1;
  const check: CheckState = {
    supplier,
    sequence,
    profile: event.profile,
    openedAt: telling.at,
    meterOperator: state.appointed.meterOperator,
    closedAt: null,
    machine: advancing.machine.unopened,
    stages: [],
    evidence: [],
    exceptions: [],
    requestedAt: null,
    requestReasons: [],
    requestDates: [],
    faultSuspectedOn: null,
    provisional: null,
    visit: null,
    visitReported: [],
    ...start,
  };
  state.checks.push(check);
  const moved = advance(advancing, check, signal, telling);
  noteArrival(telling, check);
  return reading(telling, 'opened', `opens check ${sequence}`, { check, advance: moved });
}

/** Lets the check hear a signal and gives the reading, with the evidence that made it so. */
function hear(
  telling: Telling,
  check: CheckState,
  signal: Signal,
  says: string,
  evidence: readonly CitedEvidence[] = [],
  answeredAt: string = telling.at,
): EventReading {
  const moved = advance(advancingOf(telling, check.profile), check, signal, telling, answeredAt);
  noteArrival(telling, check);
  const means = moved.result === 'unexpected' ? 'exception' : moved.result;
  return reading(telling, means, says, { check, advance: moved, evidence });
}

/** Trust, but show: a counterparty could back-date itself into compliance (process.md 7). */
function noteArrival(telling: Telling, check: CheckState): void {
  const { event, rules } = telling;
  if (event.kind !== 'flow' || event.sender === rules.participant.mpid) return;
  const calendar = rules.calendarFor(telling.mpan, null);
  const { createdAt, receivedAt } = event;
  if (calendar !== undefined) {
    const nextDay = addWorkingDays(calendar, localDateOf(rules.zone, createdAt), 1);
    if (nextDay !== notCovered && localDateOf(rules.zone, receivedAt) > nextDay) {
      raiseOn(telling.state, check, 'DELIVERED_LATE', telling);
    }
  }
  if (createdAt > receivedAt && secondsBetween(receivedAt, createdAt) > 600) {
    raiseOn(telling.state, check, 'CREATED_IN_FUTURE', telling);
  }
}

const secondsBetween = (from: string, to: string): number =>
  Temporal.Instant.from(from).until(Temporal.Instant.from(to)).total('seconds');

// ---- Notifications and instructions -------------------------------------------------------------

function tellNotification(
  telling: Telling,
  knownBackstop: boolean,
  supplier: string,
  start: { faultSuspectedOn: string; hints: NotificationEvent | null },
): EventReading {
  const { state } = telling;
  if (start.hints !== null) takeHints(state, start.hints);
  const open = openCheckOf(state, supplier);
  if (open !== undefined) {
    open.faultSuspectedOn ??= start.faultSuspectedOn;
    open.meterOperator ??= start.hints?.known['J0178'] ?? null;
    raiseOn(state, open, 'NOTIFIED_AGAIN', telling);
    noteArrival(telling, open);
    return reading(telling, 'noted', 'notified again', { check: open, codes: ['NOTIFIED_AGAIN'] });
  }
  const opened = openCheck(telling, supplier, 'generationNotified', {
    faultSuspectedOn: start.faultSuspectedOn,
    meterOperator: state.appointed.meterOperator ?? start.hints?.known['J0178'] ?? null,
  });
  const check = openCheckOf(state, supplier);
  if (!knownBackstop || check === undefined) return opened;
  return hear(telling, check, 'decidedAlreadyKnown', 'the Supplier held evidence of a backstop');
}

/** What a notifications CSV tells of the meter and the site; D0150s and D0001s know better. */
function takeHints(state: MpanState, event: NotificationEvent): void {
  state.known = { ...event.known, ...state.known };
  const id = event.known['J0004'];
  if (id !== undefined && state.meters.from === null) {
    state.meters = { ...state.meters, from: 'notification', present: [{ id, installedOn: null }] };
  }
}

function tellFlow(telling: Telling, event: FlowEvent): EventReading {
  const { rules, state } = telling;
  const groups = event.parts.map((part) =>
    readInstance(rules.catalogue, event.flow, event.version, part.text, part.line),
  );
  switch (`${event.flow} ${event.fromRole}>${event.toRole}`) {
    case 'D0001 R>X':
      return tellDistributorNotice(telling, event, groups);
    case 'D0001 X>M':
      return tellInvestigationRequest(telling, event, groups);
    case 'D0142 X>M':
      return tellReplacementRequest(telling, event, groups);
    case 'D0002 M>X':
      return tellReport(telling, event, groups);
    case 'D0150 M>X':
      return tellMeterDetails(telling, event, groups);
    case 'D0221 M>X': {
      const says = `the visit failed (code ${groups[0]?.values['J0024'] ?? ''})`;
      const check = openCheckOf(state, event.toMpid);
      if (check === undefined) {
        const closed = latestCheckOf(state, event.toMpid);
        return closed === undefined
          ? reading(telling, 'notOurs', 'a failed visit without a check')
          : afterClosure(telling, closed, 'workFailed', says);
      }
      if (isSenderWrong(telling, event)) return raiseHere(telling, check, 'SENDER_NOT_APPOINTED');
      reportVisit(telling, check, 'D0221');
      return hear(telling, check, 'workFailed', says);
    }
    default:
      return reading(telling, 'notOurs', `${event.flow} on a route that drives nothing`);
  }
}

const itemsOf = (groups: readonly Group[], groupId: string, ref: string): string[] =>
  groups
    .flatMap((group) => [
      ...(group.id === groupId ? [group.values[ref] ?? ''] : []),
      ...itemsOf(group.children, groupId, ref),
    ])
    .filter((value) => value !== '');

function tellDistributorNotice(
  telling: Telling,
  event: FlowEvent,
  groups: readonly Group[],
): EventReading {
  const notified = itemsOf(groups, '759', 'J0024').includes('42');
  if (notified || isAccepted(telling, 'LABEL_UNCLEAR')) {
    const suspected = itemsOf(groups, '003', 'J1012')[0];
    const created = localDateOf(telling.rules.zone, event.createdAt).replaceAll('-', '');
    return tellNotification(telling, false, event.toMpid, {
      faultSuspectedOn: suspected ?? created,
      hints: null,
    });
  }
  const label = labelOf(telling.rules.reading, requestTexts(groups));
  if (label === 'none') return reading(telling, 'notOurs', 'a D0001 about something else');
  return raiseHere(telling, openCheckOf(telling.state, event.toMpid), 'LABEL_UNCLEAR');
}

const requestTexts = (groups: readonly Group[]): string[] => [
  ...itemsOf(groups, '003', 'J0173'),
  ...itemsOf(groups, '003', 'J0012'),
  ...itemsOf(groups, '759', 'J0012'),
];

function tellInvestigationRequest(
  telling: Telling,
  event: FlowEvent,
  groups: readonly Group[],
): EventReading {
  const { state, rules } = telling;
  const coded = itemsOf(groups, '759', 'J0024').includes('42');
  const label = coded ? 'strong' : labelOf(rules.reading, requestTexts(groups));
  const open = openCheckOf(state, event.sender);
  const refused = refuseLabel(telling, label, open);
  if (refused !== null) return refused;
  const meterIds = itemsOf(groups, '002', 'J0004').filter((id) => id !== '-');
  if (meterIds.length > 0 && (state.meters.from ?? 'notification') === 'notification') {
    const present = meterIds.map((id) => ({ id, installedOn: null }));
    state.meters = { ...state.meters, from: 'D0001', present };
  }
  const opened = hearRequest(telling, event, open, 'investigationRequested');
  const check = openCheckOf(state, event.sender);
  check?.requestReasons.push(...itemsOf(groups, '003', 'J0173').map(sameText));
  check?.requestDates.push(...itemsOf(groups, '003', 'J1012'));
  if (check !== undefined) check.faultSuspectedOn ??= check.requestDates[0] ?? null;
  return opened;
}

/** A request whose label is too weak is an Exception, or none of our business; null lets it pass. */
function refuseLabel(
  telling: Telling,
  label: 'strong' | 'weak' | 'none',
  open: CheckState | undefined,
): EventReading | null {
  if (label === 'strong' || isAccepted(telling, 'LABEL_UNCLEAR')) return null;
  if (open !== undefined) {
    return label === 'weak' ? null : raiseHere(telling, open, 'LABEL_UNCLEAR');
  }
  return label === 'weak'
    ? raiseLoose(telling, 'LABEL_UNCLEAR')
    : reading(telling, 'notOurs', 'a request about something else');
}

function tellReplacementRequest(
  telling: Telling,
  event: FlowEvent,
  groups: readonly Group[],
): EventReading {
  const { state, rules } = telling;
  rememberSite(state, groups);
  const label = labelOf(rules.reading, itemsOf(groups, '267', 'J0012'));
  const takesAway = groups.some(({ values }) => values['J0673'] === 'D' || values['J1020'] === 'T');
  const open = openCheckOf(state, event.sender);
  if (label === 'none' && takesAway) {
    return reading(telling, 'notOurs', 'a D0142 that de-energises or removes, without a label');
  }
  return (
    refuseLabel(telling, label, open) ?? hearRequest(telling, event, open, 'replacementRequested')
  );
}

/** A labelled instruction to the Meter Operator: moves the open check, or opens one. */
function hearRequest(
  telling: Telling,
  event: FlowEvent,
  open: CheckState | undefined,
  signal: 'investigationRequested' | 'replacementRequested',
): EventReading {
  const { state } = telling;
  const says = `${event.flow} to ${event.toMpid}`;
  if (open !== undefined) {
    open.requestedAt ??= telling.at;
    open.meterOperator = event.toMpid;
    settle(open.exceptions, (code) => code === 'ATTEMPTS_EXHAUSTED' || code === 'CANNOT_DRAFT');
    return hear(telling, open, signal, says);
  }
  const way = advancingOf(telling, event.profile).machine.profile.opens[signal];
  const earlier = latestCheckOf(state, event.sender);
  if (way === undefined || (earlier !== undefined && isOnlyFirst(way))) {
    return earlier === undefined
      ? raiseLoose(telling, 'UNEXPECTED_FLOW')
      : afterClosure(telling, earlier, signal, says);
  }
  return openCheck(telling, event.sender, signal, {
    requestedAt: telling.at,
    meterOperator: event.toMpid,
  });
}

const isOnlyFirst = (way: Way): boolean => 'onlyFirst' in way && way.onlyFirst === true;

// ---- Answers ------------------------------------------------------------------------------------

function isSenderWrong(telling: Telling, event: FlowEvent): boolean {
  const { appointed } = telling.state;
  return (
    appointed.meterOperatorKnown &&
    appointed.meterOperator !== event.sender &&
    event.sender !== telling.rules.participant.mpid &&
    !isAccepted(telling, 'SENDER_NOT_APPOINTED')
  );
}

const sameText = (text: string): string => text.trim().toUpperCase().replace(/\s+/g, ' ');

const cite = (event: FlowEvent, evidence: readonly Evidence[]): CitedEvidence[] =>
  evidence.map(({ finding, line, item, words, rule }) => ({
    finding,
    flow: event.flow,
    fileIdentifier: event.fileIdentifier,
    line,
    item,
    words,
    rule,
  }));

function reportWords(groups: readonly Group[]): { codes: Words[]; texts: Words[] } {
  const codes: Words[] = [];
  const texts: Words[] = [];
  const take = (list: Words[], group: Group, item: string, meterId: string | null): void => {
    const text = group.values[item];
    if (text !== undefined) list.push({ text, line: group.line, item, meterId });
  };
  for (const group of groups.flatMap((instance) => instance.children)) {
    if (group.id === '760') {
      take(codes, group, 'J0024', null);
      take(texts, group, 'J0012', null);
    } else if (group.id === '005') {
      const meterId = group.values['J0004'] ?? null;
      take(texts, group, 'J0012', meterId);
      for (const register of group.children) take(texts, register, 'J0008', meterId);
    }
  }
  return { codes, texts };
}

const reportSignal: Readonly<Record<Reading['finding'], Signal>> = {
  has: 'reportedHas',
  hasNot: 'reportedHasNot',
  replaced: 'reportedReplaced',
  cannotReverse: 'reportedCannotReverse',
  unclear: 'reportedUnclear',
  rejected: 'requestRejected',
  noAccess: 'workFailed',
};

function tellReport(telling: Telling, event: FlowEvent, groups: readonly Group[]): EventReading {
  const { state, rules } = telling;
  const report = reportWords(groups);
  const read = readReport(rules.reading, report);
  const reasons = itemsOf(groups, '004', 'J0173');
  const evidence = cite(
    event,
    read.reasons.length > 0
      ? read.reasons.map((reason) =>
          // What one clause says by itself is not what the report says when it is unclear.
          read.finding === 'unclear' ? { ...reason, finding: 'unclear' } : reason,
        )
      : [nothingSaid(groups, read.finding)],
  );
  const open = openCheckOf(state, event.toMpid);
  const check = open ?? latestCheckOf(state, event.toMpid);
  const words = report.texts.map(({ text }) => text);
  const strong = labelOf(rules.reading, [...reasons, ...words]) === 'strong';
  const isAbout =
    strong ||
    read.isAboutBackstop ||
    labelOf(rules.reading, [...reasons, ...words]) === 'weak' ||
    (check !== undefined &&
      (reasons.some((reason) => check.requestReasons.includes(sameText(reason))) ||
        itemsOf(groups, '004', 'J1012').some((date) => check.requestDates.includes(date))));

  if (check === undefined) {
    return strong ? keepOrphan(telling, event) : reading(telling, 'notOurs', 'no check, no label');
  }
  if (!isAbout) {
    return reading(telling, 'noted', 'a D0002 about something else', { check });
  }
  const says = `report: ${read.finding}`;
  const signal = reportSignal[read.finding];
  if (open === undefined) return afterClosure(telling, check, signal, says, evidence);
  if (isSenderWrong(telling, event)) return raiseHere(telling, open, 'SENDER_NOT_APPOINTED');
  const isBeforeRequest = stageOf(open.machine) === 'notified' && !open.machine.memory.requested;
  const accepted = isAccepted(telling, 'RESPONSE_WITHOUT_REQUEST');
  if (isBeforeRequest && !accepted) return keepOrphan(telling, event);
  if (isBeforeRequest) {
    // A person has settled that this is the answer, so the request must have been made.
    open.machine = {
      ...open.machine,
      memory: { ...open.machine.memory, requested: true },
    };
  }
  reportVisit(telling, open, 'D0002');
  const { machine } = advancingOf(telling, open.profile);
  if (!machine.isNoted(stageOf(open.machine), signal)) open.evidence.push(...evidence);
  return hear(telling, open, signal, says, evidence);
}

/** The evidence of a report that says nothing about the backstop: its own first record. */
function nothingSaid(groups: readonly Group[], finding: string): Evidence {
  const line = groups[0]?.line ?? 0;
  return { finding, line, item: 'J0012', words: '', rule: 'nothing-said' };
}

function keepOrphan(telling: Telling, event: FlowEvent): EventReading {
  const { state } = telling;
  const { flow, fileIdentifier, key } = event;
  if (state.resolutions[exceptionId(state.mpan, 'RESPONSE_WITHOUT_REQUEST', key)] === undefined) {
    state.orphans.push({ flow, fileIdentifier, key, at: telling.at });
  }
  const kept = raiseLoose(telling, 'RESPONSE_WITHOUT_REQUEST');
  return { ...kept, means: 'orphan' };
}

const meterSignal: Partial<Record<MeterFinding, Signal>> = {
  replaced: 'meterReplaced',
  backstopStated: 'backstopStated',
  backstopDenied: 'backstopDenied',
  cannotReverse: 'meterCannotReverse',
  refresh: 'meterRefreshed',
};

const meterException: Partial<Record<MeterFinding, ExceptionCode>> = {
  outOfScope: 'OUT_OF_SCOPE',
  exchangedBeforeRequest: 'EXCHANGED_BEFORE_REQUEST',
  metersDiffer: 'METERS_DIFFER',
  removedOnly: 'REMOVAL_ONLY',
};

function tellMeterDetails(
  telling: Telling,
  event: FlowEvent,
  groups: readonly Group[],
): EventReading {
  const { state, rules } = telling;
  const details = meterDetailsOf(groups);
  const open = openCheckOf(state, event.toMpid);
  if (open !== undefined && isSenderWrong(telling, event)) {
    return raiseHere(telling, open, 'SENDER_NOT_APPOINTED');
  }
  rememberMeter(telling, event, groups);
  const known = state.meters;
  if (open === undefined) {
    state.meters = knownAfter(known, details, false);
    const closed = latestCheckOf(state, event.toMpid);
    if (closed === undefined) return reading(telling, 'baseline', 'the last known meter');
    return tellMeterAfterClosure(telling, event, closed, details, known);
  }
  const question = {
    details,
    known,
    provisional: open.provisional?.newMeters ?? [],
    requestOn: localDateOf(rules.zone, open.requestedAt ?? open.openedAt),
    rules: rules.reading,
    staticMeterTypes: rules.staticMeterTypes,
  };
  const first = readMeterDetails(question);
  const code = meterException[first.finding];
  const removalNotSeen = exceptionId(state.mpan, 'REMOVAL_NOT_SEEN', telling.key);
  const accepted =
    (code !== undefined && code !== 'OUT_OF_SCOPE' && isAccepted(telling, code)) ||
    (first.finding === 'replacedProvisionally' && state.resolutions[removalNotSeen] === true);
  const read = accepted ? { ...first, finding: 'replaced' as const } : first;
  const evidence = cite(event, read.evidence);
  const says = `meter details: ${read.finding}`;
  reportVisit(telling, open, 'D0150');

  if (read.finding === 'replacedProvisionally') {
    open.provisional ??= { at: telling.at, key: telling.key, newMeters: read.newMeters };
    open.evidence.push(...evidence);
    state.meters = knownAfter(known, details, true);
    noteArrival(telling, open);
    return reading(telling, 'noted', `${says}; its removal (08A) is awaited`, {
      check: open,
      evidence,
    });
  }
  state.meters = knownAfter(
    known,
    details,
    open.provisional !== null && read.finding !== 'replaced',
  );
  const signal = meterSignal[read.finding];
  if (read.finding === 'noMeter') return reading(telling, 'noted', says, { check: open });
  if (signal === undefined) {
    if (code === 'OUT_OF_SCOPE') open.evidence.push(...evidence);
    return raiseHere(telling, open, code ?? 'UNEXPECTED_FLOW');
  }
  if (read.finding !== 'refresh') {
    const moves = advancingOf(telling, open.profile).machine.isNoted(stageOf(open.machine), signal);
    if (!moves) open.evidence.push(...evidence);
  }
  const answeredAt = read.finding === 'replaced' ? open.provisional?.at : undefined;
  return hear(telling, open, signal, says, evidence, answeredAt ?? telling.at);
}

function tellMeterAfterClosure(
  telling: Telling,
  event: FlowEvent,
  closed: CheckState,
  details: ReturnType<typeof meterDetailsOf>,
  known: MpanState['meters'],
): EventReading {
  const { rules } = telling;
  const read = readMeterDetails({
    details,
    known,
    provisional: [],
    requestOn: localDateOf(rules.zone, closed.closedAt ?? closed.openedAt),
    rules: rules.reading,
    staticMeterTypes: rules.staticMeterTypes,
  });
  const says = `meter details after closure: ${read.finding}`;
  const evidence = cite(event, read.evidence);
  return read.finding === 'backstopDenied'
    ? afterClosure(telling, closed, 'backstopDenied', says, evidence)
    : reading(telling, 'baseline', says, { check: closed });
}

/** Keeps what later flows need: SSC, retrieval method, the meter's identity, the whole D0150. */
function rememberMeter(telling: Telling, event: FlowEvent, groups: readonly Group[]): void {
  const { state, rules } = telling;
  const found: Record<string, string> = {};
  const take = (groupId: string, ref: string): void => {
    const value = itemsOf(groups, groupId, ref)[0];
    if (value !== undefined) found[ref] = value;
  };
  take('289', 'J0076');
  take('290', 'J0098');
  take('290', 'J0004');
  take('290', 'J0483');
  take('293', 'J0010');
  state.known = { ...state.known, ...found };
  if (rules.participant.role === 'M') {
    state.lastDetails = { version: event.version, parts: event.parts };
  }
}

/** Keeps the address that a D0142 told, for the next one. */
function rememberSite(state: MpanState, groups: readonly Group[]): void {
  const values = groups[0]?.values ?? {};
  const site = Object.entries(values).filter(
    ([ref]) => ref === 'J0263' || (ref >= 'J1036' && ref <= 'J1044'),
  );
  if (site.length > 0) state.known = { ...state.known, ...Object.fromEntries(site) };
}

/** A visit is reported by the flow that this gateway sent after it. */
function reportVisit(telling: Telling, check: CheckState, flow: string): void {
  if (check.visit !== null && telling.event.sender === telling.rules.participant.mpid) {
    check.visitReported.push(flow);
  }
}

// ---- After closure ------------------------------------------------------------------------------

const safeOutcomes: readonly (Outcome | null)[] = [
  'backstopPresent',
  'cannotReverse',
  'alreadyKnown',
  'meterReplaced',
];

/** Ours: what cannot be true together with the outcome of a closed check. */
function contradicts(outcome: Outcome | null, signal: Signal): boolean {
  if (!safeOutcomes.includes(outcome)) return false;
  switch (signal) {
    case 'reportedHasNot':
    case 'backstopDenied':
    case 'decidedHasNot':
      return true;
    case 'replacementRequested':
      return outcome !== 'meterReplaced';
    default:
      return false;
  }
}

function afterClosure(
  telling: Telling,
  check: CheckState,
  signal: Signal,
  says: string,
  evidence: readonly CitedEvidence[] = [],
): EventReading {
  noteArrival(telling, check);
  if (contradicts(outcomeOf(check), signal)) {
    return { ...raiseHere(telling, check, 'CONTRADICTED_AFTER_CLOSURE'), evidence };
  }
  return reading(telling, 'noted', `${says}, after closure`, { check, evidence });
}

// ---- Appointments and operators -----------------------------------------------------------------

function tellAppointment(telling: Telling): EventReading {
  const { state, event } = telling;
  if (event.kind !== 'appointment') return reading(telling, 'notOurs', '');
  const { appointed } = state;
  switch (event.what) {
    case 'meterOperator': {
      appointed.meterOperator = event.party;
      appointed.meterOperatorKnown = true;
      const says = `${event.party} is appointed Meter Operator`;
      const check = openCheckOf(state, null);
      if (check === undefined) return reading(telling, 'noted', says);
      const isChange = check.meterOperator !== null && check.meterOperator !== event.party;
      check.meterOperator = event.party;
      return isChange
        ? hear(telling, check, 'meterOperatorChanged', says)
        : reading(telling, 'noted', says, { check });
    }
    case 'meterOperatorEnds':
      if (appointed.meterOperator === event.party) appointed.meterOperator = null;
      return reading(telling, 'noted', `${event.party} is no longer Meter Operator`);
    case 'supplier': {
      appointed.supplier = event.party;
      return loseSupply(telling, (check) => check.supplier !== event.party, event.party);
    }
    case 'supplierEnds':
      if (appointed.supplier === event.party) appointed.supplier = null;
      return loseSupply(telling, (check) => check.supplier === event.party, 'another Supplier');
  }
}

function loseSupply(
  telling: Telling,
  isLost: (check: CheckState) => boolean,
  to: string,
): EventReading {
  const says = `supplied by ${to}`;
  const lost = telling.state.checks.filter((check) => check.closedAt === null && isLost(check));
  const readings = lost.map((check) => hear(telling, check, 'supplierLost', says));
  return readings[0] ?? reading(telling, 'noted', says);
}

/**
 * A settled Exception counts from the event that raised it, which has been told with that in mind.
 * Only "out of scope" closes the check, and closes it when the person says so.
 */
function tellResolution(telling: Telling, id: string, accept: boolean): EventReading {
  const says = `${accept ? 'accepts' : 'dismisses'} ${id}`;
  const check = telling.state.checks.findLast(({ exceptions }) =>
    exceptions.some((exception) => exception.id === id),
  );
  if (check === undefined) return reading(telling, 'noted', says);
  const settled = check.exceptions.find((exception) => exception.id === id);
  return accept && settled?.code === 'OUT_OF_SCOPE' && check.closedAt === null
    ? hear(telling, check, 'decidedOutOfScope', says)
    : reading(telling, 'noted', says, { check });
}

const decisionSignal: Record<Decision, Signal> = {
  has: 'decidedHas',
  hasNot: 'decidedHasNot',
  replaced: 'decidedReplaced',
  cannotReverse: 'decidedCannotReverse',
  askAgain: 'decidedAskAgain',
  alreadyKnown: 'decidedAlreadyKnown',
  outOfScope: 'decidedOutOfScope',
};

function tellOperator(telling: Telling, event: OperatorEvent): EventReading {
  const { state } = telling;
  const { action } = event;
  if (action.name === 'resolve') {
    return tellResolution(telling, action.exceptionId, action.accept);
  }
  if (action.name === 'approve') return reading(telling, 'noted', `approves the ${action.flow}`);
  const signal = action.name === 'cancel' ? 'cancelled' : decisionSignal[action.decision];
  const says = action.name === 'cancel' ? 'cancelled' : `decided: ${action.decision}`;
  const open = openCheckOf(state, null);
  if (open !== undefined) {
    settle(open.exceptions, (code) => code === 'ATTEMPTS_EXHAUSTED' || code === 'OUT_OF_SCOPE');
    if (signal === 'decidedAskAgain') {
      // Asked for by a person, the visits are counted anew, also where the check already waits.
      const memory = { ...open.machine.memory, failures: 0 };
      open.machine = { ...open.machine, memory };
    }
    return hear(telling, open, signal, says);
  }
  const closed = state.checks.at(-1);
  return closed === undefined
    ? reading(telling, 'noted', `${says}, but no check is known`)
    : afterClosure(telling, closed, signal, says);
}

/**
 * Notifications of generation and instructions to the Meter Operator: what opens a check, what
 * moves it on, and what only looks like it. The header's roles tell one from the other, never the
 * flow alone.
 */

import { type Instant, type LocalDate, localDateOf } from '../calendar/index.ts';
import { type Catalogue, faultOfValue, type Group, itemsOf } from '../flow/index.ts';
import { supplierSide } from '../market/index.ts';
import { labelOf } from '../reading/index.ts';
import { raiseOn } from './advance.ts';
import { type CheckState, outcomeOf, settleItems } from './check.ts';
import type { FlowEvent, NotificationEvent } from './event.ts';
import type { ExceptionCode } from './exception.ts';
import {
  advancingOf,
  afterClosure,
  hearSignal,
  isAccepted,
  noteArrival,
  openCheck,
  raiseHere,
  raiseLoose,
  reading,
  type Telling,
} from './hear.ts';
import { mendValue } from './mend.ts';
import type { Outcome, Signal, Way } from './profile.ts';
import { namedMeter } from './report-meters.ts';
import type { EventReading, MpanState } from './state.ts';
import { nameEarlyVisits } from './tell-visit.ts';
import { requestOf, spendVisits } from './visits.ts';
import { erasedCheckOf, latestCheckOf, openCheckOf } from './which-check.ts';

/** When generation was notified, and what was told of it. */
interface Notice {
  readonly notifiedOn: LocalDate;
  /** J1012 of a flow that says so, ccyymmdd. */
  readonly suspectedOn?: string | undefined;
  readonly hints: NotificationEvent | null;
  readonly linkedExportMpan?: string;
}

export function tellNotification(
  telling: Telling,
  knownBackstop: boolean,
  supplier: string,
  start: Notice,
): EventReading {
  const { state } = telling;
  const faultSuspectedOn = start.suspectedOn ?? start.notifiedOn.replaceAll('-', '');
  const erased = erasedCheckOf(state, supplier, telling.at);
  if (erased !== undefined) {
    return afterClosure(telling, erased, 'generationNotified', 'notified before its end');
  }
  if (start.hints !== null) takeHints(telling.rules.catalogue, state, start.hints);
  noteNamed(state, start.hints?.known['J0178']);
  const open = openCheckOf(state, supplier);
  if (open !== undefined) {
    open.faultSuspectedOn ??= faultSuspectedOn;
    open.meterOperator ??= start.hints?.known['J0178'] ?? null;
    raiseOn(state, open, 'NOTIFIED_AGAIN', telling);
    const codes = ['NOTIFIED_AGAIN', ...noteExport(telling, open, start)] as const;
    noteArrival(telling, open);
    // Ours: what is being asked is not answered by a row of a list; a person sees the evidence.
    if (knownBackstop) return raiseHere(telling, open, 'KNOWN_BACKSTOP_CLAIMED');
    return reading(telling, 'noted', 'notified again', { check: open, codes });
  }
  const closed = latestCheckOf(state, supplier);
  if (knownBackstop && closed !== undefined && isKnownSince(closed, telling.at)) {
    return afterClosure(telling, closed, 'generationNotified', 'notified again');
  }
  const { linkedExportMpan } = start;
  const read = openCheck(telling, supplier, 'generationNotified', {
    faultSuspectedOn,
    meterOperator: state.appointed.meterOperator ?? start.hints?.known['J0178'] ?? null,
    ...(linkedExportMpan === undefined ? {} : { linkedExportMpan }),
  });
  const check = openCheckOf(state, supplier);
  if (check === undefined) return read;
  const opened = { ...read, codes: [...read.codes, ...noteExport(telling, check, start)] };
  if (!knownBackstop) return opened;
  return hearSignal(
    telling,
    check,
    'decidedAlreadyKnown',
    'the Supplier held evidence of a backstop',
  );
}

/** Keeps since when there is export: the earliest day that is told. Plug-in solar is on sale without a notice. */
function noteExport(
  telling: Telling,
  check: CheckState,
  { notifiedOn, hints }: Notice,
): readonly ExceptionCode[] {
  const since = hints?.exportSince;
  if (since === undefined) return [];
  if (check.exportSince === undefined || since < check.exportSince) check.exportSince = since;
  if (since >= notifiedOn) return [];
  const detail = `${telling.where}: exports since ${since}, notified on ${notifiedOn}`;
  raiseOn(telling.state, check, 'EXPORTED_BEFORE_NOTICE', telling, detail);
  return ['EXPORTED_BEFORE_NOTICE'];
}

/** Ends that say what there was to know, or that there is nothing to ask. */
const knownOutcomes: ReadonlySet<Outcome | null> = new Set<Outcome | null>([
  'backstopPresent',
  'cannotReverse',
  'meterReplaced',
  'alreadyKnown',
  'outOfScope',
]);

/** A linked export MPAN shows that there is generation: a notification, unless nothing is to be asked. */
export function tellLinkedExport(telling: Telling, linkedExportMpan: string): EventReading {
  const { rules, state, at } = telling;
  const { mpid, role } = rules.participant;
  const { supplier, supplierEnded } = state.appointed;
  if (role !== supplierSide) {
    return reading(telling, 'notOurs', 'a Meter Operator waits for the instruction');
  }
  const says = `linked export MPAN ${linkedExportMpan}`;
  if (rules.linkedExportOpensCheck === false) {
    return reading(telling, 'noted', `${says}, which opens no check by the configuration`);
  }
  const isLost = supplier === null ? supplierEnded === mpid : supplier !== mpid;
  if (isLost) return reading(telling, 'noted', `${says} of an MPAN that ${mpid} does not supply`);
  // Ours: what was known before a check that was cancelled is known still.
  const latest = state.checks.findLast(
    (check) => check.supplier === mpid && outcomeOf(check) !== 'cancelled',
  );
  if (latest !== undefined && knownOutcomes.has(outcomeOf(latest))) {
    return afterClosure(telling, latest, 'generationNotified', says);
  }
  const notifiedOn = localDateOf(rules.zone, at);
  return tellNotification(telling, false, mpid, { notifiedOn, hints: null, linkedExportMpan });
}

/** True if that very instant opened the check and closed it: what is told again opens no other. */
const isKnownSince = (check: CheckState, at: Instant): boolean =>
  check.openedAt === at && check.closedAt === at && outcomeOf(check) === 'alreadyKnown';

/** Ours: whom somebody names as Meter Operator after an end is Meter Operator. */
function noteNamed({ appointed }: MpanState, mpid: string | undefined): void {
  if (mpid !== undefined && mpid === appointed.meterOperatorEnded)
    delete appointed.meterOperatorEnded;
}

/** What a notifications CSV tells of the meter and the site; D0150s and D0001s know better. */
function takeHints(catalogue: Catalogue, state: MpanState, event: NotificationEvent): void {
  // Ours: a value that no flow can hold gives way to one that corrects it.
  const kept = Object.entries(state.known).filter(
    ([ref, value]) => fitsItem(catalogue, ref, value) || event.known[ref] === undefined,
  );
  state.known = { ...event.known, ...Object.fromEntries(kept) };
  const id = namedMeter(event.known['J0004']);
  const isCorrected = state.meters.present.some((meter) => !fitsItem(catalogue, 'J0004', meter.id));
  if (id !== null && (state.meters.from === null || isCorrected)) {
    state.meters = { ...state.meters, from: 'notification', present: [{ id, installedOn: null }] };
  }
}

export function fitsItem(catalogue: Catalogue, ref: string, value: string): boolean {
  const item = catalogue.items.get(ref);
  return item === undefined || faultOfValue(item, mendValue(item, value)) === null;
}

export function tellDistributorNotice(
  telling: Telling,
  event: FlowEvent,
  groups: readonly Group[],
): EventReading {
  const notified = itemsOf(groups, '759', 'J0024').includes('42');
  if (notified || isAccepted(telling, 'LABEL_UNCLEAR')) {
    const suspected = itemsOf(groups, '003', 'J1012')[0];
    const created = localDateOf(telling.rules.zone, event.createdAt);
    return tellNotification(telling, false, event.toMpid, {
      notifiedOn: created,
      suspectedOn: suspected,
      hints: null,
    });
  }
  const label = labelOf(telling.rules.reading, requestTexts(groups));
  if (label === 'none') return reading(telling, 'notOurs', 'a D0001 about something else');
  const erased = erasedCheckOf(telling.state, event.toMpid, telling.at);
  // What it means changes nothing any more: nobody need be asked.
  if (erased !== undefined) return noteOnErased(telling, erased, event, 'generationNotified');
  return raiseHere(telling, openCheckOf(telling.state, event.toMpid), 'LABEL_UNCLEAR');
}

const noteOnErased = (
  telling: Telling,
  erased: CheckState,
  { flow, toMpid }: FlowEvent,
  signal: Signal,
): EventReading =>
  afterClosure(telling, erased, signal, `${flow} to ${toMpid}, created before its end`);

const requestTexts = (groups: readonly Group[]): string[] => [
  ...itemsOf(groups, '003', 'J0173'),
  ...itemsOf(groups, '003', 'J0012'),
  ...itemsOf(groups, '759', 'J0012'),
];

export function tellInvestigationRequest(
  telling: Telling,
  event: FlowEvent,
  groups: readonly Group[],
): EventReading {
  const { state, rules } = telling;
  const coded = itemsOf(groups, '759', 'J0024').includes('42');
  const label = coded ? 'strong' : labelOf(rules.reading, requestTexts(groups));
  const erased = erasedCheckOf(state, event.sender, telling.at);
  if (erased !== undefined && label !== 'none') {
    return noteOnErased(telling, erased, event, 'investigationRequested');
  }
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

export function tellReplacementRequest(
  telling: Telling,
  event: FlowEvent,
  groups: readonly Group[],
): EventReading {
  const { state, rules } = telling;
  const label = labelOf(rules.reading, itemsOf(groups, '267', 'J0012'));
  const erased = erasedCheckOf(state, event.sender, telling.at);
  if (erased === undefined) rememberSite(state, groups);
  const takesAway = groups.some(({ values }) => values['J0673'] === 'D' || values['J1020'] === 'T');
  const open = openCheckOf(state, event.sender);
  if (label === 'none' && takesAway) {
    return reading(telling, 'notOurs', 'a D0142 that de-energises or removes, without a label');
  }
  if (erased !== undefined && label !== 'none') {
    return noteOnErased(telling, erased, event, 'replacementRequested');
  }
  return (
    refuseLabel(telling, label, open) ?? hearRequest(telling, event, open, 'replacementRequested')
  );
}

/** Keeps the address that a D0142 told, for the next one. */
function rememberSite(state: MpanState, groups: readonly Group[]): void {
  const values = groups[0]?.values ?? {};
  const site = Object.entries(values).filter(
    ([ref]) => ref === 'J0263' || (ref >= 'J1036' && ref <= 'J1044'),
  );
  if (site.length > 0) state.known = { ...state.known, ...Object.fromEntries(site) };
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
  noteNamed(state, event.toMpid);
  if (open !== undefined) {
    open.requestedAt ??= telling.at;
    open.meterOperator = event.toMpid;
    settleItems(
      open.exceptions,
      (code) => code === 'ATTEMPTS_EXHAUSTED' || code === 'CANNOT_DRAFT',
    );
    const before = requestOf(open);
    const heard = hearSignal(telling, open, signal, says);
    if (requestOf(open) !== before) {
      spendVisits(state, open);
      nameEarlyVisits(telling, open);
    }
    return heard;
  }
  const way = advancingOf(telling, event.profile).machine.profile.opens[signal];
  const earlier = latestCheckOf(state, event.sender);
  if (way === undefined || (earlier !== undefined && isOnlyFirst(way))) {
    return earlier === undefined
      ? raiseLoose(telling, 'UNEXPECTED_FLOW')
      : afterClosure(telling, earlier, signal, says);
  }
  const opened = openCheck(telling, event.sender, signal, {
    requestedAt: telling.at,
    meterOperator: event.toMpid,
  });
  const check = openCheckOf(state, event.sender);
  if (check !== undefined) nameEarlyVisits(telling, check);
  return opened;
}

const isOnlyFirst = (way: Way): boolean => 'onlyFirst' in way && way.onlyFirst === true;

/** As a request and its answer are compared. */
export const sameText = (text: string): string => text.trim().toUpperCase().replace(/\s+/g, ' ');

/**
 * The flows this gateway's participant owes, drafted from what is known: notifications, visits, the
 * last known meter. A mandatory item that nothing supplies is named as missing, never invented.
 */
import { type Instant, localDateOf } from '../calendar/index.ts';
import { type Catalogue, type Group, readInstance } from '../flow/index.ts';
import { type CheckState, isAwaited, openStage, outstanding } from './check.ts';
import type { KnownItems, VisitEvent, VisitOutcome } from './event.ts';
import { holdsCheck } from './exception.ts';
import type { MpanState, ProcessRules } from './fold.ts';
import { stageOf } from './machine.ts';

export interface Draft {
  readonly flow: string;
  readonly toRole: 'X' | 'M';
  /** Null where the recipient is not known; then it is named in `missing`. */
  readonly toMpid: string | null;
  readonly instance: Group;
  /** Names and J references of what nothing supplies; empty if the flow can be written. */
  readonly missing: readonly string[];
}

/** Ours: words that make the instruction unmistakable, as DCP0030 asks of its labelling. */
const label = 'MICROGENERATION BACKSTOP CHECK';

const visitWords: Record<VisitOutcome, string> = {
  hasBackstop: 'BACKSTOP FITTED',
  noBackstop: 'NO BACKSTOP FITTED',
  replaced: 'METER REPLACED',
  cannotReverse: 'METER CANNOT RUN BACKWARDS',
  noAccess: 'NO ACCESS FOR BACKSTOP CHECK',
  refused: 'ACCESS REFUSED FOR BACKSTOP CHECK',
};

/** J0024 codes of a report: 10 Change of meter, 20 No access, 21 Refused access. */
const visitCodes: Partial<Record<VisitOutcome, string>> = {
  replaced: '10',
  noAccess: '20',
  refused: '21',
};

/** The flows owed for a check just now; none while the check is held or waits for somebody else. */
export function draftsFor(
  rules: ProcessRules,
  state: MpanState,
  check: CheckState,
  now: Instant,
): readonly Draft[] {
  const stage = openStage(check);
  // What claims to be of a time to come has not happened yet: nothing is sent for it before then.
  if (state.last !== null && state.last.effectiveAt > now) return [];
  const { role } = rules.participant;
  // Nothing is asked for any more once a replacement only waits for the removal to be told.
  if (stage === undefined || stage.owner !== role || !isAwaited(check)) return [];
  if (check.exceptions.some(({ open, code }) => open && holdsCheck(code))) return [];
  if (role === 'X') {
    return outstanding(check).flatMap((flow) => {
      if (flow === 'D0001') return [draftD0001(rules, state, check)];
      if (flow === 'D0142') return [draftD0142(rules, state, check)];
      return [];
    });
  }
  const { visit } = check;
  if (visit === null) return [];
  if (visit.outcome === 'noAccess' || visit.outcome === 'refused') {
    if (check.visitReported.length > 0) return [];
    return stage.owes.includes('D0002')
      ? [draftD0002(rules, state, check, visit)]
      : [draftD0221(rules, state, check, visit)];
  }
  return outstanding(check).flatMap((flow) => {
    if (check.visitReported.includes(flow)) return [];
    if (flow === 'D0002') return [draftD0002(rules, state, check, visit)];
    if (flow !== 'D0150' || !movesByDetails(rules, check, visit)) return [];
    return [draftD0150(rules, state, check, visit)];
  });
}

/** True if a D0150 about this visit would answer: in option 1 only a replacement does. */
function movesByDetails(rules: ProcessRules, check: CheckState, visit: VisitEvent): boolean {
  if (visit.outcome === 'replaced') return true;
  const machine = rules.machines.get(check.profile);
  return machine !== undefined && !machine.isNoted(stageOf(check.machine), 'backstopStated');
}

const group = (id: string, values: KnownItems, children: readonly Group[] = []): Group => ({
  id,
  line: 0,
  values: Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')),
  children,
});

/** Completes a draft: who it goes to, and every mandatory item that is still empty. */
function draft(
  catalogue: Catalogue,
  flow: string,
  to: { role: 'X' | 'M'; mpid: string | null },
  instance: Group,
  missing: readonly string[] = [],
): Draft {
  const recipient = to.mpid === null ? ['recipient (Meter Operator MPID)'] : [];
  return {
    flow,
    toRole: to.role,
    toMpid: to.mpid,
    instance,
    missing: [...recipient, ...missing, ...missingItems(catalogue, flow, instance)],
  };
}

function missingItems(catalogue: Catalogue, flow: string, instance: Group): string[] {
  const definition = [...catalogue.flows.values()]
    .findLast((known) => known.flow === flow)
    ?.groups.find((known) => known.id === instance.id);
  const own = (definition?.items ?? [])
    .filter(({ item, mandatory }) => mandatory && (instance.values[item.ref] ?? '') === '')
    .map(({ item }) => `${item.name} (${instance.id} ${item.ref})`);
  return [...own, ...instance.children.flatMap((child) => missingItems(catalogue, flow, child))];
}

/** The date of the notification; where none is known, the day the check opened. ccyymmdd. */
const suspectedOn = (rules: ProcessRules, check: CheckState): string =>
  check.faultSuspectedOn ?? localDateOf(rules.zone, check.openedAt).replaceAll('-', '');

function draftD0001(rules: ProcessRules, state: MpanState, check: CheckState): Draft {
  const register = group('003', {
    J0010: state.known['J0010'] ?? '-',
    J0173: label,
    J1012: suspectedOn(rules, check),
    J0012: 'PLEASE CHECK THE METER FOR A BACKSTOP AND REPORT BY D0002',
  });
  const meterIds = state.meters.present.map((meter) => meter.id);
  const meters = (meterIds.length > 0 ? meterIds : ['-']).map((id) =>
    group('002', { J0004: id }, [register]),
  );
  const site = group('759', { J0024: '42', J0012: label });
  const instance = group('001', { J0003: state.mpan }, [...meters, site]);
  return draft(rules.catalogue, 'D0001', { role: 'M', mpid: check.meterOperator }, instance);
}

const siteItems = [
  'J1036',
  'J1037',
  'J1038',
  'J1039',
  'J1040',
  'J1041',
  'J1042',
  'J1043',
  'J1044',
  'J0263',
];

const siteOf = (known: KnownItems): KnownItems =>
  Object.fromEntries(siteItems.map((ref) => [ref, known[ref] ?? '']));

function draftD0142(rules: ProcessRules, state: MpanState, check: CheckState): Draft {
  const { known } = state;
  const site = siteOf(known);
  // DTC 15.4 makes each address item optional and says that the address must be included.
  const missing = Object.values(site).some((value) => value !== '')
    ? []
    : ['address (267 J1036 to J1044, J0263)'];
  const isFirstRequest = openStage(check)?.name === 'notified';
  const instance = group('267', {
    J0003: state.mpan,
    ...site,
    J0098: known['J0098'] ?? 'N',
    J0673: 'E',
    J0076: known['J0076'] ?? '',
    J0012: isFirstRequest
      ? `${label}: CHECK FOR BACKSTOP AND REPLACE METER IF NONE`
      : `${label}: NO BACKSTOP, PLEASE REPLACE METER`,
  });
  return draft(
    rules.catalogue,
    'D0142',
    { role: 'M', mpid: check.meterOperator },
    instance,
    missing,
  );
}

const ccyymmdd = (date: string): string => date.replaceAll('-', '');

function draftD0002(
  rules: ProcessRules,
  state: MpanState,
  check: CheckState,
  visit: VisitEvent,
): Draft {
  const code = visitCodes[visit.outcome];
  const meterId = visit.meterId ?? state.meters.present[0]?.id ?? '-';
  const register = group('006', {
    J0010: state.known['J0010'] ?? '-',
    J0014: ccyymmdd(visit.visitedOn),
    J0008: visit.remarks ?? '',
  });
  const meter = group('005', { J0004: meterId, J0012: visitWords[visit.outcome] }, [register]);
  const instance = group(
    '004',
    {
      J0003: state.mpan,
      J0173: check.requestReasons[0] ?? label,
      J1012: check.requestDates[0] ?? suspectedOn(rules, check),
    },
    code === undefined ? [meter] : [meter, group('760', { J0024: code })],
  );
  return draft(rules.catalogue, 'D0002', { role: 'X', mpid: check.supplier }, instance);
}

function draftD0221(
  rules: ProcessRules,
  state: MpanState,
  check: CheckState,
  visit: VisitEvent,
): Draft {
  const { J0263: _postcode, ...address } = siteOf(state.known);
  const instance = group('504', {
    J0003: state.mpan,
    ...address,
    J0174: ccyymmdd(visit.visitedOn),
    J0024: visitCodes[visit.outcome] ?? '20',
    J0012: visitWords[visit.outcome],
  });
  return draft(rules.catalogue, 'D0221', { role: 'X', mpid: check.supplier }, instance);
}

function draftD0150(
  rules: ProcessRules,
  state: MpanState,
  check: CheckState,
  visit: VisitEvent,
): Draft {
  const base = lastDetailsOf(rules, state);
  const visitedOn = ccyymmdd(visit.visitedOn);
  const baseMeters = base?.children.filter((child) => child.id === '290') ?? [];
  const oldMeter =
    baseMeters.find((meter) => meter.values['J0004'] === visit.meterId) ?? baseMeters[0];
  const setUp = base?.children.filter((child) => child.id === '289') ?? [group('289', {})];
  const to = { role: 'X' as const, mpid: check.supplier };
  if (visit.outcome === 'replaced') {
    const meter = newMeterOf(visit, oldMeter);
    const removed = group('08A', {
      J0004: visit.meterId ?? oldMeter?.values['J0004'] ?? '',
      J1269: visitedOn,
      J1677: oldMeter?.values['J1677'] ?? '',
    });
    const values = { J0003: state.mpan, ...base?.values, J1254: visitedOn };
    const instance = group('288', values, [...setUp, meter, removed]);
    return draft(rules.catalogue, 'D0150', to, instance);
  }
  const note = group('296', { J0480: visitedOn, J0008: visitWords[visit.outcome] });
  const meters = baseMeters.map((meter) =>
    meter === oldMeter ? { ...meter, children: [...meter.children, note] } : meter,
  );
  const missing = oldMeter === undefined ? ['the last known meter details (288 to 293)'] : [];
  const values = base?.values ?? { J0003: state.mpan };
  const instance = group('288', values, [...setUp, ...meters]);
  return draft(rules.catalogue, 'D0150', to, instance, missing);
}

function lastDetailsOf(rules: ProcessRules, state: MpanState): Group | null {
  const last = state.lastDetails?.parts[0];
  if (last === undefined || state.lastDetails === null) return null;
  const { version } = state.lastDetails;
  return readInstance(rules.catalogue, 'D0150', version, last.text, last.line);
}

/** The new meter's group: its own items from the visit; where it hangs and how it is read stay. */
function newMeterOf(visit: VisitEvent, oldMeter: Group | undefined): Group {
  const visitedOn = ccyymmdd(visit.visitedOn);
  const kept = { J0419: oldMeter?.values['J0419'] ?? '', J0098: oldMeter?.values['J0098'] ?? '' };
  const own: Record<string, string> = {};
  const register: Record<string, string> = {};
  const registerItems = new Set(['J0010', 'J0474', 'J0103', 'J0475', 'J0408', 'J0478']);
  for (const [ref, value] of Object.entries(visit.items)) {
    if (registerItems.has(ref)) register[ref] = value;
    else own[ref] = value;
  }
  const values = {
    ...kept,
    J0722: visitedOn,
    ...own,
    J0004: visit.newMeterId ?? '',
    J0848: visitedOn,
  };
  return group('290', values, [group('293', register)]);
}

/** What a Meter Operator answers, drafted from what its engineers found and from the last details. */
import { faultOfValue, type Group, readInstance } from '../flow/index.ts';
import { type CheckState, openStage } from './check.ts';
import {
  ccyymmdd,
  type DraftContent,
  draft,
  group,
  label,
  newMeterIdColumn,
  siteOf,
  suspectedOn,
} from './draft-parts.ts';
import type { KnownItems, VisitOutcome } from './event.ts';
import { mendValue, shownValue } from './mend.ts';
import { isSameMeter } from './report-meters.ts';
import type { MpanState, ProcessRules } from './state.ts';
import type { MeterVisit, VisitsRead } from './visits.ts';

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

export const isFailedVisit = ({ outcome }: MeterVisit): boolean =>
  outcome === 'noAccess' || outcome === 'refused';

/** A code is said of the whole metering point, so it is written only where it is true of each meter. */
function codeOf(meters: readonly MeterVisit[]): string | undefined {
  const codes = new Set(meters.map(({ outcome }) => visitCodes[outcome]));
  if (codes.size === 1) return [...codes][0];
  return meters.every(isFailedVisit) ? '20' : undefined;
}

const remarkOf = ({ remarksBefore, remarks }: MeterVisit): string =>
  [...remarksBefore, ...remarks].join('; ');

const whichMeter = (read: VisitsRead, place: string): string[] =>
  read.isUnnamed ? [`Meter Id (${place}): several meters are known, and a visit names none`] : [];

export function draftD0002(
  rules: ProcessRules,
  state: MpanState,
  check: CheckState,
  read: VisitsRead,
): DraftContent {
  const { meters } = read;
  const code = codeOf(meters);
  const details = meters.map((visit) => {
    const register = group('006', {
      J0010: visit.items['J0010'] ?? state.known['J0010'] ?? '-',
      J0014: ccyymmdd(visit.visitedOn),
      J0008: remarkOf(visit),
    });
    const values = { J0004: visit.meterId ?? '-', J0012: visitWords[visit.outcome] };
    return group('005', values, [register]);
  });
  const instance = group(
    '004',
    {
      J0003: state.mpan,
      J0173: reasonOf(rules, check),
      J1012: check.requestDates[0] ?? suspectedOn(rules, check),
    },
    code === undefined ? details : [...details, group('760', { J0024: code })],
  );
  return draft(rules, 'D0002', check.supplier, instance, whichMeter(read, '005 J0004'));
}

/** The request's own words, where a flow can hold them as they were compared: in capitals. */
function reasonOf({ catalogue }: ProcessRules, { requestReasons }: CheckState): string {
  const item = catalogue.items.get('J0173');
  const isFit = (reason: string): boolean =>
    item === undefined || faultOfValue(item, mendValue(item, reason)) === null;
  return requestReasons.find(isFit) ?? label;
}

/** The D0221 says of the whole metering point that nobody got in; what was remarked goes with it. */
export function draftD0221(
  rules: ProcessRules,
  state: MpanState,
  check: CheckState,
  { meters }: VisitsRead,
): DraftContent {
  const { J0263: _postcode, ...address } = siteOf(state.known);
  const code = codeOf(meters) ?? '20';
  const outcome = code === '21' ? 'refused' : 'noAccess';
  const all = [...new Set(meters.flatMap((visit) => visit.remarks))];
  const { text, leftOut } = textWithRemarks(rules, visitWords[outcome], all);
  const days = meters.map(({ visitedOn }) => visitedOn).sort();
  const instance = group('504', {
    J0003: state.mpan,
    ...address,
    J0174: ccyymmdd(days.at(-1) ?? ''),
    J0024: code,
    J0012: text,
  });
  const to = check.supplier;
  const drafted = draft(rules, 'D0221', to, instance);
  return { ...drafted, mended: [...drafted.mended, ...leftOut] };
}

/**
 * All that was remarked, in one line. Where it has no room for all, those stand in it that have, the
 * shortest first, and the others are named; where it has room for none, the draft has a fault.
 */
function textWithRemarks(
  { catalogue }: ProcessRules,
  words: string,
  remarks: readonly string[],
): { readonly text: string; readonly leftOut: readonly string[] } {
  const item = catalogue.items.get('J0012');
  const textOf = (some: readonly string[]): string => [words, ...some].join('. ');
  const isFit = (some: readonly string[]): boolean =>
    item === undefined || faultOfValue(item, mendValue(item, textOf(some))) === null;
  if (isFit(remarks)) return { text: textOf(remarks), leftOut: [] };
  const kept = [...remarks]
    .sort((one, other) => one.length - other.length || (one < other ? -1 : 1))
    .reduce<string[]>((some, one) => (isFit([...some, one]) ? [...some, one] : some), []);
  if (kept.length === 0) return { text: textOf(remarks), leftOut: [] };
  const text = textOf(remarks.filter((one) => kept.includes(one)));
  const left = remarks.filter((one) => !kept.includes(one));
  return { text, leftOut: left.map((one) => `J0012: no room for «${shownValue(one)}»`) };
}

const byId = (groups: readonly Group[], id: string): readonly Group[] =>
  groups.filter((child) => child.id === id);

/** The values of these that the group has, so that a visit tells each item where it belongs. */
function itemsOfGroup(rules: ProcessRules, id: string, items: KnownItems): KnownItems {
  const known = [...rules.catalogue.flows.values()]
    .findLast(({ flow }) => flow === 'D0150')
    ?.groups.find((one) => one.id === id);
  const refs = new Set(known?.items.map(({ item }) => item.ref));
  return Object.fromEntries(Object.entries(items).filter(([ref]) => refs.has(ref)));
}

export function draftD0150(
  rules: ProcessRules,
  state: MpanState,
  check: CheckState,
  read: VisitsRead,
): DraftContent {
  const base = lastDetailsOf(rules, state);
  const visits = read.meters.filter((visit) => !isFailedVisit(visit));
  const replaced = visits.filter(({ outcome }) => outcome === 'replaced');
  // A remark is sent once: where a D0002 is owed as well, that has it.
  const hasReport = openStage(check)?.owes.includes('D0002') ?? false;
  const items = Object.assign({}, ...visits.map((visit) => visit.items)) as KnownItems;
  const baseMeters = byId(base, '290');
  const meters: Group[] = [];
  const removed: Group[] = [];
  const told = new Set<MeterVisit>();
  for (const meter of baseMeters) {
    const visit = visits.find((one) => isVisitOf(one, meter));
    if (visit === undefined) meters.push(meter);
    else {
      told.add(visit);
      meters.push(meterOf(rules, visit, meter, hasReport));
    }
  }
  for (const visit of visits) {
    if (!told.has(visit)) meters.push(meterOf(rules, visit, undefined, hasReport));
    if (visit.outcome !== 'replaced') continue;
    const old = baseMeters.find((meter) => isVisitOf(visit, meter));
    removed.push(
      group('08A', {
        J0004: visit.meterId ?? '',
        J1269: ccyymmdd(visit.visitedOn),
        J1677: visit.items['08A J1677'] ?? old?.values['J1677'] ?? '',
      }),
    );
  }
  const set = byId(base, '289')[0];
  const setUp = group('289', { ...set?.values, ...itemsOfGroup(rules, '289', items) });
  const since = replaced
    .map(({ visitedOn }) => visitedOn)
    .sort()
    .at(-1);
  const values = {
    J0003: state.mpan,
    ...byId(base, '288')[0]?.values,
    ...itemsOfGroup(rules, '288', items),
    ...(since === undefined ? {} : { J1254: ccyymmdd(since) }),
  };
  const instance = group('288', values, [setUp, ...meters, ...removed]);
  const to = check.supplier;
  const unnamed = visits.flatMap((visit): string[] => {
    if (visit.outcome === 'replaced') return visit.newMeterId === null ? [newMeterIdColumn] : [];
    if (visit.meterId !== null) return [];
    return read.isUnnamed ? whichMeter(read, 'J0004') : ['Meter Id (J0004)'];
  });
  // What was remarked of the old meter would be said of the new one, which is there in its place.
  const leftOut = hasReport ? [] : visits.flatMap(({ remarksBefore }) => remarksBefore);
  const drafted = draft(rules, 'D0150', to, instance, unnamed);
  const notes = leftOut.map(
    (one) => `J0008: «${shownValue(one)}» is about the meter removed, and is left out`,
  );
  const installed = replaced.flatMap((visit) => installedOtherwise(rules, visit));
  return { ...drafted, mended: [...drafted.mended, ...notes, ...installed] };
}

/** Ours: a meter was installed on the day of the visit that reports it, whatever else was told. */
function installedOtherwise({ catalogue }: ProcessRules, visit: MeterVisit): string[] {
  const item = catalogue.items.get('J0848');
  const told = visit.items['J0848'];
  const visitedOn = ccyymmdd(visit.visitedOn);
  if (item === undefined || told === undefined || mendValue(item, told) === visitedOn) return [];
  return [
    `J0848 ${item.name}: «${shownValue(told)}» written as «${visitedOn}», the day of the visit`,
  ];
}

const isVisitOf = ({ meterId }: MeterVisit, { values }: Group): boolean =>
  meterId !== null && isSameMeter(meterId, values['J0004'] ?? '');

/** The records of the last D0150, all its instances of the MPAN, without their levels. */
function lastDetailsOf(rules: ProcessRules, state: MpanState): readonly Group[] {
  const { lastDetails } = state;
  if (lastDetails === null) return [];
  return lastDetails.parts.flatMap(({ text, line }) => {
    const instance = readInstance(rules.catalogue, 'D0150', lastDetails.version, text, line);
    return instance.id === '' ? [] : [instance, ...instance.children];
  });
}

/** The group of a meter: what is known of it, and what the visit tells. */
function meterOf(
  rules: ProcessRules,
  visit: MeterVisit,
  old: Group | undefined,
  hasReport: boolean,
): Group {
  const visitedOn = ccyymmdd(visit.visitedOn);
  const own = itemsOfGroup(rules, '290', visit.items);
  const register = itemsOfGroup(rules, '293', visit.items);
  const remarks = hasReport ? [] : visit.remarks;
  const notes = (says: readonly string[]): Group[] =>
    says.map((text) => group('296', { J0480: visitedOn, J0008: text }));
  if (visit.outcome === 'replaced') {
    // Where it hangs and how it is read stay; all else is the new meter's own.
    const kept = { J0419: old?.values['J0419'] ?? '', J0098: old?.values['J0098'] ?? '' };
    const values = {
      ...kept,
      J0722: visitedOn,
      ...own,
      J0004: visit.newMeterId ?? '',
      J0848: visitedOn,
    };
    return group('290', values, [group('293', register), ...notes(remarks)]);
  }
  const values = { ...old?.values, ...own, J0004: visit.meterId ?? '' };
  const registers = old === undefined ? [group('293', register)] : old.children;
  return group('290', values, [...registers, ...notes([visitWords[visit.outcome], ...remarks])]);
}

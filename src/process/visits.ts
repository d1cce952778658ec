/**
 * What engineers found at one metering point, out of the rows of one or several visits files. The
 * rows that answer a request are one report, meter by meter, and their order means nothing. Rows
 * that cannot be true together are not weighed against one another: a person says which count.
 */
import { type Instant, type LocalDate, localDateOf } from '../calendar/index.ts';
import { type Catalogue, faultOfValue } from '../flow/index.ts';
import { meterOperatorSide, supplierSide } from '../market/index.ts';
import { exceptionId } from './advance.ts';
import { type CheckState, openStage } from './check.ts';
import type { FlowEvent, KnownItems, VisitEvent, VisitOutcome } from './event.ts';
import { mendValue } from './mend.ts';
import { isSameMeter, meterAmong, namedMeter } from './report-meters.ts';
import type { MpanState, ProcessRules } from './state.ts';
import { wrapped } from './wrapped-text.ts';

/** What all rows about one meter come to. */
export interface MeterVisit {
  /** Null where no row and no earlier flow names the meter. */
  readonly meterId: string | null;
  readonly outcome: VisitOutcome;
  readonly visitedOn: LocalDate;
  readonly newMeterId: string | null;
  readonly remarks: readonly string[];
  /** What was remarked of a replaced meter before it was replaced. */
  readonly remarksBefore: readonly string[];
  readonly items: KnownItems;
}

export interface VisitsRead {
  /** In the order of the known meters, then by Meter Id. */
  readonly meters: readonly MeterVisit[];
  /** True where several meters are known and a row does not say which it is about. */
  readonly isUnnamed: boolean;
  /** Why the rows cannot all be true; null where they can, or a person has said which count. */
  readonly contradiction: {
    readonly id: string;
    readonly at: Instant;
    readonly says: string;
  } | null;
}

/** When the request was made that the check waits to be answered; null while none is. */
export function requestOf(check: CheckState): Instant | null {
  if (openStage(check)?.owner !== meterOperatorSide) return null;
  const at = check.stages.findLastIndex(({ owner }, index) => {
    const before = check.stages[index - 1];
    return (
      owner === meterOperatorSide &&
      (before === undefined || (before.owner === supplierSide && before.owes.length > 0))
    );
  });
  return check.stages[at]?.startedAt ?? check.openedAt;
}

/** The day on which the request counts as made, which a visit must not come before. */
export const requestedOn = (zone: string, check: CheckState): LocalDate | null => {
  const at = requestOf(check);
  return at === null ? null : localDateOf(zone, at);
};

/** Every visit that was told, those of a state that an earlier version kept among them. */
export function toldVisits(state: MpanState, check: CheckState): readonly VisitEvent[] {
  const told = [...(state.visits ?? [])];
  for (const kept of [state.earlyVisit, check.visit]) {
    if (kept && !told.some(({ key }) => key === kept.key)) told.push(kept);
  }
  return told;
}

const reportedAs = (flow: string, visit: VisitEvent): string => `${flow} ${visit.key}`;

const isReported = (check: CheckState, visit: VisitEvent, flow: string): boolean =>
  (check.visitsReported ?? []).includes(reportedAs(flow, visit)) ||
  (check.visit?.key === visit.key && (check.visitReported ?? []).includes(flow));

/** What a visit can be reported by. */
export const reportingFlows = ['D0002', 'D0150', 'D0221'] as const;

/** True if a visit was reported before the request that is open now: it answered an earlier one. */
const isSpent = (check: CheckState, visit: VisitEvent): boolean =>
  (check.visitsSpent ?? []).includes(visit.key);

/** True if a visit told before is no answer to the request that is open now. */
export const isBeforeRequest = (
  rules: ProcessRules,
  state: MpanState,
  check: CheckState,
  visit: VisitEvent,
): boolean => {
  const on = requestedOn(rules.zone, check);
  return on !== null && visit.visitedOn < on && state.resolutions[earlyId(check, visit)] !== true;
};

/** The Exception that says so. Each Supplier's request has one of its own. */
export const earlyId = (check: CheckState, visit: VisitEvent): string =>
  exceptionId(visit.mpan, 'VISIT_BEFORE_REQUEST', earlyKey(check, visit));

export const earlyKey = ({ supplier, sequence }: CheckState, visit: VisitEvent): string =>
  `${visit.key}/${supplier}/${sequence}`;

/** The visits that answer the open request and have been reported by none of these flows. */
export function visitsToReport(
  rules: ProcessRules,
  state: MpanState,
  check: CheckState,
  flows: readonly string[],
): readonly VisitEvent[] {
  if (requestOf(check) === null) return [];
  return toldVisits(state, check).filter(
    (visit) =>
      !isSpent(check, visit) &&
      !isOfEarlierCheck(state, check, visit) &&
      !isBeforeRequest(rules, state, check, visit) &&
      !flows.some((flow) => isReported(check, visit, flow)),
  );
}

/** What was told while an earlier check of the same Supplier was open was told to that one. */
const isOfEarlierCheck = (state: MpanState, check: CheckState, visit: VisitEvent): boolean =>
  state.checks.some(
    ({ supplier, sequence, closedAt, openedAt }) =>
      supplier === check.supplier &&
      sequence < check.sequence &&
      closedAt !== null &&
      openedAt <= visit.effectiveAt &&
      visit.effectiveAt <= closedAt,
  );

/** Marks what a flow has reported: only one of ours reports the visits that were told to us. */
export function markReported(
  rules: ProcessRules,
  state: MpanState,
  check: CheckState,
  { flow, sender }: FlowEvent,
): void {
  if (sender !== rules.participant.mpid) return;
  const told = visitsToReport(rules, state, check, [flow]);
  if (told.length === 0) return;
  check.visitsReported = [
    ...(check.visitsReported ?? []),
    ...told.map((visit) => reportedAs(flow, visit)),
  ];
}

/** With a new request what was reported before has had its answer. */
export function spendVisits(state: MpanState, check: CheckState): void {
  const spent = toldVisits(state, check)
    .filter((visit) => reportingFlows.some((flow) => isReported(check, visit, flow)))
    .map(({ key }) => key);
  const all = new Set([...(check.visitsSpent ?? []), ...spent]);
  if (all.size > 0) check.visitsSpent = [...all];
}

/** True if no check has made anything of the visit. */
export const isUnused = (state: MpanState, visit: VisitEvent): boolean =>
  !state.checks.some((check) => reportingFlows.some((flow) => isReported(check, visit, flow)));

type Row = VisitEvent;

export function readVisits(
  rules: ProcessRules,
  state: MpanState,
  visits: readonly VisitEvent[],
): VisitsRead {
  const rows = [...visits].sort(byContent);
  const id = exceptionId(
    state.mpan,
    'VISITS_CONTRADICT',
    `${rows.length}/${rows.at(-1)?.key ?? ''}`,
  );
  const known = state.meters.present.map((meter) => meter.id);
  const named = nameRows(rows, known);
  const isSettled = state.resolutions[id] === true;
  const meters: MeterVisit[] = [];
  const problems: string[] = [];
  const ids = [...new Set(named.map(({ meterId }) => meterId))].sort(
    (one, other) => placeIn(known, one) - placeIn(known, other),
  );
  for (const meterId of ids) {
    const own = named.filter((row) => row.meterId === meterId);
    const read = readMeter(rules.catalogue, isSettled ? lastTold(own) : own);
    meters.push({ ...read.visit, meterId });
    for (const problem of read.problems) {
      problems.push(meterId === null ? problem : `meter ${meterId}: ${problem}`);
    }
  }
  const at = rows.map(({ effectiveAt }) => effectiveAt).reduce((a, b) => (a > b ? a : b), '');
  return {
    meters,
    isUnnamed: known.length > 1 && ids.includes(null),
    contradiction: problems.length === 0 ? null : { id, at, says: problems.join('; ') },
  };
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** By what the rows say, never by how they came. */
const byContent = (one: Row, other: Row): number =>
  compare(one.visitedOn, other.visitedOn) || compare(one.key, other.key);

/** Known meters in their order, then others in that of the rows, then what names none. */
const placeIn = (known: readonly string[], id: string | null): number => {
  if (id === null) return known.length + 1;
  const at = known.indexOf(id);
  return at < 0 ? known.length : at;
};

/**
 * A row without a Meter Id is about the only meter there is. Beside a row of the same day and
 * outcome that names one it is that row, told less fully.
 */
function nameRows(told: readonly Row[], known: readonly string[]): readonly Row[] {
  const rows = told.map((row) => ({
    ...row,
    meterId: namedMeter(row.meterId),
    newMeterId: namedMeter(row.newMeterId),
  }));
  const said = rows.flatMap(({ meterId }) => (meterId === null ? [] : [meterId])).sort();
  // A spelling makes no other meter: two rows must not escape each other by a capital letter.
  const nameOf = (id: string): string =>
    meterAmong(known, id) ?? said.find((other) => isSameMeter(other, id)) ?? id;
  const only = new Set(known.length > 0 ? known : said.map(nameOf));
  return rows.map((row) => {
    if (row.meterId !== null) return { ...row, meterId: nameOf(row.meterId) };
    const same = rows.find(
      (other) =>
        other.meterId !== null &&
        other.visitedOn === row.visitedOn &&
        other.outcome === row.outcome,
    );
    if (same?.meterId != null) return { ...row, meterId: nameOf(same.meterId) };
    return { ...row, meterId: only.size === 1 ? ([...only][0] ?? null) : null };
  });
}

/** What a person has settled: the row told last counts, with those that say the same. */
function lastTold(rows: readonly Row[]): readonly Row[] {
  const last = rows.reduce((a, b) => {
    const order = compare(a.effectiveAt, b.effectiveAt) || a.line - b.line || compare(a.key, b.key);
    return order > 0 ? a : b;
  });
  return [last];
}

const isFailed = ({ outcome }: Row): boolean => outcome === 'noAccess' || outcome === 'refused';

function readMeter(
  catalogue: Catalogue,
  rows: readonly Row[],
): { readonly visit: MeterVisit; readonly problems: readonly string[] } {
  const replaced = rows.filter(({ outcome }) => outcome === 'replaced');
  const found = rows.filter((row) => row.outcome !== 'replaced' && !isFailed(row));
  const lastOn = rows.at(-1)?.visitedOn ?? '';
  const failed = rows.filter((row) => isFailed(row) && row.visitedOn === lastOn);
  const problems: string[] = [];
  for (const day of new Set(rows.map(({ visitedOn }) => visitedOn))) {
    const said = rows.filter(({ visitedOn }) => visitedOn === day);
    const isBoth = said.some(isFailed) && !said.every(isFailed);
    const differ = isBoth || distinct(said.filter(isFailed)).length > 1;
    if (differ) problems.push(`on ${day} both ${distinct(said).join(' and ')}`);
  }
  if (distinct(found).length > 1) problems.push(`found ${distinct(found).join(' and ')}`);
  const after = found.find(({ visitedOn }) => replaced.some((one) => one.visitedOn < visitedOn));
  if (after !== undefined) problems.push(`replaced, and afterwards ${after.outcome}`);
  const counted = replaced.length > 0 ? replaced : found.length > 0 ? found : failed;
  if (replaced.length > 0 && new Set(replaced.map(({ visitedOn }) => visitedOn)).size > 1) {
    problems.push('replaced on more than one day');
  }
  const one = (ref: string, values: readonly string[]): string | null => {
    const item = catalogue.items.get(ref);
    const mended = [
      ...new Set(item === undefined ? values : values.map((v) => mendValue(item, v))),
    ];
    if (mended.length < 2) return mended[0] ?? null;
    // A value that a flow can hold stands for the one it corrects.
    const fit = mended.filter((value) => item === undefined || faultOfValue(item, value) === null);
    if (fit.length > 1) problems.push(`${ref} ${item?.name ?? ''}: told differently`);
    return (fit.length > 0 ? fit : mended).sort()[0] ?? null;
  };
  const refs = [...new Set(counted.flatMap(({ items }) => Object.keys(items)))].sort();
  const items = Object.fromEntries(
    refs.flatMap((ref): [string, string][] => {
      const values = counted.flatMap((row) => row.items[ref] ?? []);
      const value = one(ref.slice(-5), values);
      return value === null ? [] : [[ref, value]];
    }),
  );
  const newIds = counted.flatMap(({ newMeterId }) => newMeterId ?? []);
  const remarks = remarksOf(catalogue, counted);
  const before = replaced.length > 0 ? remarksOf(catalogue, found) : [];
  const last = counted.at(-1) ?? rows.at(-1);
  return {
    visit: {
      meterId: null,
      outcome: last?.outcome ?? 'noAccess',
      visitedOn: last?.visitedOn ?? '',
      newMeterId: one('J0004', newIds),
      remarks,
      remarksBefore: before.filter((remark) => !remarks.includes(remark)),
      items,
    },
    problems,
  };
}

/** Each remark once. One that a flow can hold, over several groups if need be, corrects one that it cannot. */
function remarksOf(catalogue: Catalogue, rows: readonly Row[]): readonly string[] {
  const item = catalogue.items.get('J0008');
  const all = [...new Set(rows.flatMap(({ remarks }) => remarks ?? []))];
  const isFit = (remark: string): boolean =>
    item === undefined ||
    (wrapped(mendValue(item, remark), item.format.length)?.every(
      (line) => faultOfValue(item, line) === null,
    ) ??
      false);
  const fit = all.filter(isFit);
  return fit.length > 0 ? fit : all;
}

const distinct = (rows: readonly Row[]): VisitOutcome[] =>
  [...new Set(rows.map(({ outcome }) => outcome))].sort();

/**
 * The whole history of one MPAN. The journal is folded as far as it was known at an instant, with the
 * calendar and the alerts of that instant, so that the answer to "why did we do that?" is what was
 * known then and not what is known today.
 */
import type { Instant } from '../calendar/index.ts';
import { EngineError } from '../engine-error.ts';
import { type Gateway, orFault } from '../gateway/index.ts';
import {
  actionInWords,
  type CheckView,
  type EventReading,
  type ExceptionRecord,
  emptyState,
  exceptionFor,
  exceptionOfFault,
  type Fault,
  type Folded,
  foldAll,
  type ProcessEvent,
  type ProcessRules,
  type Profile,
  type RaisedAlert,
  type Site,
  siteTold,
  viewOf,
} from '../process/index.ts';
import { type Standing, standingOf } from '../report/index.ts';
import type { Found, Mpans, SearchStore, Store } from '../store/index.ts';
import { eventInWords } from './in-words.ts';
import { wordsOf } from './trace-source.ts';

interface ExplainedCheck extends CheckView {
  readonly standing: Standing | null;
  readonly profileTitle: string;
  readonly profileSource: string;
  readonly profileStatus: Profile['status'];
  /** Its moves, the newest hundred. */
  readonly way: readonly Move[];
}

/** A move of a check, numbered from 1. */
interface Move {
  readonly number: number;
  readonly at: Instant;
  /** Null where it was opened. */
  readonly from: string | null;
  readonly to: string;
  readonly says: string;
}

interface ExplainedException extends ExceptionRecord {
  readonly says: string;
  readonly remedy: string;
}

export interface Explained {
  readonly mpan: string;
  readonly asOf: Instant;
  readonly site: Site;
  readonly checks: readonly ExplainedCheck[];
  readonly events: readonly EventReading[];
  readonly exceptions: readonly ExplainedException[];
  readonly alerts: readonly RaisedAlert[];
  /** Files that name it and counted for nothing. */
  readonly refused: readonly Found[];
  /** Under four eyes: what counts when another person does it too. */
  readonly proposals: readonly {
    readonly what: string;
    readonly who: string;
    readonly at: Instant;
  }[];
}

/** An MPAN as it was known at an instant, and the rules with the calendar of that instant. */
export interface KnownHistory extends Folded {
  readonly rules: ProcessRules;
}

/** A long history as it was folded last: who turns its pages does not fold it again for each. */
interface Remembered {
  readonly mpan: string;
  readonly revision: number;
  readonly rules: ProcessRules;
  /** From when until when it is known as this. */
  readonly from: Instant;
  readonly until: Instant | null;
  readonly folded: Folded;
}

const remembered = new WeakMap<Store, Remembered>();
/** Ours: shorter ones cost nothing, of longer ones the memory is not kept. */
const rememberedEvents = { least: 200, most: 20_000 } as const;

/** The rules with the calendar that was known at an instant. */
export const rulesAt = <Rules extends ProcessRules>(rules: Rules, asOf: Instant): Rules => ({
  ...rules,
  calendarFor: (of: string, at: Instant | null) => rules.calendarFor(of, at ?? asOf),
});

/** The journal of an MPAN folded as it was known at an instant. Throws NOT_FOUND. */
export async function knownAt(
  gateway: Gateway,
  mpan: string,
  asOf: Instant,
): Promise<KnownHistory> {
  const { store, rules } = gateway;
  const rulesThen = rulesAt(rules, asOf);
  const last = remembered.get(store);
  if (
    last?.mpan === mpan &&
    last.rules === rules &&
    last.from <= asOf &&
    (last.until === null || asOf < last.until) &&
    last.revision === (await store.loadMpans([mpan])).get(mpan)?.revision
  ) {
    return { ...last.folded, rules: rulesThen };
  }
  const revision = (await store.loadMpans([mpan])).get(mpan)?.revision;
  const { folded, newest } = await foldedAt(gateway, rulesThen, mpan, asOf);
  const { least, most } = rememberedEvents;
  const number = folded.readings.length;
  if (revision !== undefined && newest !== null && number >= least && number <= most) {
    const until = folded.state.waitingUntil;
    remembered.set(store, { mpan, revision, rules, from: newest, until, folded });
  }
  return { ...folded, rules: rulesThen };
}

/** `newest`: from when on this is what is known; null where more is known already. */
async function foldedAt(
  gateway: Gateway,
  rulesThen: ProcessRules,
  mpan: string,
  asOf: Instant,
): Promise<{ readonly folded: Folded; readonly newest: Instant | null }> {
  const { store, clock, log } = gateway;
  const journal = await store.journalOf(mpan);
  const known = journal.filter(({ receivedAt }) => receivedAt <= asOf);
  const erased = journal.findLast((event) => event.kind === 'erased');
  if (erased !== undefined && erased.receivedAt > asOf) {
    throw new EngineError(
      'NOT_POSSIBLE',
      `what was known of MPAN ${mpan} at ${asOf} was erased on ${erased.receivedAt}`,
      'pawl explain without --as-of shows the dates and outcomes that are left',
    );
  }
  if (known.length === 0) {
    throw new EngineError(
      'NOT_FOUND',
      journal.length === 0
        ? `nothing is known of MPAN ${mpan}`
        : `nothing was known of MPAN ${mpan} at ${asOf}; the first news came at ${journal[0]?.receivedAt}`,
      'pawl checks lists the MPANs that have a check',
    );
  }
  const folded = await orFault({ clock, log }, 'fold', mpan, () =>
    foldAll(rulesThen, mpan, known, asOf),
  );
  if ('fault' in folded) {
    return { folded: await lastGood(gateway, mpan, known, folded.fault), newest: null };
  }
  // As at that instant: before the next appointment takes effect, and with the calendar of then.
  const newest = known.length < journal.length ? null : asOf;
  return { folded: folded.value, newest };
}

/** What is known of an MPAN that a fault holds: its last good snapshot, and what came, unread. */
async function lastGood(
  { store }: { readonly store: Mpans },
  mpan: string,
  known: readonly ProcessEvent[],
  fault: Fault,
): Promise<Folded> {
  const stored = (await store.loadMpans([mpan])).get(mpan);
  const state = { ...(stored?.state ?? emptyState(mpan)), fault: stored?.state.fault ?? fault };
  const readings = known.map(
    (event): EventReading => ({
      event,
      means: 'waiting',
      says: 'it is kept, but cannot be read now (PAWL_FAULT)',
      check: null,
      from: null,
      to: null,
      codes: [],
      evidence: [],
    }),
  );
  return { state, readings };
}

/** Files that name the MPAN and counted for nothing, as far as they had come. */
async function refusedFiles(
  { store }: { readonly store: SearchStore },
  mpan: string,
  asOf: Instant,
): Promise<Found[]> {
  const files: Found[] = [];
  let after: Parameters<Store['search']>[2] = null;
  do {
    const page: Awaited<ReturnType<Store['search']>> = await store.search(
      'file',
      { mpan },
      after,
      filesPerRead,
    );
    files.push(...page.found.filter(({ at, says }) => at <= asOf && !counted.test(says)));
    after = page.next;
  } while (after !== null && files.length < refusedMax);
  return files;
}

const filesPerRead = 500;
/** Ours: with more of them nobody looks at each. */
const refusedMax = 1_000;
const counted = /^(applied|partly-applied|duplicate)$/;

export async function explainMpan(
  gateway: Gateway,
  mpan: string,
  asOf: Instant,
): Promise<Explained> {
  const { store, rules } = gateway;
  const refused = await refusedFiles(gateway, mpan, asOf);
  const known = await knownOrRefused(gateway, mpan, asOf, refused);
  const { state, readings, rules: rulesThen } = known;
  const checks = state.checks.map((check): ExplainedCheck => {
    const profile = rules.machines.get(check.profile)?.profile;
    return {
      ...viewOf(rulesThen, state, check, asOf),
      standing: standingOf(rulesThen, { state, check }, asOf),
      profileTitle: profile?.title ?? 'no longer defined',
      profileSource: profile?.source ?? '',
      profileStatus: profile?.status ?? 'operator-defined',
      way: wayOf(readings, check),
    };
  });
  const raised = [
    ...checks.flatMap(({ exceptions }) => exceptions),
    ...state.loose,
    ...(state.fault === undefined ? [] : [exceptionOfFault(mpan, state.fault)]),
  ];
  return {
    mpan,
    asOf,
    site: siteTold(
      rules.catalogue,
      state,
      readings.map(({ event }) => event),
    ),
    checks,
    events: readings,
    exceptions: raised.map((one) => {
      const { says, remedy } = exceptionFor(gateway.config.role, one.code);
      return { ...one, says, remedy };
    }),
    alerts: alertsAt(await store.alertsOf(mpan), asOf),
    refused,
    proposals: (state.proposals ?? []).map(({ action, who, at }) => ({
      what: actionInWords(action),
      who,
      at,
    })),
  };
}

/** An MPAN of which nothing came but what was refused has no history, and that is told. */
async function knownOrRefused(
  gateway: Gateway,
  mpan: string,
  asOf: Instant,
  refused: readonly Found[],
): ReturnType<typeof knownAt> {
  try {
    return await knownAt(gateway, mpan, asOf);
  } catch (error) {
    const isUnknown = error instanceof EngineError && error.code === 'NOT_FOUND';
    if (!isUnknown || refused.length === 0) throw error;
    return { ...foldAll(gateway.rules, mpan, [], asOf), rules: gateway.rules };
  }
}

/** Alerts as they stood then: one that was retracted later still stood. */
export function alertsAt(alerts: readonly RaisedAlert[], asOf: Instant): RaisedAlert[] {
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

/** Ours: more moves than somebody looks through at once. */
const movesMax = 100;

/** The moves of one check among all that happened to its MPAN. */
function wayOf(
  readings: readonly EventReading[],
  { supplier, sequence }: Pick<CheckView, 'supplier' | 'sequence'>,
): readonly Move[] {
  const moves = readings.flatMap(({ event, check, means, from, to, says }) =>
    check?.supplier === supplier &&
    check.sequence === sequence &&
    to !== null &&
    (means === 'opened' || means === 'moved')
      ? [{ at: event.effectiveAt, from, to, says }]
      : [],
  );
  return moves.map((move, index) => ({ number: index + 1, ...move })).slice(-movesMax);
}

/** An event as it is told: in words, with the words that spoke, and without the records it came in. */
export function shortEvent(gateway: Gateway, whole: EventReading) {
  const { event, ...reading } = whole;
  const { key, kind, effectiveAt, receivedAt, sender, fileIdentifier, file, line } = event;
  const flow = event.kind === 'flow' ? event.flow : null;
  const isAct = event.kind === 'operator' || event.kind === 'erased';
  const by = isAct ? { who: event.who, reason: event.reason } : {};
  const source = { sender, fileIdentifier, file, line };
  const told = { what: eventInWords(event), words: wordsOf(gateway, whole) };
  return { key, kind, flow, effectiveAt, receivedAt, ...source, ...by, ...told, ...reading };
}

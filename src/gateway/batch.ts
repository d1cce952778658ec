/**
 * A batch gathers the events of many small files, or of one part of a large one, and makes one
 * commit of them: load the MPANs, fold, commit whole, and again if somebody else was faster.
 */

import {
  decidedMilestones,
  type EventReading,
  emptyState,
  foldAll,
  foldMore,
  type MpanState,
  nextWakeOf,
  type ProcessEvent,
} from '../process/index.ts';
import type {
  JudgedFile,
  NamedMpan,
  NewReceipt,
  OutboxFile,
  StoredMpan,
  UnitOfWork,
} from '../store/index.ts';
import { commitAt } from './commit-at.ts';
import { withRowsCorrected } from './corrections.ts';
import type { Gateway } from './gateway.ts';
import { orFault } from './hold.ts';
import { queuedMilestones } from './milestones.ts';
import { mpanUpdate } from './mpan-update.ts';
import { printFault } from './owed-file.ts';
import { newlySought } from './sought.ts';

/** What rides along with the events in the same commit. */
interface Passengers {
  /** Files whose events these are, as they were judged; what has moved on is a conflict. */
  readonly judged?: readonly JudgedFile[];
  readonly outbox?: readonly OutboxFile[];
  readonly named?: readonly NamedMpan[];
  readonly resubmissions?: UnitOfWork['resubmissions'];
  readonly rewritten?: readonly string[];
  readonly fileNumbersTo?: UnitOfWork['fileNumbersTo'];
  /** MPANs whose events are kept now and heard later, with others that are still to come. */
  readonly later?: ReadonlySet<string>;
  /** What was made of MPANs as they stood at these revisions; what has moved on is a conflict. */
  readonly revisions?: ReadonlyMap<string, number>;
  /** MPANs to be heard of anew, from their journals. */
  readonly anew?: readonly string[];
  /** Given what the events meant, the receipts to commit with them. */
  readonly receipts?: (
    meanings: ReadonlyMap<string, EventReading['means']>,
  ) => readonly NewReceipt[];
}

/** Commits events with all that follows from them. Returns what each event meant, by its key. */
export async function commitEvents(
  gateway: Gateway,
  given: readonly ProcessEvent[],
  passengers: Passengers = {},
): Promise<ReadonlyMap<string, EventReading['means']> | 'conflict'> {
  const { store, clock, rules, alertRules } = gateway;
  const events = await withRowsCorrected(gateway, given);
  // A row that stands in two CSV files is one fact, and so is one that stands in one file twice.
  // Flow files are told apart by their receipts, and taken again only after a crash midway.
  const fromCsv = events.filter(({ kind }) => kind !== 'flow').map(({ key }) => key);
  const known = await store.knownKeys(fromCsv);
  const told = new Set(known);
  const news = events.filter(({ key }) => !told.has(key) && told.add(key));
  const byMpan = new Map<string, ProcessEvent[]>();
  for (const event of news) {
    // What is done with a whole file is about no one MPAN: it is kept, and moves nothing.
    if (event.mpan === '') continue;
    const list = byMpan.get(event.mpan);
    if (list === undefined) byMpan.set(event.mpan, [event]);
    else list.push(event);
  }
  for (const mpan of passengers.anew ?? []) byMpan.set(mpan, byMpan.get(mpan) ?? []);
  const stored = await store.loadMpans([...byMpan.keys()]);
  for (const [mpan, revision] of passengers.revisions ?? []) {
    if (byMpan.has(mpan) && (stored.get(mpan)?.revision ?? 0) !== revision) return 'conflict';
  }
  const meanings = new Map<string, EventReading['means']>();
  for (const key of known) meanings.set(key, 'noted');
  const isLater = (mpan: string): boolean => passengers.later?.has(mpan) === true;
  const heard = [...byMpan].filter(([mpan]) => !isLater(mpan));
  const folds = await foldOnto(gateway, heard, stored, meanings);
  const updates: UnitOfWork['mpans'][number][] = [];
  const decided: UnitOfWork['milestones'][number][] = [];
  for (const [mpan, added] of byMpan) {
    const before = stored.get(mpan);
    if (before !== undefined) {
      decided.push(...queuedMilestones(gateway, () => decidedMilestones(before.state, added)));
    }
    const folded = folds.get(mpan);
    if (folded === undefined) {
      const state = { ...(before?.state ?? emptyState(mpan)), isBehind: true as const };
      updates.push(mpanUpdate(gateway, state, before, clock.now()));
      for (const { key } of added) meanings.set(key, 'waiting');
      continue;
    }
    const wasUnprinted = before?.state.fault?.place === 'print';
    let state: MpanState;
    if ('value' in folded) {
      const fault = wasUnprinted ? await printFault(gateway, folded.value) : null;
      state = fault === null ? folded.value : { ...folded.value, fault };
    } else {
      // The events are kept all the same.
      state = { ...(before?.state ?? emptyState(mpan)), fault: folded.fault };
      for (const { key } of added) meanings.set(key, 'waiting');
    }
    // Where an alert may be due the tick looks at it at once.
    const woken = await orFault(gateway, 'alerts', mpan, () =>
      before?.alerted === true
        ? clock.now()
        : nextWakeOf(rules, alertRules, state, clock.now(), true),
    );
    if ('fault' in woken) state = { ...state, fault: state.fault ?? woken.fault };
    updates.push(mpanUpdate(gateway, state, before, 'value' in woken ? woken.value : null));
  }
  const result = await commitAt(gateway, clock.now(), {
    judged: passengers.judged ?? [],
    events: news,
    mpans: updates,
    milestones: decided,
    receipts: passengers.receipts?.(meanings) ?? [],
    outbox: passengers.outbox ?? [],
    named: passengers.named ?? [],
    sought: newlySought(gateway, news, stored),
    resubmissions: passengers.resubmissions ?? [],
    rewritten: passengers.rewritten ?? [],
    fileNumbersTo: passengers.fileNumbersTo ?? null,
  });
  return result === 'conflict' ? 'conflict' : meanings;
}

/** Commits events that nothing else depends on, as often as it takes. */
export async function commitUntilDone(
  gateway: Gateway,
  events: readonly ProcessEvent[],
  passengers: Passengers = {},
): Promise<ReadonlyMap<string, EventReading['means']>> {
  for (;;) {
    const result = await commitEvents(gateway, events, passengers);
    if (result !== 'conflict') return result;
  }
}

type Fold = Awaited<ReturnType<typeof orFault<MpanState>>>;

/**
 * Folds what was added onto each MPAN, or all of it anew. The journals that takes come in one question:
 * a store may be far away.
 */
async function foldOnto(
  gateway: Gateway,
  added: readonly (readonly [mpan: string, events: readonly ProcessEvent[]])[],
  stored: ReadonlyMap<string, StoredMpan>,
  meanings: Map<string, EventReading['means']>,
): Promise<ReadonlyMap<string, Fold>> {
  const { rules, clock, store } = gateway;
  const now = clock.now();
  const folds = new Map<string, Fold>();
  const anew: (typeof added)[number][] = [];
  for (const [mpan, events] of added) {
    const before = stored.get(mpan);
    const folded = await orFault(gateway, 'fold', mpan, () => {
      const more =
        before === undefined
          ? foldAll(rules, mpan, events, now)
          : foldMore(rules, before.state, events, now);
      if (more !== null) tellMeanings(events, more.readings, meanings);
      return more?.state ?? null;
    });
    if ('value' in folded && folded.value === null) anew.push([mpan, events]);
    else folds.set(mpan, folded as Fold);
  }
  if (anew.length === 0) return folds;
  const journalOf = await store.journalsOf(anew.map(([mpan]) => mpan));
  for (const [mpan, events] of anew) {
    const folded = await orFault(gateway, 'fold', mpan, () => {
      const { state, readings } = foldAll(rules, mpan, together(journalOf(mpan), events), now);
      tellMeanings(events, readings, meanings);
      return state;
    });
    folds.set(mpan, folded);
  }
  return folds;
}

function tellMeanings(
  added: readonly ProcessEvent[],
  readings: readonly EventReading[],
  meanings: Map<string, EventReading['means']>,
): void {
  for (const { event, means } of readings) meanings.set(event.key, means);
  for (const event of added) {
    if (meanings.has(event.key)) continue;
    // Heard as one with another part of its file.
    const heard = readings.find((reading) => isSameFile(reading.event, event));
    meanings.set(event.key, heard?.means ?? 'noted');
  }
}

/** The journal and what comes to it; what it has already stays as it was first told. */
function together(
  journal: readonly ProcessEvent[],
  added: readonly ProcessEvent[],
): readonly ProcessEvent[] {
  const known = new Set(journal.map(({ key }) => key));
  return [...journal, ...added.filter(({ key }) => !known.has(key))];
}

const isSameFile = (one: ProcessEvent, other: ProcessEvent): boolean =>
  one.kind === 'flow' &&
  other.kind === 'flow' &&
  one.flow === other.flow &&
  one.sender === other.sender &&
  one.fileIdentifier === other.fileIdentifier;

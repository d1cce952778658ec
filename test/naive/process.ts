/**
 * The backstop check once more, deliberately naive: all facts are put in order and told one after the
 * other to plain objects. Written from docs/process.md alone, in its words and order; it shares nothing
 * with src/process but the calendar's arithmetic. What it and Pawl come to must be the same.
 */
import {
  addWorkingDays,
  type Calendar,
  endOfDay,
  localDateOf,
  workingDaysBetween,
} from '../../src/calendar/index.ts';
import type { Fact, History, Says } from './facts.ts';
import { findingOf, type Known, knownAfter, nothingKnown, speaksOfAll } from './meters.ts';
import { flowOf, type Heard, type Option, options, whenBothAreIn } from './options.ts';

const zone = 'Europe/London';
const us = 'SUPP';
const workingDays = 10;
const lateClaimWorkingDays = 3;
const failuresMax = 3;

interface Stage {
  readonly name: string;
  readonly startedAt: string;
  endedAt: string | null;
  /** Ended by what it owed: when that was made, and from when it counts. */
  answeredAt: string | null;
  countsFrom: string | null;
  /** Of a stage that owes two flows: when each was made, and from when it counts. */
  halves: Record<string, { at: string; countsFrom: string }>;
}

interface Item {
  readonly code: string;
  /** The fact that gave rise to it. */
  readonly of: string;
  open: boolean;
}

interface Check {
  readonly sequence: number;
  closedAt: string | null;
  outcome: string | null;
  meterOperator: string | null;
  readonly openedAt: string;
  readonly stages: Stage[];
  readonly items: Item[];
  /** The first D0001 or D0142. */
  requestedAt: string | null;
  /** True once a request is known, or a person has settled that there was one. */
  isAsked: boolean;
  /** The request stage of the work in hand, and the failed visits of that work. */
  work: string;
  failures: number;
  /** The two answers of option 3, as last heard. */
  report: { says: Heard; meters: readonly string[] } | null;
  details: { says: Heard; at: string; countsFrom: string } | null;
  /** A new meter whose removal (08A) is awaited: told when and by what, in which stage. */
  awaited: {
    of: string;
    at: string;
    countsFrom: string;
    meters: readonly string[];
    stage: Stage;
  } | null;
}

const notes = [
  'STEP_SKIPPED',
  'NOT_SAME_TIME',
  'DELIVERED_LATE',
  'CREATED_IN_FUTURE',
  'CHASED',
  'NOTIFIED_AGAIN',
];
const holding = [
  'REPORT_UNCLEAR',
  'REQUEST_REJECTED',
  'ANSWERS_DISAGREE',
  'NOT_REPLACED',
  'ATTEMPTS_EXHAUSTED',
  'OUT_OF_SCOPE',
  'BACKSTOP_BEFORE_ORDER',
];

const heardOf: Readonly<Record<Says, Heard>> = {
  has: 'reportedHas',
  hasNot: 'reportedHasNot',
  replaced: 'reportedReplaced',
  cannotReverse: 'reportedCannotReverse',
  unclear: 'reportedUnclear',
  rejected: 'requestRejected',
  noAccess: 'workFailed',
};

/** "Within one second, notices come before requests, requests before answers, a person's act after." */
function turnOf({ what }: Fact): number {
  const { kind } = what;
  // "Of what is notified of one day, rows without knownBackstop come first."
  if (what.kind === 'notification' && what.knownBackstop) return 0.5;
  if (kind === 'D0001' || kind === 'D0142') return 1;
  if (kind === 'D0002' || kind === 'D0150' || kind === 'D0221') return 2;
  return kind === 'decide' || kind === 'cancel' || kind === 'resolve' ? 3 : 0;
}

/** "Sorted by effective time, sender, file identifier and line; flow and key settle what is left." */
function inOrder(facts: readonly Fact[]): readonly Fact[] {
  const once = [...new Map(facts.map((fact) => [fact.key, fact])).values()];
  const rank = (fact: Fact): string =>
    [fact.at, turnOf(fact), fact.sender, fact.fileIdentifier, fact.what.kind, fact.key].join('\0');
  return once.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

/** What the naive process came to, as plain as it can be compared. */
export interface Found {
  readonly checks: readonly unknown[];
  readonly loose: readonly string[];
}

export function naive(history: History, calendar: Calendar): Found {
  const option = options[history.option] as Option;
  const facts = inOrder(history.facts);
  const checks: Check[] = [];
  const loose: Item[] = [];
  const orphans: { of: string; at: string }[] = [];
  let known: Known = nothingKnown;
  let appointed: { meterOperator: string | null; isKnown: boolean } = {
    meterOperator: null,
    isKnown: false,
  };

  // "Accepting an Exception works from the date of the flow it is about, not from the day of the decision."
  const settled = new Map<string, boolean>();
  for (const { what } of facts) {
    if (what.kind === 'resolve') settled.set(`${what.code} ${what.of}`, what.accept);
  }
  const isAccepted = (code: string, of: string) => settled.get(`${code} ${of}`) === true;

  const dayOf = (at: string): string => localDateOf(zone, at);
  const dueOn = ({ startedAt }: Stage): string =>
    String(addWorkingDays(calendar, dayOf(startedAt), workingDays));
  const dueAt = (stage: Stage): string => endOfDay(zone, dueOn(stage));
  const isInTime = (stage: Stage, at: string): boolean => at < dueAt(stage);

  const openCheck = (): Check | undefined => checks.find(({ closedAt }) => closedAt === null);
  const stageOf = (check: Check): Stage => check.stages[check.stages.length - 1] as Stage;

  function raise(items: Item[], code: string, of: string): void {
    if (items.some((item) => item.code === code && item.of === of)) return;
    const open = !notes.includes(code) && !settled.has(`${code} ${of}`);
    items.push({ code, of, open });
  }

  const isFlow = ({ what: { kind } }: Fact): boolean => /^(D0|notice)/.test(kind);
  const isCounterpartys = (fact: Fact): boolean => isFlow(fact) && fact.sender !== us;

  /** "A claim is the creation time of a counterparty's answer that came more than three Working Days after it." */
  const isClaim = (fact: Fact): boolean =>
    turnOf(fact) === 2 &&
    isCounterpartys(fact) &&
    dayOf(fact.came) > String(addWorkingDays(calendar, dayOf(fact.at), lateClaimWorkingDays));
  /** "Until a person accepts the claim it counts from when it came." */
  const countsFrom = (fact: Fact): string =>
    isClaim(fact) && !isAccepted('LATE_CLAIM', fact.key) ? fact.came : fact.at;
  const askAboutClaim = (check: Check, fact: Fact): void => {
    if (isClaim(fact)) raise(check.items, 'LATE_CLAIM', fact.key);
  };

  function noteArrival(check: Check, fact: Fact): void {
    if (!isCounterpartys(fact)) return;
    if (dayOf(fact.came) > String(addWorkingDays(calendar, dayOf(fact.at), 1))) {
      raise(check.items, 'DELIVERED_LATE', fact.key);
    }
    if (Date.parse(fact.at) - Date.parse(fact.came) > 600_000) {
      raise(check.items, 'CREATED_IN_FUTURE', fact.key);
    }
  }

  // --- Stages ---------------------------------------------------------------------------------

  function begin(check: Check, name: string, fact: Fact): void {
    check.stages.push({
      name,
      startedAt: fact.at,
      endedAt: null,
      answeredAt: null,
      countsFrom: null,
      halves: {},
    });
    const work = option.requestStageOf[name];
    // "Counted for each piece of work."
    if (work !== undefined && work !== check.work) check.failures = 0;
    if (work !== undefined) check.work = work;
    if (name === work) {
      // What is asked anew is answered anew.
      check.report = null;
      check.details = null;
    }
  }

  /** Whether what was heard is what the open stage owed, so that it ends met or late. */
  function isAnswer(stage: Stage, heard: Heard, codes: readonly string[]): boolean {
    const { owner, owes } = option.stages[stage.name]!;
    const flow = flowOf(heard);
    // "An order (D0142) that does not wait for the report overtakes the Meter Operator's stage."
    if (flow === 'D0142' && owner === 'M') return false;
    // "STEP_SKIPPED ends the open stage as met or late by the date of the later flow."
    if (codes.includes('STEP_SKIPPED')) return true;
    if (heard === 'workFailed') return owner === 'M';
    // "A decision ends `deciding` as met or late"; a second request there asks again.
    if (stage.name === 'deciding') {
      return heard.startsWith('decided') || flow === 'D0001' || flow === 'D0142';
    }
    return flow !== null && owes.includes(flow);
  }

  function end(
    check: Check,
    heard: Heard,
    codes: readonly string[],
    fact: Fact,
    answer: { at: string; countsFrom: string },
  ): void {
    const stage = stageOf(check);
    stage.endedAt = fact.at;
    askAboutClaim(check, fact);
    if (!isAnswer(stage, heard, codes)) return;
    // A rejection is the D0002 of the two, and of two of one kind the newer counts.
    if (heard === 'requestRejected' && option.stages[stage.name]!.owes.length > 1) {
      stage.halves['D0002'] = answer;
    }
    const halves = Object.values(stage.halves);
    stage.answeredAt = [answer.at, ...halves.map(({ at }) => at)].sort().at(-1)!;
    stage.countsFrom = [answer.countsFrom, ...halves.map((half) => half.countsFrom)].sort().at(-1)!;
    const days = new Set(halves.map(({ at }) => dayOf(at)));
    if (days.size > 1) raise(check.items, 'NOT_SAME_TIME', fact.key);
  }

  /** The check comes into another stage, or to its end. */
  function enter(check: Check, to: string, outcome: string | undefined, fact: Fact): void {
    const isClosed = to === 'closed';
    for (const item of check.items) {
      // "OUT_OF_SCOPE holds the check through whatever answers come"; a claim is about time.
      const isSettled = isClosed
        ? item.code !== 'LATE_CLAIM'
        : holding.includes(item.code) && item.code !== 'OUT_OF_SCOPE';
      if (isSettled) item.open = false;
    }
    if (!isClosed) {
      begin(check, to, fact);
      return;
    }
    check.closedAt = fact.at;
    check.outcome = outcome ?? null;
    check.awaited = null;
  }

  // --- The tables -----------------------------------------------------------------------------

  function hear(
    check: Check,
    heard: Heard,
    fact: Fact,
    answer: { at: string; countsFrom: string } = { at: fact.at, countsFrom: countsFrom(fact) },
  ): void {
    const { name, startedAt } = stageOf(check);
    const isAsked = name === 'notified' && check.isAsked;
    // "Every other later stage asks anew": what was told before it began is no answer from then.
    const own = { at: fact.at, countsFrom: countsFrom(fact) };
    const answers = answer.at < startedAt ? own : answer;
    follow(check, option.cell(heard, isAsked ? 'asked' : name), heard, fact, answers);
    noteArrival(check, fact);
  }

  function follow(
    check: Check,
    cell: string,
    heard: Heard,
    fact: Fact,
    answer: { at: string; countsFrom: string },
  ): void {
    const [first, ...rest] = cell.split(' ');
    if (first === 'noted') {
      for (const code of rest) raise(check.items, code, fact.key);
      return;
    }
    if (first === 'unexpected') return raise(check.items, 'UNEXPECTED_FLOW', fact.key);
    if (first === 'kept') throw new Error('an orphan is kept before the table is asked');
    if (first === 'half') return hearHalf(check, rest.includes('early'), heard, fact, answer);
    if (first === 'back') return goBack(check, heard, fact, answer);
    const steps = cell.split('>').slice(1);
    for (const [index, step] of steps.entries()) {
      const [to = '', ...words] = step.trim().split(' ');
      const codes = words.filter((word) => /^[A-Z]/.test(word));
      const outcome = to === 'closed' ? words[0] : undefined;
      const wasAnswer = index === 0 ? answer : { at: fact.at, countsFrom: countsFrom(fact) };
      end(check, heard, codes, fact, wasAnswer);
      if (heard === 'decidedAskAgain') check.failures = 0;
      enter(check, to, outcome, fact);
      for (const code of codes) raise(check.items, code, fact.key);
      // "A new meter … answers … the one that a report or decision of *replaced* begins."
      if (check.awaited !== null && /^(reported|decided)Replaced$/.test(heard)) {
        check.awaited.stage = stageOf(check);
      }
      // The stage that has just begun asks anew: an earlier file does not answer it.
      if (words.includes('half')) {
        hearHalf(check, false, heard, fact, { at: fact.at, countsFrom: countsFrom(fact) });
      } else if (to === 'investigating') carryHalf(check);
    }
  }

  /** Back to the request stage of the work, with a new clock. */
  function goBack(
    check: Check,
    heard: Heard,
    fact: Fact,
    answer: { at: string; countsFrom: string },
  ): void {
    end(check, heard, [], fact, answer);
    // "Counted anew when a person asks again or the Meter Operator changes."
    check.failures = heard === 'workFailed' ? check.failures + 1 : 0;
    const isLast = heard === 'workFailed' && check.failures >= failuresMax;
    enter(check, check.work, undefined, fact);
    if (isLast) raise(check.items, 'ATTEMPTS_EXHAUSTED', fact.key);
  }

  /** "A D0150 … while the D0001 is owed is kept as its half": it is there when the stage begins. */
  function carryHalf(check: Check): void {
    if (option.stages['investigating']!.owes.length < 2 || check.details === null) return;
    // "One that says nothing is kept, but answers no later request."
    if (check.details.says === 'meterRefreshed') check.details = null;
    else
      stageOf(check).halves['D0150'] = {
        at: check.details.at,
        countsFrom: check.details.countsFrom,
      };
  }

  /** One of the two answers of option 3. */
  function hearHalf(
    check: Check,
    isEarly: boolean,
    heard: Heard,
    fact: Fact,
    answer: { at: string; countsFrom: string },
  ): void {
    const stage = stageOf(check);
    const flow = flowOf(heard)!;
    if (flow === 'D0150') {
      // "One that says nothing … takes the place of no other."
      const isKept =
        heard !== 'meterRefreshed' ||
        (check.details?.says ?? 'meterRefreshed') === 'meterRefreshed';
      if (isKept) check.details = { says: heard, ...answer };
      // A claim is asked about for what "is half of its answer".
      if (isEarly && isKept) askAboutClaim(check, fact);
    } else check.report = { says: heard, meters: check.report?.meters ?? [] };
    if (isEarly) return;
    if (stage.name === 'investigating') {
      if (check.details !== null && flow === 'D0002' && stage.halves['D0150'] === undefined) {
        const { at, countsFrom: counts } = check.details;
        stage.halves['D0150'] = { at, countsFrom: counts };
      }
      stage.halves[flow] = answer;
      askAboutClaim(check, fact);
    }
    decideBoth(check, heard, fact, answer);
  }

  function decideBoth(
    check: Check,
    heard: Heard,
    fact: Fact,
    answer: { at: string; countsFrom: string },
  ): void {
    if (check.report === null || check.details === null) return;
    const cell = whenBothAreIn(check.report.says, check.details.says);
    // In `deciding`: "as below if that closes, else noted".
    if (stageOf(check).name === 'deciding' && !cell.includes('closed')) return;
    follow(check, cell, heard, fact, answer);
  }

  // --- What counts as what --------------------------------------------------------------------

  function open(fact: Fact, meterOperator: string | null): Check {
    const check: Check = {
      sequence: checks.length + 1,
      openedAt: fact.at,
      closedAt: null,
      outcome: null,
      meterOperator,
      stages: [],
      items: [],
      requestedAt: null,
      isAsked: false,
      work: '',
      failures: 0,
      report: null,
      details: null,
      awaited: null,
    };
    checks.push(check);
    return check;
  }

  /** "After closure everything is noted; what contradicts the outcome is CONTRADICTED_AFTER_CLOSURE." */
  function afterClosure(heard: Heard | 'notified', fact: Fact): void {
    const closed = checks.at(-1);
    if (closed === undefined) return;
    noteArrival(closed, fact);
    // "A check that was cancelled, lost or out of scope cannot be contradicted."
    const isSafe = ['backstopPresent', 'cannotReverse', 'alreadyKnown', 'meterReplaced'].includes(
      closed.outcome ?? '',
    );
    const isDenied = ['reportedHasNot', 'backstopDenied', 'decidedHasNot'].includes(heard);
    const isOrdered = heard === 'replacementRequested' && closed.outcome !== 'meterReplaced';
    if (isSafe && (isDenied || isOrdered)) {
      raise(closed.items, 'CONTRADICTED_AFTER_CLOSURE', fact.key);
    }
  }

  function tellNotification(
    fact: Fact,
    knownBackstop: boolean,
    meterOperator: string | null,
  ): void {
    const now = openCheck();
    if (now !== undefined) {
      now.meterOperator ??= meterOperator;
      raise(now.items, 'NOTIFIED_AGAIN', fact.key);
      noteArrival(now, fact);
      if (knownBackstop) raise(now.items, 'KNOWN_BACKSTOP_CLAIMED', fact.key);
      return;
    }
    // "And a second row with it opens no second check."
    const last = checks.at(-1);
    const isKnown = last?.outcome === 'alreadyKnown' && last.openedAt === last.closedAt;
    if (knownBackstop && isKnown && last.openedAt === fact.at) return noteArrival(last, fact);
    const check = open(fact, appointed.meterOperator ?? meterOperator);
    begin(check, 'notified', fact);
    noteArrival(check, fact);
    // A row with knownBackstop opens and closes the check.
    if (knownBackstop) hear(check, 'decidedAlreadyKnown', fact);
  }

  function tellRequest(
    fact: Fact,
    heard: 'investigationRequested' | 'replacementRequested',
    label: string,
    takesAway: boolean,
    to: string,
  ): void {
    const now = openCheck();
    // "Without a label, one that de-energises or takes all meters away never is."
    if (label === 'none' && takesAway) return;
    if (label !== 'strong' && !isAccepted('LABEL_UNCLEAR', fact.key)) {
      // "A strong label opens a check; a weak one is enough where a check is open."
      if (now === undefined) {
        if (label === 'weak') raise(loose, 'LABEL_UNCLEAR', fact.key);
        return;
      }
      if (label === 'none') return raise(now.items, 'LABEL_UNCLEAR', fact.key);
    }
    if (now !== undefined) {
      now.requestedAt ??= fact.at;
      now.meterOperator = to;
      for (const item of now.items) if (item.code === 'ATTEMPTS_EXHAUSTED') item.open = false;
      hear(now, heard, fact);
      // A request that was heard is known; one that no rule is for is not.
      if (option.cell(heard, 'notified') !== 'unexpected') now.isAsked = true;
      return;
    }
    const cell = option.opens[heard];
    const isTooLate = checks.length > 0 && option.opensFirstOnly.includes(heard);
    if (cell === undefined || isTooLate) {
      if (checks.length > 0) afterClosure(heard, fact);
      else raise(loose, 'UNEXPECTED_FLOW', fact.key);
      return;
    }
    const check = open(fact, to);
    check.requestedAt = fact.at;
    check.isAsked = true;
    const [, stage = '', ...codes] = cell.split(' ');
    begin(check, stage, fact);
    for (const code of codes) raise(check.items, code, fact.key);
    noteArrival(check, fact);
  }

  /** "Where they are known, an answer of anybody else is SENDER_NOT_APPOINTED." */
  const isSenderWrong = (fact: Fact): boolean =>
    appointed.isKnown &&
    appointed.meterOperator !== fact.sender &&
    fact.sender !== us &&
    !isAccepted('SENDER_NOT_APPOINTED', fact.key);

  function tellReport(
    fact: Fact,
    what: { says: Says; isAbout: boolean; meters: readonly string[] },
  ): void {
    const now = openCheck();
    if (now === undefined) {
      if (checks.length > 0) {
        if (what.isAbout) afterClosure(heardOf[what.says], fact);
        return;
      }
      // "An answer before any request is kept as an orphan where it is labelled."
      if (what.isAbout) keepOrphan(fact);
      return;
    }
    if (!what.isAbout) return;
    if (isSenderWrong(fact)) return raise(now.items, 'SENDER_NOT_APPOINTED', fact.key);
    if (stageOf(now).name === 'notified' && !now.isAsked) {
      if (!isAccepted('RESPONSE_WITHOUT_REQUEST', fact.key)) return keepOrphan(fact);
      // "Once a person accepts it, it is heard as if the request had been made."
      now.isAsked = true;
    }
    const heard = weighed(now, heardOf[what.says], what.meters);
    const before = now.report;
    if (heardOf[what.says] !== 'workFailed' && heardOf[what.says] !== 'requestRejected') {
      now.report = { says: before?.says ?? heard, meters: what.meters };
      if (before === null) now.report = null;
    }
    reportIs = { said: heardOf[what.says], meters: what.meters };
    hear(now, heard, fact);
    if (now.report !== null && reportIs !== null && now.report.says === heard) {
      said.set(now, reportIs);
    }
  }
  let reportIs: { said: Heard; meters: readonly string[] } | null = null;
  /** What a report said by itself, and of which meters, to be weighed again (option 3). */
  const said = new Map<Check, { said: Heard; meters: readonly string[] }>();

  /** "*Has* and *cannot reverse* must speak of every known meter, and of no other." */
  function weighed(check: Check, heard: Heard, meters: readonly string[]): Heard {
    if (heard !== 'reportedHas' && heard !== 'reportedCannotReverse') return heard;
    const isReplaced = check.details?.says === 'meterReplaced';
    return speaksOfAll(meters, known, check.awaited?.meters ?? [], isReplaced)
      ? heard
      : 'reportedUnclear';
  }

  function keepOrphan(fact: Fact): void {
    if (!settled.has(`RESPONSE_WITHOUT_REQUEST ${fact.key}`))
      orphans.push({ of: fact.key, at: fact.at });
    raise(loose, 'RESPONSE_WITHOUT_REQUEST', fact.key);
  }

  function tellMeterDetails(fact: Fact, what: Parameters<typeof findingOf>[0]): void {
    const now = openCheck();
    if (now === undefined) {
      const closed = checks.at(-1);
      const before = known;
      known = knownAfter(known, what, false);
      // What it says of a backstop after closure is heard there; of that day or later.
      if (closed !== undefined) {
        const { finding } = findingOf(what, before, [], dayOf(closed.closedAt!));
        if (finding === 'backstopDenied') afterClosure('backstopDenied', fact);
      }
      return;
    }
    if (isSenderWrong(fact)) return raise(now.items, 'SENDER_NOT_APPOINTED', fact.key);
    const requestOn = dayOf(now.requestedAt ?? now.openedAt);
    const read = findingOf(what, known, now.awaited?.meters ?? [], requestOn);
    const codeOf: Record<string, string> = {
      outOfScope: 'OUT_OF_SCOPE',
      exchangedBeforeRequest: 'EXCHANGED_BEFORE_REQUEST',
      metersDiffer: 'METERS_DIFFER',
      removedOnly: 'REMOVAL_ONLY',
    };
    const code = codeOf[read.finding];
    // "Accept = treat it as what it claims to be": a replacement; REMOVAL_ONLY proves none.
    const isTaken =
      ((code === 'EXCHANGED_BEFORE_REQUEST' || code === 'METERS_DIFFER') &&
        isAccepted(code, fact.key)) ||
      (read.finding === 'replacedProvisionally' && isAccepted('REMOVAL_NOT_SEEN', fact.key));
    const finding = isTaken ? 'replaced' : read.finding;
    if (finding === 'replacedProvisionally') {
      const stage = stageOf(now);
      const { newMeters: meters } = read;
      now.awaited =
        now.awaited !== null && now.awaited.stage === stage
          ? { ...now.awaited, meters }
          : { of: fact.key, at: fact.at, countsFrom: countsFrom(fact), meters, stage };
      askAboutClaim(now, fact);
      known = knownAfter(known, what, true);
      weighAgain(now, undefined);
      noteArrival(now, fact);
      return;
    }
    known = knownAfter(known, what, finding !== 'replaced' && finding !== 'exchangedBeforeRequest');
    const exchange = finding === 'replaced' ? now.awaited : null;
    if (finding === 'replaced') now.awaited = null;
    const heard: Heard | undefined = {
      replaced: 'meterReplaced' as const,
      backstopStated: 'backstopStated' as const,
      backstopDenied: 'backstopDenied' as const,
      cannotReverse: 'meterCannotReverse' as const,
      refresh: 'meterRefreshed' as const,
      someMeters: 'meterRefreshed' as const,
    }[finding as string];
    weighAgain(now, heard);
    if (finding === 'noMeter') return;
    if (heard === undefined) return raise(now.items, code!, fact.key);
    // "Where it would have answered alone (option 2) a person reads it."
    const isRead =
      finding === 'someMeters' &&
      option.cell('backstopStated', stageOf(now).name).startsWith('> closed') &&
      option.stages[stageOf(now).name]!.owes.length === 1;
    hear(now, heard, fact, exchange ?? undefined);
    if (isRead) raise(now.items, 'REPORT_UNCLEAR', fact.key);
  }

  /** "In option 3 a report is weighed again by the meters that the D0150 tells." */
  function weighAgain(check: Check, heard: Heard | undefined): void {
    const report = said.get(check);
    if (check.report === null || report === undefined) return;
    const isReplaced =
      heard === undefined || heard === 'meterRefreshed'
        ? check.details?.says === 'meterReplaced'
        : heard === 'meterReplaced';
    if (report.said !== 'reportedHas' && report.said !== 'reportedCannotReverse') return;
    const isWhole = speaksOfAll(report.meters, known, check.awaited?.meters ?? [], isReplaced);
    check.report = { ...check.report, says: isWhole ? report.said : 'reportedUnclear' };
  }

  function tellAppointment(fact: Fact, kind: string, party: string): void {
    const now = openCheck();
    if (kind === 'meterOperator') {
      appointed = { meterOperator: party, isKnown: true };
      if (now === undefined) return;
      const isChange = now.meterOperator !== null && now.meterOperator !== party;
      now.meterOperator = party;
      if (isChange) {
        hear(now, 'meterOperatorChanged', fact);
        now.failures = 0;
      }
    } else if (kind === 'meterOperatorEnds') {
      if (appointed.meterOperator === party) appointed.meterOperator = null;
    } else {
      const isLost = kind === 'supplier' ? party !== us : party === us;
      if (isLost && now !== undefined) hear(now, 'supplierLost', fact);
    }
  }

  function tellDecision(fact: Fact, heard: Heard): void {
    const now = openCheck();
    if (now === undefined) return afterClosure(heard, fact);
    // What waits for a decision in whatever stage has it now.
    for (const item of now.items) {
      if (['ATTEMPTS_EXHAUSTED', 'OUT_OF_SCOPE', 'BACKSTOP_BEFORE_ORDER'].includes(item.code)) {
        item.open = false;
      }
    }
    if (heard === 'decidedAskAgain') now.failures = 0;
    hear(now, heard, fact);
  }

  function tellResolution(fact: Fact, code: string, of: string, accept: boolean): void {
    const now = openCheck();
    if (now === undefined) return;
    // "Dismissing REMOVAL_NOT_SEEN makes the stage owe its D0150 as before, with its deadline."
    if (code === 'REMOVAL_NOT_SEEN' && !accept && now.awaited?.of === of) now.awaited = null;
    // "Only an accepted OUT_OF_SCOPE, KNOWN_BACKSTOP_CLAIMED or BACKSTOP_BEFORE_ORDER closes the check."
    const closes: Record<string, Heard> = {
      OUT_OF_SCOPE: 'decidedOutOfScope',
      KNOWN_BACKSTOP_CLAIMED: 'decidedAlreadyKnown',
      BACKSTOP_BEFORE_ORDER: 'decidedHas',
    };
    const heard = closes[code];
    const isHere = now.items.some((item) => item.code === code && item.of === of);
    if (accept && heard !== undefined && isHere) hear(now, heard, fact);
  }

  for (const fact of facts) {
    const { what } = fact;
    switch (what.kind) {
      case 'notification':
        tellNotification(fact, what.knownBackstop, 'MOPX');
        break;
      case 'notice': {
        if (what.label === 'code' || isAccepted('LABEL_UNCLEAR', fact.key)) {
          tellNotification(fact, false, null);
        } else if (what.label === 'words') {
          // "A notice without code 42 that speaks of generation is LABEL_UNCLEAR."
          raise(openCheck()?.items ?? loose, 'LABEL_UNCLEAR', fact.key);
        }
        break;
      }
      case 'D0001':
        tellRequest(fact, 'investigationRequested', what.label, false, what.to);
        break;
      case 'D0142':
        tellRequest(fact, 'replacementRequested', what.label, what.takesAway, what.to);
        break;
      case 'D0002':
        tellReport(fact, what);
        break;
      case 'D0150':
        tellMeterDetails(fact, what);
        break;
      case 'D0221': {
        const now = openCheck();
        if (now === undefined) afterClosure('workFailed', fact);
        else if (isSenderWrong(fact)) raise(now.items, 'SENDER_NOT_APPOINTED', fact.key);
        else hear(now, 'workFailed', fact);
        break;
      }
      case 'decide':
        tellDecision(
          fact,
          `decided${what.decision[0]!.toUpperCase()}${what.decision.slice(1)}` as Heard,
        );
        break;
      case 'cancel':
        tellDecision(fact, 'cancelled');
        break;
      case 'resolve':
        tellResolution(fact, what.code, what.of, what.accept);
        break;
      case 'meterOperator':
      case 'meterOperatorEnds':
      case 'supplier':
      case 'supplierEnds':
        tellAppointment(fact, what.kind, what.party);
    }
  }

  // --- As people see it at an instant ---------------------------------------------------------

  const { asOf } = history;

  /** What the open stage still lacks; a replacement whose removal is awaited counts as its D0150. */
  function isOwed(check: Check, stage: Stage): boolean {
    const { owes } = option.stages[stage.name]!;
    const { awaited } = check;
    // "A new meter told after the deadline takes no breach back."
    const isTold =
      awaited !== null && awaited.stage === stage && isInTime(stage, awaited.countsFrom);
    if (owes.length === 0) return true;
    if (isTold && option.cell('meterReplaced', stage.name).startsWith('> closed')) return false;
    return owes.some((flow) => stage.halves[flow] === undefined && !(flow === 'D0150' && isTold));
  }

  function statusOf(check: Check, stage: Stage): string {
    if (stage.endedAt === null)
      return asOf >= dueAt(stage) && isOwed(check, stage) ? 'breached' : 'open';
    if (stage.answeredAt === null) return 'withdrawn';
    return isInTime(stage, stage.countsFrom!) ? 'met' : 'late';
  }

  function itemsNow(check: Check): readonly string[] {
    const items = [...check.items];
    if (check.closedAt === null) {
      if (check.awaited !== null && asOf >= dueAt(stageOf(check))) {
        raise(items, 'REMOVAL_NOT_SEEN', check.awaited.of);
      }
      const { requestedAt } = check;
      for (const orphan of orphans) {
        if (requestedAt === null || orphan.at >= requestedAt) continue;
        const last = String(addWorkingDays(calendar, dayOf(requestedAt), 10));
        if (asOf >= endOfDay(zone, last)) raise(items, 'RESPONSE_BEFORE_REQUEST', orphan.of);
      }
    }
    return items.map(inWords).sort();
  }

  const inWords = ({ code, of, open: isOpen }: Item): string =>
    `${code}${isOpen ? ' open' : ''} of ${of}`;

  return {
    checks: checks.map((check) => ({
      sequence: check.sequence,
      state: check.closedAt === null ? stageOf(check).name : 'closed',
      outcome: check.outcome,
      meterOperator: check.meterOperator,
      openedOn: dayOf(check.openedAt),
      closedOn: check.closedAt === null ? null : dayOf(check.closedAt),
      stages: check.stages.map((stage) => ({
        name: stage.name,
        startedOn: dayOf(stage.startedAt),
        dueOn: dueOn(stage),
        answeredOn: stage.answeredAt === null ? null : dayOf(stage.countsFrom!),
        status: statusOf(check, stage),
        workingDaysTaken:
          stage.answeredAt === null
            ? null
            : workingDaysBetween(calendar, dayOf(stage.startedAt), dayOf(stage.countsFrom!)),
      })),
      items: itemsNow(check),
    })),
    loose: loose.map(inWords).sort(),
  };
}

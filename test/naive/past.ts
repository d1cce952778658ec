/**
 * What the naive process keeps of an MPAN: its checks as plain objects, what was settled, and when
 * what counts. In the words of docs/process.md; nothing here is shared with src/process.
 */
import { addWorkingDays, type Calendar, endOfDay, localDateOf } from '../../src/calendar/index.ts';
import type { Fact, History, Says } from './facts.ts';
import { type Known, nothingKnown } from './meters.ts';
import { type Heard, type Option, options } from './options.ts';

export const zone = 'Europe/London';
export const us = 'SUPP';
const workingDays = 10;
const lateClaimWorkingDays = 3;
export const failuresMax = 3;

export interface Stage {
  readonly name: string;
  readonly startedAt: string;
  endedAt: string | null;
  /** Ended by what it owed: when that was made, and from when it counts. */
  answeredAt: string | null;
  countsFrom: string | null;
  /** Ended by a D0221 or a failed visit, which nothing stands in for: from when that counts. */
  failedFrom: string | null;
  /** What answered it, by flow: when that was made, and from when it counts. */
  answers: Record<string, { at: string; countsFrom: string }>;
  /** Of a stage that owes two flows: when each was made, and from when it counts. */
  halves: Record<string, { at: string; countsFrom: string }>;
}

export interface Item {
  readonly code: string;
  /** The fact that gave rise to it. */
  readonly of: string;
  open: boolean;
}

export interface Check {
  readonly sequence: number;
  closedAt: string | null;
  outcome: string | null;
  meterOperator: string | null;
  /** Under which role its Meter Operator last acted. */
  actsAs: { readonly mpid: string; readonly role: string } | null;
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
  'EXPORTED_BEFORE_NOTICE',
  'ROLE_CHANGED',
];
export const holding = [
  'REPORT_UNCLEAR',
  'REQUEST_REJECTED',
  'ANSWERS_DISAGREE',
  'NOT_REPLACED',
  'ATTEMPTS_EXHAUSTED',
  'OUT_OF_SCOPE',
  'BACKSTOP_BEFORE_ORDER',
];

export const heardOf: Readonly<Record<Says, Heard>> = {
  has: 'reportedHas',
  hasNot: 'reportedHasNot',
  replaced: 'reportedReplaced',
  cannotReverse: 'reportedCannotReverse',
  unclear: 'reportedUnclear',
  rejected: 'requestRejected',
  noAccess: 'workFailed',
};

/** "Within one second, notices come before requests, requests before answers, a person's act after." */
function turnOf({ what, role }: Fact): number {
  const { kind } = what;
  // "Who sends it is not known, so it comes with the notices."
  if (role === 'nobody' && (kind === 'D0002' || kind === 'D0150' || kind === 'D0221')) return 0;
  // "Of what is notified of one day, rows without knownBackstop come first."
  if (what.kind === 'notification' && what.knownBackstop) return 0.5;
  // "Ends count after what else is told of that instant, and linked export MPANs after them."
  if (kind === 'supplierEnds' || kind === 'terminated') return 0.6;
  if (kind === 'linkedExport') return 0.7;
  if (kind === 'D0001' || kind === 'D0142') return 1;
  if (kind === 'D0002' || kind === 'D0150' || kind === 'D0221') return 2;
  return kind === 'decide' || kind === 'cancel' || kind === 'resolve' ? 3 : 0;
}

/** "Sorted by effective time, sender, file identifier and line; flow and key settle what is left." */
export function inOrder(facts: readonly Fact[]): readonly Fact[] {
  const once = [...new Map(facts.map((fact) => [fact.key, fact])).values()];
  const rank = (fact: Fact): string =>
    [fact.at, turnOf(fact), fact.sender, fact.fileIdentifier, fact.what.kind, fact.key].join('\0');
  return once.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

export class Past {
  readonly option: Option;
  readonly facts: readonly Fact[];
  readonly calendar: Calendar;
  readonly checks: Check[] = [];
  readonly loose: Item[] = [];
  readonly orphans: { of: string; at: string }[] = [];
  known: Known = nothingKnown;
  appointed: { meterOperator: string | null; isKnown: boolean; from: string | null } = {
    meterOperator: null,
    isKnown: false,
    from: null,
  };
  /** Who supplies, where that is known; else whose supply has ended. */
  supply: { supplier: string | null; from: string; ended: string | null } = {
    supplier: null,
    from: '',
    ended: null,
  };
  /** "Accepting an Exception works from the date of the flow it is about, not from the day of the decision." */
  readonly settled = new Map<string, boolean>();

  constructor(history: History, calendar: Calendar) {
    this.option = options[history.option]!;
    // "It counts as if it had never been taken."
    const back = new Set(
      history.facts.flatMap(({ what }) => (what.kind === 'takeBack' ? [what.of] : [])),
    );
    this.facts = inOrder(history.facts).filter(({ key }) => !back.has(key));
    this.calendar = calendar;
    for (const { what } of this.facts) {
      if (what.kind === 'resolve') this.settled.set(`${what.code} ${what.of}`, what.accept);
    }
  }

  isAccepted(code: string, of: string): boolean {
    return this.settled.get(`${code} ${of}`) === true;
  }

  dayOf(at: string): string {
    return localDateOf(zone, at);
  }

  dueOn({ startedAt }: Stage): string {
    return String(addWorkingDays(this.calendar, this.dayOf(startedAt), workingDays));
  }

  dueAt(stage: Stage): string {
    return endOfDay(zone, this.dueOn(stage));
  }

  isInTime(stage: Stage, at: string): boolean {
    return at < this.dueAt(stage);
  }

  openCheck(): Check | undefined {
    return this.checks.find(({ closedAt }) => closedAt === null);
  }

  stageOf(check: Check): Stage {
    return check.stages[check.stages.length - 1]!;
  }

  raise(items: Item[], code: string, of: string): void {
    if (items.some((item) => item.code === code && item.of === of)) return;
    const open = !notes.includes(code) && !this.settled.has(`${code} ${of}`);
    items.push({ code, of, open });
  }

  /** "A claim is the creation time of a counterparty's answer that came more than three Working Days after it." */
  isClaim(fact: Fact): boolean {
    const last = String(addWorkingDays(this.calendar, this.dayOf(fact.at), lateClaimWorkingDays));
    return turnOf(fact) === 2 && isCounterpartys(fact) && this.dayOf(fact.came) > last;
  }

  /** "Until a person accepts the claim it counts from when it came." */
  countsFrom(fact: Fact): string {
    return this.isClaim(fact) && !this.isAccepted('LATE_CLAIM', fact.key) ? fact.came : fact.at;
  }

  /** "Where they are known, an answer of anybody else is SENDER_NOT_APPOINTED." */
  isSenderWrong(fact: Fact): boolean {
    return (
      this.appointed.isKnown &&
      this.appointed.meterOperator !== fact.sender &&
      fact.sender !== us &&
      !this.isAccepted('SENDER_NOT_APPOINTED', fact.key)
    );
  }

  askAboutClaim(check: Check, fact: Fact): void {
    if (this.isClaim(fact)) this.raise(check.items, 'LATE_CLAIM', fact.key);
  }

  noteArrival(check: Check, fact: Fact): void {
    if (!isCounterpartys(fact)) return;
    if (this.dayOf(fact.came) > String(addWorkingDays(this.calendar, this.dayOf(fact.at), 1))) {
      this.raise(check.items, 'DELIVERED_LATE', fact.key);
    }
    if (Date.parse(fact.at) - Date.parse(fact.came) > 600_000) {
      this.raise(check.items, 'CREATED_IN_FUTURE', fact.key);
    }
  }
}

const isCounterpartys = ({ sender, what: { kind } }: Fact): boolean =>
  /^(D0|notice)/.test(kind) && sender !== us;

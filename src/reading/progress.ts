/**
 * Where the reading of a text stands: the facts so far, and what the clause before leaves open. The
 * one rule: a clause may be understood by the clause before it, and never by one that follows.
 */
import type { Clause } from './clause.ts';
import type { ClauseKind } from './pattern.ts';
import { is, type Piece, says } from './piece.ts';

export type FactFinding =
  | 'has'
  | 'hasNot'
  | 'replaced'
  | 'notReplaced'
  | 'exchangeWanted'
  | 'exchangeUnneeded'
  | 'exchangeDetail'
  | 'exchangeRecord'
  | 'exchangeNamed'
  | 'oldOut'
  | 'newIn'
  | 'cannotReverse'
  | 'runsBackwards'
  | 'misrecordsExport'
  | 'wentBack'
  | 'unneeded'
  | 'notStatic'
  | 'holds'
  | 'depicted'
  | 'tampering'
  | 'smartRefused'
  | 'fittedBefore'
  | 'puzzled'
  | 'tested'
  | 'mentioned'
  | 'asked'
  /** By a word or a turn that the grammar does not know: keeps every finding from being given. */
  | 'notUnderstood';

export interface Fact {
  readonly finding: FactFinding;
  readonly words: string;
  readonly rule: string;
  /** Where the backstop is only named: the words in the order of the clause, each by what it is. */
  readonly said?: string;
}

/** A value: it is remembered, and the same one is given to all who ask. */
export interface TextReading {
  readonly facts: readonly Fact[];
  readonly isAboutBackstop: boolean;
}

/** Rules that are of the grammar, and no list of words; `rule-words.ts` says what each is. */
export const textRules = {
  notUnderstood: 'not-understood',
  carriedOver: 'carried-over',
  answered: 'answer',
  question: 'question',
  setAgainst: 'set-against-the-statement',
  tooLong: 'clause-too-long',
  readingFell: 'reading-fell',
  later: 'later-than-the-report',
} as const;

export const doubt = (words: string, rule: string): Fact => ({
  finding: 'notUnderstood',
  words,
  rule,
});

/** Where the reading of a text stands after a clause. */
export interface Progress {
  readonly facts: Fact[];
  /** What the clause before said of the backstop; null when it spoke of something else. */
  last: 'has' | 'hasNot' | 'open' | null;
  /** The clause before, when it waits to be the first half of what follows. */
  before: ClauseKind | null;
  /** A clause before names the backstop. */
  isNamed: boolean;
  /** What the clause before was, while a bare answer is heard. */
  asked: ClauseKind | null;
  /** The clause before denies something and an AND may carry the denial on. */
  deniesOn: boolean;
  /** The clause before is talk that names another thing, so that IT may be that thing. */
  hasThing: boolean;
  hadThing: boolean;
  /** The thing that was named last. */
  thing: Piece | null;
  /** An answer follows this clause: "CUST SIG: OBTAINED". */
  isField: boolean;
  /** That answer, as written. */
  value: string;
  /** And it names no thing: "INSTALLED: 20P1188321". */
  isNumbered: boolean;
  /** The clause before, as written. */
  heard: string;
  /** Who HE and SHE are: the customer's word is hearsay, the engineer's is the report. */
  isCustomer: boolean;
  isReporter: boolean;
  /** Somebody other than the customer was named, who may be the one that reports. */
  isPerson: boolean;
  /** "CUSTOMER WAS IN": what is said next need not be hers, but SHE is the customer. */
  isSheCustomer: boolean;
}

/** Where it stands before the first clause. */
export const atBeginning = (): Progress => ({
  facts: [],
  last: null,
  before: null,
  isNamed: false,
  asked: null,
  deniesOn: false,
  hasThing: false,
  hadThing: false,
  thing: null,
  isField: false,
  value: '',
  isNumbered: false,
  heard: '',
  isCustomer: false,
  isReporter: false,
  isPerson: false,
  isSheCustomer: false,
});

/** Clauses whose subject is the meter. */
export const ofMeter: ReadonlySet<ClauseKind> = new Set([
  'hasNot',
  'absent',
  'no',
  'exchangeDetail',
  'runsBackwards',
  'misrecordsExport',
]);

export const isDoneBefore = ({ heard }: Progress): boolean =>
  /\b(action|actions|done|work|completed?)\b/i.test(heard);

/** "CUSTOMER WAS IN. HE SAYS IT HAS A BACKSTOP" is the customer's word. */
export function hearsayIn({ pieces }: Clause, progress: Progress): 'customer' | 'nobody' | null {
  let before = '';
  for (const piece of pieces) {
    if (is(piece, 'sayings') && progress.isCustomer) return 'customer';
    // "HE SAYS BACKSTOP FITTED": who, nobody was told.
    if (is(piece, 'sayings') && before === 'he' && !progress.isReporter && !progress.isPerson)
      return 'nobody';
    before = says(piece, 'he|she|they') ? 'he' : '';
    if (is(piece, 'customers')) progress.isCustomer = true;
    else if (customerPhrase.test(piece.words)) progress.isSheCustomer = true;
    else if (progress.isSheCustomer && says(piece, 'he|she|they')) progress.isCustomer = true;
    else if (is(piece, 'reporters') || is(piece, 'people') || says(piece, 'i|we')) {
      progress.isCustomer = false;
      progress.isSheCustomer = false;
      progress.isPerson = true;
    }
  }
  return null;
}

/** "TENANT OUT", "CUST INFORMED": one phrase that begins with the customer. */
const customerPhrase =
  /^(cust|customer|tenant|occupier|owner|householder|resident|landlord|client|consumer|neighbours) /;

/** "IMMERSION ON WALL, STOPS WHEN PV TAKES OVER": what stops must be the disc. */
export const isOfAnything = ({ pieces, text }: Clause, { heard }: Progress): boolean =>
  /\b(most of the time|sometimes|not always|usually|mostly|at times)\b/i.test(text) ||
  (pieces.some((piece) => is(piece, 'underPv')) &&
    !pieces.some((piece) => is(piece, 'parts') || is(piece, 'holds')) &&
    (!/\b(dis[ck]|wheel|b\W?stop|back\W?stop|meter|mtr)\b/i.test(heard) ||
      /\b(gen\w*|exp\w*|pv|solar|check|sub) (meter|mtr)\b/i.test(heard)));

/** The engineer was the last who was named. */
export function isReported({ pieces }: Clause, progress: Progress): boolean {
  let isReporter = progress.isReporter;
  for (const piece of pieces) {
    if (is(piece, 'customers')) isReporter = false;
    else if (
      is(piece, 'reporters') ||
      (is(piece, 'confirms') && /^(the |our )?eng/.test(piece.words))
    )
      isReporter = true;
  }
  return isReporter;
}

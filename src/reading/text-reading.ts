/**
 * A text reading is the facts of one text, clause after clause. A clause without a name speaks of
 * the backstop only when it plainly goes on from the clause before ("CHECKED FOR BACKSTOP, NONE
 * FOUND"). The one rule: going on may always take a "has" away; it gives one only to bare words.
 */
import { type Clause, clausesOf } from './clause.ts';
import { readClause } from './clause-reading.ts';
import { is, isNegative, isPlain, isPredicate, type Piece, type Said } from './piece.ts';
import type { Presence } from './presence-reading.ts';
import type { PhraseKind, ReadingRules } from './reading-rules.ts';

export type FactFinding =
  | Presence
  | 'replaced'
  | 'notReplaced'
  | 'cannotReverse'
  | 'runsBackwards'
  | 'misrecordsExport'
  | 'replacementUnclear';

export interface Fact {
  readonly finding: FactFinding;
  readonly words: string;
  readonly rule: string;
}

/** A value: it is remembered, and the same one is given to all who ask. */
export interface TextReading {
  readonly facts: readonly Fact[];
  readonly isAboutBackstop: boolean;
}

/** Rules of grammar between clauses. */
export const textRules = {
  carriedOver: 'carried-over',
  answered: 'answer',
  standsAlone: 'doubt-beside-the-clause',
} as const;

/** Where the reading of a text stands after a clause. */
interface Progress {
  readonly facts: Fact[];
  /** What the clause before said of the backstop; null when it spoke of something else. */
  last: { presence: Presence; pieces: readonly Piece[]; rule: string } | null;
  /** A bare "no" or "not sure" with nothing before it to belong to. */
  isDangling: boolean;
}

/** Engineers write the same few sentences: a text read before costs 0.1 µs instead of 4. */
const textsRemembered = 2_000;
const remembered = new WeakMap<ReadingRules, Map<string, TextReading>>();

export function readText(rules: ReadingRules, text: string): TextReading {
  let readings = remembered.get(rules);
  if (readings === undefined) {
    readings = new Map();
    remembered.set(rules, readings);
  }
  let reading = readings.get(text);
  if (reading === undefined) {
    reading = readClauses(rules, text);
    if (readings.size >= textsRemembered) readings.clear();
    readings.set(text, reading);
  }
  return reading;
}

function readClauses(rules: ReadingRules, text: string): TextReading {
  const progress: Progress = { facts: [], last: null, isDangling: false };
  let isAboutBackstop = false;
  let beforeAnd: readonly Piece[] = [];
  for (const clause of clausesOf(rules, text)) {
    readOn(rules, clause, clause.joiner === 'and' ? beforeAnd : [], progress);
    beforeAnd = clause.pieces;
    isAboutBackstop ||= clause.pieces.some(bearsOnBackstop);
  }
  return { facts: progress.facts, isAboutBackstop };
}

/** Ours: a meter that runs backwards, or takes export for import, is what the check is about. */
const bearsOnBackstop = (piece: Piece): boolean =>
  is(piece, 'names') ||
  is(piece, 'weakLabels') ||
  is(piece, 'runsBackwards') ||
  is(piece, 'misrecords');

function readOn(
  rules: ReadingRules,
  clause: Clause,
  beforeAnd: readonly Piece[],
  progress: Progress,
): void {
  const { facts, last } = progress;
  const pieces = last ? namingPronouns(clause.pieces) : clause.pieces;
  const reading = readClause(rules, clause, pieces, beforeAnd);
  const add = (finding: FactFinding, rule: string): number =>
    facts.push({ finding, words: clause.text, rule });

  const { presence, replacement, reversal, misrecordsExport } = reading;
  if (replacement) {
    const isUnclear = replacement.value === 'unclear';
    add(isUnclear ? 'replacementUnclear' : replacement.value, replacement.rule);
  }
  if (reversal) add(reversal.value, reversal.rule);
  if (misrecordsExport) add(misrecordsExport.value, misrecordsExport.rule);

  if (presence) {
    const isOpen = presence.value === 'has' || presence.value === 'mentioned';
    const value = isOpen && progress.isDangling ? 'unclear' : presence.value;
    const rule = value === presence.value ? presence.rule : textRules.standsAlone;
    add(value, rule);
    progress.last = { presence: value, pieces, rule };
    progress.isDangling = false;
    return;
  }
  if (deniesWhatStandsBefore(clause, progress)) return;
  const bare = bareMeaning(clause, pieces);
  if (bare === 'nothing') return;
  if (bare === 'another') {
    if (last?.presence === 'has' && takesBack(pieces)) add('unclear', textRules.carriedOver);
    progress.last = null;
    // "METER IS NOT: FITTED WITH BACKSTOP"
    progress.isDangling = is(pieces.at(-1), 'negations');
    return;
  }
  if (!last) {
    const isDoubtful = bare !== 'present' && bare !== 'yes' && bare !== 'confirmed';
    if (isDoubtful && facts.some(({ finding }) => finding === 'has')) {
      add('unclear', textRules.standsAlone);
    }
    // An answer belongs to its own question: "SEALS FITTED: NO. BACKSTOP FITTED: YES".
    progress.isDangling = isDoubtful && (clause.joiner !== 'answer' || bare === 'doubt');
    return;
  }
  const carried = carriedOn(last, bare, clause);
  if (carried.replaces) {
    const at = facts.findLastIndex(({ finding }) => finding === last.presence);
    if (at >= 0) facts.splice(at, 1);
  }
  if (carried.said) {
    add(carried.said.value, carried.said.rule);
    progress.last = { ...last, presence: carried.said.value, rule: carried.said.rule };
  }
}

/**
 * "BACKSTOP FITTED: NO METER IS STATIC", "METER EXCHANGED - NO": a no that answers takes back what
 * stood before it. Only a no that is the whole answer says the opposite; that is `carriedOn`.
 */
function deniesWhatStandsBefore(clause: Clause, progress: Progress): boolean {
  const first = clause.pieces[0];
  if (
    clause.joiner !== 'answer' ||
    !first ||
    !/^(no|none|n|not|nope|negative)$/.test(first.words)
  ) {
    return false;
  }
  const isWhole = bareMeaning(clause, clause.pieces) !== 'another';
  const finding = progress.facts.at(-1)?.finding;
  const isOther =
    finding === 'replaced' || finding === 'cannotReverse' || finding === 'runsBackwards';
  if (!isOther && (finding !== 'has' || isWhole)) return false;
  const taken = progress.facts.pop();
  if (taken) progress.facts.push({ ...taken, finding: 'unclear', rule: textRules.answered });
  progress.last = null;
  return true;
}

/**
 * "DAY METER HAS BACKSTOP, NIGHT METER DOES NOT", "PRESENT, ON SECOND LOOK NOT PRESENT": what was had
 * may be taken back, unless it is plainly something else that is not there.
 */
function takesBack(pieces: readonly Piece[]): boolean {
  if (is(pieces.at(-1), 'negations')) return true;
  const isOfOther = pieces.some((piece) => is(piece, 'otherThings') || is(piece, 'meters'));
  return (
    !isOfOther && pieces.some((piece, at) => is(piece, 'negations') && isPredicate(pieces, at))
  );
}

type Bare = 'another' | 'nothing' | 'doubt' | 'no' | 'absent' | 'yes' | 'present' | 'confirmed';

const bareKinds: readonly PhraseKind[] = [
  'negations',
  'absences',
  'affirmsAfter',
  'affirmsBefore',
  'doubts',
  'inabilities',
  'asks',
  'wanted',
  'unneeded',
  'defects',
  'softeners',
  'yes',
];
const doubtKinds: readonly PhraseKind[] = [
  'doubts',
  'inabilities',
  'asks',
  'wanted',
  'unneeded',
  'defects',
  'softeners',
];

/** What a clause without a name says, if it has no subject of its own. */
function bareMeaning(clause: Clause, pieces: readonly Piece[]): Bare {
  let hasContent = clause.isQuestion;
  for (const piece of pieces) {
    const isContent = bareKinds.some((kind) => is(piece, kind));
    const isPlaced = hasContent && is(piece, 'meters');
    if (!isContent && !isPlain(piece) && !is(piece, 'imperatives') && !isPlaced) return 'another';
    if (is(piece, 'otherThings') || is(piece, 'otherMeters')) return 'another';
    hasContent ||= isContent;
  }
  if (!hasContent) return 'nothing';
  if (clause.isQuestion) return 'doubt';
  if (pieces.some((piece) => doubtKinds.some((kind) => is(piece, kind)))) return 'doubt';
  const content = pieces.filter((piece) => bareKinds.some((kind) => is(piece, kind)));
  const negatives = content.filter(isNegative);
  if (negatives.length > 0 && content.length === 1) {
    const isWord = /^(no|n|none|nil|nope|negative)$/.test(negatives[0]?.words ?? '');
    return isWord && pieces.length === 1 ? 'no' : 'absent';
  }
  if (negatives.length > 1) return 'doubt';
  if (negatives.length === 1) return 'absent';
  if (pieces.every((piece) => is(piece, 'yes'))) return 'yes';
  const isPlainly = content.some(
    (piece) => is(piece, 'affirmsAfter') && !is(piece, 'affirmsBefore'),
  );
  return isPlainly ? 'present' : 'confirmed';
}

interface Carried {
  readonly said: Said<Presence> | null;
  /** The fact of the clause before gives way to this one. */
  readonly replaces: boolean;
}

/** What a bare clause adds to what was said of the backstop just before it. */
function carriedOn(last: NonNullable<Progress['last']>, bare: Bare, clause: Clause): Carried {
  const nothing: Carried = { said: null, replaces: false };
  const carry = (value: Presence, rule: string, replaces = false): Carried => ({
    said: { value, rule },
    replaces,
  });
  const { carriedOver, answered } = textRules;
  const { presence } = last;
  const isOpen = presence === 'mentioned' || presence === 'asked';
  switch (bare) {
    case 'another':
    case 'nothing':
    case 'confirmed':
      return nothing;
    case 'doubt':
      return presence === 'hasNot' ? nothing : carry('unclear', carriedOver);
    case 'absent':
      if (presence === 'hasNot') return nothing;
      if (presence === 'unclear') return carry('unclear', carriedOver);
      return carry('hasNot', carriedOver);
    case 'present':
      if (isOpen) return carry('has', carriedOver);
      if (presence === 'has') return nothing;
      return carry('unclear', carriedOver, presence === 'hasNot');
    case 'no':
      if (presence === 'has') return carry('hasNot', answered, true);
      if (isOpen && asksForPresence(last.pieces)) return carry('hasNot', answered, true);
      if (presence === 'hasNot') {
        return clause.joiner === 'answer' ? carry('unclear', answered, true) : nothing;
      }
      // "CHECKED FOR BACKSTOP, NONE": none is no answer to whether it was checked.
      if (presence === 'mentioned' && clause.pieces[0]?.words !== 'no') {
        return carry('hasNot', carriedOver);
      }
      return carry('unclear', answered);
    case 'yes':
      break;
  }
  if (presence === 'has') return nothing;
  if (isOpen && asksForPresence(last.pieces)) return carry('has', answered, true);
  if (presence === 'hasNot' && clause.joiner !== 'answer') return nothing;
  return carry('unclear', answered, presence === 'hasNot');
}

/** A yes to "BACKSTOP FITTED?" is about the backstop; a yes to "BACKSTOP CHECKED?" is not. */
function asksForPresence(pieces: readonly Piece[]): boolean {
  const isOfCheck = /ch?e?c?k|test|inspect|examin|confirm|verif|look|request|complet|done|report/;
  return !pieces.some(
    (piece) =>
      !is(piece, 'names') &&
      (is(piece, 'topics') ||
        is(piece, 'inabilities') ||
        is(piece, 'doubts') ||
        is(piece, 'otherThings') ||
        is(piece, 'wanted') ||
        isNegative(piece) ||
        piece.kinds.size === 0 ||
        isOfCheck.test(piece.words)),
  );
}

const standingFor: ReadonlySet<PhraseKind> = new Set(['names']);

/** "METER DOES NOT HAVE ONE": after a clause that names the backstop, "one" stands for it. */
function namingPronouns(pieces: readonly Piece[]): readonly Piece[] {
  if (!pieces.some((piece) => is(piece, 'pronouns'))) return pieces;
  if (pieces.some((piece) => is(piece, 'names'))) return pieces;
  return pieces.map((piece, at) => {
    const next = pieces[at + 1];
    const standsAlone =
      !next || is(next, 'affirmsAfter') || is(next, 'prepositions') || isNegative(next);
    return is(piece, 'pronouns') && standsAlone ? { ...piece, kinds: standingFor } : piece;
  });
}

/**
 * A text reading is the facts of one text, clause after clause, each by the one grammar. A bare
 * answer ("none found", "yes") speaks of the backstop only where the clause before named it. The one
 * rule: a clause that is not understood is a fact too, and disputes whatever else was said.
 */
import { type Clause, clausesOf, grammarFor } from './clause.ts';
import type { ClauseKind } from './grammar.ts';
import type { Grammar, Understood } from './grammar-compiler.ts';
import { is, type Piece } from './piece.ts';
import type { PhraseKind, ReadingRules } from './reading-rules.ts';
import { isScrap, understand } from './understanding.ts';

export type FactFinding =
  | 'has'
  | 'hasNot'
  | 'replaced'
  | 'notReplaced'
  | 'exchangeWanted'
  | 'exchangeDetail'
  | 'exchangeRecord'
  | 'exchangeNamed'
  | 'cannotReverse'
  | 'runsBackwards'
  | 'misrecordsExport'
  | 'unneeded'
  | 'notStatic'
  | 'holds'
  | 'mentioned'
  | 'asked'
  /** By a word or a turn that the grammar does not know: keeps every finding from being given. */
  | 'notUnderstood';

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

/** Rules that are of the grammar, and no list of words. */
export const textRules = {
  notUnderstood: 'not-understood',
  carriedOver: 'carried-over',
  answered: 'answer',
  question: 'question',
  setAgainst: 'set-against-the-statement',
  tooLong: 'clause-too-long',
} as const;

/** Ours: J0012 and J0008 are CHAR(200); a clause of more pieces is not one an engineer wrote. */
const piecesMax = 40;

/** Engineers write the same few sentences: a text read before costs 0.1 µs. */
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

/** Where the reading of a text stands after a clause. */
interface Progress {
  readonly facts: Fact[];
  /** What the clause before said of the backstop; null when it spoke of something else. */
  last: 'has' | 'hasNot' | 'open' | null;
  /** The clause before, when it waits to be the first half of what follows. */
  before: ClauseKind | null;
  /** What the clause before was, while a bare answer is heard. */
  asked: ClauseKind | null;
  /** The clause before denies something and an AND may carry the denial on. */
  deniesOn: boolean;
  /** An answer follows this clause: "CUST SIG: OBTAINED". */
  isField: boolean;
}

function readClauses(rules: ReadingRules, text: string): TextReading {
  const progress: Progress = {
    facts: [],
    last: null,
    before: null,
    asked: null,
    deniesOn: false,
    isField: false,
  };
  const grammar = grammarFor(rules);
  let isAboutBackstop = false;
  clausesOf(rules, text).forEach((clause, at, all) => {
    isAboutBackstop ||= clause.pieces.some(bearsOnBackstop);
    if (at === 0 && isAddress(clause)) return;
    progress.isField = all[at + 1]?.joiner === 'answer';
    readClause(rules, grammar, clause, progress);
    const denies = clause.pieces.some(
      (piece) => is(piece, 'negations') || is(piece, 'bareNo') || is(piece, 'absences'),
    );
    progress.deniesOn = denies && progress.before === 'neutral' && !endsInPredicate(clause.pieces);
  });
  return { facts: progress.facts, isAboutBackstop };
}

/** Ours: a meter that runs backwards, or takes export for import, is what the check is about. */
const bearsOnBackstop = (piece: Piece): boolean =>
  is(piece, 'names') ||
  is(piece, 'weakLabels') ||
  is(piece, 'runsBackwards') ||
  is(piece, 'misrecords');

const endsInPredicate = (pieces: readonly Piece[]): boolean =>
  is(pieces.at(-1), 'affirmsAfter') ||
  is(pieces.at(-1), 'absences') ||
  is(pieces.at(-1), 'harmless');

/** "14 ACACIA AVENUE" at the head of a text: where the engineer was. */
function isAddress({ pieces, isQuestion }: Clause): boolean {
  return (
    !isQuestion &&
    pieces.length >= 2 &&
    pieces.length <= 5 &&
    is(pieces[0], 'smallNumbers') &&
    is(pieces.at(-1), 'streets') &&
    pieces.slice(1, -1).every(({ kinds }) => kinds.size === 0 || kinds.has('streets'))
  );
}

function readClause(
  rules: ReadingRules,
  grammar: Grammar,
  clause: Clause,
  progress: Progress,
): void {
  const { pieces } = clause;
  if (pieces.length === 0 && !clause.isQuestion) return;
  const halves = pieces.length > piecesMax ? null : understand(grammar, pieces);
  if (halves === null) {
    const isTooLong = pieces.length > piecesMax;
    progress.facts.push(isTooLong ? doubt(clause.text, textRules.tooLong) : unknown(rules, clause));
    progress.last = null;
    progress.before = null;
    return;
  }
  for (const half of halves) hear(rules, clause, half, progress);
}

const closing: ReadonlySet<FactFinding> = new Set(['has', 'replaced', 'cannotReverse']);
const doubt = (words: string, rule: string): Fact => ({ finding: 'notUnderstood', words, rule });

const doubtKinds: readonly PhraseKind[] = [
  'asks',
  'doubts',
  'inabilities',
  'imperatives',
  'hearsay',
  'elsewhere',
  'otherMeters',
  'defects',
  'depictions',
  'weakSight',
  'wanted',
  'softeners',
];

/** Why a clause is not understood: words that no list knows, else the list that casts doubt. */
function unknown(rules: ReadingRules, { pieces, text }: Clause): Fact {
  const strange = pieces.filter(({ kinds }) => kinds.size === 0);
  const kind = doubtKinds.find((one) => pieces.some((piece) => is(piece, one)));
  // Beside a statement the whole clause is shown: the words that stand there belong to it.
  const isNamed = pieces.some((piece) => is(piece, 'names'));
  if (strange.length > 0 && kind === undefined && !isNamed) {
    const from = pieces[0]?.from ?? 0;
    const words = text.slice((strange[0]?.from ?? 0) - from, (strange.at(-1)?.to ?? 0) - from);
    return doubt(words, textRules.notUnderstood);
  }
  return doubt(text, kind ? rules.lists[kind].name : textRules.notUnderstood);
}

function hear(
  rules: ReadingRules,
  clause: Clause,
  { kind, list }: Understood,
  progress: Progress,
): void {
  const { facts, last, before } = progress;
  progress.asked = before;
  const add = (finding: FactFinding, rule: string): void => {
    facts.push({ finding, words: clause.text, rule });
  };
  const refuse = (rule: string): void => {
    facts.push(doubt(clause.text, rule));
    progress.last = null;
  };
  const name = rules.lists[list].name;
  const isNamed = clause.pieces.some((piece) => is(piece, 'names'));
  progress.before = kind;

  if (clause.isQuestion || clause.sentenceIsQuestion || isInverted(clause)) {
    const isOpening = isNamed && !facts.some(({ finding }) => finding === 'has');
    if (!isOpening) return refuse(textRules.question);
    add('asked', textRules.question);
    // "BACKSTOP FITTED? YES": only a plain question of presence can be answered.
    progress.last = kind === 'has' || kind === 'mentioned' || kind === 'asked' ? 'open' : null;
    return;
  }
  switch (kind) {
    case 'has':
    case 'hasNot': {
      // "NO SEALS AND BACKSTOP FITTED": the no may reach over the and.
      if (kind === 'has' && progress.deniesOn && clause.joiner === 'and')
        return refuse(textRules.setAgainst);
      if (before === 'told' && clause.joiner !== 'sentence' && clause.joiner !== 'and')
        return refuse(rules.lists.hearsay.name);
      if (before === 'no' && last === null && clause.joiner !== 'sentence' && kind === 'has')
        return refuse(textRules.answered);
      add(kind, name);
      progress.last = kind;
      return;
    }
    case 'mentioned':
    case 'asked':
      add(kind, name);
      progress.last = 'open';
      return;
    case 'present':
    case 'absent':
    case 'yes':
    case 'no':
      return answer(kind, clause, progress, refuse, add);
    case 'told':
    case 'neutral':
      // "BACKSTOP FITTED, BUT …": what is set against a statement is never beside the point.
      if (
        clause.joiner === 'contrast' &&
        before !== 'neutral' &&
        facts.some(({ finding }) => closing.has(finding))
      )
        refuse(textRules.setAgainst);
      // "CANNOT RUN BACKWARDS BECAUSE SUPPLY IS OFF": by another reason than what it is.
      else if (kind === 'neutral' && clause.joiner === 'reason' && before === 'cannotReverse')
        refuse(textRules.setAgainst);
      // "BACKSTOP FITTED, DOOR": a scrap of talk just after a statement may belong to it.
      else if (
        kind === 'neutral' &&
        !progress.isField &&
        ((before === 'has' && isScrap(clause.pieces)) ||
          (clause.joiner === 'contrast' && clause.pieces.every((piece) => is(piece, 'checks'))))
      )
        refuse(textRules.setAgainst);
      else progress.last = last === 'open' ? null : last;
      return;
    default:
      // "SEALS: RENEWED": an answer belongs to its own question.
      if (
        clause.joiner === 'answer' &&
        before === 'neutral' &&
        !clause.pieces.some(
          (piece) =>
            is(piece, 'meters') ||
            is(piece, 'cannotReverse') ||
            is(piece, 'completed') ||
            is(piece, 'installed'),
        )
      ) {
        progress.before = 'neutral';
        return;
      }
      if (clause.joiner === 'contrast' && last === 'has') return refuse(textRules.setAgainst);
      add(kind, name);
      progress.last = null;
  }
}

/** "IS BACKSTOP FITTED", "HAS BACKSTOP BEEN CHECKED": questions that lost their mark. */
function isInverted({ pieces, joiner }: Clause): boolean {
  // "METER INSPECTED AND IS BACKSTOPPED".
  if (joiner === 'and') return false;
  const verb = pieces[0]?.words ?? '';
  const name = is(pieces[1], 'names') ? 1 : is(pieces[1], 'fillers') ? 2 : 0;
  if (name === 0 || !is(pieces[name], 'names')) return false;
  if (/^(is|are|was|were|can|could|does|did)$/.test(verb)) return true;
  return /^(has|have)$/.test(verb) && pieces[name + 1]?.words.startsWith('been') === true;
}

/** What a bare answer adds to what was said of the backstop just before it. */
function answer(
  kind: 'present' | 'absent' | 'yes' | 'no',
  clause: Clause,
  progress: Progress,
  refuse: (rule: string) => void,
  add: (finding: FactFinding, rule: string) => void,
): void {
  const { facts, last } = progress;
  const { carriedOver, answered } = textRules;
  const isYes = kind === 'present' || kind === 'yes';
  // "SEALS FITTED: NO": an answer belongs to its own question.
  if (progress.asked === 'neutral' && clause.joiner === 'answer') return;
  if (clause.pieces.every((piece) => is(piece, 'confirms') && !is(piece, 'yes'))) return;
  // "MTR EXCHANGED: Y".
  const stated = facts.at(-1);
  if (kind === 'yes' && clause.joiner === 'answer' && progress.asked !== null) {
    if (stated?.finding === 'replaced') return;
    if (stated?.finding === 'exchangeNamed') {
      facts.pop();
      return add('replaced', answered);
    }
  }
  // "PV BACK ON AND WORKING".
  if (last === null && progress.asked === 'neutral' && clause.joiner === 'and') return;
  if (clause.pieces.every((piece) => is(piece, 'checks') || is(piece, 'settings'))) return;
  if (last === null) {
    // "YES, METER HAS BACKSTOP"; a bare "no" or "not fitted" with nothing before it is of nothing.
    if (kind === 'yes' && facts.length === 0) return;
    if (kind === 'no' && facts.length === 0) {
      progress.before = 'no';
      return refuse(answered);
    }
    return refuse(answered);
  }
  const opening = facts.at(-1);
  if (last === 'open') {
    // A yes to "BACKSTOP CHECKED" is not about the backstop.
    const isOfPresence = opening?.finding === 'asked' || isPlainName(opening?.words ?? '');
    const isNone = /^(none|nil)$/.test(clause.pieces[0]?.words ?? '');
    if (kind === 'no' && !isNone && !isOfPresence && clause.joiner === 'answer')
      return refuse(answered);
    if (kind === 'yes' && !isOfPresence) return refuse(answered);
    if (opening?.finding === 'asked') facts.pop();
    add(isYes ? 'has' : 'hasNot', kind === 'yes' || kind === 'no' ? answered : carriedOver);
    progress.last = isYes ? 'has' : 'hasNot';
    return;
  }
  if (last === 'has') {
    if (isYes) return;
    // "BACKSTOP FITTED: NO": a no that is the whole answer says the opposite.
    if (kind === 'no' && clause.joiner === 'answer') {
      facts.pop();
      add('hasNot', answered);
      progress.last = 'hasNot';
      return;
    }
    return refuse(answered);
  }
  if (isYes || clause.joiner === 'answer') return refuse(answered);
}

/** "BACKSTOP", "BACKSTOP RESULT": a form's field, and not what was done. */
const isPlainName = (words: string): boolean =>
  !/\b(ch?e?c?k|test|inspect|examin|look|request|complet|done|verif|confirm)/i.test(words);

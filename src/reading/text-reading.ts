/**
 * A text reading is the facts of one text, clause after clause, each by the one grammar. A bare
 * answer ("none found", "yes") speaks of the backstop only where the clause before named it. The one
 * rule: a clause that is not understood is a fact too, and disputes whatever else was said.
 */
import { type Clause, clausesOf, grammarFor } from './clause.ts';
import { fallIn } from './falls.ts';
import { exchangeInFields, withoutFields } from './fields.ts';
import type { Grammar } from './grammar-compiler.ts';
import { hear, stated } from './hearing.ts';
import { is, type Piece } from './piece.ts';
import {
  atBeginning,
  doubt,
  type Fact,
  hearsayIn,
  isReported,
  type Progress,
  type TextReading,
  textRules,
} from './progress.ts';
import type { ReadingRules } from './reading-rules.ts';
import { remembering } from './remembering.ts';
import { understandWith } from './understanding.ts';
import { strayClause } from './whereabouts.ts';
import type { PhraseKind } from './phrase-kinds.ts';

/** Ours: J0012 and J0008 are CHAR(200); a clause of more pieces is not one an engineer wrote. */
const piecesMax = 40;

/** Engineers write the same few sentences: a text read before costs 0.1 µs. */
const textsRemembered = 2_000;
const readers = new WeakMap<ReadingRules, (text: string) => TextReading>();

export function readText(rules: ReadingRules, text: string): TextReading {
  let reader = readers.get(rules);
  if (reader === undefined) {
    reader = remembering(textsRemembered, (one) => readClauses(rules, one));
    readers.set(rules, reader);
  }
  return reader(text);
}

function readClauses(rules: ReadingRules, text: string): TextReading {
  const progress = atBeginning();
  const grammar = grammarFor(rules);
  let isAboutBackstop = false;
  let clauses = withoutFields(clausesOf(rules, text));
  const recorded = exchangeInFields(clauses);
  if (recorded !== null) {
    const { text: words } = clauses[Math.max(...recorded)] as Clause;
    progress.facts.push({ finding: 'replaced', words, rule: rules.lists.replaced.name });
    clauses = clauses.filter((_, at) => !recorded.includes(at));
  }
  const stray = strayClause(clauses);
  clauses.forEach((clause, at, all) => {
    isAboutBackstop ||= clause.pieces.some(bearsOnBackstop);
    const next = all[at + 1];
    const value = next?.joiner === 'answer' ? next : null;
    progress.isField = value !== null;
    progress.value = value?.text ?? '';
    progress.isNumbered = value?.pieces.every((piece) => !is(piece, 'otherThings')) === true;
    if (at === stray) {
      progress.facts.push(doubt(clause.text, rules.lists.elsewhere.name));
      return;
    }
    if (at === all.length - 1 && isSignature(clause, progress.heard)) return;
    readClause(rules, grammar, clause, progress);
    progress.heard = clause.text;
    progress.isNamed ||=
      clause.pieces.some((piece) => is(piece, 'names')) || namesIt.test(clause.text);
    const first = clause.pieces.find((piece) => !is(piece, 'fillers'));
    const denies = is(first, 'negations') || is(first, 'bareNo') || is(first, 'absences');
    progress.deniesOn = denies && progress.before === 'neutral' && !endsInPredicate(clause.pieces);
  });
  const fall = fallIn(text);
  if (fall !== null) progress.facts.push(fall);
  return { facts: progress.facts, isAboutBackstop };
}

/** Ours: a meter that runs backwards, or takes export for import, is what the check is about. */
const bearsOnBackstop = (piece: Piece): boolean =>
  is(piece, 'names') ||
  is(piece, 'weakLabels') ||
  is(piece, 'runsBackwards') ||
  is(piece, 'misrecords');

/** "CHEERS, BAZ": who signed. */
const isSignature = ({ pieces, joiner, text }: Clause, heard: string): boolean =>
  joiner !== 'and' &&
  joiner !== 'contrast' &&
  /^(many |kind |best |warm |kindest )?(cheers|thanks|thank you|ta|thx|regards|rgds|wishes|all the best|yours|from)( (then|again|all|mate))?$/i.test(
    heard,
  ) &&
  pieces.length <= 3 &&
  /^[A-Z][a-z]+( [A-Z][a-z]*){0,2}$/.test(text) &&
  pieces.every(({ kinds }) => [...kinds].every((kind) => ofNames.has(kind)));

/** "CAME FOR BACKSTOP CHECK". */
const namesIt = /\b(b\W?stop|back\W?stop|anti\W?rev\w*)\b/i;

const ofNames: ReadonlySet<PhraseKind> = new Set(['people', 'neutral', 'ordinary', 'otherThings']);

const endsInPredicate = (pieces: readonly Piece[]): boolean =>
  is(pieces.at(-1), 'affirmsAfter') ||
  is(pieces.at(-1), 'absences') ||
  is(pieces.at(-1), 'harmless');

function readClause(
  rules: ReadingRules,
  grammar: Grammar,
  clause: Clause,
  progress: Progress,
): void {
  const { pieces } = clause;
  if (pieces.length === 0 && !clause.isQuestion) return;
  const halves = pieces.length > piecesMax ? null : understandWith(grammar, clause, progress);
  progress.hadThing = progress.hasThing;
  progress.thing =
    pieces.find((piece) => is(piece, 'otherThings') && !is(piece, 'customers')) ?? progress.thing;
  progress.hasThing =
    halves?.every(({ kind }) => kind === 'neutral') === true &&
    (progress.hasThing ||
      pieces.some((piece) => is(piece, 'otherThings') && !is(piece, 'customers')));
  if (halves === null) {
    const isTooLong = pieces.length > piecesMax;
    progress.facts.push(isTooLong ? doubt(clause.text, textRules.tooLong) : unknown(rules, clause));
    progress.last = null;
    progress.before = null;
    return;
  }
  const hearsay = hearsayIn(clause, progress);
  progress.isReporter = isReported(clause, progress);
  for (const half of halves) {
    // Who denies a backstop and is only "he" has looked; who states one closes the check.
    const isBelieved = hearsay === 'nobody' && half.kind === 'hasNot';
    if (hearsay !== null && !isBelieved && stated.has(half.kind)) {
      progress.facts.push(doubt(clause.text, rules.lists.hearsay.name));
      progress.last = null;
    } else hear(rules, clause, half, progress);
  }
}

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
  const [strange, ...others] = pieces.filter(({ kinds }) => kinds.size === 0);
  const kind = doubtKinds.find((one) => pieces.some((piece) => is(piece, one)));
  // Beside a statement the whole clause is shown: the words that stand there belong to it.
  const isNamed = pieces.some((piece) => is(piece, 'names'));
  if (strange !== undefined && kind === undefined && !isNamed) {
    const { from } = pieces[0] as Piece;
    const { to } = others.at(-1) ?? strange;
    const words = text.slice(strange.from - from, to - from);
    return doubt(words, textRules.notUnderstood);
  }
  return doubt(text, kind ? rules.lists[kind].name : textRules.notUnderstood);
}

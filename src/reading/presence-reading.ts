/**
 * Whether one clause says that there is a backstop. The one rule: a word counts only where it
 * plainly belongs; a negation or an affirmation that may belong to something else, and anything
 * doubted, asked or wished for, is no "has".
 */
import { type Clause, clauseDoubt } from './clause.ts';
import {
  is,
  isNegative,
  isPlain,
  isPredicate,
  isRequest,
  type NameOf,
  type Piece,
  type Said,
} from './piece.ts';
import type { PhraseKind } from './reading-rules.ts';

/**
 * `mentioned`: the backstop is named and nothing is said of it. `aside`: something is said that does
 * not bear on the meter as it is (a wish, hearsay, another meter).
 */
export type Presence = 'has' | 'hasNot' | 'asked' | 'unclear' | 'mentioned' | 'aside';

/** Rules of grammar, which no list of words can name. */
export const grammarRules = {
  doubleNegation: 'double-negation',
  negatesAnother: 'negation-of-something-else',
  tooLong: 'clause-too-long',
  question: 'question',
} as const;

export function readPresence(
  clause: Clause,
  pieces: readonly Piece[],
  beforeAnd: readonly Piece[],
  nameOf: NameOf,
): Said<Presence> | null {
  const names = pieces.flatMap((piece, at) => (is(piece, 'names') ? [at] : []));
  if (names.length === 0) return null;
  const has = (kind: PhraseKind): boolean => pieces.some((piece) => is(piece, kind));
  const said = (value: Presence, rule: string): Said<Presence> => ({ value, rule });

  const doubt = clauseDoubt(clause, pieces);
  const lastName = names.at(-1) ?? 0;
  const isTold = pieces.some(
    (piece, at) => is(piece, 'hearsay') && (at < lastName || !/(advised|told)$/.test(piece.words)),
  );
  if (doubt === 'asks') return said('asked', nameOf('asks'));
  if (doubt) return said('unclear', nameOf(doubt));
  if (isImperative(pieces)) return said('asked', nameOf('imperatives'));
  if (isInverted(pieces, names[0] ?? 0)) return said('asked', grammarRules.question);
  // "BACKSTOP FITTED CUSTOMER ADVISED": told to the customer, not by.
  if (isTold) return said('aside', nameOf('hearsay'));
  if (has('otherMeters')) return said('aside', nameOf('otherMeters'));
  if (has('defects')) return said('unclear', nameOf('defects'));
  if (has('unneeded')) return said('aside', nameOf('unneeded'));

  // "BACKSTOP CHECK DONE" names the check: only a plain "not fitted" can then be about the backstop.
  const things = names.filter((at) => !is(pieces[at + 1], 'topics'));
  const negatives = pieces.flatMap((piece, at) =>
    isNegative(piece) && !deniesVerb(pieces, at) ? [at] : [],
  );
  const belonging = negatives.filter((at) =>
    things.length > 0
      ? things.some((name) => negationBelongs(pieces, at, name))
      : isPredicate(pieces, at) && names.some((name) => name < at),
  );
  const isAffirmed = things.some((name) => isAffirmedAt(pieces, name));
  const wants = has('wanted');
  if (belonging.length > 0) {
    if (isDoubleNegation(pieces, belonging, things)) {
      return said('unclear', grammarRules.doubleNegation);
    }
    if (isHadFirst(pieces, belonging, things)) return said('unclear', grammarRules.negatesAnother);
    // "NO BACKSTOP, METER REPLACEMENT REQUIRED" without its comma: the wish is for the meter.
    const wantsMeter = has('replacing') || has('replaced') || has('newness') || has('meters');
    const nextToName = things.some(
      (name) => is(pieces[name + 1], 'wanted') && !isRequest(pieces[name + 1]),
    );
    if (wants && (!wantsMeter || nextToName)) return said('aside', nameOf('wanted'));
    return said('hasNot', nameOf('negations'));
  }
  if (wants) return said('aside', nameOf('wanted'));
  if (negatives.length > 0) return said('unclear', grammarRules.negatesAnother);
  if (!isAffirmed) return said('mentioned', nameOf('names'));
  if (sharesNegation(pieces, beforeAnd)) return said('unclear', grammarRules.negatesAnother);
  if (has('softeners')) return said('unclear', nameOf('softeners'));
  // Ours: a question mark reaches back over its whole sentence, but only against a "has".
  if (clause.sentenceIsQuestion) return said('asked', grammarRules.question);
  return said('has', nameOf('affirmsBefore'));
}

/** "CHECK METER HAS BACKSTOP" repeats the request; "CHECKED" and "METER CHECK" tell. */
export function isImperative(pieces: readonly Piece[]): boolean {
  const first = pieces.findIndex((piece) => !isPlain(piece) || is(piece, 'imperatives'));
  return is(pieces[first], 'imperatives') && first < pieces.length - 1;
}

/** "IS BACKSTOP FITTED", "HAS BACKSTOP BEEN CHECKED": questions that lost their mark. */
function isInverted(pieces: readonly Piece[], name: number): boolean {
  const verb = pieces[0]?.words ?? '';
  if (name !== 1 && !(name === 2 && is(pieces[1], 'fillers'))) return false;
  if (/^(is|are|was)( an?| the)?$/.test(verb)) {
    return pieces.slice(name + 1).some((piece) => is(piece, 'affirmsAfter'));
  }
  return /^(has|have)$/.test(verb) && pieces[name + 1]?.words === 'been';
}

/** "NOT REPLACED", "NOT STATIC": the negation has its verb or state beside it. */
function deniesVerb(pieces: readonly Piece[], at: number): boolean {
  let next = at + 1;
  while (next < pieces.length && is(pieces[next], 'fillers')) next += 1;
  return is(pieces[next], 'replaced') || is(pieces[next], 'completed');
}

function negationBelongs(pieces: readonly Piece[], at: number, name: number): boolean {
  return at < name ? governs(pieces, at, name) : follows(pieces, at, name);
}

/** A negation before the name governs it unless another noun or an unknown word comes first. */
function governs(pieces: readonly Piece[], at: number, name: number): boolean {
  const between = pieces.slice(at + 1, name);
  const isList = between.some((piece) => piece.words === 'or');
  const isNothing = between.every((piece) => isPlain(piece) || is(piece, 'meters'));
  if (is(pieces[at], 'absences')) return isNothing && !is(pieces[at - 1], 'otherThings');
  if (isNothing) return true;
  if (between.some((piece) => is(piece, 'names'))) return false;
  if (between.some((piece) => is(piece, 'otherThings')) && !isList) return false;
  const isDeterminer = !/^(not|nt|n|non|isnt|is not|wasnt|was not|never)$/.test(
    pieces[at]?.words ?? '',
  );
  const unknown = between.filter((piece) => piece.kinds.size === 0).length;
  return between.length <= 6 && (isDeterminer || unknown === 0);
}

/** A negation after the name is its predicate, unless another subject or object stands by it. */
function follows(pieces: readonly Piece[], at: number, name: number): boolean {
  for (let between = name + 1; between < at; between += 1) {
    const isPlace = is(pieces[between - 1], 'prepositions') || is(pieces[between - 1], 'fillers');
    if (is(pieces[between], 'names')) return false;
    if (is(pieces[between], 'otherThings') && !isPlace) return false;
  }
  if (isPredicate(pieces, at)) return true;
  let next = at + 1;
  while (next < pieces.length && isPlain(pieces[next])) next += 1;
  const follower = pieces[next];
  return (
    follower === undefined ||
    is(follower, 'affirmsAfter') ||
    is(follower, 'affirmsBefore') ||
    is(follower, 'pronouns') ||
    is(follower, 'cannotReverse')
  );
}

function isAffirmedAt(pieces: readonly Piece[], name: number): boolean {
  for (let at = name - 1; at >= 0; at -= 1) {
    if (is(pieces[at], 'affirmsBefore')) return true;
    if (!is(pieces[at], 'fillers') && !is(pieces[at], 'affirmsAfter')) break;
  }
  for (let at = name + 1; at < pieces.length; at += 1) {
    const piece = pieces[at];
    if (is(piece, 'affirmsAfter') || is(piece, 'yes')) return true;
    const isMeter = is(piece, 'meters');
    if (isMeter && at > name + 1 && !placed(pieces, at, name)) return false;
    if (!isMeter && !isPlain(piece) && !is(piece, 'affirmsBefore')) return false;
  }
  return false;
}

/** "ON THE METER": a preposition stands before the noun, with nothing but fillers between. */
function placed(pieces: readonly Piece[], at: number, from: number): boolean {
  for (let before = at - 1; before > from; before -= 1) {
    if (is(pieces[before], 'prepositions')) return true;
    if (!is(pieces[before], 'fillers')) return false;
  }
  return false;
}

/** "NOT WITHOUT BACKSTOP" leaves a person unsure; "NO BACKSTOP, NOT FITTED" says it twice. */
function isDoubleNegation(
  pieces: readonly Piece[],
  belonging: readonly number[],
  things: readonly number[],
): boolean {
  const [first = 0, ...others] = belonging;
  const name = things[0] ?? -1;
  if (others.length === 0) return false;
  const isEmphasis =
    first < name &&
    others.every((at) => at > name && is(pieces[at], 'negations') && isPredicate(pieces, at));
  return !isEmphasis;
}

/** "ONE HAS BACKSTOP ONE DOES NOT": what is had first and denied afterwards is for a person. */
function isHadFirst(
  pieces: readonly Piece[],
  belonging: readonly number[],
  things: readonly number[],
): boolean {
  const name = things[0] ?? -1;
  if (belonging.some((at) => at < name)) return false;
  let before = name - 1;
  while (before >= 0 && is(pieces[before], 'fillers')) before -= 1;
  return is(pieces[before], 'affirmsBefore') && !is(pieces[before], 'affirmsAfter');
}

/** "NO SEALS AND BACKSTOP FITTED": the no may reach over the and. */
function sharesNegation(pieces: readonly Piece[], beforeAnd: readonly Piece[]): boolean {
  const isElliptic = is(pieces[0], 'names') && is(pieces[1], 'affirmsAfter');
  const no = beforeAnd.findLastIndex(({ words }) =>
    /^(no|without|neither|w o|w out|lacks)$/.test(words),
  );
  if (!isElliptic || no < 0) return false;
  return !beforeAnd.slice(no).some((piece) => is(piece, 'affirmsAfter') || is(piece, 'names'));
}

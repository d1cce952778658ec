/**
 * A clause reading is what one clause of free text says by itself: of a backstop, of a replacement,
 * of a meter that cannot turn back. The one rule: a word counts only where it plainly belongs; a
 * negation or an affirmation that may belong to something else makes the clause unclear.
 */
import type { Clause, Piece } from './clause.ts';
import { readReplacement, type Replacement } from './replacement-reading.ts';
import type { PhraseKind, ReadingRules } from './reading-rules.ts';

/** `mentioned`: the backstop is named and nothing is said of it. */
export type Presence = 'has' | 'hasNot' | 'asked' | 'unclear' | 'mentioned';

/** A rule is the name of one of the reading rules' lists, or of a rule of grammar below. */
export interface Said<Value> {
  readonly value: Value;
  readonly rule: string;
}

export interface ClauseReading {
  readonly presence: Said<Presence> | null;
  readonly replacement: Said<Replacement> | null;
  /** That the meter cannot turn back, that it does, or that this is not clear. */
  readonly reversal: Said<'cannotReverse' | 'runsBackwards' | 'unclear'> | null;
  readonly misrecordsExport: Said<'misrecordsExport' | 'unclear'> | null;
}

/** Rules of grammar, which no list of words can name. */
export const grammarRules = {
  doubleNegation: 'double-negation',
  negatesAnother: 'negation-of-something-else',
  tooLong: 'clause-too-long',
  question: 'question',
} as const;

/** Ours: J0012 and J0008 are CHAR(200); a clause of more pieces is not one an engineer wrote. */
const piecesMax = 100;

export function readClause(
  rules: ReadingRules,
  clause: Clause,
  pieces: readonly Piece[],
  beforeAnd: readonly Piece[],
): ClauseReading {
  if (pieces.length > piecesMax) {
    const isNamed = pieces.some((piece) => is(piece, 'names'));
    return {
      presence: isNamed ? { value: 'unclear', rule: grammarRules.tooLong } : null,
      replacement: null,
      reversal: null,
      misrecordsExport: null,
    };
  }
  const nameOf = (kind: PhraseKind): string => rules.lists[kind].name;
  const motion = readMotion(pieces);
  const rest = motion?.rest ?? pieces;
  const state = motion ?? readState(pieces);
  const doubt = clauseDoubt(clause, rest);
  const reversal = state && judged(state, doubt, nameOf);
  const misrecorded = pieces.findIndex((piece) => is(piece, 'misrecords'));
  const isDenied = pieces.slice(0, Math.max(misrecorded, 0)).some((piece) => isNegative(piece));
  return {
    presence: readPresence(clause, rest, nameOf),
    replacement: readReplacement(clause, pieces, beforeAnd, nameOf),
    reversal,
    misrecordsExport:
      misrecorded < 0 || isDenied
        ? null
        : { value: doubt ? 'unclear' : 'misrecordsExport', rule: nameOf(doubt ?? 'misrecords') },
  };
}

export const is = (piece: Piece | undefined, kind: PhraseKind): boolean =>
  piece?.kinds.has(kind) === true;
export const isNegative = (piece: Piece | undefined): boolean =>
  is(piece, 'negations') || is(piece, 'absences');
export const isPlain = (piece: Piece | undefined): boolean =>
  is(piece, 'fillers') || is(piece, 'prepositions') || is(piece, 'harmless');

/** What makes a whole clause unclear, by the list that says so. */
export function clauseDoubt(clause: Clause, pieces: readonly Piece[]): PhraseKind | null {
  if (clause.isQuestion) return 'asks';
  const kinds: readonly PhraseKind[] = ['asks', 'doubts', 'inabilities'];
  return kinds.find((kind) => pieces.some((piece) => is(piece, kind))) ?? null;
}

function readPresence(
  clause: Clause,
  pieces: readonly Piece[],
  nameOf: (kind: PhraseKind) => string,
): Said<Presence> | null {
  const names = pieces.flatMap((piece, at) => (is(piece, 'names') ? [at] : []));
  if (names.length === 0) return null;
  const has = (kind: PhraseKind): boolean => pieces.some((piece) => is(piece, kind));
  const said = (value: Presence, rule: string): Said<Presence> => ({ value, rule });

  const doubt = clauseDoubt(clause, pieces);
  const told = pieces.findIndex((piece) => is(piece, 'hearsay'));
  const lastName = names.at(-1) ?? 0;
  if (doubt === 'asks') return said('asked', nameOf('asks'));
  if (doubt) return said('unclear', nameOf(doubt));
  if (isImperative(pieces)) return said('asked', nameOf('imperatives'));
  if (told >= 0 && told < lastName) return said('unclear', nameOf('hearsay'));
  if (has('otherMeters')) return said('unclear', nameOf('otherMeters'));
  if (has('defects')) return said('unclear', nameOf('defects'));
  if (has('unneeded')) return said('unclear', nameOf('unneeded'));

  // "BACKSTOP CHECK DONE" names the check: only a plain "not fitted" can then be about the backstop.
  const things = names.filter((at) => !is(pieces[at + 1], 'topics'));
  const negatives = pieces.flatMap((piece, at) => (isNegative(piece) ? [at] : []));
  const belonging = negatives.filter((at) =>
    things.length > 0
      ? things.some((name) => negationBelongs(pieces, at, name))
      : isPredicate(pieces, at) && names.some((name) => name < at),
  );
  const isAffirmed = things.some((name) => affirmationOf(pieces, name));
  const wants = has('wanted');
  if (belonging.length > 0) {
    if (isDoubleNegation(pieces, belonging, things)) {
      return said('unclear', grammarRules.doubleNegation);
    }
    // "NO BACKSTOP, METER REPLACEMENT REQUIRED" without its comma: the wish is for the meter.
    const wantsMeter = has('replacing') || has('replaced') || has('newness') || has('meters');
    const nextToName = things.some((name) => is(pieces[name + 1], 'wanted'));
    if (wants && (!wantsMeter || nextToName)) return said('unclear', nameOf('wanted'));
    return said('hasNot', nameOf('negations'));
  }
  if (wants) return said('asked', nameOf('wanted'));
  if (negatives.length > 0) return said('unclear', grammarRules.negatesAnother);
  if (!isAffirmed) return said('mentioned', nameOf('names'));
  if (has('softeners')) return said('unclear', nameOf('softeners'));
  // Ours: a question mark reaches back over its whole sentence, but only against a "has".
  if (clause.sentenceIsQuestion) return said('asked', grammarRules.question);
  return said('has', nameOf('affirmsBefore'));
}

/** "CHECK METER HAS BACKSTOP" repeats the request; "CHECKED" and "METER CHECK" tell. */
function isImperative(pieces: readonly Piece[]): boolean {
  const first = pieces.findIndex((piece) => !isPlain(piece) || is(piece, 'imperatives'));
  return is(pieces[first], 'imperatives') && first < pieces.length - 1;
}

/** "not fitted", "none found", "missing": a denial that is whole without what it denies. */
function isPredicate(pieces: readonly Piece[], at: number): boolean {
  if (is(pieces[at], 'absences')) return true;
  let next = at + 1;
  while (next < pieces.length && is(pieces[next], 'fillers')) next += 1;
  return is(pieces[next], 'affirmsAfter');
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
  const isDeterminer = !/^(not|nt|n|non|isnt|is not|wasnt|was not|never)$/.test(pieces[at]?.words ?? '');
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
  let next = at + 1;
  if (isPredicate(pieces, at)) {
    while (next < pieces.length && !is(pieces[next], 'affirmsAfter')) next += 1;
    // "FITTED NO SEAL FITTED" is caught here: the noun between is unknown to isPredicate.
    return true;
  }
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

function affirmationOf(pieces: readonly Piece[], name: number): boolean {
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

interface State {
  readonly value: 'cannotReverse' | 'runsBackwards' | 'unclear';
  readonly kind: PhraseKind;
  /** The clause without the words used up here. */
  readonly rest: readonly Piece[];
}

/** "CANNOT RUN BACKWARDS", "RUNS BACKWARDS"; "unable to" is no hedge before running backwards. */
function readMotion(pieces: readonly Piece[]): State | null {
  const motion = pieces.findLastIndex((piece) => is(piece, 'runsBackwards'));
  if (motion < 0) return null;
  let at = motion - 1;
  while (at >= 0 && (isPlain(pieces[at]) || is(pieces[at], 'meters')) && motion - at <= 5) at -= 1;
  const before = pieces[at];
  if (is(before, 'denials')) {
    const rest = pieces.filter((_, index) => index !== at && index !== motion);
    // "METER THAT IS NOT UNABLE TO RUN BACKWARDS" is for a person.
    const isTwice = isNegative(pieces[at - 1]) || is(pieces[at - 1], 'denials');
    return { value: isTwice ? 'unclear' : 'cannotReverse', kind: 'denials', rest };
  }
  const rest = pieces.filter((_, index) => index !== motion);
  if (is(before, 'preventions') || is(before, 'names')) {
    return is(before, 'names') ? { value: 'runsBackwards', kind: 'runsBackwards', rest } : null;
  }
  const isUnclear = isNegative(before) || is(before, 'wanted') || is(before, 'softeners');
  return { value: isUnclear ? 'unclear' : 'runsBackwards', kind: 'runsBackwards', rest };
}

/** "STATIC METER", "METER IS ELECTRONIC"; not "ELECTRONIC TIMESWITCH", not "SMART METER REFUSED". */
function readState(pieces: readonly Piece[]): State | null {
  const states = pieces.flatMap((piece, at) => (is(piece, 'cannotReverse') ? [at] : []));
  if (states.length === 0) return null;
  const isOfMeter =
    pieces.some((piece) => is(piece, 'meters') || is(piece, 'names')) ||
    pieces.every((piece) => piece.kinds.size > 0 && !is(piece, 'otherThings'));
  if (!isOfMeter || pieces.some((piece) => is(piece, 'otherMeters'))) return null;
  const found = states.filter((at) => !is(pieces[at + 1], 'otherThings'));
  if (found.length === 0 || found.some((at) => isStateDenied(pieces, at))) return null;
  return { value: 'cannotReverse', kind: 'cannotReverse', rest: pieces };
}

function isStateDenied(pieces: readonly Piece[], state: number): boolean {
  const isNamed = pieces.some((piece) => is(piece, 'names'));
  for (let at = state - 1; at >= Math.max(0, state - 5); at -= 1) {
    const piece = pieces[at];
    if (is(piece, 'names') || is(piece, 'harmless') || is(piece, 'unneeded')) break;
    if (isNamed && is(piece, 'affirmsAfter')) break;
    if (isNegative(piece) || is(piece, 'denials')) return true;
  }
  return pieces.some((piece, at) => {
    // "NO BACKSTOP REQUIRED AS STATIC": the wish is for the backstop, not for the meter.
    if (is(piece, 'wanted')) return at > state || !is(pieces[at - 1], 'names');
    if (is(piece, 'hearsay')) return at < state;
    return !isNamed && at > state && isNegative(piece) && isPredicate(pieces, at);
  });
}

function judged(
  state: State,
  doubt: PhraseKind | null,
  nameOf: (kind: PhraseKind) => string,
): ClauseReading['reversal'] {
  if (doubt) return { value: 'unclear', rule: nameOf(doubt) };
  return { value: state.value, rule: nameOf(state.kind) };
}

/**
 * Whether a clause says that the meter was replaced. The one rule: it is done, not wanted and not
 * denied, and done to the meter: a fuse, a seal or a tenant that changed is nobody's answer.
 */
import type { Clause } from './clause.ts';
import { is, isNegative, isRequest, type NameOf, type Piece, type Said } from './piece.ts';
import type { PhraseKind } from './reading-rules.ts';

export type Replacement = 'replaced' | 'notReplaced' | 'unclear';

export function readReplacement(
  clause: Clause,
  pieces: readonly Piece[],
  beforeAnd: readonly Piece[],
  nameOf: NameOf,
): Said<Replacement> | null {
  if (pieces.some((piece) => is(piece, 'otherMeters'))) return null;
  for (let at = 0; at < pieces.length; at += 1) {
    const isVerb = is(pieces[at], 'replaced') && isOfMeter(pieces, at, beforeAnd);
    const isPhrase = is(pieces[at], 'completed') && !isOtherThingBefore(pieces, at);
    const isNew = is(pieces[at], 'newness') && isNewMeterFitted(pieces, at);
    if (!isVerb && !isPhrase && !isNew) continue;
    if (isDenied(pieces, at) || isAnsweredNo(pieces, at))
      return { value: 'notReplaced', rule: nameOf('negations') };
    const hedge = hedgeOf(clause, pieces, at);
    if (hedge === 'wanted' || hedge === 'inabilities') continue;
    if (hedge) return { value: 'unclear', rule: nameOf(hedge) };
    return { value: 'replaced', rule: nameOf('replaced') };
  }
  return null;
}

/** What takes the done out of a verb: a wish or an inability before it, a doubt anywhere. */
function hedgeOf(clause: Clause, pieces: readonly Piece[], verb: number): PhraseKind | null {
  if (clause.isQuestion) return 'asks';
  for (let at = 0; at < pieces.length; at += 1) {
    const piece = pieces[at];
    if (at < verb) {
      for (const kind of ['inabilities', 'hearsay'] as const) if (is(piece, kind)) return kind;
      // "NO BACKSTOP REQUIRED, METER REPLACED" without its comma: the wish is for the backstop.
      if (is(piece, 'wanted') && !is(pieces[at - 1], 'names')) return 'wanted';
    }
    if (at > verb && at <= verb + 3 && is(piece, 'wanted') && !isRequest(piece)) return 'wanted';
    if (is(piece, 'doubts') || is(piece, 'asks')) return is(piece, 'doubts') ? 'doubts' : 'asks';
  }
  return null;
}

/** "NOT REPLACED", "NO METER EXCHANGED"; "NO BACKSTOP METER REPLACED" is not denied. */
function isDenied(pieces: readonly Piece[], verb: number): boolean {
  for (let at = verb - 1; at >= Math.max(0, verb - 5); at -= 1) {
    const piece = pieces[at];
    if (isNegative(piece)) return true;
    const isAuxiliary =
      is(piece, 'fillers') ||
      is(piece, 'meters') ||
      is(piece, 'affirmsBefore') ||
      is(piece, 'newness');
    if (!isAuxiliary) return false;
  }
  return false;
}

/** "METER REPLACED NO": a form's answer, without its colon. */
function isAnsweredNo(pieces: readonly Piece[], verb: number): boolean {
  let at = verb + 1;
  while (is(pieces[at], 'fillers') || is(pieces[at], 'meters')) at += 1;
  return isNegative(pieces[at]) && (!pieces[at + 1] || is(pieces[at + 1], 'fillers'));
}

/** The noun nearest before the verb is what was replaced; without one, what comes after it. */
function isOfMeter(pieces: readonly Piece[], verb: number, beforeAnd: readonly Piece[]): boolean {
  let isUnsure = false;
  let isOnMeter = false;
  for (let at = verb - 1; at >= 0; at -= 1) {
    const piece = pieces[at];
    if (is(piece, 'meters')) {
      if (!isPlace(pieces, at)) return true;
      isOnMeter = true;
    } else if (is(piece, 'names')) {
      // "METER BACKSTOP REPLACED" and "BACKSTOP REPLACED" are about the backstop itself.
      if (at === verb - 1 && (at === 0 || is(pieces[at - 1], 'meters'))) return false;
      isUnsure ||= isOnMeter || at === verb - 1;
    } else if (is(piece, 'otherThings') && !isPlace(pieces, at)) {
      return isListedWithMeter(pieces.slice(0, at), beforeAnd);
    } else if (piece?.kinds.size === 0) isUnsure = true;
  }
  return !isUnsure && (isOnMeter || isObjectMeter(pieces, verb));
}

function isObjectMeter(pieces: readonly Piece[], verb: number): boolean {
  for (let at = verb + 1; at < pieces.length; at += 1) {
    const piece = pieces[at];
    if (is(piece, 'meters') || is(piece, 'cannotReverse')) return true;
    if (is(piece, 'prepositions') || is(piece, 'names')) return true;
    if (is(piece, 'otherThings') || piece?.kinds.size === 0) return false;
  }
  return true;
}

/** "METER AND SEALS REPLACED": a meter alone before the AND is replaced with the rest. */
function isListedWithMeter(before: readonly Piece[], beforeAnd: readonly Piece[]): boolean {
  return (
    before.every((piece) => is(piece, 'fillers')) &&
    is(beforeAnd.at(-1), 'meters') &&
    beforeAnd.every((piece) => is(piece, 'meters') || is(piece, 'fillers'))
  );
}

function isPlace(pieces: readonly Piece[], at: number): boolean {
  let before = at - 1;
  while (before >= 0 && is(pieces[before], 'fillers') && !is(pieces[before], 'prepositions')) {
    before -= 1;
  }
  return is(pieces[before], 'prepositions');
}

const isOtherThingBefore = (pieces: readonly Piece[], at: number): boolean =>
  is(pieces[at - 1], 'otherThings');

/** "NEW 1PH METER FITTED", "FITTED A NEW METER", "NEW METER HAS BEEN INSTALLED". */
function isNewMeterFitted(pieces: readonly Piece[], newness: number): boolean {
  let meter = newness + 1;
  while (
    meter < pieces.length &&
    meter <= newness + 5 &&
    !is(pieces[meter], 'meters') &&
    !is(pieces[meter], 'otherThings')
  ) {
    meter += 1;
  }
  const isSmets = pieces[newness + 1]?.words.startsWith('smets') === true;
  if (!isSmets && (!is(pieces[meter], 'meters') || is(pieces[meter + 1], 'otherThings')))
    return false;
  let before = newness - 1;
  while (before >= 0 && is(pieces[before], 'fillers')) before -= 1;
  if (is(pieces[before], 'installed')) return true;
  for (let at = (isSmets ? newness + 1 : meter) + 1; at < pieces.length; at += 1) {
    const piece = pieces[at];
    if (is(piece, 'installed')) return true;
    const isWithout = is(piece, 'names') && pieces[at - 1]?.words.endsWith('with') !== true;
    if (is(piece, 'otherThings') || is(piece, 'negations') || isWithout) return false;
  }
  return false;
}

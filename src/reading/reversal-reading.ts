/**
 * Whether one clause says that the meter cannot turn back, or that it does. The one rule: it is said
 * of the meter as it stands there: not of a timeswitch, and not of a smart meter somebody refused.
 */
import { is, isNegative, isPlain, isPredicate, type Piece } from './piece.ts';
import type { PhraseKind } from './reading-rules.ts';

interface State {
  readonly value: 'cannotReverse' | 'runsBackwards' | 'unclear';
  readonly kind: PhraseKind;
  /** The clause without the words used up here. */
  readonly rest: readonly Piece[];
}

/** "CANNOT RUN BACKWARDS", "RUNS BACKWARDS"; "unable to" is no hedge before running backwards. */
export function readMotion(pieces: readonly Piece[]): State | null {
  const motion = pieces.findLastIndex((piece) => is(piece, 'runsBackwards'));
  if (motion < 0 || pieces.some((piece) => is(piece, 'otherMeters'))) return null;
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
export function readState(pieces: readonly Piece[]): State | null {
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
    if (is(piece, 'wanted')) return !is(pieces[at - 1], 'names');
    if (is(piece, 'hearsay')) return at < state;
    if (isNamed || at < state || !isNegative(piece)) return false;
    // "STATIC METER NOT ON SITE" denies it; "STATIC METER NOT COMMUNICATING" does not.
    return isPredicate(pieces, at) || !pieces[at + 1] || isPlain(pieces[at + 1]);
  });
}

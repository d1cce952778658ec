/**
 * A piece is one phrase of the reading rules found in a text, or one word that no rule knows. The
 * one rule: a piece knows every list it stands in, and nothing of its neighbours.
 */
import type { PhraseKind } from './reading-rules.ts';

export interface Piece {
  readonly words: string;
  /** Empty for a word that no rule knows. */
  readonly kinds: ReadonlySet<PhraseKind>;
}

/** What a clause says, and the rule by which: a list of the reading rules, or one of grammar. */
export interface Said<Value> {
  readonly value: Value;
  readonly rule: string;
}

/** The name that evidence cites for a list. */
export type NameOf = (kind: PhraseKind) => string;

export const is = (piece: Piece | undefined, kind: PhraseKind): boolean =>
  piece?.kinds.has(kind) === true;
export const isNegative = (piece: Piece | undefined): boolean =>
  is(piece, 'negations') || is(piece, 'absences');
export const isPlain = (piece: Piece | undefined): boolean =>
  is(piece, 'fillers') || is(piece, 'prepositions') || is(piece, 'harmless');

/** "NO BACKSTOP PLEASE EXCHANGE": a request is not for what stands before it. */
export const isRequest = (piece: Piece | undefined): boolean =>
  /^(please|pl[sz]e?|kindly)$/.test(piece?.words ?? '');

/** "not fitted", "none found", "missing": a denial that is whole without what it denies. */
export function isPredicate(pieces: readonly Piece[], at: number): boolean {
  if (is(pieces[at], 'absences')) return true;
  let next = at + 1;
  while (next < pieces.length && is(pieces[next], 'fillers')) next += 1;
  return is(pieces[next], 'affirmsAfter');
}

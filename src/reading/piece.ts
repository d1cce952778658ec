/**
 * A piece is one phrase of the reading rules found in a text, or one word that no rule knows. The
 * one rule: a piece knows every list it stands in, and nothing of its neighbours.
 */
import type { PhraseKind } from './phrase-kinds.ts';

export interface Piece {
  readonly words: string;
  /** Empty for a word that no rule knows. */
  readonly kinds: ReadonlySet<PhraseKind>;
  /** One character for the set of kinds: the grammar is matched against these. */
  readonly sign: string;
  readonly from: number;
  readonly to: number;
}

export const is = (piece: Piece | undefined, kind: PhraseKind): boolean =>
  piece?.kinds.has(kind) === true;

/** Its words, whole, are one of these: `shut|back on`. */
export const says = (piece: Piece | undefined, words: string): boolean =>
  piece !== undefined && `|${words}|`.includes(`|${piece.words}|`);

/** Empty where there is no piece. */
export const wordsOfPiece = (piece: Piece | undefined): string => piece?.words ?? '';

export const joinedWords = (pieces: readonly Piece[]): string =>
  pieces.map(({ words }) => words).join(' ');

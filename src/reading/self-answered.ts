/**
 * A question that the writer answers at once ("Three phase? No just single") asks nobody. The one rule:
 * both halves speak of phases, makes and types alone; whatever bears on the finding stays a question.
 */
import type { Clause } from './clause.ts';
import { is, type Piece } from './piece.ts';

export function withoutSelfAnswered(clauses: readonly Clause[]): readonly Clause[] {
  const answers = new Set<number>();
  for (const [at, clause] of clauses.entries()) {
    const next = clauses[at + 1];
    if (!clause.isQuestion || !next || next.joiner !== 'answer' || next.isQuestion) continue;
    if (!clause.pieces.every(isOfType) || clause.pieces.length === 0) continue;
    const [first, ...rest] = next.pieces;
    const isAnswer = is(first, 'yes') || is(first, 'bareNo');
    if (isAnswer && rest.length > 0 && rest.every(isOfType)) answers.add(at).add(at + 1);
  }
  return answers.size === 0 ? clauses : clauses.filter((_, at) => !answers.has(at));
}

const isOfType = (piece: Piece): boolean =>
  !bears.test(piece.words) &&
  !is(piece, 'cannotReverse') &&
  !is(piece, 'oldness') &&
  (/^(just|only|sorry|its|is|it|a|an|the|s)$/.test(piece.words) ||
    is(piece, 'makes') ||
    is(piece, 'meterWords') ||
    is(piece, 'stamps'));

/** What has a disc can turn back, and which meter is meant is no matter of its type. */
const bears =
  /\b(dis[ck]|disc|ferr\w+|mech\w*|electro\w*|induction|rotary|spinning|rotating|import|imp|old|older|existing|current|main|mains|primary|smart|digital)\b/;

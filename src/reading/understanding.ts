/**
 * What a clause is understood as, where no divider parts two of them. The one rule: a clause is split
 * only where each part is understood whole, and talk beside a statement has a subject of its own.
 */
import type { ClauseKind } from './grammar.ts';
import type { Grammar, Understood } from './grammar-compiler.ts';
import { is, type Piece } from './piece.ts';
import type { PhraseKind } from './reading-rules.ts';

const statements: ReadonlySet<ClauseKind> = new Set([
  'has',
  'hasNot',
  'replaced',
  'cannotReverse',
  'runsBackwards',
  'misrecordsExport',
]);

const joinable: ReadonlySet<ClauseKind> = new Set([
  ...statements,
  'notReplaced',
  'exchangeWanted',
  'exchangeDetail',
  'exchangeRecord',
  'exchangeNamed',
  'unneeded',
]);

/**
 * The clause whole; else a statement beside another, or beside talk with a subject of its own, with
 * no divider between them ("NO BACKSTOP METER REPLACED", "CUST IN BACKSTOP FITTED SEALS OK").
 */
export function understand(
  grammar: Grammar,
  pieces: readonly Piece[],
): readonly Understood[] | null {
  const whole = grammar.read(pieces);
  if (whole) return [whole];
  if (pieces.length > partedMax || pieces.some(({ kinds }) => kinds.size === 0)) return null;
  for (let at = 1; at < pieces.length; at += 1) {
    const [left, right] = [pieces.slice(0, at), pieces.slice(at)];
    const first = grammar.read(left);
    if (!first) continue;
    const isFirst = joinable.has(first.kind);
    if (!isFirst && !(first.kind === 'neutral' && isOwnSubject(left))) continue;
    // "ELECTRONIC TIMESWITCH FITTED": what is electronic must be the meter.
    if (first.kind === 'cannotReverse' && !left.some((piece) => is(piece, 'meters'))) continue;
    const second = grammar.read(right);
    if (second && isFirst && joinable.has(second.kind)) return [first, second];
    if (second && !isFirst && joinable.has(second.kind)) return [first, second];
    if (
      second?.kind === 'neutral' &&
      beforeTalk.has(first.kind) &&
      isOwnSubject(right, isClosed(left))
    )
      return [first, second];
    if (second) continue;
    const rest = understand(grammar, right);
    if (rest) return [first, ...rest];
  }
  return null;
}

const beforeTalk: ReadonlySet<ClauseKind> = new Set([
  'has',
  'hasNot',
  'replaced',
  'cannotReverse',
  'runsBackwards',
]);

/** "NO BACKSTOP LEAFLET LEFT": a name that ends its part may belong to what follows. */
const isClosed = (pieces: readonly Piece[]): boolean =>
  !is(pieces.at(-1), 'names') && !is(pieces.at(-1), 'meters');

/** Ours: more than engineers write without a divider; it bounds the work. */
const partedMax = 16;

/** "SEALS OK", "CUST ON SITE": a thing and what is said of it; not "DOOR", nor "NO SEALS". */
const isOwnSubject = (pieces: readonly Piece[], mayEndNeutral = false): boolean =>
  (is(pieces[0], 'otherThings') || is(pieces[0], 'people')) &&
  (predicates.some((kind) => is(pieces.at(-1), kind)) ||
    (mayEndNeutral && is(pieces.at(-1), 'neutral'))) &&
  pieces.length > 1 &&
  !pieces.some(
    (piece) =>
      is(piece, 'negations') ||
      is(piece, 'bareNo') ||
      is(piece, 'absences') ||
      is(piece, 'otherMeters') ||
      is(piece, 'prepositions') ||
      is(piece, 'wanted') ||
      is(piece, 'hearsay'),
  );

const selfContained: readonly PhraseKind[] = [
  'stamps',
  'harmless',
  'settings',
  'checks',
  'beside',
  'confirms',
  'people',
  'told',
  'unneeded',
  'photos',
  'makes',
];

/** Of one thing alone, of none, or the rest of a sentence ("TO DOOR", "RUSTY", "EXPORT METER"). */
export function isScrap(pieces: readonly Piece[]): boolean {
  const inOneOf = (piece: Piece, kinds: readonly PhraseKind[]): boolean =>
    kinds.some((kind) => is(piece, kind));
  if (pieces.some((piece) => inOneOf(piece, selfContained) || piece.words.includes(' ')))
    return is(pieces[0], 'otherMeters') && pieces.length === 1;
  const things = pieces.filter((piece) => inOneOf(piece, ['otherThings']));
  const others = pieces.filter(
    (piece) => !inOneOf(piece, ['otherThings', 'fillers', 'smallNumbers', 'prepositions']),
  );
  return things.length === 0 || others.length === 0 || is(pieces[0], 'prepositions');
}

const predicates: readonly PhraseKind[] = [
  'stamps',
  'harmless',
  'affirmsAfter',
  'settings',
  'beside',
  'replaced',
];

/**
 * A clause reading is what one clause of free text says by itself: of a backstop, of a replacement,
 * of a meter that cannot turn back. The one rule: a word counts only where it plainly belongs; a
 * negation or an affirmation that may belong to something else makes the clause unclear.
 */
import { type Clause, clauseDoubt } from './clause.ts';
import { is, isNegative, type NameOf, type Piece, type Said } from './piece.ts';
import { grammarRules, isImperative, type Presence, readPresence } from './presence-reading.ts';
import type { PhraseKind, ReadingRules } from './reading-rules.ts';
import { type Replacement, readReplacement } from './replacement-reading.ts';
import { readMotion, readState } from './reversal-reading.ts';

export interface ClauseReading {
  readonly presence: Said<Presence> | null;
  readonly replacement: Said<Replacement> | null;
  /** That the meter cannot turn back, that it does, or that this is not clear. */
  readonly reversal: Said<'cannotReverse' | 'runsBackwards' | 'unclear'> | null;
  readonly misrecordsExport: Said<'misrecordsExport' | 'unclear'> | null;
}

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
  const nameOf: NameOf = (kind) => rules.lists[kind].name;
  const motion = readMotion(pieces);
  const rest = motion?.rest ?? pieces;
  const turning = motion ?? readState(pieces);
  const doubt = clauseDoubt(clause, rest) ?? secondHand(rest);
  return {
    presence: readPresence(clause, rest, beforeAnd, nameOf),
    replacement: readReplacement(clause, pieces, beforeAnd, nameOf),
    reversal: turning && {
      value: doubt ? 'unclear' : turning.value,
      rule: nameOf(doubt ?? turning.kind),
    },
    misrecordsExport: readMisrecording(pieces, doubt, nameOf),
  };
}

/** "CUSTOMER REPORTS METER RUNS BACKWARDS", "CHECK METER RUNS BACKWARDS": nobody has seen it. */
function secondHand(pieces: readonly Piece[]): PhraseKind | null {
  if (isImperative(pieces)) return 'imperatives';
  return pieces.some((piece) => is(piece, 'hearsay')) ? 'hearsay' : null;
}

function readMisrecording(
  pieces: readonly Piece[],
  doubt: PhraseKind | null,
  nameOf: NameOf,
): ClauseReading['misrecordsExport'] {
  const at = pieces.findIndex((piece) => is(piece, 'misrecords'));
  if (at < 0) return null;
  const isDenied = pieces
    .slice(0, at)
    .some((piece) => isNegative(piece) || is(piece, 'preventions') || is(piece, 'wanted'));
  if (isDenied) return null;
  return { value: doubt ? 'unclear' : 'misrecordsExport', rule: nameOf(doubt ?? 'misrecords') };
}

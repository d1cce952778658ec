/**
 * What a clause says at most, where nothing takes it whole: of the old meter, of a disc that goes back, of a
 * disc that holds. The one rule: it makes no statement, and says no more than what may stand beside one
 * that was made elsewhere; a word of doubt, of another place or of somebody's word says more, and has
 * no place in it.
 */
import type { Understood } from './grammar-compiler.ts';
import type { PhraseKind } from './phrase-kinds.ts';
import { is, type Piece } from './piece.ts';

const doubtful: readonly PhraseKind[] = [
  'doubts',
  'hearsay',
  'sayings',
  'told',
  'elsewhere',
  'otherMeters',
  'asks',
  'imperatives',
  'inabilities',
  'tampering',
  'planned',
  'unneeded',
  'alternatives',
  'advice',
  'exchanging',
  'depictions',
  'curious',
  'fittedBefore',
];

/** Barred by every row: what is not there, and what is still to be done. */
const never: readonly PhraseKind[] = ['wanted', 'needs', 'negations', 'bareNo', 'absences'];

interface AtMost extends Understood {
  /** One of each row. */
  readonly needs: readonly (readonly PhraseKind[])[];
  readonly bars: readonly PhraseKind[];
}

export const atMost: readonly AtMost[] = [
  {
    kind: 'exchangeDetail',
    list: 'oldMeter',
    example: 'Her old one was reversing on sunny days',
    needs: [['oldOne', 'thatOne']],
    bars: [
      ...never,
      'newness',
      'rooms',
      'premises',
      'again',
      'putWords',
      'hungUp',
      'holds',
      'otherThings',
      'names',
      'reporters',
    ],
  },
  {
    kind: 'wentBack',
    list: 'wentBack',
    example: 'Rdg dropped 3 units whilst I had me sarnies',
    needs: [['wentBack']],
    bars: [...never, 'names', 'heldState', 'denials', 'holds', 'oldOne'],
  },
  {
    kind: 'wentBack',
    list: 'goesBack',
    example: 'Turned load off pv on disc went backwards straight off',
    needs: [
      ['goesBack', 'runsBackwards'],
      ['parts', 'meters', 'readingWords', 'weakLabels', 'pvOn'],
    ],
    bars: [
      ...never,
      'names',
      'heldState',
      'stopWord',
      'denials',
      'holds',
      'stillness',
      'preventions',
      'oldOne',
      'oldMeter',
    ],
  },
  {
    kind: 'holds',
    list: 'holds',
    example: 'Ratchet on disc spindle',
    needs: [['parts'], ['holds', 'stillness', 'preventions', 'stopWord', 'names']],
    bars: [
      ...never,
      'denials',
      'softeners',
      'defects',
      'breakages',
      'goesBack',
      'runsBackwards',
      'pasts',
      'oldOne',
      'oldMeter',
      'topics',
      'meters',
      'purposes',
      'newness',
      'replacing',
    ],
  },
];

/** "NO SIGN OF THE OLD ONE", "PUT THE OLD ONE BACK". */
const standsStill =
  /^(put|put back|refit\w*|still|again|left|stays?|kept|keep\w*|no sign|sign|free|place|there|here)$/;

/** "RDG DROPPED 3 UNITS": doubts a backstop, and no more. */
const isDoubtful = (piece: Piece): boolean =>
  !is(piece, 'wentBack') && doubtful.some((kind) => is(piece, kind));

/** What the clause says at most, or null. */
export function atMostOf(pieces: readonly Piece[]): Understood | null {
  if (
    pieces.some(
      (piece) => piece.kinds.size === 0 || standsStill.test(piece.words) || isDoubtful(piece),
    )
  )
    return null;
  const some = (kinds: readonly PhraseKind[]): boolean =>
    pieces.some((piece) => kinds.some((kind) => is(piece, kind)));
  return atMost.find(({ needs, bars }) => needs.every(some) && !some(bars)) ?? null;
}

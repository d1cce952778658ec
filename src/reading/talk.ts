/**
 * Talk of something else, told by its words alone where no pattern of the grammar takes the clause. The
 * one rule: it names a thing of its own, every word is known, and none is of a class that can touch the
 * statement beside it.
 */
import { is, type Piece } from './piece.ts';
import type { PhraseKind } from './phrase-kinds.ts';

/** Beside any statement, whatever the clause is of: what was seen, a doubt, another place, somebody's word. */
export const bearing: readonly PhraseKind[] = [
  'names',
  'heldState',
  'runsBackwards',
  'goesBack',
  'wentBack',
  'misrecords',
  'holds',
  'stillness',
  'stillSupport',
  'doubts',
  'hearsay',
  'sayings',
  'elsewhere',
  'depictions',
  'imperatives',
  'tampering',
  'completed',
  'oldOne',
  'oldMeter',
  'fittedBefore',
  'puzzles',
  'insteadOf',
  'otherMeters',
];

/** The classes that touch a statement: the meter and what it does, doubt, another place, somebody's word. */
const touching: readonly PhraseKind[] = [
  ...bearing,
  'meters',
  'cannotReverse',
  'thatOne',
  'inabilities',
  'replacing',
  'exchanging',
  'newness',
  'planned',
  'smartRefusals',
  'advice',
  'again',
  'preventions',
  'parts',
  'denials',
];

/** Words of those classes that are of the thing beside them, and the few that no list has. */
const ofThings: ReadonlySet<string> = new Set(
  (
    'temporary temporarily yet poss long void withdrawn haha sorry afraid double single cut lost slipped torn sunk hell dc ac lab sub ' +
    'limit rammed unsafe other another first second third last sixth job jobs stuck clock magnet spring sign ' +
    'dirty stiff tongue please pls plz next before tomorrow later soon will would should wants wanted need needs needed ' +
    'fit fits fitting install labelled asked explained poor low'
  ).split(' '),
);

/** What may be beside the point only with a thing: the rest of the sentence is of it. */
const pointing: ReadonlySet<string> = new Set(
  'it this that these those they them one ones same so'.split(' '),
);

/** What is done to a thing, and before it to something else. */
const undoing: readonly PhraseKind[] = [
  'defects',
  'breakages',
  'outWords',
  'takes',
  'replaced',
  'installed',
  'negations',
  'absences',
];

const denying: readonly PhraseKind[] = ['negations', 'bareNo', 'absences'];

/** "THE LAD AT THE DESK TELLS ME", "THE WEBSITE HAS IT": whose word it is. */
const speaking =
  /^(tells?|telling|reports?|mentions?|mentioned|website|desk|internet|google|makers?|eyes?|memory|me|us|you|what|bar)$/;

const things: readonly PhraseKind[] = ['otherThings', 'photos', 'papers', 'premises'];

/** Things through which the meter is seen, or by which it is told. */
const ofMeter =
  /^(cover|covers|lid|window|glass|case|dial|dials|seals?|tails?|serials?|mpan|msn|address|postcode|reading|readings|reads?|register|export|import|supply|records?|sheet|photos?|pics?|pictures?|video|bills?|units?|disc|solar|pv|panels?|inverter|array|generation|system|visit|visits|check|checks|test|tests|survey|inspection)$/;

export function isTalk(pieces: readonly Piece[]): boolean {
  let hasThing = false;
  for (const piece of pieces) {
    const isOwn = ofThings.has(piece.words);
    if (piece.kinds.size === 0 && !isOwn) return false;
    const isThing =
      things.some((kind) => is(piece, kind)) &&
      !is(piece, 'customers') &&
      !ofMeter.test(piece.words);
    hasThing ||= isThing;
    // "REMOVED BY THE DNO": of what was named before.
    if (!hasThing && undoing.some((kind) => is(piece, kind))) return false;
    if (isOwn) continue;
    if (pointing.has(piece.words) || speaking.test(piece.words)) return false;
    if (touching.some((kind) => is(piece, kind))) return false;
  }
  if (!hasThing) return false;
  // "NO KEY ANYWHERE": then it was not reached.
  const isDenied = pieces.some((piece) => denying.some((kind) => is(piece, kind)));
  if (isDenied && pieces.some((piece) => is(piece, 'sight') || is(piece, 'reaching'))) return false;
  // A doubt or a wish is of the thing beside it only where no word is of the meter's own surroundings.
  const isSoft = pieces.some((piece) => ofThings.has(piece.words));
  return !isSoft || !pieces.some((piece) => ofMeter.test(piece.words));
}

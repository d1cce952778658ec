/**
 * What is said beside a statement and takes away that it is of this meter, here: the rest of a sentence,
 * or another place. The one rule: what tells of a thing and what became of it is a note of its own, and
 * no scrap.
 */
import type { Clause } from './clause.ts';
import type { PhraseKind } from './phrase-kinds.ts';
import { is, type Piece, joinedWords, says, wordsOfPiece } from './piece.ts';

const selfContained: readonly PhraseKind[] = [
  'courtesies',
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

/** "NEXT DOOR", "AT THE NEIGHBOURS": where a statement before it was made. */
export const isNextDoor = (pieces: readonly Piece[]): boolean =>
  pieces.some(isOfNeighbour) &&
  pieces.every(
    (piece) =>
      isOfNeighbour(piece) ||
      is(piece, 'fillers') ||
      is(piece, 'meters') ||
      is(piece, 'situated') ||
      is(piece, 'prepositions'),
  );

const isOfNeighbour = (piece: Piece): boolean =>
  says(piece, 'next door|next doors|neighbour|neighbours|neighbor|neighbors');

const lockedUp =
  /^(the |cust |customers )?(meter |mtr )?(cup\w*|riser|box|door|gate|cabinet|kiosk)( cupboard| door)?( was| is)? (locked|shut|closed|secured)( up)? (at first|after|again|afterwards|behind me|when done)$/;
const kindOfMeter =
  /^((econ|economy) 7|e7|[123] ?(ph|phase|rate)|(single|three) phase|(single|two|dual) rate) (meter|mtr)$/;

/** Of one thing alone, of none, or the rest of a sentence ("TO DOOR", "RUSTY", "EXPORT METER"). */
export function isScrap({ pieces, joiner }: Clause): boolean {
  const said = joinedWords(pieces);
  // "SOLAR INSTALLER CARD", "BARN CONVERSION SUPPLY": where it was read, or where it hangs.
  if (
    pieces.length > 1 &&
    pieces.every(
      (piece) => is(piece, 'otherThings') || is(piece, 'rooms') || is(piece, 'premises'),
    ) &&
    placesOrSources.test(wordsOfPiece(pieces.at(-1)))
  )
    return true;
  // "CUPD LOCKED AT FIRST", "RISER LOCKED AFTER": how it was reached.
  if (lockedUp.test(said)) return false;
  // "FLAT 9, RISER CUPBOARD": an address; whereabouts.ts hears a second one.
  if (joiner === 'sentence' && /^(flat|apartment|apt) \d{1,3}[a-d]?$/.test(said)) return false;
  // "SOLAR 16 PANELS": a note of its own, that is no place and no source.
  if (
    joiner === 'sentence' &&
    !is(pieces[0], 'prepositions') &&
    pieces.some((piece) => is(piece, 'otherThings')) &&
    !pieces.some(
      (piece) => ofPlaces.some((kind) => is(piece, kind)) || placesOrSources.test(piece.words),
    ) &&
    pieces.filter((piece) => !is(piece, 'fillers') && !is(piece, 'smallNumbers')).length > 1
  )
    return false;
  // "E7 MTR".
  if (is(pieces.at(-1), 'meters') && pieces.length > 1 && kindOfMeter.test(said)) return false;
  const inOneOf = (piece: Piece, kinds: readonly PhraseKind[]): boolean =>
    kinds.some((kind) => is(piece, kind));
  // "LANDIS & GYR DISC METER": a note of what hangs there; but the old one may be the one that went.
  if (
    joiner === 'sentence' &&
    pieces.length > 1 &&
    pieces.every((piece) => inOneOf(piece, ofType) && !is(piece, 'oldness')) &&
    pieces.some((piece) => is(piece, 'meters'))
  )
    return false;
  // "OLD METER".
  if (
    pieces.some((piece) => inOneOf(piece, ['oldness', 'meters'])) &&
    pieces.every((piece) => inOneOf(piece, ['oldness', 'meters', 'meterWords', 'fillers']))
  )
    // "MTR OK".
    return (
      !says(pieces.at(-1), 'ok|okay|fine|sound|dry|clean|good|secure|safe|tidy|accessible') ||
      is(pieces[0], 'oldness')
    );
  // "MTR DRY", "HE'S WELL CHUFFED".
  if (/^(the )?(meter|mtr|board)( (is|was|all))* (dry|dusty|clean|neat|tidy)$/.test(said))
    return false;
  if (/^((s?he|they)(s|re)|(s?he|they) (is|was|are|were)) \w/.test(said)) return false;
  // "PARKED ON YELLOW": what only a person does.
  if (inOneOf(pieces[0] as Piece, ['deeds', 'persons', 'customers']) && pieces.length > 1)
    return false;
  if (
    pieces.some(
      (piece) =>
        inOneOf(piece, selfContained) || (piece.words.includes(' ') && !is(piece, 'everyday')),
    )
  )
    return is(pieces[0], 'otherMeters') && pieces.length === 1;
  // "HE" and "ENGINEER": who says what follows.
  if (pieces.every((piece) => inOneOf(piece, ['persons', 'reporters', 'fillers', 'checks'])))
    return false;
  // "BULL IN FIELD": a thing and its place.
  if (
    !is(pieces[0], 'prepositions') &&
    pieces.some(
      (piece, at) =>
        at > 0 &&
        is(piece, 'prepositions') &&
        pieces.slice(0, at).some((one) => is(one, 'otherThings')) &&
        at < pieces.length - 1,
    )
  )
    return false;
  // "PV ON", "COVER BACK ON".
  if (
    pieces.length === 2 &&
    is(pieces[0], 'otherThings') &&
    (is(pieces[1], 'leaving') || says(pieces[1], 'on|back on|shut|closed'))
  )
    return false;
  const things = pieces.filter((piece) => inOneOf(piece, ['otherThings']));
  const others = pieces.filter(
    (piece, at) =>
      // "DOG IN KITCHEN": a thing and its place.
      (is(piece, 'rooms') && at > 1 && is(pieces[at - 1], 'prepositions')) ||
      !inOneOf(piece, ['otherThings', 'fillers', 'smallNumbers', 'prepositions']),
  );
  return things.length === 0 || others.length === 0 || is(pieces[0], 'prepositions');
}

const ofType: readonly PhraseKind[] = ['meters', 'meterWords', 'makes', 'fillers', 'stamps'];

const ofPlaces: readonly PhraseKind[] = [
  'rooms',
  'premises',
  'papers',
  'photos',
  'depictions',
  'otherMeters',
  'prepositions',
  'meters',
  'parts',
];
const placesOrSources =
  /\b(supply|feed|side|circuit|building|annexe?|outbuilding|house|flat|unit|plot|street|road|cards?|sheets?|lists?|records?|emails?|letters?|files?|notes?|certs?|certificates?|books?|installers?|website|register|job|door)\b/;

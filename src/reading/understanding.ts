/**
 * What a clause is understood as, where no divider parts two of them. The one rule: a clause is split
 * only where each part is understood whole, and talk beside a statement has a subject of its own.
 */
import type { Clause } from './clause.ts';
import type { ClauseKind } from './pattern.ts';
import type { PhraseKind } from './phrase-kinds.ts';

import { atMostOf } from './at-most.ts';
import { byWords } from './by-words.ts';
import type { Grammar, Understood } from './grammar-compiler.ts';
import { isNextStep } from './next-step.ts';
import { is, type Piece, joinedWords, says, wordsOfPiece } from './piece.ts';
import type { Progress } from './progress.ts';
import { isTalk } from './talk.ts';

/** What a clause can state of a meter. */
export const statements: ReadonlySet<ClauseKind> = new Set([
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
  'exchangeUnneeded',
  'exchangeDetail',
  'exchangeRecord',
  'exchangeNamed',
  'oldOut',
  'newIn',
  'replacedIt',
  'unneeded',
]);

/**
 * The clause whole; else a statement beside another, or beside talk with a subject of its own, with
 * no divider between them ("NO BACKSTOP METER REPLACED", "CUST IN BACKSTOP FITTED SEALS OK").
 */
function understand(grammar: Grammar, pieces: readonly Piece[]): readonly Understood[] | null {
  const whole = grammar.read(pieces);
  const said = whole === null || wide.has(whole.kind) ? byWords(pieces) : null;
  // "DONE MTR CHANGE", "STOP ON DISC DOES ITS JOB": what a wide pattern hears less in.
  if (whole) return [said !== null && isCloser(said, whole) ? said : whole];
  if (said !== null) return [said];
  if (pieces.some(({ kinds }) => kinds.size === 0)) return null;
  const parts = partsFrom(grammar, pieces, 0, null, new Map());
  return parts?.some(({ kind }) => joinable.has(kind)) === true ? parts : null;
}

/** "CAT GOT OUT, CAUGHT IT AGAIN": after talk of another thing, in one sentence, IT is that thing. */
export function understandWith(
  grammar: Grammar,
  { pieces, joiner }: Clause,
  progress: Progress,
): readonly Understood[] | null {
  // "TO CONFIRM, BACKSTOP FITTED".
  if (
    joiner === 'sentence' &&
    /^(just )?to (confirm|advise|report|update|clarify|summarise)$/.test(joinedWords(pieces))
  )
    return [{ kind: 'neutral', list: 'confirms', example: 'Confirmed by Lee on 18/10/12' }];
  // "BOX DOOR MISSING, REPORTED TO LANDLORD".
  if (joiner !== 'sentence' && progress.before === 'neutral' && isPassedOn(pieces))
    return [{ kind: 'told', list: 'told', example: 'Customer informed' }];
  const understood = understand(grammar, pieces);
  // "ENGINEER RANG AND SAYS THE METER HAS NO BACKSTOP".
  if (understood === null && progress.isReporter && is(pieces[0], 'sayings'))
    return understand(grammar, pieces.slice(1));
  // "PHOTO OF NAMEPLATE AND DISC SENT TO OFFICE": the photo was sent.
  if (joiner === 'and' && /^(photos?|pics?|pictures?) of\b/i.test(progress.heard)) {
    const shown = pieces.filter((piece) => !isShown(piece));
    const talk = shown.length < pieces.length ? grammar.read(shown) : null;
    if (talk?.kind === 'neutral' && wordsOfPiece(pieces.at(-1)).startsWith('sent')) return [talk];
  }
  // "NO SPARE 1PH ON VAN".
  const isMixed = understood?.some(({ kind }) => kind === 'exchangeDetail') === true;
  if (understood !== null && !(isMixed && understood.length > 1 && isNextStep(pieces)))
    return understood;
  if (isTalk(pieces))
    return [{ kind: 'neutral', list: 'neutral', example: 'Parked outside the chip shop' }];
  if (isNextStep(pieces))
    return [{ kind: 'exchangeWanted', list: 'wanted', example: 'No time to C/O today' }];
  const most = atMostOf(pieces);
  if (most !== null) return [most];
  if (!progress.hasThing || joiner === 'sentence') return null;
  // "ARRAY DEAD SO COULDN'T TRY IT".
  if (pieces.some((piece) => is(piece, 'inabilities'))) return null;
  const rest = pieces.filter((piece) => !is(piece, 'pointers'));
  const talk = grammar.read(progress.thing === null ? rest : [progress.thing, ...rest]);
  return talk?.kind === 'neutral' ? [talk] : null;
}

const wide: ReadonlySet<ClauseKind> = new Set([
  'exchangeNamed',
  'exchangeWanted',
  'holds',
  'neutral',
  'mentioned',
  'runsBackwards',
]);
const isCloser = (said: Understood, whole: Understood): boolean =>
  (said.kind === 'tested' && whole.kind === 'runsBackwards') ||
  (closer.has(said.kind) && (said.kind !== 'exchangeRecord' || whole.kind !== 'neutral'));

const closer: ReadonlySet<ClauseKind> = new Set([
  'has',
  'exchangeUnneeded',
  'replaced',
  'oldOut',
  'newIn',
  'exchangeRecord',
]);

const passedOn =
  /^(and |all |so )?(advised|reported|informed|told|noted|passed on|recorded|flagged|flagged up|notified|logged)( (it|this|that|same))?( (to|with))?( (the|their|his|her))?( (landlord|cust|customer|tenant|owner|dno|supplier|office|warden|council|housing|agent|manager|caretaker|occupier|ha|la))?( (of|about) (it|this|same))?$/;

export const isPassedOn = (pieces: readonly Piece[]): boolean => passedOn.test(joinedWords(pieces));

const isShown = (piece: Piece): boolean =>
  is(piece, 'meters') || is(piece, 'parts') || is(piece, 'oldMeter');

/** The parts from one piece to the end; what is known of a start is remembered. */
function partsFrom(
  grammar: Grammar,
  pieces: readonly Piece[],
  from: number,
  before: { readonly kind: ClauseKind; readonly isClosed: boolean } | null,
  known: Map<string, readonly Understood[] | null>,
): readonly Understood[] | null {
  if (from === pieces.length) return [];
  const key = `${from} ${before?.kind} ${before?.isClosed}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  known.set(key, null);
  for (let to = Math.min(pieces.length, from + partMax); to > from; to -= 1) {
    const part = pieces.slice(from, to);
    const first = grammar.read(part);
    if (!first || !mayStand(first, part, before, to < pieces.length)) continue;
    const rest = partsFrom(
      grammar,
      pieces,
      to,
      { kind: first.kind, isClosed: isClosed(part) },
      known,
    );
    if (rest === null) continue;
    const parts = [first, ...rest];
    known.set(key, parts);
    return parts;
  }
  return null;
}

function mayStand(
  { kind }: Understood,
  part: readonly Piece[],
  before: { readonly kind: ClauseKind; readonly isClosed: boolean } | null,
  isFollowed: boolean,
): boolean {
  // "NO BACKSTOP ISSUE", "NO BACKSTOP TO FIT": what follows the name belongs to it.
  if (
    kind === 'exchangeWanted' &&
    before?.kind === 'hasNot' &&
    !before.isClosed &&
    !part.some((piece) => ofExchange.some((list) => is(piece, list)))
  )
    return false;
  // "NEW" is the meter's that follows.
  if (part.length === 1 && (kind === 'exchangeRecord' || kind === 'oldOut')) return false;
  // "INSTALLER FOUND", "PHOTO SHOWS": whose word follows.
  if (kind === 'neutral' && isFollowed && tells(part)) return false;
  if (joinable.has(kind)) {
    // "ELECTRONIC TIMESWITCH FITTED": what is electronic must be the meter.
    return kind !== 'cannotReverse' || !isFollowed || part.some((piece) => is(piece, 'meters'));
  }
  if (kind !== 'neutral') return false;
  if (before === null && part.every((piece) => is(piece, 'harmless'))) return true;
  // "ATTD SITE NO BKSTP".
  if (before === null || before.kind === 'neutral') {
    if (isAttendance(part)) return true;
    if (before === null) return isOwnSubject(part) || isRecord(part) || isOfMeter(part);
  }
  // "NO B/STOP NO ISOLATOR NO BONDING".
  if (before.kind === 'hasNot' && is(part[0], 'negations'))
    return part.slice(1).every((piece) => is(piece, 'otherThings')) && part.length > 1;
  // "OLD OUT NEW IN ALL TESTED".
  if (ofExchanges.has(before.kind) && isWorkDone(part)) return true;
  if (before.kind !== 'neutral' && !beforeTalk.has(before.kind)) return false;
  return (
    isOwnSubject(part, before.isClosed) ||
    ((before.isClosed || before.kind === 'has') && (isRecord(part) || isOfMeter(part)))
  );
}

const isAttendance = (pieces: readonly Piece[]): boolean =>
  /^(re)?(att|visit|call|chk|chck|check|insp)/.test(joinedWords(pieces)) &&
  pieces.every((piece) =>
    (['checks', 'settings', 'rooms', 'reporters', 'fillers'] as const).some((kind) =>
      is(piece, kind),
    ),
  );

const ofExchanges: ReadonlySet<ClauseKind> = new Set([
  'replaced',
  'exchangeRecord',
  'exchangeDetail',
  'oldOut',
  'newIn',
]);
const isWorkDone = (pieces: readonly Piece[]): boolean =>
  pieces.slice(0, -1).every((piece) => says(piece, 'all|and|both|now|fully')) &&
  (['checks', 'harmless', 'beside'] as const).some((kind) => is(pieces.at(-1), kind));

const ofExchange: readonly PhraseKind[] = ['exchanging', 'replacing', 'advice', 'needs', 'meters'];

const tells = (pieces: readonly Piece[]): boolean =>
  says(
    pieces.at(-1),
    'show|shows|showed|showing|found|find|finds|note|notes|noted|saw|seen|sees|denies|prove|proves',
  ) && !pieces.some((piece) => is(piece, 'reporters') || is(piece, 'checks'));

/** "MTR CHKD", "MTR IN PORCH". */
const isOfMeter = (pieces: readonly Piece[]): boolean =>
  is(pieces[0], 'meters') &&
  pieces.length > 1 &&
  pieces
    .slice(1)
    .every((piece) =>
      (['checks', 'prepositions', 'rooms', 'fillers', 'settings', 'otherThings'] as const).some(
        (kind) => is(piece, kind),
      ),
    ) &&
  !is(pieces[1], 'otherThings');

/** "SN P69C18820 RDG 11907", "ALL SEALED": what is noted without a subject. */
const isRecord = (pieces: readonly Piece[]): boolean =>
  !is(pieces[0], 'prepositions') &&
  pieces.every((piece) => noted.some((kind) => is(piece, kind))) &&
  pieces.some((piece) => recorded.some((kind) => is(piece, kind)));

const recorded: readonly PhraseKind[] = ['reporters', 'readingWords', 'harmless', 'beside'];
const noted: readonly PhraseKind[] = [
  'reporters',
  'smallNumbers',
  'stamps',
  'harmless',
  'beside',
  'settings',
  'readingWords',
];

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

/** Ours: more than engineers write of one thing without a divider; it bounds the work. */
const partMax = 16;

/** "SEALS OK", "CUST ON SITE": a thing and what is said of it; not "DOOR", nor "NO SEALS". */
const isOwnSubject = (pieces: readonly Piece[], mayEndNeutral = false): boolean =>
  (is(pieces[0], 'otherThings') || is(pieces[0], 'people') || is(pieces[0], 'customers')) &&
  (predicates.some((kind) => is(pieces.at(-1), kind)) ||
    // "PV ON", "CUST OUT".
    ((is(pieces[0], 'weakLabels') || is(pieces[0], 'customers')) && is(pieces.at(-1), 'leaving')) ||
    // "NO BACKSTOP CUST HAPPY": who is happy is no thing that is missing.
    ((mayEndNeutral || is(pieces[0], 'customers')) && is(pieces.at(-1), 'neutral'))) &&
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

const predicates: readonly PhraseKind[] = [
  'stamps',
  'harmless',
  'affirmsAfter',
  'settings',
  'beside',
  'replaced',
  'deeds',
];

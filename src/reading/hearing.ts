/**
 * What one understood clause adds to the facts of its text, by what the clause before left open. The one
 * rule: a clause adds what it says, nothing, or a doubt; it never makes the clause before say more.
 */
import { answer, isOfResult } from './answer.ts';
import {
  endedInExchange,
  hidesDeed,
  hidesExchange,
  isDoneNow,
  isLower,
  isNow,
  namesWork,
  saysOtherwise,
  isByHand,
  isDated,
  isExchangedElsewhere,
  isNotDone,
  isOnlyNoted,
  isReasonNotDone,
  isSaidByAnother,
  leftTo,
  meddled,
  takenBackBy,
} from './care.ts';
import type { Clause } from './clause.ts';
import { isFieldOfForm, isSilentKey } from './fields.ts';
import type { ClauseKind } from './pattern.ts';
import type { PhraseKind } from './phrase-kinds.ts';
import type { Understood } from './grammar-compiler.ts';
import { hedgeIn } from './hedges.ts';
import { is, type Piece, says, wordsOfPiece } from './piece.ts';
import {
  doubt,
  type FactFinding,
  isDoneBefore,
  isOfAnything,
  ofMeter,
  type Progress,
  textRules,
} from './progress.ts';
import type { ReadingRules } from './reading-rules.ts';
import { secondThought } from './second-thoughts.ts';
import { touchOf } from './touches.ts';
import { isNextDoor, isScrap } from './scrap.ts';
import { isPassedOn, statements } from './understanding.ts';

export const stated: ReadonlySet<ClauseKind> = new Set([...statements, 'present', 'absent']);
/** Talk of something else, and what agrees with a statement. */
const aside: ReadonlySet<ClauseKind> = new Set(['neutral', 'told', 'holds', 'tested', 'puzzled']);
const closing: ReadonlySet<FactFinding> = new Set(['has', 'replaced', 'cannotReverse']);

const agreeing: ReadonlySet<FactFinding> = new Set(['has', 'cannotReverse', 'holds', 'replaced']);

export function hear(
  rules: ReadingRules,
  clause: Clause,
  { kind, list }: Understood,
  progress: Progress,
): void {
  const { facts, last, before } = progress;
  progress.asked = before;
  const add = (finding: FactFinding, rule: string): void => {
    const fact = { finding, words: clause.text, rule };
    facts.push(finding === 'mentioned' ? { ...fact, said: saidOf(clause.pieces) } : fact);
  };
  const refuse = (rule: string): void => {
    facts.push(doubt(clause.text, rule));
    progress.last = null;
  };
  const name = rules.lists[list].name;
  // "PUT NEW METER IN VAN": where old meters go, no new one is fitted.
  const holds = (list: PhraseKind): boolean => clause.pieces.some((piece) => is(piece, list));
  if (kind === 'replaced' && holds('newness') && holds('oldMeter') && !holds('oldness')) {
    facts.push(doubt(clause.text, name));
    return;
  }
  // "SEAL WAS MISSING AND HAS BEEN REPLACED": what was replaced is what the clause before named.
  const isOfPart = before === 'tampering' || partPutBack.test(progress.heard);
  if (kind === 'replaced' && (before === 'neutral' || isOfPart) && !clause.pieces.some(isOfMeter)) {
    if (clause.joiner !== 'sentence' && (isOfPart || clause.joiner !== 'answer')) {
      if (!isOfPart && !progress.hadThing && hidesDeed.test(clause.text))
        facts.push(doubt(clause.text, name));
      return;
    }
    // "SEALS: RENEWED" is judged below.
    if ((progress.hadThing || isOfPart) && clause.joiner === 'sentence') {
      facts.push(doubt(clause.text, name));
      return;
    }
  }
  const isNamed = clause.pieces.some((piece) => is(piece, 'names'));
  progress.before = kind;
  const hedge = hedgeIn(clause.text, kind);
  if (hedge !== null) return refuse(rules.lists[hedge].name);
  const doubted = takenBackBy(clause, kind);
  if (doubted === textRules.setAgainst) return refuse(doubted);
  // "NO B/STOP ON OLD FERRANTI": told of an exchange, and of the meter that hangs there else.
  if (doubted === 'oldMeter' && kind === 'hasNot') {
    progress.last = null;
    return add('exchangeDetail', rules.lists.oldMeter.name);
  }
  if (doubted !== null) return refuse(rules.lists[doubted].name);
  if (kind === 'exchangeWanted' && endedInExchange.test(clause.text))
    return refuse(rules.lists.replacing.name);
  if (kind === 'replaced' && isNotDone(progress.value)) return refuse(rules.lists.wanted.name);
  if (kind === 'replaced' && progress.isField && isOnlyNoted(clause.text, progress.value))
    return refuse(rules.lists.wanted.name);
  if (kind === 'replaced' && isDated(clause.pieces)) {
    progress.last = null;
    return add('exchangeNamed', rules.lists.exchanging.name);
  }
  if (isExchangedElsewhere(clause.pieces)) return refuse(rules.lists.elsewhere.name);
  if (isSaidByAnother(clause)) return refuse(rules.lists.hearsay.name);
  if ((kind === 'neutral' || kind === 'holds') && isByHand(clause.text))
    return refuse(rules.lists.defects.name);
  const thought = aside.has(kind) ? (secondThought(clause.text) ?? touching(clause, kind)) : null;
  if (thought !== null) return refuse(rules.lists[thought].name);

  // "SEALS? OK", "TYPE OF METER? ELECTRONIC": the field of a form.
  const isAsked =
    clause.isQuestion && !(kind === 'neutral' && isFieldOfForm(clause, progress.value));
  if (isAsked || (clause.sentenceIsQuestion && !clause.isQuestion) || isInverted(clause)) {
    // "COULD YOU RAISE THE EXCHANGE?"
    if (kind === 'exchangeWanted') return add(kind, name);
    const isOpening = isNamed && !facts.some(({ finding }) => finding === 'has');
    if (!isOpening) return refuse(textRules.question);
    add('asked', textRules.question);
    // "BACKSTOP FITTED? YES": only a plain question of presence can be answered.
    progress.last = kind === 'has' || kind === 'mentioned' || kind === 'asked' ? 'open' : null;
    return;
  }
  switch (kind) {
    case 'has':
    case 'hasNot': {
      // "NO SEALS AND BACKSTOP FITTED": the no may reach over the and.
      if (kind === 'has' && progress.deniesOn && clause.joiner === 'and')
        return refuse(textRules.setAgainst);
      if (before === 'told' && clause.joiner !== 'sentence' && clause.joiner !== 'and')
        return refuse(rules.lists.hearsay.name);
      if (before === 'no' && last === null && clause.joiner !== 'sentence' && kind === 'has')
        return refuse(textRules.answered);
      // "PHOTO: BACKSTOP FITTED": what a picture is said to show.
      if (clause.joiner === 'answer' && isPicture.test(progress.heard))
        return refuse(rules.lists.depictions.name);
      // "NOPE, NO BACK STOP".
      if (kind === 'hasNot' && before === 'no' && facts.at(-1)?.rule === textRules.answered)
        facts.pop();
      add(kind, name);
      progress.last = kind;
      return;
    }
    case 'mentioned':
    case 'asked':
      // "YES - BACKSTOP".
      if (
        before === 'yes' &&
        (clause.joiner === 'answer' || clause.joiner === 'comma') &&
        clause.pieces.length === 1
      ) {
        add('has', textRules.answered);
        progress.last = 'has';
        return;
      }
      // "NO BACKSTOP ON ARRIVAL. BACKSTOP METER FITTED ON DEPARTURE".
      if (
        holds('installed') &&
        holds('meters') &&
        !holds('negations') &&
        facts.some(({ finding }) => finding === 'hasNot')
      )
        return refuse(textRules.setAgainst);
      // "FAULTS: BACKSTOP".
      if (clause.joiner === 'answer' && isSilentKey(progress.heard))
        return refuse(rules.lists.defects.name);
      add(kind, name);
      progress.last = 'open';
      return;
    case 'present':
    case 'absent':
    case 'yes':
    case 'no':
      return answer(kind, clause, progress, refuse, add);
    case 'told':
    case 'neutral':
      // "REPORTED BY CUSTOMER: BACKSTOP FITTED", "BUILDER MOVED METER".
      if (is(clause.pieces[0], 'sayings') && holds('customers') && !isPassedOn(clause.pieces))
        return refuse(rules.lists.hearsay.name);
      if (hidesExchange(clause.pieces)) return refuse(rules.lists.replaced.name);
      if (meddled.test(clause.text)) return refuse(rules.lists.tampering.name);
      if (isNow.test(clause.text) && (holds('makes') || holds('cannotReverse') || holds('newness')))
        return add('newIn', rules.lists.newness.name);
      if (isLower.test(clause.text)) return add('wentBack', rules.lists.wentBack.name);
      if (saysOtherwise.test(clause.text)) return refuse(rules.lists.doubts.name);
      // "SMETS2 FITTED AND COMMISSIONED", "EXCHANGE AUTHORISED, COMPLETED 12:15": done now, and what was?
      if (
        clause.joiner !== 'answer' &&
        !progress.isField &&
        isDoneNow.test(clause.text) &&
        namesWork(facts, progress.heard)
      )
        return refuse(rules.lists.replacing.name);
      // "OVER TO SUPPLIER TO CHECK".
      if (leftTo.test(clause.text)) return refuse(rules.lists.asks.name);
      // "SEAL BROKEN ON ARRIVAL AND RESEALED": put right by who saw it.
      if (
        facts.at(-1)?.finding === 'tampering' &&
        clause.pieces.some(({ words }) => /^re(seal|new|plac|fit)/.test(words))
      )
        facts.pop();
      // "BACKSTOP FITTED, BUT …": what is set against a statement is never beside the point.
      if (
        clause.joiner === 'contrast' &&
        before !== 'neutral' &&
        facts.some(({ finding }) => closing.has(finding))
      )
        refuse(textRules.setAgainst);
      else if (last === 'hasNot' && isReasonNotDone(clause, progress.heard))
        refuse(textRules.setAgainst);
      // "CANNOT RUN BACKWARDS BECAUSE SUPPLY IS OFF": by another reason than what it is.
      else if (
        kind === 'neutral' &&
        clause.joiner === 'reason' &&
        before === 'cannotReverse' &&
        (isSwitchedOff.test(clause.text) ||
          !clause.pieces.every(
            (piece) => is(piece, 'harmless') || is(piece, 'stillSupport') || is(piece, 'fillers'),
          ))
      )
        refuse(textRules.setAgainst);
      // "BACKSTOP FITTED, DOOR": a scrap of talk just after a statement may belong to it.
      else if (
        kind === 'neutral' &&
        !progress.isField &&
        ((before === 'has' && isScrap(clause)) ||
          (before !== null && stated.has(before) && isNextDoor(clause.pieces)) ||
          (clause.joiner === 'contrast' && clause.pieces.every((piece) => is(piece, 'checks'))))
      )
        refuse(textRules.setAgainst);
      // "REASON: BACKSTOP CHECK. RESULT: FITTED".
      else if (last === 'open' && progress.isField && isOfResult.test(clause.text)) return;
      else progress.last = last === 'open' ? null : last;
      return;
    case 'replacedIt':
      if (before !== null && ofMeter.has(before)) add('replaced', name);
      else add('exchangeDetail', name);
      return;
    case 'goesNot':
      if (!facts.some(({ finding }) => agreeing.has(finding)))
        return refuse(rules.lists.doubts.name);
      return;
    case 'wentBack':
      progress.last = null;
      return add('wentBack', name);
    case 'depicted':
      // "PHOTOS: 3": a key is no proof, and speaks against nothing.
      if (isCount.test(progress.value) && clause.pieces.every((piece) => is(piece, 'photos')))
        return;
      // "PHOTOS OF THE FRONT AND THE NAMEPLATE", "NO BACKSTOP, CHECKED PLATE": a plate of which nothing is told.
      if (
        isPlain.test(clause.text) &&
        (facts.some(({ finding }) => finding === 'hasNot') ||
          (clause.joiner === 'and' && isPhotoOf.test(progress.heard)))
      )
        return;
      add(kind, name);
      return;
    case 'tested':
      add(kind, name);
      return;
    case 'exchangeNamed':
      // "ACTION: MTR EXCH", "JOB DONE: MTR EXCH".
      if (clause.joiner === 'answer' && isDoneBefore(progress)) return add('replaced', name);
      add(kind, name);
      progress.last = null;
      return;
    case 'cannotReverse':
    case 'fittedBefore':
    case 'puzzled':
    case 'smartRefused':
    case 'exchangeDetail':
    case 'exchangeRecord':
    case 'exchangeUnneeded':
    case 'exchangeWanted':
    case 'holds':
    case 'misrecordsExport':
    case 'newIn':
    case 'notReplaced':
    case 'notStatic':
    case 'oldOut':
    case 'replaced':
    case 'runsBackwards':
    case 'tampering':
    case 'unneeded':
      // "SEALS: RENEWED": an answer belongs to its own question.
      if (
        clause.joiner === 'answer' &&
        before === 'neutral' &&
        !clause.pieces.some(
          (piece) =>
            is(piece, 'meters') ||
            is(piece, 'cannotReverse') ||
            is(piece, 'completed') ||
            is(piece, 'installed'),
        )
      ) {
        // "JOB: EXCH".
        if (kind === 'replaced' && /\b(job|action|work|task|done)\b/i.test(progress.heard))
          return add('exchangeNamed', name);
        progress.before = 'neutral';
        return;
      }
      if (clause.joiner === 'contrast' && last === 'has') return refuse(textRules.setAgainst);
      // "METER REPLACED, COULD NOT TELL IF BACKSTOP FITTED": of the new one.
      if (list === 'inabilities' && facts.some(({ finding }) => finding === 'replaced'))
        return refuse(name);
      if (kind === 'holds' && isOfAnything(clause, progress)) return refuse(name);
      add(kind, name);
      progress.last = null;
  }
}

/** "Bckstop confd on the Ferranti": "backstop confirmed on meter". */
const saidOf = (pieces: readonly Piece[]): string =>
  pieces.map((piece) => said.find(([kind]) => is(piece, kind))?.[1] ?? piece.words).join(' ');
const said: readonly (readonly [PhraseKind, string])[] = [
  ['names', 'backstop'],
  ['makes', 'make'],
  ['stamps', '#'],
  ['meters', 'meter'],
  ['confirms', 'confirmed'],
];

/** What agrees with a statement may speak of tests and panels that are off, but of no defect. */
function touching({ pieces }: Clause, kind: ClauseKind): PhraseKind | null {
  const touched = touchOf(pieces);
  return kind === 'neutral' || kind === 'told' || touched === 'defects' ? touched : null;
}

/** What is replaced beside a meter: "FUSE REMOVED. REPLACED". */
const partPutBack =
  /\b(seals?|covers?|fuses?|tails?|doors?|locks?|boards?|box)\b.*\b(removed|off|out|broken|cut|missing|gone)$/i;

const isSwitchedOff = /\b(off|isolated|dead|dark|no sun|down)\b/i;

const isCount = /^(\d{1,2}|yes|y|sent|taken|attached|uploaded)$/i;

const isPlain =
  /^((checked|chkd|read|looked at|inspected|photo of|pic of) )?(the |its )?(name|rating|data|msn)? ?-?plates?$|^stickers? on (the )?(board|door|box|cut ?out)$/i;
const isPhotoOf = /\b(photos?|pics?|pictures?)\b/i;

const isPicture = /^(photo|pic|picture|image)s?( \d+)?$/i;

const isOfMeter = (piece: Piece): boolean =>
  (['meters', 'cannotReverse', 'makes', 'completed'] as const).some((kind) => is(piece, kind));

/** "IS BACKSTOP FITTED", "HAS BACKSTOP BEEN CHECKED": questions that lost their mark. */
function isInverted({ pieces, joiner }: Clause): boolean {
  // "METER INSPECTED AND IS BACKSTOPPED".
  if (joiner === 'and') return false;
  // "CHECKED METER, IS BACKSTOPPED".
  if (joiner === 'comma' && pieces.some((piece) => is(piece, 'heldState'))) return false;
  const name = is(pieces[1], 'names') ? 1 : is(pieces[1], 'fillers') ? 2 : 0;
  if (name === 0 || !is(pieces[name], 'names')) return false;
  if (says(pieces[0], 'is|are|was|were|can|could|does|did')) return true;
  return says(pieces[0], 'has|have') && wordsOfPiece(pieces[name + 1]).startsWith('been');
}

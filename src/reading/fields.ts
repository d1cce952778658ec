/**
 * Fields are a key and its value, or a question and its answer, that a form or a template left in the
 * text. The one rule: a pair is left out only where both halves say nothing of the finding, and two pairs
 * are an exchange only where they record the meter that went and the one that came.
 */
import type { Clause } from './clause.ts';
import { is, type Piece, says } from './piece.ts';
import type { PhraseKind } from './phrase-kinds.ts';

/** The clauses that say something: without what was answered at once, and what a form has nothing to say of. */
export function withoutFields(clauses: readonly Clause[]): readonly Clause[] {
  const silent = new Set<number>();
  for (const [at, clause] of clauses.entries()) {
    const next = clauses[at + 1];
    if (next?.joiner !== 'answer' || next.isQuestion) continue;
    if (isSelfAnswered(clause, next) || isEmpty(clause, next, clauses[at - 1]))
      silent.add(at).add(at + 1);
  }
  return silent.size === 0 ? clauses : clauses.filter((_, at) => !silent.has(at));
}

/** "Three phase? No just single": who asks and answers of phases, makes and types asks nobody. */
function isSelfAnswered({ isQuestion, pieces }: Clause, next: Clause): boolean {
  if (!isQuestion || !pieces.every(isOfType) || pieces.length === 0) return false;
  const [first, ...rest] = next.pieces;
  const isAnswer = is(first, 'yes') || is(first, 'bareNo');
  return isAnswer && rest.length > 0 && rest.every(isOfType);
}

const isOfType = (piece: Piece): boolean =>
  !bears.test(piece.words) &&
  !is(piece, 'cannotReverse') &&
  !is(piece, 'oldness') &&
  (says(piece, 'just|only|sorry|its|is|it|a|an|the|s') ||
    is(piece, 'makes') ||
    is(piece, 'meterWords') ||
    is(piece, 'stamps'));

/** What has a disc can turn back, and which meter is meant is no matter of its type. */
const bears =
  /\b(dis[ck]|disc|ferr\w+|mech\w*|electro\w*|induction|rotary|spinning|rotating|import|imp|old|older|existing|current|main|mains|primary|smart|digital)\b/;

/** "OUTSTANDING: NONE", "DEFECTS - NIL", "PRESENT: N. WORKING: N/A". */
const isEmpty = ({ text }: Clause, next: Clause, before: Clause | undefined): boolean =>
  (emptyKeys.test(text) && !/^works?$/i.test(text) && nothing.test(next.text)) ||
  (before?.joiner === 'answer' &&
    is(before.pieces[0], 'bareNo') &&
    /^(working|operational|tested|condition|functional|functioning)$/i.test(text) &&
    /^(n\W?a|-|not applicable)$/i.test(next.text));

export const isSilentKey = (key: string): boolean => emptyKeys.test(key);

const emptyKeys =
  /^(any )?(other |further |add(itional|l)? |safety |site |meter |mtr |h&s |hse )?(anything else( to (report|add|note))?|any other( business| issues)?|others?|outstanding|works? outstanding|o\/s( works?)?|remedials?|remarks?|comments?|notes?|issues?|faults?|defects?|hazards?|damage|tamper(ing)?|interference|problems?|concerns?|queries|works?|actions?|visits?|follow.?up|revisit|risks?|observations?|asbestos|exceptions?|anomal(y|ies)|dangers?|complaints?|obstructions?|aborts?|delays?|info(rmation)?|materials?( used)?|parts used|charges?|costs?)( needed| reqd?| required| found| noted| seen| identified| to do)?$/i;
const nothing =
  /^(none|nil|no|n|n\W?a|nothing|zero|0|-|nope|not applicable|not (needed|required|reqd)|none (needed|required|reqd|found|seen|noted))$/i;

/** "SEALS? OK", "TYPE OF METER? ELECTRONIC": a question of a form that its value answers. */
export const isFieldOfForm = ({ pieces, text }: Clause, value: string): boolean =>
  value !== '' &&
  !/^(no|not|n|nope|nah|un\w+|dunno|don\W?t|\?)\b/i.test(value) &&
  (/^((type|make|kind|sort) of (meter|mtr)|(meter|mtr) (type|make|kind))$/i.test(text) ||
    (pieces.length <= 3 &&
      pieces.every((piece) => is(piece, 'otherThings') || is(piece, 'fillers')) &&
      pieces.every((piece) => !notOfForm.some((kind) => is(piece, kind)))));

const notOfForm: readonly PhraseKind[] = [
  'meters',
  'meterWords',
  'makes',
  'otherMeters',
  'parts',
  'depictions',
];

/** "OFF: FERRANTI 34412. ON: ISKRA 00000": the clauses that record both meters of an exchange, or null. */
export function exchangeInFields(clauses: readonly Clause[]): readonly number[] | null {
  const find = (key: RegExp, isValue: (pieces: readonly Piece[]) => boolean): number | null => {
    const at = clauses.findIndex((clause, index) => {
      const value = clauses[index + 1];
      return key.test(clause.text) && value?.joiner === 'answer' && isValue(value.pieces);
    });
    return at < 0 ? null : at;
  };
  const old = find(oldKeys, (pieces) => pieces.every((piece) => inOne(piece, ofOld)));
  const fresh = find(
    newKeys,
    (pieces) =>
      pieces.every((piece) => inOne(piece, ofNew) && !isTime(piece)) &&
      pieces.some(isMeterOfItsOwn),
  );
  if (old === null || fresh === null) return null;
  // "SEALS - OLD: 1190, NEW: 1191": of another thing.
  const before = clauses[Math.min(old, fresh) - 1];
  if (before?.pieces.some((piece) => is(piece, 'otherThings') && !is(piece, 'readingWords')))
    return null;
  const said = [old, old + 1, fresh, fresh + 1];
  const isOfMeter = said.some((at) =>
    clauses[at]?.pieces.some(
      (piece) =>
        is(piece, 'meters') ||
        is(piece, 'makes') ||
        is(piece, 'cannotReverse') ||
        /^[a-z]\d{2}|^\d{2}[a-z]/.test(piece.words),
    ),
  );
  return isOfMeter ? said : null;
}

const oldKeys =
  /^((mtr|meter) )?(off|old|rem|removed|removal|rmvd|out|existing|r\/o)( (mtr|meter|one))?( (msn|sn|s\/n|no|serial))?$/i;
const newKeys =
  /^((mtr|meter) )?(on|new|nu|fit|fitted|ftd|inst|installed|in|i\/s|replacement)( (mtr|meter|one))?( (msn|sn|s\/n|no|serial))?$/i;
const ofEither: readonly PhraseKind[] = [
  'makes',
  'stamps',
  'smallNumbers',
  'readingWords',
  'meterWords',
  'meters',
  'fillers',
];
const ofOld: readonly PhraseKind[] = [
  ...ofEither,
  'names',
  'negations',
  'bareNo',
  'absences',
  'years',
];
const ofNew: readonly PhraseKind[] = [
  ...ofEither,
  'cannotReverse',
  'installed',
  'checks',
  'beside',
  'heldState',
];
const inOne = (piece: Piece, kinds: readonly PhraseKind[]): boolean =>
  kinds.some((kind) => is(piece, kind));
const isTime = (piece: Piece): boolean => is(piece, 'settings');
const isMeterOfItsOwn = (piece: Piece): boolean =>
  is(piece, 'makes') ||
  is(piece, 'cannotReverse') ||
  is(piece, 'installed') ||
  (is(piece, 'stamps') && !is(piece, 'years') && /\d.*\d.*\d/.test(piece.words));

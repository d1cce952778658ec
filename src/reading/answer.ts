/**
 * An answer is a clause that says nothing by itself: "none found", "yes", "fitted and working". The one
 * rule: it speaks of the backstop only where the clause before named it, and of nothing else.
 */
import type { Clause } from './clause.ts';
import { is, joinedWords, says } from './piece.ts';
import {
  type Fact,
  type FactFinding,
  isDoneBefore,
  ofMeter,
  type Progress,
  textRules,
} from './progress.ts';

/** What a bare answer adds to what was said of the backstop just before it. */
export function answer(
  kind: 'present' | 'absent' | 'yes' | 'no',
  clause: Clause,
  progress: Progress,
  refuse: (rule: string) => void,
  add: (finding: FactFinding, rule: string) => void,
): void {
  const { facts, last } = progress;
  const { carriedOver, answered } = textRules;
  const isYes = kind === 'present' || kind === 'yes';
  const isResult = last === 'open' && isOfResult.test(progress.heard);
  // "FLAT 9: NONE".
  if (/^(flat|apartment|apt|unit|plot|house|no)\.? \d+[a-d]?$/i.test(progress.heard))
    return refuse(answered);
  // "SEALS FITTED: NO": an answer belongs to its own question.
  if (progress.asked === 'neutral' && clause.joiner === 'answer' && !isResult) return;
  if (clause.pieces.every((piece) => is(piece, 'confirms') && !is(piece, 'yes'))) return;
  // "MTR EXCHANGED: Y".
  const stated = facts.at(-1);
  if (kind === 'yes' && clause.joiner === 'answer' && progress.asked !== null) {
    if (stated?.finding === 'replaced') return;
    if (stated?.finding === 'exchangeNamed') {
      facts.pop();
      return add('replaced', answered);
    }
  }
  // "METER EXCHANGE NEEDED: YES".
  if (clause.joiner === 'answer' && stated?.finding === 'exchangeWanted') {
    if (kind === 'yes') return;
    if (kind === 'no') {
      facts.pop();
      return;
    }
  }
  // "REMOVED: K81C22001. INSTALLED: 20P1188321": a field of the record of an exchange.
  if (kind === 'present' && progress.isNumbered && stated?.finding === 'replaced') return;
  // "REMOVED: BACKSTOP. INSTALLED: ISOLATOR".
  if (kind === 'present' && progress.isField && !progress.isNumbered) return refuse(answered);
  // "REPLACED: N", "STATIC: N", "DISC REVERSING: Y".
  if (clause.joiner === 'answer' && stated !== undefined && last === null) {
    const opposite = opposites[stated.finding];
    if (kind === 'yes' && opposite !== undefined) return;
    if (kind === 'no' && opposite !== undefined) {
      facts.pop();
      return add(opposite, answered);
    }
  }
  // "CONFIRMED BY ME TODAY: BACKSTOP FITTED".
  if (kind === 'present' && progress.isField && facts.length === 0 && isBare(clause)) {
    if (says(clause.pieces[0], 'confirmed|verified')) return;
  }
  // "NO BACKSTOP, CONFIRMED WITH PV ON".
  if (last === 'hasNot' && says(clause.pieces[0], 'confirmed|verified') && isBare(clause)) return;
  // "NO BACKSTOP. METER NOT FOUND": then nothing was seen.
  if (kind === 'absent' && last !== 'open' && isMeterGone(clause)) return refuse(answered);
  // "TESTED OK": of the work, where nothing of the backstop is open.
  if (
    last === null &&
    clause.pieces.some((piece) => is(piece, 'checks') || /test/.test(piece.words))
  )
    return;
  // "RUNS BACK IN SUN, SEEN IT MYSELF".
  if (
    kind === 'present' &&
    clause.pieces.some((piece) => is(piece, 'weakSight')) &&
    last !== 'open'
  )
    return last === 'has' || (progress.asked !== null && ofMeter.has(progress.asked))
      ? undefined
      : refuse(carriedOver);
  // "PV BACK ON AND WORKING", "POLARITY AND EARTH CHECKED, BOTH IN ORDER".
  if (
    last === null &&
    progress.asked === 'neutral' &&
    (clause.joiner === 'and' || progress.hadThing)
  )
    return;
  // "JOB: EXCH / DONE: YES".
  if (kind === 'yes' && clause.joiner === 'answer' && isDoneBefore(progress)) {
    const named = facts.findIndex(({ finding }) => finding === 'exchangeNamed');
    if (named >= 0) {
      facts.splice(named, 1);
      return add('replaced', answered);
    }
  }
  if (clause.pieces.every((piece) => is(piece, 'checks') || is(piece, 'settings'))) return;
  if (last === null) {
    // "YES, METER HAS BACKSTOP"; a bare "no" or "not fitted" with nothing before it is of nothing.
    if (kind === 'yes' && facts.length === 0) return;
    if ((kind === 'no' || kind === 'absent') && facts.length === 0 && !isMeterNamed(clause)) {
      progress.before = 'no';
      return refuse(answered);
    }
    // "METER HASN'T GOT ONE": what, the clause after may say.
    if (
      kind === 'absent' &&
      facts.length === 0 &&
      clause.pieces.some((piece) => is(piece, 'meters'))
    )
      return;
    // "CAME FOR BACKSTOP CHECK. IT HAS ONE".
    const isOfOne = kind === 'absent' || clause.pieces.some((piece) => is(piece, 'standing'));
    const isExchanged = facts.some(({ finding }) => finding === 'replaced');
    if ((kind === 'present' || kind === 'absent') && isOfOne && progress.isNamed) {
      if (progress.hadThing || isExchanged) return refuse(answered);
      const finding = kind === 'present' ? 'has' : 'hasNot';
      progress.last = finding;
      return add(finding, carriedOver);
    }
    // "RUNS BACK ON EXPORT. NONE FITTED", "BACKSTOP FITTED. TAILS OK. PAWL ENGAGES": it agrees with what was said.
    if (agrees(kind, clause, facts)) return;
    return refuse(answered);
  }
  const opening = facts.at(-1);
  if (last === 'open') {
    // A yes to "BACKSTOP CHECKED" is not about the backstop.
    const isOfPresence =
      opening === undefined || opening.finding === 'asked' || isPlainName(opening.words);
    const isNone = says(clause.pieces[0], 'none|nil');
    if (kind === 'no' && !isNone && !isOfPresence && clause.joiner === 'answer')
      return refuse(answered);
    if (kind === 'yes' && !isOfPresence) return refuse(answered);
    if (opening?.finding === 'asked') facts.pop();
    add(isYes ? 'has' : 'hasNot', kind === 'yes' || kind === 'no' ? answered : carriedOver);
    progress.last = isYes ? 'has' : 'hasNot';
    return;
  }
  if (last === 'has') {
    if (isYes) return;
    // "BACKSTOP FITTED: NO": a no that is the whole answer says the opposite.
    if (kind === 'no' && clause.joiner === 'answer') {
      // "BACKSTOP: FITTED. WORKING: NO".
      if (/\b(work|operat|function|effectiv|test|hold|engag)/i.test(progress.heard))
        return refuse(answered);
      facts.pop();
      add('hasNot', answered);
      progress.last = 'hasNot';
      return;
    }
    return refuse(answered);
  }
  if (isYes || clause.joiner === 'answer') return refuse(answered);
}

/** What was said before it is of the same side, and nothing of the other. */
function agrees(
  kind: 'present' | 'absent' | 'yes' | 'no',
  { pieces, joiner }: Clause,
  facts: readonly Fact[],
): boolean {
  if (kind === 'yes' || kind === 'no' || joiner === 'answer' || joiner === 'contrast') return false;
  const said = facts.map(({ finding }) => finding);
  const [same, other] = kind === 'present' ? [there, notThere] : [notThere, there];
  return (
    said.some((finding) => same.has(finding)) &&
    !said.some((finding) => other.has(finding)) &&
    pieces.every(
      (piece) => !is(piece, 'oldness') && !is(piece, 'newness') && !is(piece, 'standing'),
    )
  );
}
const there: ReadonlySet<FactFinding> = new Set(['has', 'replaced', 'cannotReverse', 'newIn']);
const notThere: ReadonlySet<FactFinding> = new Set(['hasNot', 'runsBackwards']);

/** "REASON: BACKSTOP CHECK. RESULT: NONE": a field that says nothing itself, and keeps what was asked. */
export const isOfResult = /^(the )?(results?|outcome|findings?|status|answer|conclusion|found)$/i;

/** "BACKSTOP", "BACKSTOP RESULT": a form's field, and not what was done. */
const isPlainName = (words: string): boolean =>
  !/\b(ch?e?c?k|test|inspect|examin|look|request|complet|done|verif|confirm)/i.test(words);

const isMeterGone = ({ pieces }: Clause): boolean =>
  pieces.some((piece) => is(piece, 'meters')) &&
  !pieces.some((piece) => is(piece, 'standing')) &&
  /\b(found|missing|absent|there|place|located)$/.test(joinedWords(pieces));

const opposites: Readonly<Partial<Record<FactFinding, FactFinding>>> = {
  replaced: 'notReplaced',
  cannotReverse: 'notStatic',
  runsBackwards: 'holds',
};

const isBare = ({ pieces }: Clause): boolean =>
  pieces
    .slice(1)
    .every(
      (piece) => !is(piece, 'standing') && (!is(piece, 'affirmsAfter') || is(piece, 'settings')),
    );

const isMeterNamed = ({ pieces }: Clause): boolean => pieces.some((piece) => is(piece, 'meters'));

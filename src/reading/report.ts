/**
 * A report is what a Meter Operator found, in coded values and free text; its reading is one
 * finding with the words that gave it. The one rule: unclear is an outcome and never becomes "has";
 * a check is closed only by words that say so plainly and that nothing else in the report disputes.
 */
import { isDisputed } from './beside.ts';
import { doubt, type Fact, type FactFinding, textRules } from './progress.ts';
import { isAfter } from './dates.ts';
import { codeKinds, type ReadingRules } from './reading-rules.ts';
import { readText } from './text-reading.ts';

export interface Words {
  readonly text: string;
  readonly line: number;
  readonly item: string;
  /** Null, blank or `-`: about the whole MPAN. */
  readonly meterId: string | null;
}

export const reportFindings = [
  'has',
  'hasNot',
  'replaced',
  'cannotReverse',
  'unclear',
  'rejected',
  'noAccess',
] as const;
export type ReportFinding = (typeof reportFindings)[number];

export interface Reason {
  readonly finding: ReportFinding | 'misrecordsExport';
  readonly line: number;
  readonly item: string;
  /** The clause or code as written. */
  readonly words: string;
  readonly rule: string;
}

export interface Reading {
  readonly finding: ReportFinding;
  readonly reasons: readonly Reason[];
  readonly isAboutBackstop: boolean;
}

interface Report {
  /** J0024 of group 760. */
  readonly codes: readonly Words[];
  /** J0012 of groups 005 and 760, J0008 of group 006. J0173 repeats the request: never evidence. */
  readonly texts: readonly Words[];
  /** The day on which the report came: what is dated later has not been done. */
  readonly on?: string;
}

/** Ours: codes decide before text, and among codes the order of `codeKinds`. */
export function readReport(rules: ReadingRules, report: Report): Reading {
  for (const kind of codeKinds) {
    const { name, values } = rules.codes[kind];
    const decisive = report.codes.filter(({ text }) => values.includes(text.trim()));
    if (decisive.length === 0) continue;
    const reasons = decisive.map(({ text, line, item }) => {
      return { finding: kind, line, item, words: text.trim(), rule: name };
    });
    return { finding: kind, reasons, isAboutBackstop: true };
  }
  return readTexts(rules, report.texts, report.on);
}

/** The maintenance texts of a D0150 are read as a report's text is; it has no codes. */
export function readMaintenanceText(rules: ReadingRules, texts: readonly Words[]): Reading {
  return readTexts(rules, texts);
}

interface Statement extends Fact {
  readonly line: number;
  readonly item: string;
  readonly meterId: string | null;
  readonly text: Words;
}

function readTexts(rules: ReadingRules, texts: readonly Words[], on?: string): Reading {
  const statements: Statement[] = [];
  const meters = new Set<string>();
  let isAboutBackstop = false;
  for (const words of texts) {
    const reading = readText(rules, words.text);
    const meterId = meterOf(words);
    if (meterId !== null) meters.add(meterId);
    isAboutBackstop ||= reading.isAboutBackstop;
    const { line, item } = words;
    for (const fact of reading.facts) {
      const isPlan = on !== undefined && isAfter(fact.words, on);
      const heard = isPlan ? doubt(fact.words, textRules.later) : fact;
      statements.push({ ...heard, line, item, meterId, text: words });
    }
  }
  return { ...decide(statements, meters), isAboutBackstop };
}

function meterOf({ meterId }: Words): string | null {
  const id = meterId?.trim();
  return !id || id === '-' ? null : id;
}

/**
 * What the statements of all meters come to. A finding is given only where every clause of every
 * item was understood: one that was not makes the report unclear, whatever the others say.
 */
function decide(
  statements: readonly Statement[],
  meters: ReadonlySet<string>,
): Pick<Reading, 'finding' | 'reasons'> {
  const of = (...findings: readonly FactFinding[]): readonly Statement[] =>
    statements.filter(({ finding }) => findings.includes(finding));
  const gives = (finding: ReportFinding, ...by: readonly (readonly Statement[])[]) => ({
    finding,
    reasons: by.flat().map(reasonOf),
  });
  const unclear = gives('unclear', statements);
  const said = statements.map(({ finding }) => finding);

  const replaced = exchangesOf(of);
  const has = [...of('has'), ...praised(of('mentioned'), of('holds'))];
  const denied = of('hasNot');
  const faults = of('runsBackwards', 'misrecordsExport');
  const still = of('cannotReverse');
  const decided = [...replaced, ...has, ...denied, ...faults, ...still];
  if (isAskedAfter(decided, statements)) return unclear;
  if (replaced.length > 0) {
    const isOther = disagree(replaced, denied);
    return isOther || isDisputed('replaced', said) ? unclear : gives('replaced', replaced);
  }
  if (has.length > 0) {
    // A meter that has a backstop, or cannot turn back, is safe either way.
    if (isDisputed('has', said) || !coversAll([...has, ...still], meters)) return unclear;
    return gives('has', has, still);
  }
  if (faults.length > 0 || (denied.length > 0 && still.length === 0)) {
    // A static meter that takes export for import has no backstop to speak of and is to be replaced.
    if (of('runsBackwards').length > 0 && still.length > 0) return unclear;
    // That no backstop is needed, who saw the meter run back has answered.
    const heard = faults.length > 0 ? said.filter((finding) => finding !== 'unneeded') : said;
    return isDisputed('hasNot', heard) ? unclear : gives('hasNot', denied, faults);
  }
  if (still.length === 0 || isDisputed('cannotReverse', said)) return unclear;
  // "NO BACKSTOP BUT DOES NOT RUN BACKWARDS": seen once, and no reason why it cannot.
  if (denied.length > 0 && still.every(({ words }) => isOnlySeen(words))) return unclear;
  // Who denies a backstop and saw a disc hold contradicts himself, and what has a disc is not static.
  const isDisc = of('holds').some(({ words }) => /\b(disc|disk|wheel|dials?|rotor)\b/i.test(words));
  if (isDisc || (of('holds').length > 0 && denied.length > 0)) return unclear;
  // A static meter has no backstop and needs none: "no backstop" does not dispute it.
  if (disagree(still, denied) || !coversAll(still, meters)) return unclear;
  return gives('cannotReverse', still);
}

/** What says that the meter was exchanged: in a word, or by the old one out and the new one in. */
function exchangesOf(
  of: (...findings: readonly FactFinding[]) => readonly Statement[],
): readonly Statement[] {
  // "MTR EXCH. OLD SN K79 RDG 55102, NEW SN 21P RDG 00000": who notes both has done it.
  const isRecorded =
    of('newIn').length > 0 ||
    of('exchangeRecord').some(({ words }) => /\b(new|n|on|in|off|start|ftd|fitted)\b/i.test(words));
  const named = of('exchangeNamed').filter(
    ({ words }) => isRecorded || /\bthere (and|&|n) then\b|\bon the spot\b/i.test(words),
  );
  // "AMPY OUT, ELSTER IN".
  const records = of('exchangeRecord', 'exchangeDetail');
  const isOldOut = of('oldOut').length > 0 || records.some(({ words }) => isOfOld(words));
  const isOldOff = records.some(({ words }) => isOfOld(words) && /\b(off|out|rem)\b/i.test(words));
  // "OLD MTR AWAY, NEW ELSTER IN ITS PLACE", "OLD MTR REMOVED. NEW SMART METER AND HUB INSTALLED".
  const isOldGone =
    of('oldOut').length > 0 ||
    records.some(({ words }) => isOfOld(words) && isAway.test(words) && !isNewNamed.test(words));
  const swapped = [
    ...(isOldOut ? of('newIn') : []),
    ...(isOldOut ? of('cannotReverse').filter(({ words }) => isFitted(words)) : []),
    ...records.filter(
      ({ words }) =>
        isNewIn(words) ||
        isBoth(words) ||
        (isOldOff && isNewOn(words)) ||
        (isOldGone && isNewNamed.test(words)) ||
        (isOldOut && isNewThere.test(words)),
    ),
  ];
  return [...of('replaced'), ...named, ...swapped];
}

/**
 * "BACKSTOP ON METER", and "BACKSTOP OK" beside another clause or a disc that was seen to hold: said in
 * full, it is there. Alone, BACKSTOP OK says that it was looked at.
 */
function praised(
  mentioned: readonly Statement[],
  held: readonly Statement[],
): readonly Statement[] {
  return mentioned.filter(({ words, said = words, text }) => {
    if (isOnMeter.test(said)) return !isHeard.test(text.text);
    // "TESTED BACKSTOP - DISC STOPS DEAD".
    if (held.length > 0 && isTried.test(said)) return true;
    if (isProved.test(said)) return !isHeard.test(text.text);
    if (!isOk.test(said)) return false;
    return held.length > 0 || text.text.trim().length > words.length + 3;
  });
}

const isTried =
  /^((i|we|have|has|ive|i have|we have) )*(tested|tried|proved|proven|checked|chkd|watched|inspected) (the |its )?backstop( (by|with|under|on) [\w# ]+)?$|^backstop( is| was| has been)? (tested|tried|watched)( on test| on load| ok| by me| today)*$/i;
const isProved =
  /^((good|working|can|i|we|i can|we can|to) )*(confirmed |confirm )?backstop( (meter|type|make))*( (is|was|has been|tested and|checked and))* (confirmed|proved|proven)( (on site|on test|on load|by test|today|by me|ok|on|in|the|this|meter|make|#))*$/i;
const isHeard = /\b(told|says?|said|according|apparently|reckons?)\b/i;
const isOk =
  /^([\w#]+ ){0,2}backstop( is| was)?( all)?( chkd| checked| tested| proved| inspected| confirmed| operating)?( &| and| \+)? (ok|o k|okay|good|fine|sound|operating ok|working ok)( #)*( (on|in) (the |this )?meter)?( (msn|sn|s\/n|#)[\w# ]*)?$|^(confirmed|good|working|nice|sound)( ?,)? backstop$/i;
const isOnMeter =
  /^(confirmed |[\w#]+ )?backstop( is)?( already| alrdy| definitely| definately| defo| def| certainly| confirmed)* (on|in|inside|within)( the| this| import| existing| old)*( make)?( meter| one)( #)*( is)?( ok| good| fine| confirmed)*$/i;

const isFitted = (words: string): boolean =>
  /\b(fitted|ftd|installed|inst|put|up|hung|now|mounted|connected|commissioned)\b|\b(in|on)( the)?( now| wall| board| instead)?$/i.test(
    words,
  );
const isOfOld = (words: string): boolean => /\b(old|existing|previous)\b/i.test(words);
const isNewIn = (words: string): boolean =>
  /\bnew (meter|mtr)\b.*\b(installed|fitted|ftd|inst)\b/i.test(words);

const isAway = /\b(off|out|rem\w*|away|gone|scrapped|took|taken|bagged)\b/i;
/** And nothing that is still to be done. */
const isNewNamed =
  /^(a |the |and )?(new|fresh)\b(?!.*\b(req\w*|need\w*|want\w*|order\w*|book\w*|due|to|for|when|next|later|soon|await\w*|pending|not?|will|can\w*|could\w*|coming|arriv\w*|expected|promised|offered|refused|declined|\w*days?|week|month|appt)\b)/i;

const isNewOn = (words: string): boolean => /^new (meter|mtr)\b.*\b(on|in)\b/i.test(words);

/** "NO BACKSTOP WAS ON OLD ONE. NEW ONE HAS": what the new meter is or has, beside what the old one had not. */
const isNewThere =
  /^(the )?new (one|meter|mtr|unit)( (is|has|does|now))?\b.*\b(has|does|is backstopped|sealed|tested|working|live|commissioned|smart|smets\w*|static|digital|electronic|[a-z]{0,2}\d{2}[a-z]{1,2} ?\d{4,}|[a-z]\d{2,}[a-z]? ?\d{3,})\b/i;

/** "OLD OFF 18233 NEW ON 00000": the record of both. */
const isBoth = (words: string): boolean =>
  /\bold\b.*\b(off|out|rem\w*)\b.*\bnew\b.*\b(on|in|ftd|fitted)\b/i.test(words);

const isOnlySeen = (words: string): boolean =>
  /\b(does ?n[o']?t|did ?n[o']?t|not)\b/i.test(words) &&
  !/\b(static|smart|smets\w*|electronic|digital|solid|lcd|can ?not|can'?t|design|disc)\b/i.test(
    words,
  );

/** Statements of two meters, where the second kind is not also answered by the first. */
function disagree(some: readonly Statement[], others: readonly Statement[]): boolean {
  return others.some(
    (other) =>
      other.meterId !== null &&
      some.every(({ meterId }) => meterId !== null && meterId !== other.meterId),
  );
}

/**
 * Ours: a check is closed for the whole MPAN, so a meter whose group has text that says nothing
 * keeps another meter's "has" from closing it.
 */
function coversAll(statements: readonly Statement[], meters: ReadonlySet<string>): boolean {
  const said = new Set(statements.map(({ meterId }) => meterId));
  return said.has(null) || [...meters].every((meterId) => said.has(meterId));
}

/** A question after a statement disputes it; one before it is the request repeated. */
function isAskedAfter(decided: readonly Statement[], statements: readonly Statement[]): boolean {
  const places = new Map(statements.map((statement, index) => [statement, index]));
  const first = decided.reduce((least, one) => Math.min(least, places.get(one) ?? -1), Infinity);
  return (
    decided.length > 0 &&
    statements.some(
      (other, index) => other.finding === 'asked' && (index > first || other.rule === 'question'),
    )
  );
}

function reasonOf({ finding, line, item, words, rule }: Statement): Reason {
  return { finding: findingOf[finding], line, item, words, rule };
}

const findingOf: Readonly<Record<FactFinding, Reason['finding']>> = {
  has: 'has',
  hasNot: 'hasNot',
  replaced: 'replaced',
  cannotReverse: 'cannotReverse',
  runsBackwards: 'hasNot',
  misrecordsExport: 'misrecordsExport',
  asked: 'unclear',
  wentBack: 'unclear',
  mentioned: 'unclear',
  notReplaced: 'unclear',
  exchangeWanted: 'unclear',
  exchangeUnneeded: 'unclear',
  exchangeDetail: 'unclear',
  exchangeRecord: 'unclear',
  exchangeNamed: 'unclear',
  unneeded: 'unclear',
  notStatic: 'unclear',
  holds: 'unclear',
  depicted: 'unclear',
  tampering: 'unclear',
  smartRefused: 'unclear',
  fittedBefore: 'unclear',
  puzzled: 'unclear',
  tested: 'unclear',
  oldOut: 'unclear',
  newIn: 'unclear',
  notUnderstood: 'unclear',
};

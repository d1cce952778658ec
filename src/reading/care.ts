/**
 * What keeps a statement from being taken, although every word of its clause was understood. The one
 * rule: a hasNot orders an exchange, so it needs the same care as a has: here, now, by the engineer,
 * of the one meter, and of what is there rather than of what was done.
 */
import type { Clause } from './clause.ts';
import type { ClauseKind } from './pattern.ts';
import type { PhraseKind } from './phrase-kinds.ts';
import { is, joinedWords, type Piece, says, wordsOfPiece } from './piece.ts';
import type { Fact } from './progress.ts';

const cared: ReadonlySet<ClauseKind> = new Set([
  'has',
  'hasNot',
  'runsBackwards',
  'replaced',
  'cannotReverse',
]);

/** The list that takes a statement back, or null where it stands. */
export function takenBackBy(
  { pieces, text }: Clause,
  kind: ClauseKind,
): PhraseKind | 'set-against-the-statement' | null {
  const isInYear = kind === 'exchangeRecord' && /\bin (19[3-9]|20[0-3])\d\b/i.test(text);
  if ((exchanges.has(kind) || isInYear) && isOfYearsGone(pieces)) return 'softeners';
  if (exchanges.has(kind) && byAnotherFirm.test(text)) return 'hearsay';
  const said = text.toLowerCase().replace(/['’`]/g, '');
  if (kind !== 'oldOut' && (exchanges.has(kind) || kind === 'cannotReverse') && isPlanned(said))
    return 'wanted';
  if (!cared.has(kind)) return null;
  const named = pieces.findIndex((piece) => is(piece, 'names'));
  const back = pieces.findIndex((piece) => is(piece, 'runsBackwards') || is(piece, 'goesBack'));
  const isDenial = kind === 'hasNot' || kind === 'runsBackwards';
  // "EXCHANGE IF NO BACKSTOP", "IS THERE NO BACKSTOP".
  if (isDenial && (pieces.some((piece) => is(piece, 'asks')) || /^(where|when)\b/.test(said)))
    return 'asks';
  if (/^is there\b|\b(exch\w*|needed|replace\w*|change) (where|when)\b/.test(said)) return 'asks';
  if (/\b(denie[sd]|deny)\b/.test(said)) return 'hearsay';
  // "VERIFIED TO HAVE A BACKSTOP BY THE OFFICE".
  if (
    /\bby (the |our |your )?(office|supplier|dno|installer|landlord|last|previous|someone|somebody)\b/.test(
      said,
    )
  )
    return 'hearsay';
  // "REVERSE RUN NOT POSSIBLE AS SOLAR OFF": by another reason than what the meter is.
  if (
    kind === 'cannotReverse' &&
    /\b(as|because|since|with|while|when) (the )?(solar|pv|panels|array|supply|power|gen\w*|inverter|mains) (is |was |are |being )?(off|dead|isolated|down|out)\b/.test(
      said,
    )
  )
    return 'inabilities';
  // "METER CHANGE COMPLETE BY FRIDAY", "BACKSTOP CATCHES SOMETIMES".
  if (
    /\b(by|before) (mon|tues|wednes|thurs|fri|satur|sun)day\b|\bby (next|tomorrow|the end)\b/.test(
      said,
    )
  )
    return 'wanted';
  if (/\b(sometimes|occasionally|mostly|usually|at times|(half|most of) the time)\b/.test(said))
    return 'softeners';
  // "MY GAFFER HAS IT DOWN AS BACKSTOP FITTED", "WOULD THERE BE NO BACKSTOP", "NO BACKSTOP ON MY LIST".
  if (/\b(down|put|listed|entered|logged) as\b|\bhas (it|this|that) (down )?as\b/.test(said))
    return 'hearsay';
  if (/^(would|should|will|could|might|shall) (there|it|this|that)\b/.test(said)) return 'asks';
  if (/\bon (my|the|your|our) (list|sheet|order|system|screen)\b/.test(said)) return 'depictions';
  // "ENGINEER IN 2015 FOUND NO BACKSTOP": but a meter is made in a year.
  if (
    /\b(?<!place )(in|of|from|for|to|on|onto|as|by) (19|20)\d\d\b/.test(said) &&
    !/\b(made|built|dated|mfd)\b/.test(said)
  )
    return 'softeners';
  // "METER RAN BACKWARDS LAST SUMMER", "NO BACKSTOP BEFORE EXCHANGE".
  if (/\b(before|until|till|prior to) (the )?(exch|swap|change|replace|visit|work)/.test(said))
    return 'softeners';
  if (/\blast (spring|summer|autumn|winter|time|visit|week|month)\b/.test(said)) return 'softeners';
  // "ONE HAS NO BACKSTOP", "SANGAMO METERS HAVE A BACKSTOP": which, the text does not say.
  if (
    kind !== 'replaced' &&
    is(pieces[0], 'standing') &&
    /^(one|1) (has|is|with|without)\b/.test(said)
  )
    return 'elsewhere';
  // "METER'S DIGITAL" is one.
  const isOfMany =
    pieces.some((piece) => says(piece, 'meters|mtrs')) && !/\b(meter|mtr)['’`]s\b/i.test(text);
  const isOfKind =
    pieces.some((piece) => is(piece, 'makes') || is(piece, 'cannotReverse')) ||
    /^(these|such|most)\b/.test(said);
  if (isOfMany && isOfKind && kind !== 'replaced' && !/\b(both|two|2|all|here|site)\b/.test(said))
    return 'elsewhere';
  // "SMART METER FITTED IN PLACE OF OLD DISC METER" tells of an exchange.
  if (kind === 'cannotReverse' && isNewlyFitted(pieces, said)) return 'replacing';
  if (
    kind === 'replaced' &&
    /\b(already|previously)\b/.test(said) &&
    pieces.some((piece) => is(piece, 'cannotReverse'))
  )
    return 'softeners';
  // "PASSED BACKSTOP TEST AT THE WORKSHOP": not where it hangs.
  if (/\b(at|in) (the |our |your )?(workshop|lab|test bench|test room)\b/.test(said))
    return 'elsewhere';
  // "METER CANNOT GO BACK IN CUPBOARD".
  if (/\bback (in|into|on|onto) (the )?(cup\w*|box|wall|board|stock|van)\b/.test(said))
    return 'elsewhere';
  // "NO BACKSTOP ON GENERATION MTR".
  if (
    kind !== 'replaced' &&
    /\b(gen\w*|export|exp|pv|solar|check|sub) (meter|mtr|metr|side)s?\b/.test(said)
  )
    return 'otherMeters';
  // "NO EXPORT METER BACKSTOP FITTED".
  if (kind === 'has' && /^no .*(meter|mtr)s?$/.test(wordsOfPiece(pieces[named - 1])))
    return 'otherMeters';
  // "DID THE SWAP WITH DAVE'S JOB".
  if (/\b\w+['’]s job\b/i.test(text)) return 'elsewhere';
  // "LANDLORD CHANGED METER".
  if (kind === 'replaced' && isByOthers(pieces)) return 'hearsay';
  if (kind === 'runsBackwards') {
    if (pieces.some((piece) => is(piece, 'softeners'))) return 'softeners';
    // "METER GOING BACK TO STORES", "METER REVERSED OUT OF CUPBOARD".
    if (pieces.some((piece, at) => at > back && is(piece, 'oldMeter'))) return 'oldMeter';
    if (is(pieces[back + 1], 'outWords')) return 'outWords';
    // "DISC MOVED BACK WHEN KETTLE OFF" was seen to turn.
    const isSeen =
      /\bdis[ck] (came|moved|coming) (back|bk) (when|with|while|under) (the )?(kettle|load|pv|solar|panels|sun|gen\w*|export\w*)\b/.test(
        said,
      );
    if (
      !isSeen &&
      is(pieces[back], 'goesBack') &&
      /\b(gone|coming|came|moved) (back|bk)\b/.test(said)
    )
      return 'oldMeter';
    // "CLOCK GOING BACKWARDS".
    if (pieces.every((piece) => !is(piece, 'meters')) && /\bclock\b/.test(said)) return 'parts';
    return null;
  }
  if (kind !== 'hasNot') return null;
  // "NO B/STOP ON OLD FERRANTI": it may be the one that went.
  if (
    /\b(on|in|to|with) (the |this |that )?(old|previous|former)\b(?! (style|type|fashioned|school))/.test(
      said,
    )
  )
    return 'oldMeter';
  // "NO BACKSTOP WORK DONE", "NO BACKSTOP TO FIT", "NO BACKSTOP ON SPARE METER".
  if (
    /^(works?|issues?|problems?|quer\w+|surveys?|movements?|noises?|sounds?|faults?)\b/.test(
      wordsOfPiece(pieces[named + 1]),
    )
  )
    return 'topics';
  if (pieces.some(({ words }) => /^(spare|to fit|to install)\b/.test(words))) return 'wanted';
  // "BACKSTOP NOT FITTED BY US": what was not done, and not what is not there.
  if (
    /\bnot (been )?(fitted|installed|ftd|fttd) (by (us|me)|(at|on|during) this visit)\b/.test(said)
  )
    return 'set-against-the-statement';
  return null;
}

const exchanges: ReadonlySet<ClauseKind> = new Set(['replaced', 'replacedIt', 'newIn', 'oldOut']);

const exchange = String.raw`(?:exch\w*|c ?\W? ?o|repl|rplc\w*|replacement|ch(?:n|an)?g(?:e?d?)|change ?over|swaps?|swops?|mex|renewal|upgrade)`;
const ofMtr = String.raw`(?:(?:an?|the|smets ?\d|smart|mtr|meter|new) )*`;
const weekday = String.raw`(?:mon|tues?|wed(?:s|nes)?|thur?s?|fri|satu?r?|sun)(?:day)?`;
const plans = [
  // "MTR FOR EXCH", "MTR TO C/O": what it is for, and not what was done.
  String.raw`\b(?:for|4|due|awaiting) ${ofMtr}${exchange}\b`,
  String.raw`\b(?:mtr|meter|one|\d) to ${exchange}\b`,
  // "EXCH FOR TUES", "EXCH OF MTR TUES".
  String.raw`\bfor (?:next |this )?${weekday}\b`,
  String.raw`^(?:the )?${exchange} of\b(?!.*\b(?:done|comp\w*|carried|finished|today|success\w*|effected|undertaken|made)\b)`,
  // "NEW MTR INST TUES": a short form that is a plan as well as a deed.
  String.raw`(?<!\b(?:was|been|were|got) )\b(?:inst|fit|exch|swap|change|repl|chg)\b(?!.*\b(?:done|comp\w*|carried|finished|today)\b).*\b(?:${weekday}|\d{1,2}(?:st|nd|rd|th))\b`,
];
const planned = new RegExp(plans.join('|'));
const isPlanned = (said: string): boolean => planned.test(said);

/** "MTR WAS REPLACED 2009": but "1972 MTR REPLACED" and "REPLACED FERRANTI 1972" say when it was made. */
function isOfYearsGone(pieces: readonly Piece[]): boolean {
  const done = pieces.findIndex((piece) => exchangeVerbs.some((kind) => is(piece, kind)));
  if (done < 0) return false;
  return pieces.some((piece, at) => {
    if (at <= done || !/^(19[3-9]|20[0-3])\d$/.test(piece.words)) return false;
    const between = pieces.slice(done, at);
    const [last, next] = [between.at(-1), pieces[at + 1]];
    const isMade = between.some(
      (one) => is(one, 'makes') || (is(one, 'oldness') && !is(next, 'prepositions')),
    );
    const isNumber =
      (is(last, 'readingWords') && !says(last, 'in|on|off')) ||
      says(last, 'at|from|made|dated|rdg|sn|msn|of|ref|job|no') ||
      (is(last, 'stamps') && !is(last, 'settings'));
    const isOfMeter = is(next, 'meters') || is(next, 'makes') || is(next, 'stamps');
    return !isMade && !isNumber && !isOfMeter && !says(next, 'hr|hrs|h');
  });
}

const exchangeVerbs = ['replaced', 'completed', 'installed', 'putWords', 'outWords'] as const;

/** "REPLACED BY HYDRO": who is not the one that reports. */
const byAnotherFirm =
  /\bby (the |a |an )?((scottish |old )?(hydro|board)|sse|edf|e\.?on|octopus|bg|british gas|n?power|ovo|ss?eb|others?|another|(his|her|their|other) \w+|contractors?|builders?|council|electrician|sparky?)\b/i;

/** "MTR AT KELP YARD REPLACED": what is read as talk of another thing may hide an exchange. */
export function hidesExchange(pieces: readonly Piece[]): boolean {
  const meter = pieces.findIndex((piece) => is(piece, 'meters'));
  if (meter < 0 || pieces.slice(0, meter).some((piece) => is(piece, 'otherThings'))) return false;
  const after = pieces
    .slice(meter + 1)
    .find((piece) => !is(piece, 'meterWords') && !is(piece, 'stamps') && !is(piece, 'makes'));
  if (!is(after, 'prepositions')) return false;
  return pieces.slice(meter).some((piece) => is(piece, 'replaced') || is(piece, 'completed'));
}

/** "CUST AGREED SO EXCHANGED THERE AND THEN": what was done hides behind the reason for it. */
export const hidesDeed =
  /(^|\b(so|and|then) )(i |we |have |has |was |were |been |just )*(exchanged|exch'?d|swapped|swopped|replaced|changed)( (it|out|over|there|then|and|on|the|spot|same|visit|day|today|straight|away|while|whilst|site|by|me|us|right|now|job|done|here))*$/i;

/** "COMPLETED BY WAY OF A METER CHANGE", "METER CHANGE WAS THE OUTCOME": it is not wanted any more. */
export const endedInExchange =
  /^(?!.*\b(to be|will|would|should|can|could|must|needs?|req\w*|await\w*|recommend\w*|arrang\w*|book\w*|refer\w*|next)\b).*\b(complet|finish|conclud|clos|resolv|end(s|ed)\b|settl|result|outcome|upshot|achiev|perform|undert)/i;

/** "SMART METER FITTED IN PLACE OF OLD ONE", "DIGITAL METER NOW FITTED": an exchange, however it is told. */
function isNewlyFitted(pieces: readonly Piece[], said: string): boolean {
  if (pieces.some((piece) => is(piece, 'insteadOf') || is(piece, 'hungUp'))) return true;
  const isFitted = pieces.some((piece) => is(piece, 'installed') || is(piece, 'putWords'));
  const isOfToday = pieces.some((piece) => is(piece, 'onVisit')) || /\b(now|just)\b/.test(said);
  return isFitted && isOfToday && !/\balready\b/.test(said);
}

function isByOthers(pieces: readonly Piece[]): boolean {
  const said = pieces.filter((piece) => !is(piece, 'fillers') && !is(piece, 'copulas'));
  return is(said[0], 'customers') && (is(said[1], 'replaced') || is(said[1], 'installed'));
}

/** "BACKSTOP NOT FITTED, CUSTOMER REFUSED": the clause after gives the reason why it was not done. */
export function isReasonNotDone({ pieces, text, joiner }: Clause, heard: string): boolean {
  if (
    !/\b(names?|b\W?stop|backstop|back stop)\b.*\bnot (been )?(fitted|installed|ftd|fttd)$/i.test(
      heard,
    )
  )
    return false;
  if (pieces.some((piece) => is(piece, 'replacing') || is(piece, 'exchanging'))) return false;
  return joiner === 'reason'
    ? pieces.some((piece) => is(piece, 'customers') || is(piece, 'persons') || is(piece, 'beside'))
    : joiner !== 'sentence' && /\b(refused|declined|no time)\b/i.test(text);
}

/** "EXCH: N/A", "MTR EXCH: THURS AM", "METER REPLACED: NOT REQUIRED": a key whose value says that it was not done. */
export const isNotDone = (value: string): boolean =>
  /^(n\W?a\b|not? (needed|req|done|yet|today|possible|necessary|applicable|this|carried|complete|wanted|booked|appt)|needed\b|req(d|uired)?\b|(yes,? )?(pls|please)\b|next\b|tbc\b|tba\b|to (be|follow|book|arrange)\b|pending|outstanding|o\/s\b|await|wait|refused|declined|aborted|cancelled|postponed|book\w*|appt|when\b|after\b|by others|(cust\w*|tenant|occupier|owner) (refused|declined|wants?|would|to|not|said|says|prefers?|can|will)|(mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun)(day)?\b|(am|pm)\b|un(able|done)|can ?(no|')?t|could ?n[o']?t|will\b|should\b|asap|later|tomorrow|soon)/i.test(
    value.trim(),
  );

/** "BUILDER MOVED METER", "BUZZING FROM METER". */
export const meddled =
  /^(?!.*\bto (get|reach|find|see|access|read|check|view)\b).*\b(moved|hit|knocked|kicked|dropped|banged|tapped|turned|altered|adjusted|painted|took|opened up)\b.*\b(meter|mtr|metre)$|\b(nois[ey]\w*|hammering|buzz\w*|humm\w*|click\w*|grind\w*|rattl\w*|burn\w*|smok\w*|smell\w*|spark\w*)\b.*\b(from|in|inside|off) (the )?(meter|mtr|metre)$/i;

/** "NOW HAS EMLITE": what hangs there now did not before. */
export const isNow =
  /^((it|meter|mtr|board|cust\w*|site|house) )?((is|has) )?now (has|got|is|on|with|a|an)\b/i;

/** "READING LOWER THAN LAST TIME". */
export const isLower =
  /\bbills?\b.*\b(zero|nothing|nil|tiny|negative)\b|\b(moved|went|gone|lost|dropped|fell) (back )?(\w+ )?units\b|\b(read(ing|s|ings)?|rdgs?|register|dials?|index|figures?|counter|clock)\b.*\b(lower|less|fewer|smaller|down (on|by|\d)|behind|below)/i;

/** "PHOTO SHOWS OTHERWISE". */
export const saysOtherwise =
  /\b(shows?|says?|suggests?|proves?|indicates?|tells?|implies|states?|claims?|thinks?|contradicts?|disagrees?|differs?)\b.*\b(otherwise|different(ly)?|opposite|contrary|not so|no)\b|\b(contradicts?|disagrees?|disproves?|conflicts?)\b/i;

/** "COMPLETED 12:15", "COMMISSIONED": what was done on this visit. */
export const isDoneNow =
  /^(and |all |now |then )*(done|completed|commissioned|carried out|undertaken|finished)( (ok|and commissioned|at|by|on site|today|now|there and then|successfully))*( \d\d?[.:]?\d\d( ?hrs)?)?$/i;

/** A static meter that was fitted, or an exchange that was spoken of. */
export const namesWork = (facts: readonly Fact[], heard: string): boolean =>
  !facts.some(({ finding }) => finding === 'replaced') &&
  (/\b(exch\w*|swap\w*|swop\w*|c\/?o|replac\w*|change ?over|mtr change|meter change)\b/i.test(
    heard,
  ) ||
    facts.slice(-1).some(isFittedStatic));

const isFittedStatic = ({ finding, words }: Fact): boolean =>
  finding === 'cannotReverse' && /\b(fitted|ftd|installed|inst)\b/i.test(words);

/** "OVER TO SUPPLIER TO CHECK". */
export const leftTo =
  /\b(over|up|down) to (the |your )?(supplier|office|you|dno|mop|team|desk)\b|\S to (check|confirm|verify|decide)$/i;

/** "EXCHANGED NEXT DOOR", "NEXT DOOR EXCHANGED": of another meter, or of none. */
export const isExchangedElsewhere = (pieces: readonly Piece[]): boolean =>
  pieces.some((piece) => exchangeWords.some((kind) => is(piece, kind))) &&
  pieces.some(({ words }) =>
    /\b(next door|neighbou?rs?|across the (road|street|way)|over the (road|street|way)|down the (road|street)|up the (road|street)|opposite)\b/.test(
      words,
    ),
  );

const exchangeWords = ['replaced', 'replacing', 'exchanging', 'completed'] as const;

/** "JOCKEY EXPLAINED", "BROTHER IN LAW ASSURED ME": whoever says so, and of whatever was said before. */
export function isSaidByAnother({ pieces }: Clause): boolean {
  const verb = pieces.findIndex(({ words }) => speech.test(words));
  if (verb < 0 || !afterSpeech.test(joinedWords(pieces.slice(verb)))) return false;
  const speaker = pieces
    .slice(0, verb)
    .findLast((piece) => pronouns.test(piece.words) || !is(piece, 'fillers'));
  if (speaker === undefined || is(speaker, 'reporters') || is(speaker, 'checks')) return false;
  return is(speaker, 'customers') || is(speaker, 'people') || pronouns.test(speaker.words);
}

const pronouns = /^(he|she|they|who|someone|somebody|everyone|others)$/;
const speech =
  /^(explain|assur|pointed|points|insist|maintain|reckon|claim|swear|swore|declar|guarante|remark|recall|remember|admit|argu|hint|repeat)(s|e|es|ed|ted|ing)?( out)?$/;
/** Nothing else is named that was explained. */
const afterSpeech =
  /^\w+( (out|to|it|that|so|this|me|us|the|engineer|eng|myself|as much|already|earlier|again|on the phone|by phone|today|at the door|to me|to us))*$/;

/** "TURNS FWD ONLY WHEN I PUSH IT", "HOLDS IF YOU HOLD IT": what moves or holds by hand alone. */
export const isByHand = (text: string): boolean =>
  /\b(only|unless|if|has to be|had to|have to|needs? (a|to be|some)|wants a)\b.*\b(push|nudg|tap|pok|shov|knock|flick|hit|thump|bang|kick|jog|shak|help|hold|held|by hand|wiggl|jiggl|prod|lift)/i.test(
    text,
  ) ||
  /\b(turn|mov|go|goes|run|spin|start|work|stop|hold)\w*\b(?!.*\b(back|bk|reverse|not|won\W?t)\b).*\b(when|after|once|with) (i |you |we |it |he )?(is |was |gets |got |a |been )?(push|nudg|tap|pok|shov|knock|flick|thump|bang|kick|jog|shak|wiggl|jiggl|prod)/i.test(
    text,
  );

/** "EXCH 12/11 AM": but "EXCH TODAY" was done. */
export const isDated = (pieces: readonly Piece[]): boolean =>
  pieces.some((piece) => is(piece, 'exchanging')) &&
  pieces.length > 1 &&
  !pieces.some((piece) => is(piece, 'onVisit')) &&
  pieces.every((piece) => dated.some((kind) => is(piece, kind))) &&
  pieces.every(
    (piece) => is(piece, 'exchanging') || !/\d{5}|[a-z]\d|on (site|visit)/.test(piece.words),
  );

const dated = [
  'exchanging',
  'settings',
  'stamps',
  'smallNumbers',
  'fillers',
  'prepositions',
] as const;

/** "EXCH: 12/11", "EXCH: FRI": an exchange named with a date alone is a note, and says not that it was done. */
export const isOnlyNoted = (key: string, value: string): boolean =>
  /^((mtr|meter) )?(exch|exchange|mex|c ?\W? ?o|swap|swop|change|changeover)$/i.test(key.trim()) &&
  !/^(done|yes|y\b|ok|comp|carried|succe|fin|today|made|perform|like for like|smart|smets|static|elec|digital|new|from|on site|this visit|same|✓|✔)|\d{5}|[a-z]\d{2,}[a-z]/i.test(
    value.trim(),
  );

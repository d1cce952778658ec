/**
 * Hedges are turns by which a writer does not stand by what is said: a belief, another's word, a
 * glance, a wish that somebody look again. The one rule: a hedge takes to a person whatever it stands
 * beside, in front of a statement, behind it, inside it or in a sentence of its own.
 */
import type { ClauseKind } from './pattern.ts';
import type { PhraseKind } from './phrase-kinds.ts';

interface Hedge {
  readonly list: PhraseKind;
  /** Said of the text in small letters, without apostrophes. */
  readonly said: RegExp;
}

const some = (...turns: readonly string[]): RegExp => new RegExp(turns.join('|'));

/** Whose word is not the report: "AS PER CUSTOMER", but not "AS PER CUSTOMER REQUEST". */
const others = String.raw`(?:cust\w*|tenant|owner|occupier|householder|landlord|neighbou?r|resident|installer|homeowner|builder|caretaker|warden|wife|husband|son|daughter|app|website|portal|manual|book|internet|google|records?|system|database|last visit|previous visit|job notes|notes|letter|email|leaflet)s?`;

const per = String.raw`\b(?:as )?per (?:the |his |her |their |your |our )?${others}\b(?! (?:request|instruction|wish|permission|approval|order|prefer|req|sheet|spec)\w*)`;

const everywhere: readonly Hedge[] = [
  {
    list: 'doubts',
    said: some(
      String.raw`\b(?:i|we) (?:do |would |can only |just |really )?(?:understand|gather|suppose|presume|recall|imagine|expect|guess|reckon|fancy)\b(?! (?:why|how|the (?:frust|concern)))`,
      String.raw`^(?:well )?(?:at least )?(?:i|we) (?:do )?hope(?: so)?$|^at least\b|\bhope so\b|\bi hope (?!this|that helps|you)`,
      String.raw`\bto (?:the best of )?(?:my|our) (?:knowledge|understanding|recollection|mind)\b|\b(?:my|our) (?:best )?(?:guess|hunch|impression|understanding|belief|feeling)\b`,
      String.raw`\b(?:tough|hard|difficult|tricky|impossible|not easy) to (?:call|say|tell|judge|be sure|know)\b|\bno (?:way|means) (?:of|to) (?:know|tell|say|be)`,
      String.raw`\b(?:at|on) (?:a|first|second) (?:glance|sight|guess|hunch)\b|\bon the face of it\b|\bfrom (?:a|some) (?:distance|afar)\b|\bfrom (?:afar|the (?:outside|pavement|road|drive|gate|door|photo|picture|doorstep))\b(?= *$)|\b(?:judging|based|basing) (?:\w+ )?(?:by|from|off|on|of)\b|\bgoing (?:only |purely |solely |just )?(?:by|off|on (?:trust|what))\b`,
      String.raw`\bhad a (?:quick )?(?:glance|peek|glimpse)\b|\bglanced\b|\bsecond (?:look|opinion|pair of eyes)\b|\bpair of eyes\b`,
      String.raw`\b(?:sort|kind) of\b(?! (?:meter|mtr|job|thing|weather|day|cupboard|box|place|house|person|backstop|bstop|stop|ratchet|pawl|device|disc|anti|rev))|\b(?:sort|kind) of (?:meter|mtr|backstop)? ?(?:replaced|fitted|there|present|exchanged|static|has|done)\b`,
      String.raw`\bas (?:is )?(?:usual|normal|typical|standard|common) (?:for|with|on|in|of)\b|\btypical (?:for|of) (?:the|this|these|that)\b|\bas (?:you )?(?:would|might) (?:be )?expect`,
      String.raw`\b(?:on|in) (?:trust|good faith)\b|\b(?:took|taking|take) (?:his|her|their|the \w+s|its?) word\b|\bpinch of salt\b`,
      String.raw`\b(?:see|let me know|say|shout) (?:if|whether) (?:you|u) (?:dis)?agree\b|\bis (?:that|this|it) (?:right|correct|true|ok)\b|\bbe (?:corrected|certain|sure)\b|\bbet on\b|\bor (?:similar|thereabouts)\b`,
      String.raw`\b(?:subject to|awaiting|pending|needs?|requires?|wants?|for) (?:a |final |further )?(?:confirm\w+|verif\w+|clarif\w+|double check\w*)\b|\bplease (?:re ?check|verify|double check)\b|^(?:please )?verify$|\bcheck (?:with|against|back with) (?:the|my|your|our)? ?(?:manufacturer|maker|office|supervisor|boss|gaffer|installer|records)\b|\b(?:ask|query with) (?:my|the|your) (?:supervisor|boss|gaffer|manager)\b|\bchecked again\b|^query\b|\bword is\b|\bletter ?box\b|\bget it looked\b|\btoo (?:cloudy|dark|dull|overcast|dirty|high|far)\b.*\b(?:prove|see|test|tell|say|read|check)\b|^(?:meter|mtr|disc) (?:is |was )?(?:dead|stuck|seized|jammed)$`,
      String.raw`(?<!left (?:\w+ )*)(?<!ok |okay |safe |alone )\bfor the (?:time being|moment)\b(?= *$)`,
      String.raw`\b(?:rolling|lying|floating|loose) (?:about |around )?(?:in|at|on) the bottom\b|\bby the time (?:you|this)\b`,
    ),
  },
  {
    list: 'hearsay',
    said: some(
      String.raw`^${per}`,
      String.raw`\bas (?:advised|told|stated|reported|informed|claimed|described|mentioned|said) (?:by|to)\b`,
      String.raw`\b(?:(?:i am|im|i was|we are|we were) told)\b(?! (?:off|not|about|to ring|to call))|^(?:been|being|was) told(?: so| that| by \w+)?$`,
      String.raw`\b(?:he|she|they|cust\w*|tenant|owner|landlord|installer) (?:is|are|was|were|s) (?:adamant|certain|sure|convinced|positive)\b|\bguaranteed\b|\bassured\b`,
      String.raw`\b(?:cust\w*|tenant|owner|occupier|landlord|he|she|they|installer) (?:has|have|had|got|showed|produced|holds) (?:the |a |his |her |their |me )?(?:paperwork|documents?|receipts?|proof)\b`,
      String.raw`\b(?:say|says|said|states?|shows?|showed|have|has|had|got) (?:so|it)$|\b(?:google|internet|website|wikipedia|chatgpt|youtube|manual|book|portal) (?:says|said|states|has|shows|reckons)\b`,
      String.raw`^(?:the |its )?(?:label|records?|sticker|plate|paperwork|system|manual|book|app|notes?|sheet|portal) (?:says?|said|has|have|shows?|states?|reads)$`,
      String.raw`\bprevious (?:engineer|eng|visit|fitter|operative|lad|bloke)s? (?:said|says|reported|noted|wrote|put|recorded|claimed|had)\b`,
      String.raw`\baccording to (?!(?:the |our |my |your )?(?:engineer|eng|engr|fitter|operative|plan|instruct|procedure|spec))`,
    ),
  },
  { list: 'depictions', said: /\bvideo call\b|\bface ?time\b|\bvia (?:zoom|teams|whatsapp)\b/ },
  {
    list: 'tampering',
    said: /\bsome(?:one|body)s? (?:has |have |else )?(?:had|been|took|taken|messed|fiddled)\b|\b(?:cover|lid|case|casing)\b.*\b(?:hanging|dangling|hung) (?:off|open|loose)\b/,
  },
];

/** What takes back only a clause that states something itself. */
const ofStatements: readonly Hedge[] = [
  { list: 'hearsay', said: new RegExp(per) },
  { list: 'doubts', said: /\bquery$/ },
  {
    list: 'asks',
    said: /^(?:where|wherever|provided|providing|supposing|assuming|unless|if|should|were|in case|is (?:it|this|that|there))\b/,
  },
  {
    list: 'wanted',
    said: /\b(?:being|getting|gets) (?:a )?(?:fitted|installed|replaced|exchanged|changed|swapped|new)\b|\b(?:fitted|installed) (?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day$/,
  },
  {
    list: 'elsewhere',
    said: /\bnext door\b|\bneighbou?rs\b|\b(?:peak|night|heating|storage|immersion|restricted) (?:meter|mtr)\b|^no .*\b(?:in|on) (?:the |my |our )?(?:van|stock|stores|depot|warehouse)$|\b(?:meters?|mtrs?) (?:available|to hand|with me)$/,
  },
];

const ofTalk: readonly Hedge[] = [
  {
    list: 'elsewhere',
    said: /\b(?:2|two|3|three|4|four|several|multiple) (?:separate |other |import |electric\w* |elec )?(?:meters|mtrs)\b/,
  },
];

/** The list of the hedge that a clause holds, or null. */
export function hedgeIn(text: string, kind: ClauseKind): PhraseKind | null {
  const said = text.toLowerCase().replace(/['’`]/g, '').replace(/\W+/g, ' ').trim();
  const own = kind === 'neutral' ? ofTalk : statesOf.has(kind) ? ofStatements : [];
  return [...everywhere, ...own].find((hedge) => hedge.said.test(said))?.list ?? null;
}

const statesOf: ReadonlySet<ClauseKind> = new Set([
  'has',
  'hasNot',
  'replaced',
  'cannotReverse',
  'runsBackwards',
  'newIn',
  'exchangeDetail',
  'exchangeNamed',
  'present',
  'absent',
]);

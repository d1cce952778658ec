/**
 * Second thoughts are turns of talk of the report itself that no classes of words tell (those are in
 * touches.ts): how it was made, which job or meter it belongs to, who
 * is to look again, and what its writer takes back. The one rule: every word of such a clause may be
 * harmless, and yet it takes to a person whatever else was said.
 */
import type { PhraseKind } from './phrase-kinds.ts';

interface Thought {
  readonly list: PhraseKind;
  /** Said of the text in small letters, without apostrophes. */
  readonly said: RegExp;
}

const thing = String.raw`(?:mpan|msn|serials?|meter (?:no|number|id)|address|plate|digits?|numbers?|photos?|pics?|notes?|readings?|sheets?|jobs?|orders?|reports?|tickets?|entry|details?|paperwork|figures?)`;

const thoughts: readonly Thought[] = [
  // "MPAN IS FOR NEXT DOOR", "34 OR 43", "THIS IS YESTERDAY'S JOB".
  {
    list: 'elsewhere',
    said: new RegExp(
      [
        String.raw`\b(?:mixed|muddled|confused)\b.*\b(?:this|it|these|them|my|up)\b|\bmixed (?:results?|messages|picture)\b`,
        String.raw`\b(?:${thing}|this|above) (?:is |are |was |were )?(?:for|belongs? to|of|meant for) (?:next door|the (?:one|house|flat) next|no\W? ?\d|number \d|\d{5,}|another|a different|the (?:other|last|previous|upstairs|downstairs)|yesterday|plot|flat)`,
        String.raw`\byesterdays (?:jobs?|visit|notes|one|sheet|meter|report)\b|\b(?:my|the) (?:job|visit|one|call) before\b`,
        String.raw`^\d+ or \d+$`,
        String.raw`\bover at\b|\b(?:this|thats|that) (?:one )?(?:is |was |ones )?for (?:the|no|number|flat|plot|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b|\bturned out to be\b`,
        String.raw`\bnot the (?:main|house|import|farm|same|right|one|tenants|meter)\b`,
        String.raw`\bwhich is which\b`,
        String.raw`^(?:the )?(?:upstairs|downstairs|landlords?|neighbou?rs?|next doors?|other|second|annexe) (?:flat|house|supply|side|property)$`,
      ].join('|'),
    ),
  },
  // "SCRATCH THAT", "CHANGED MY MIND", "NO WAIT": taken back.
  {
    list: 'doubts',
    said: new RegExp(
      [
        String.raw`\b(?:scrub|scratch|strike|cancel|forget|ignore|disregard|delete|retract|withdraw) (?:that|this|it|last|above|previous|the (?:last|above|first|lot)|my)\b`,
        String.raw`\b(?:read|take) (?:that|this|it) (?:again )?(?:as|back)\b|\bamended\b|\bon (?:reflection|second thoughts?)\b|\bchanged my mind\b`,
        String.raw`^(?:no|nope|nah|oh|well)? ?(?:wait|hang on|hold on|whoops|oops|hmm+)\b|\bmy (?:mistake|error|bad|fault)\b|\bother way (?:round|about)\b`,
        String.raw`^(?:i mean|meaning)\b|\b(?:gas|water|heat) (?:one|that is|i mean)$|\b(?:none|nothing|any|one) (?:that )?(?:i|id|ive)(?: would)? (?:recognise|know|noticed?)\b|^(?:not|never|far from it|anything but|quite the opposite)$|\b(?:almost|nearly|sort of|kind of|ish)$|\bit (?:just )?did$`,
        String.raw`\b(?:see|look) (?:above|below|next|over|earlier)\b`,
        // What nobody means in earnest.
        String.raw`\bpigs? might\b|\bqueen of\b|\bteapot\b|\bchocolate (?:fire)?\w+\b|\bmoon is\b|\bgranny\b.*\bplays?\b|\bsanta\b|\bi wish\b|\bif only\b|\bno such luck\b|\bfamous last\b|\bfat chance\b|\bpull the other\b|\byeah right\b|\b(?:flip|toss) of a coin\b|\bpinch of\b|\bfifty fifty\b|\b50 ?\W? ?50\b|\bbetter days\b|\blast legs\b|\bwho knows\b|\bbet you\b|\bmy (?:foot|eye)\b`,
        // What its writer was made to write, and what is only a form.
        String.raw`\bi was told\b|\b(?:has|have|had|got|put) (?:it|this|that|them) down$|\btold (?:down|over|on) the phone\b|\bput (?:that|this|it) to get\b|\b(?:told|asked|instructed|made|forced) (?:me |us )?to (?:put (?:yes|no|y|n|it|this|that|fitted|present)|write|say|tick|enter|select|press|choose|mark)\b|\b(?:wrote|ticked|entered|pressed|picked|marked|writes|put (?:it |that |this )?down as|put) (?:yes|no|y|n|present|fitted)\b|\bfill(?:ed|ing)? (?:this|it|that|these) (?:in|out|up)\b`,
        String.raw`\b(?:test|training|practi[cs]e|example|dummy|template|default|draft|sample) (?:entry|text|answer|only|run|ref\w*|record|message|data)\b`,
        String.raw`\b(?:tablet|app|form|system|screen|drop ?down|pda|device|software|menu)\b.*\b(?:would|will|could|did|does) ?n?[o]?t (?:let|allow|accept|take|give)\b|\b(?:wont|wouldnt) let (?:me|us) (?:pick|put|choose|select|tick|enter)\b`,
      ].join('|'),
    ),
  },
  // "PHOTO OF STICKER ON TABLET": what a picture is of.
  {
    list: 'depictions',
    said: /\b(?:photos?|pics?|pictures?|videos?)\b.*\b(?:sticker|label|drawing|leaflet|manual|from (?:19|20)\d\d|from last|last (?:year|time|visit))\b/,
  },
  // "VIEWED FROM GATE", "DONE OVER THE PHONE", "GLASS TOO MISTED TO SEE": not seen as it must be.
  {
    list: 'inabilities',
    said: new RegExp(
      [
        String.raw`^(?:i |we |this |was |all |only )*(?:done|did|viewed|seen|looked|checked|judged|assessed|inspected|taken|went|copied)\b.*\b(?:over the phone|by (?:phone|telephone|video|photo|picture|email)|(?:from|off|by|via|through) (?:an? |the |my |his |her |their |customers? )?(?:photos?|pictures?|pics?|videos?|gate|road|street|van|car|path|doorstep|pavement|distance|memory|office|desk|home|outside|drawing|invoice|asset|register|records?|file|manual|website|email|crack|gap|letter ?box|fence|hedge|keyhole|whatsapp|facetime))\b`,
        String.raw`^(?:an? )?(?:paper|phone|desk|office|training|test|workshop) (?:job|copy|exercise|visit|bench|room)$`,
        String.raw`\b(?:desktop|desk top|remote|virtual) (?:job|check|exercise|visit|survey)\b|\bno (?:visit|attendance) (?:made|took|done)\b|\bvideo (?:call|link|chat) with\b|^(?:i |we )?(?:stood|sat|stayed) in the (?:road|street|drive|van|garden)\b`,
        String.raw`\b(?:too|so) (?:misted|dirty|dark|fogged|steamed|scratched|faded|grimy|cloudy|dim|high|far|small) to (?:see|read|tell|make)\b|\b(?:glass|window|cover|lid)\b.*\b(?:painted|misted|fogged|rusted|glued|stuck) (?:shut|over|up|solid)\b`,
        String.raw`^(?:squinting|peering|peeping|looking|viewing) (?:through|from|over|across)\b|\bfelt for (?:it|one)\b|\b(?:dead|off|down) so (?:could ?nt|cannot|cant)\b`,
        String.raw`\brefused (?:entry|access)\b|\bno (?:reading )?glasses\b|\bcover\b.*\blevered\b`,
        String.raw`\b(?:trainee|apprentice|lad|mate|colleague|someone|somebody)\b.*\b(?:did|filled|wrote|checked|tested|looked)\b`,
      ].join('|'),
    ),
  },
  // "ASK GARETH", "GET A METER MAN TO LOOK", "WAITING ON LANDIS": somebody else is to say.
  {
    list: 'asks',
    said: new RegExp(
      [
        String.raw`^(?:please |pls |plz |plse |kindly )?(?:ask (?!at\b|for\b|in\b)|check with|speak (?:to|with)|refer\b|consult\b|confirm (?:from|with|by)|verify|get (?:an?|the|some|our) [\w ]*\bto\b|have (?:someone|somebody|a look)|treat|leave (?:it|this|that|job|open)|hold off|judge|decide|you (?:tell|decide|judge|choose|say)|your (?:call|decision|choice)|(?:can|could|would|will) (?:someone|somebody|anyone|you|we)\b.*\b(?:verify|check|confirm|look)|(?:up|over|down) to (?:you|the office|others)|take (?:it|this|that) with|(?:phone|call|email) (?!before|ahead)\w+ (?:at|in|from|to) )`,
        String.raw`^(?:still |now |just )?(?:waiting|awaiting|wait) (?:on|for|to)\b|\bwaiting on sign\b|\blong as\b|^(?:coming|going|to come) back (?!to (?:van|the van|stores|depot)|in\b|on\b)|\bsubject to\b|(?<!\bno )\b(?:second|another|further) (?:opinion|look|(?:visit|check)\b.*\b(?:needed|required|reqd|req|wanted|to follow))\b(?!.*\bnot? (?:needed|required|reqd)\b)`,
      ].join('|'),
    ),
  },
  // "CARDBOARD HOLDING IT", "SUPPLY DEAD FOR YEARS", "GAVE WAY".
  {
    list: 'defects',
    said: new RegExp(
      [
        String.raw`\b(?:supply|service|mains)\b.*\b(?:disconnected|cut off|dead|capped)\b.*\b(?:years?|months?|ago|since|long)\b`,
        String.raw`^(?:an? |the )?(?:dis[ck]|wheel) (?:behind|under|underneath|inside)\b|\bdis[ck] (?:with|and|plus) (?:an? )?(?:lcd|screen|display)\b`,
        String.raw`\b(?:his|hers|theirs|one|mine) (?:ran|runs|went|goes) back\b`,
        // What somebody put there in its place.
        String.raw`\b(?:card|cardboard|tape|string|wire|matchstick|nail|twig|peg|tin|clip|paperclip|glue|velcro|wedge)\b.*\b(?:doing|holding|keeping|does|(?:customer|cust|hubby|tenant|owner|someone|somebody) (?:put|made|added|fitted))\b`,
        String.raw`^(?:is |was |being )?(?:held|wedged|stopped|propped|glued|taped|tied|kept|bodged|cut|made|bent|jammed|packed|pinned) (?:in |up |on |together )?(?:by|with|out of|from)\b|^(?:it )?(?:jumps?|skips?|slips?|jumped|skipped|slipped)\b`,
        String.raw`^(?:in )?(?:an? )?(?:very |pretty )?(?:poor|bad|sorry|terrible|shocking|rough|dire) (?:condition|state|shape|nick|order)\b|^(?:an? )?(?:bit|lump|piece|length|scrap|blob|strip) of (?:wire|wood|card\w*|tape|string|metal|plastic|tin|rubber|rag|cloth|foam|wax|glue|paper)\b|^(?:an? )?(?:cable tie|zip tie|rubber band|elastic band|(?:plastic|broken) toy|loose screw)$`,
        String.raw`^(?:it )?(?:gives?|gave) way\b|^(?:it )?(?:lets?) go\b|\bshape\b.*\bbent\b|\bbent out of\b|\bfine (?:in|before|when|until|at|till)\b`,
      ].join('|'),
    ),
  },
  // "BATTERY TAKING ALL THE EXPORT": a test that proves nothing.
  {
    list: 'softeners',
    said: new RegExp(
      [
        String.raw`\b(?:battery|house|kettle|shower|load|immersion|diverter|cooker)\b.*\b(?:(?:taking|using|eating|drawing|absorbing)\b.*\b(?:all the|more than|than)|(?:throughout|during) (?:the )?(?:test|check))\b`,
        String.raw`\bwhich the\b`,
      ].join('|'),
    ),
  },
];

/** The list by which a clause takes back what was said, or null. */
export function secondThought(text: string): PhraseKind | null {
  const said = text.toLowerCase().replace(/['’`]/g, '');
  return thoughts.find((one) => one.said.test(said))?.list ?? null;
}

/**
 * Whereabouts are the houses, units and serial numbers that a text names. The one rule: a report is of
 * one place and one meter, so a second house, or a job that is said to be for another, takes every
 * statement back, whichever was named first.
 */
import type { Clause } from './clause.ts';
import { is } from './piece.ts';

/** "KEY BACK TO NEIGHBOUR AT NO 6": a house that only has the key, the dog or the van. */
const byTheWay =
  /\b(keys?|neighbou?rs?|cards?|dogs?|cat|parked|van|parcel|let (me|us) in|ladders?|steps|signed|tea|brew|borrowed)\b/;
const ofTheMatter =
  /\b(meters?|mtrs?|back ?-?stops?|b ?\W?stop|jobs?|order|sheet|address|fitted|ftd|replaced|checked|chkd|done|still|not|wrong)\b/;

/** What says where the work was ordered. */
const ofTheJob =
  /\b(jobs?|orders?|(job|work)? ?sheet|ticket|request|instruction|appointment|paperwork|pda|system|address|visit|task|enquiry|you|they|supplier|office)\b[^.;]{0,30}\b(is|was|are|were|says?|said|shows?|states?|reads?|quotes?|gave|has|had|for|meant|asked|wants?|wanted|should be|down as|sent (me|us))\b/;
const agrees = /\b(match\w*|agrees?|same|correct|right one|as per|ties up)\b/;

const unit =
  /\b(no|nos|number|num|house|hse|flat|apartment|apt|unit|plot|caravan|chalet|lodge|pitch|shop|cottage|bungalow|suite|room)\.? ?#?(\d{1,3}[a-d]?)\b(?! ?(?:mins?|hrs?|phase|ph|yrs?|years|x|kw\w*|a|amps?|mm|rates?|seals?|panels?|of)\b)/g;
/** "METER NO 2", "SEAL NO 44", "RATE NO 1". */
const numbered =
  /\b(meters?|mtrs?|msn|seals?|rate|reg\w*|phase|job|ref|eng\w*|op|badge|van|line|serial|ser|fuse|order|tel|phone|permit|bay|attempt|visit)\W*$/;

const sameNumber: Readonly<Record<string, string>> = {
  no: 'house',
  nos: 'house',
  number: 'house',
  num: 'house',
  hse: 'house',
  apartment: 'flat',
  apt: 'flat',
  bungalow: 'house',
  cottage: 'house',
};

const serial =
  /\b(?:msn|s\/n|sn|ser(?:ial)?(?: (?:no|number|num))?|(?:meter|mtr) (?:no|number|id|serial))\b(?: (?:on|of|in) (?:the )?(?:job|site|meter|mtr|sheet|wall))?[.:# ]*([a-z]{0,3}\d[a-z0-9]*(?: [a-z]{0,2}\d[a-z0-9]*)*)/g;
const ofAnotherKind =
  /\b(gen\w*|export|exp|pv|solar|gas|water|ihd|hub|inverter|seals?|old|new|off|on|removed|fitted|isolator)(?: meter| mtr)?\W*$/;

/** The first clause that names another place, or another meter, than one before it; or null. */
export function strayClause(clauses: readonly Clause[]): number | null {
  const houses = new Map<string, string>();
  const serials: string[] = [];
  let street: string | null = null;
  const noted = new Map<string, boolean>();
  for (const [at, clause] of clauses.entries()) {
    const said = clause.text.toLowerCase();
    const before = clauses[at - 1]?.text.toLowerCase() ?? '';
    if (isOfAnotherJob(said, clause.joiner === 'sentence' ? '' : before)) return at;
    // "MSN K77B40118 ON SITE, D81A20554 ON SHEET".
    for (const [own] of said.matchAll(serialShape)) {
      const isOnPaper = onPaper.test(said);
      for (const [other, wasOnPaper] of noted)
        if (other !== own && (isOnPaper || wasOnPaper)) return at;
      noted.set(own, isOnPaper);
    }
    if (isUnreached(said) || isOfMeterBefore(clause, clauses.slice(0, at))) return at;
    // "METER IS DIGITAL, OLD ONE STILL THERE".
    if (isOfOtherMeter(clauses, at) || /\bold (one|meter|mtr)( is)? still\b/.test(said)) return at;
    const isByTheWay = byTheWay.test(said) && !ofTheMatter.test(said);
    if (isByTheWay) continue;
    for (const { kind, number } of housesOf(clause, said)) {
      const known = houses.get(kind);
      if (known !== undefined && known !== number) return at;
      houses.set(kind, number);
      // "BACKSTOP FITTED. JOB IS FOR NO 5".
      if (at > 0 && ofTheJob.test(said) && !agrees.test(said)) return at;
    }
    for (const piece of clause.pieces) {
      if (!is(piece, 'streets') || !is(piece, 'settings')) continue;
      if (street !== null && street !== piece.words) return at;
      street = piece.words;
      if (
        at > 0 &&
        /\b(jobs?|sheet|order|request|should be|meant)\b/.test(said) &&
        !agrees.test(said)
      )
        return at;
    }
    // "BACKSTOP FITTED AT TY GWYN, JOB IS TY COCH".
    if (at > 0 && /\b(jobs?|order|job sheet|request)( is| was| says?)( for| at)? \w+/.test(said))
      if (clause.pieces.some((piece) => is(piece, 'people')) && !agrees.test(said)) return at;
    for (const own of serialsOf(said)) {
      if (serials.some((one) => !one.startsWith(own) && !own.startsWith(one))) return at;
      serials.push(own);
    }
    // "JOB SAYS B998877".
    if (
      at > 0 &&
      /\b(jobs?|sheet|order|request|paperwork|pda)\b.*\b(is|was|says?|shows?|has|for|quotes?|gives?|gave|states?|lists?)\b.*\d{4,}/.test(
        said,
      ) &&
      !agrees.test(said) &&
      !/\b(jobs?|ref\w*|order|sheet) (no|ref|number|id)\b/.test(said)
    )
      return at;
  }
  return null;
}

const serialShape = /\b[a-z]{1,3}\d{2}[a-z]{0,2}\d{4,}\b|\b\d{2}[a-z]{1,2}\d{5,}\b/g;
const onPaper =
  /\b(sheet|paperwork|pda|records?|on (the |my )?(job|system|order|request)|job (sheet|card|msn)|as job)\b/;

const ofNumber =
  /\b(msn|mpan|serials?|s\/n|sn|address|digits?|(mtr|meter) (no|number|id)|postcode)\b/;
const notThat =
  /\b(not|isnt|isn't|wasnt|wasn't|never) (in |quite )?(the )?(same|that|one|as)\b|\bdiff(er\w*)?\b|\bin ?correct\b|\bmis-?match\w*\b|\b(v|vs|versus)\b(?!.*\b(ok|match\w*|same|good)\b)/;

/** "MSN ON SITE K77B40118, NOT SAME AS ON JOB SHEET": of which meter the report is, is in doubt. */
const isOfAnotherJob = (said: string, before: string): boolean =>
  notThat.test(said) && (ofNumber.test(said) || onPaper.test(said) || ofNumber.test(before));

/** "IMPORT MTR IS BEHIND A LOCKED DOOR": then nothing that was said is of it. */
const isUnreached = (said: string): boolean =>
  /\bimport (meters?|mtrs?)\b.*\b(behind|lock\w*|block\w*|boxed|buried|bricked|hidden|obstruct\w*|inaccessible|(no|without) access|not (be )?(accessible|reached|seen|found|located|looked|checked|got at)|could ?n.?t|could not|cannot|can ?not|can.?t|unable)\b/.test(
    said,
  ) && !/\b(revers\w*|back ?wards?|run|running|go)\b/.test(said);

const otherMeter =
  /\b(gen|generation|generating|generator|export|exp|pv|solar|fit|tgm|sub|gas|water|ofgem|neighbou?rs?) (meters?|mtrs?)\b/g;
const anyMeter = /\b(meters?|mtrs?|metres?|ferraris|import)\b/;

/** "GEN MTR IN GARAGE, BACKSTOP FITTED": the meter that was named last is not the one asked about. */
function isOfMeterBefore({ pieces, text }: Clause, before: readonly Clause[]): boolean {
  const earlier = before.map((clause) => clause.text.toLowerCase());
  const last = earlier.at(-1);
  if (last === undefined) return false;
  const states = pieces.some(
    (piece) => is(piece, 'names') || is(piece, 'cannotReverse') || is(piece, 'replaced'),
  );
  if (!states || anyMeter.test(text.toLowerCase())) return false;
  // "NO EXPORT METER, BACKSTOP FITTED": then there is only one.
  return (
    last.search(otherMeter) >= 0 &&
    !/\b(no|not|none|nil|without|n\/a)\b/.test(last) &&
    !earlier.some((said) => anyMeter.test(said.replaceAll(otherMeter, '')))
  );
}

/** "STATIC METER, EXPORT METER": of which meter it was said. */
function isOfOtherMeter(clauses: readonly Clause[], at: number): boolean {
  const [before, clause, after] = [clauses[at - 1], clauses[at], clauses[at + 1]];
  if (clause?.joiner !== 'comma' || clause.pieces.length !== 1 || after?.joiner === 'and')
    return false;
  return (
    is(clause.pieces[0], 'otherMeters') &&
    before?.pieces.some((piece) =>
      (['names', 'cannotReverse', 'replaced', 'completed'] as const).some((kind) =>
        is(piece, kind),
      ),
    ) === true
  );
}

function housesOf(
  { pieces }: Clause,
  said: string,
): readonly { readonly kind: string; readonly number: string }[] {
  const houses: { kind: string; number: string }[] = [];
  for (const found of said.matchAll(unit)) {
    if (numbered.test(said.slice(0, found.index))) continue;
    const [word, number] = [String(found[1]), String(found[2])];
    houses.push({ kind: sameNumber[word] ?? word, number });
  }
  for (const piece of pieces) {
    const number = is(piece, 'streets') && /^(?:no )?(\d+[a-d]?) /.exec(piece.words)?.[1];
    if (number) houses.push({ kind: 'house', number });
  }
  return houses;
}

function serialsOf(said: string): readonly string[] {
  const found: string[] = [];
  for (const match of said.matchAll(serial)) {
    if (ofAnotherKind.test(said.slice(0, match.index))) continue;
    const own = String(match[1]).replaceAll(' ', '');
    if (own.length >= 5) found.push(own);
  }
  return found;
}

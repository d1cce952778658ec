/**
 * The grammar of a report: every sentence that Pawl understands, said once and only here and in the
 * five parts that this file joins.
 *
 * A clause is a row of pieces, and each piece stands in lists of the reading rules. A pattern below
 * is a regular expression whose words are the names of those lists, or of an earlier part. A
 * clause is understood only if a pattern takes it WHOLE, from its first word to its last; a word in
 * no list fits nowhere, so it can never be read over. What no pattern takes is not understood, and
 * a report with one such clause decides nothing.
 *
 * The parts: `loose` is talk of something else and may stand undivided beside a statement; `place`
 * is "on the meter", "in the cupboard"; `talk` is any number of both. Words that deny, doubt, wish,
 * refer back or name another meter are in no part: they count only where a pattern names them.
 *
 * The first pattern that fits is what the clause is. A test reads the example of each.
 */
import { asides } from './grammar-aside.ts';
import { besideClauses } from './grammar-beside.ts';
import { backstops } from './grammar-backstop.ts';
import { exchanges } from './grammar-exchange.ts';
import { reversals } from './grammar-reverse.ts';
import type { Pattern } from './pattern.ts';

export const parts: Readonly<Record<string, string>> = {
  /** What may stand anywhere in a statement about the backstop, in any order: nothing that denies it. */
  scene:
    '(quiet|place|[copulas persons titles parts standing holds affirmsBefore affirmsAfter yes inWords]|(?!aims)prepositions)',
  affirmed: '[affirmsBefore affirmsAfter holds yes]',
  /** What may stand anywhere in a statement about an exchange. */
  exchangeScene:
    '(quiet|place|[rooms premises] smallNumbers? (?=ofMeter* meters)|[copulas pasts persons titles oldness newness cannotReverse makes customers oldMeter readingWords]|prepositions [fillers neutral newness oldness]* [otherThings rooms]|prepositions)',
  quiet:
    '[people reporters harmless stamps checks fillers settings meters meterWords makes copulas stillSupport beside]',
  // "CUSTOMER CONFIRMS" is hearsay: what somebody else reports is no talk.
  own: '((?<![otherThings people])(?!quiet)confirms)',
  loose: '(own|quiet)',
  ofMeter: '[fillers meterWords stamps]',
  place:
    '((?!quiet)prepositions (ofMeter* meters|fillers* settings)|(?!quiet)(?!aims)prepositions [fillers meterWords stamps neutral newness]* [rooms premises]+ smallNumbers?|(?!quiet)prepositions ofMeter* parts|(?!quiet)prepositions pointers|(?!quiet)(?=aims)prepositions fillers* stamps|(?!quiet)prepositions people+ rooms|premises+ smallNumbers? (?=settings* ofMeter* meters|affirmsBefore|copulas))',
  who: '((?!quiet)(?!aims)prepositions [people titles reporters persons]+ smallNumbers?)',
  /** "THE ENGINEER REPORTS THAT", "PAUL RANG TO SAY": whose word is the report itself. */
  report:
    '(prepositions? ([reporters persons]|(?<!titles)people) [fillers copulas reporters people checks stamps smallNumbers]* sayings [fillers sayings confirms]*|leads+ [reporters people]+ [fillers confirms settings]*)',
  talk: '(place|who|loose)*(report(place|who|loose)*)?',
  purpose: '((?!quiet)prepositions? preventions [fillers meters meterWords]* runsBackwards)',
  /** "IN THE BOX ON THE GABLE WALL". */
  within:
    '((?!quiet)(?!aims)prepositions ofMeter* rooms+ (?!purposes)prepositions fillers* ((?!customers)[otherThings rooms])+)',
  closing: '(within|place|who|loose|purpose|(?!loose)affirmsAfter)',
  after: 'closing* told?',
  subject: '(?<![otherThings harmless people])',
  be: '[copulas fillers settings]',
  fitted: '[affirmsAfter]',
  more: '[affirmsAfter copulas fillers confirms]*',
  newMeter: '[meterWords cannotReverse stamps fillers newness makes]',
  withNew:
    '((?!quiet)[prepositions affirmsBefore] newMeter* heldState? [meters cannotReverse newness standing meterWords makes])',
  withBackstop: '((?!quiet)[prepositions affirmsBefore] fillers* names fitted*)',
  oldGone:
    '((?!loose)oldMeter|oldness [meters meterWords makes stamps]* [copulas pasts]* [outWords oldMeter]+)',
  because: '(wanted? [negations bareNo] fillers* (names|stopWord) fitted*)',
  theMeter:
    '([fillers oldness meterWords makes persons customers]* [meters makes] [meterWords fillers stamps makes smallNumbers]*)',
  /** What is no longer there, after IN PLACE OF. */
  gone: '(theMeter|fillers* oldness [fillers meters meterWords makes stamps years standing parts]*|fillers* (negations|bareNo)? fillers* (names|heldState) [fillers meters meterWords makes]*|[fillers meterWords makes stamps years parts standing]+ [meters makes]?)',
  afterExchange:
    '(because|withNew|withBackstop|place|who|loose|oldGone|(?!loose)[newness cannotReverse installed makes stamps persons reporters]|(?!quiet)prepositions fillers* [makes reporters]|(?!quiet)prepositions$|(?<=[settings])smallNumbers)* told?',
  anything:
    '[neutral people otherThings harmless stamps checks fillers confirms settings meters meterWords rooms copulas prepositions topics stillSupport beside makes]',
  /** What can never be beside the point: the backstop, the meter and its parts, doubt, another meter. */
  hard: '([names heldState runsBackwards wentBack misrecords holds doubts elsewhere otherMeters meters parts cannotReverse preventions thatOne]|(?!papers)depictions)',
  /** The same, but that the meter may be what somebody was shown, or what something stands by. */
  harder:
    '[names heldState runsBackwards misrecords holds doubts elsewhere otherMeters parts cannotReverse preventions thatOne depictions]',
  /** What was taken away, broken or changed: beside the point only if it was another thing. */
  undoing:
    '[defects breakages replaced installed absences outWords oldMeter completed exchanging newness]',
  denying: '[negations bareNo inabilities denials absences]',
  wishing: '[wanted needs asks imperatives advice unneeded]',
  thing: '((?!customers)[otherThings papers photos])',
  someone: '[customers people persons]',
  /** "COULD NOT OPEN COVER": nothing was seen. */
  blind: '((?=.*denying)(?=.*sight))',
  /** "ENGINEER NEEDED", "NOT THE JOB": the work is not over. */
  unfinished:
    '((?=.*(wishing|denying))(?=.*[again advice replacing exchanging reporters completed]))',
  wide: '[oldMeter everyday neutral people otherThings harmless stamps checks fillers confirms settings meters meterWords rooms copulas prepositions topics stillSupport wanted inabilities replacing replaced newness cannotReverse negations installed otherMeters pasts affirmsBefore advice smallNumbers completed bareNo]',
};

export const patterns: readonly Pattern[] = [
  ...besideClauses,
  ...backstops,
  ...exchanges,
  ...reversals,
  ...asides,
];

/**
 * The grammar of a report: every sentence that Pawl understands, said once and only here.
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
import type { PhraseKind } from './reading-rules.ts';

export type ClauseKind =
  | 'has'
  | 'hasNot'
  | 'replaced'
  | 'cannotReverse'
  | 'runsBackwards'
  | 'misrecordsExport'
  /** Answers that need the clause before: "CHECKED FOR BACKSTOP, NONE FOUND". */
  | 'present'
  | 'absent'
  | 'yes'
  | 'no'
  /** The backstop is named, or asked for, and nothing is said of it. */
  | 'mentioned'
  | 'asked'
  /** Of an exchange: not done; wanted, booked or refused; what became of the old meter. */
  | 'notReplaced'
  | 'exchangeWanted'
  | 'exchangeDetail'
  /** What was noted of the old meter and the new: with an exchange that is named, a replacement. */
  | 'exchangeRecord'
  | 'exchangeNamed'
  /** "n/a", "not required": a backstop is not needed. */
  | 'unneeded'
  /** "NOT A SMART METER". */
  | 'notStatic'
  /** "DISC STOPS DEAD WHEN PV EXPORTING": agrees with a backstop, and alone says nothing. */
  | 'holds'
  /** Who was told: neutral, unless what was told follows. */
  | 'told'
  | 'neutral';

export const parts: Readonly<Record<string, string>> = {
  quiet:
    '[people harmless stamps checks fillers settings meters meterWords makes copulas stillSupport beside]',
  // "CUSTOMER CONFIRMS" is hearsay: what somebody else reports is no talk.
  own: '((?<![otherThings people])(?!quiet)confirms)',
  loose: '(own|quiet)',
  ofMeter: '[fillers meterWords stamps]',
  place:
    '((?!quiet)prepositions (ofMeter* meters|fillers* settings)|(?!quiet)(?!aims)prepositions ofMeter* rooms)',
  who: '((?!quiet)(?!aims)prepositions [people titles]+)',
  talk: '(place|who|loose)*',
  purpose: '((?!quiet)prepositions? preventions [fillers meters meterWords]* runsBackwards)',
  closing: '(place|who|loose|purpose|(?!loose)affirmsAfter)',
  after: 'closing* told?',
  subject: '(?<![otherThings harmless people])',
  be: '[copulas fillers settings]',
  fitted: '[affirmsAfter]',
  more: '[affirmsAfter copulas fillers confirms]*',
  newMeter: '[meterWords cannotReverse stamps fillers newness]',
  withNew:
    '((?!quiet)[prepositions affirmsBefore] newMeter* [meters cannotReverse newness standing meterWords])',
  withBackstop: '((?!quiet)[prepositions affirmsBefore] fillers* names fitted*)',
  oldGone:
    '((?!loose)oldMeter|oldness [meters meterWords makes stamps]* [copulas pasts]* [outWords oldMeter]+)',
  afterExchange:
    '(withNew|withBackstop|place|who|loose|oldGone|(?!loose)[newness cannotReverse installed])* told?',
  anything:
    '[neutral people otherThings harmless stamps checks fillers confirms settings meters meterWords rooms copulas prepositions topics stillSupport beside makes]',
  wide: '[oldMeter everyday neutral people otherThings harmless stamps checks fillers confirms settings meters meterWords rooms copulas prepositions topics stillSupport wanted inabilities replacing replaced newness cannotReverse negations installed otherMeters pasts affirmsBefore advice smallNumbers completed bareNo]',
};

export interface Pattern {
  readonly kind: ClauseKind;
  readonly list: PhraseKind; // its name is what the evidence cites
  readonly takes: string;
  readonly example: string;
}

const statements: readonly Pattern[] = [
  // The backstop is there.
  {
    kind: 'has',
    list: 'affirmsBefore',
    example: 'Checked meter, has a backstop fitted',
    takes:
      'talk subject be* affirmsBefore+ [fillers copulas affirmsBefore affirmsAfter]* names more after',
  },
  {
    kind: 'has',
    list: 'affirmsAfter',
    example: 'Backstop is fitted to the meter',
    takes: 'talk subject names (be|place)* fitted more after',
  },
  {
    kind: 'has',
    list: 'affirmsAfter',
    example: 'Backstop was found to be present',
    takes: 'talk subject names pasts fillers* confirms more after',
  },
  {
    kind: 'has',
    list: 'affirmsAfter',
    example: 'Fitted: backstop confirmed on meter',
    takes: 'talk subject fitted fillers* confirms names more after',
  },
  {
    kind: 'has',
    list: 'affirmsAfter',
    example: 'Backstop is on the meter',
    takes: 'talk subject names fillers* copulas fillers* place after',
  },
  {
    kind: 'has',
    list: 'affirmsAfter',
    example: 'Backstop is in',
    takes: 'talk subject names be* inWords',
  },
  {
    kind: 'has',
    list: 'heldState',
    example: 'Meter is backstopped',
    takes: '(talk meters [meterWords stamps copulas fillers]*|copulas fillers*) heldState after',
  },
  {
    kind: 'has',
    list: 'yes',
    example: 'Yes backstop',
    takes: 'yes fillers* names|names fillers* yes',
  },
  {
    kind: 'holds',
    list: 'holds',
    example: 'Disc stops dead',
    takes: '(place|loose|pasts)* holds [anything holds affirmsAfter]*',
  },
  // It is not there.
  {
    kind: 'exchangeDetail',
    list: 'oldMeter',
    example: 'Old was no backstop',
    takes:
      'fillers* oldOne [pasts softeners copulas affirmsBefore]* [negations bareNo fillers]+ names fitted*',
  },
  {
    kind: 'hasNot',
    list: 'heldState',
    example: 'Meter is not backstopped',
    takes: 'talk meters [meterWords stamps copulas fillers]* negations fillers* heldState after',
  },
  {
    kind: 'hasNot',
    list: 'negations',
    example: 'The meter does not have a backstop fitted',
    takes:
      '(?!.*weakSight)talk (subject [affirmsBefore pasts]+)? negations [fillers copulas affirmsBefore affirmsAfter]* names [copulas pasts fillers affirmsAfter]* (negations fitted+)? after',
  },
  {
    kind: 'hasNot',
    list: 'negations',
    example: 'Backstop is not fitted',
    takes: 'talk subject names ([be pasts]|place)* negations [fillers copulas]* fitted more after',
  },
  {
    kind: 'hasNot',
    list: 'negations',
    example: 'Backstop is not in the meter',
    takes: 'talk subject names be* negations place after',
  },
  {
    kind: 'hasNot',
    list: 'absences',
    example: 'Backstop missing',
    takes: 'talk subject names ([be pasts]|place)* absences fitted* after',
  },
  {
    kind: 'hasNot',
    list: 'bareNo',
    example: 'Backstop n',
    takes: 'talk subject names bareNo',
  },
  {
    kind: 'hasNot',
    list: 'negations',
    example: 'Backstop check none fitted',
    takes: 'talk names [topics fillers checks]* bareNo fitted+ after',
  },
  {
    kind: 'hasNot',
    list: 'negations',
    example: 'No backstop or seals fitted',
    takes:
      'talk affirmsBefore* negations fillers* (names alternatives [otherThings fillers]+|[otherThings fillers]+ alternatives names) fitted* after',
  },
  {
    kind: 'exchangeRecord',
    list: 'oldMeter',
    example: 'Old rd 45120 new rd 00000',
    takes:
      '(?=.*oldness.*newness|.*[oldness newness].*readingWords|.*readingWords.*[oldness newness])(?=.*[stamps smallNumbers])([oldness newness readingWords oldMeter stamps smallNumbers meters meterWords makes cannotReverse fillers copulas inWords outWords standing]|(?<=[stamps smallNumbers])(prepositions))*',
  },
  // It was exchanged, and so it does not matter.
  {
    kind: 'neutral',
    list: 'neutral',
    example: 'Replaced main fuse',
    takes:
      '[checks fillers pasts]* [affirmsAfter replaced newness]+ [newness fillers neutral stamps]* otherThings [anything affirmsAfter installed replaced copulas]*',
  },
  {
    kind: 'neutral',
    list: 'neutral',
    example: 'Seals new',
    takes: 'anything* otherThings [copulas fillers]* newness [stamps fillers]*',
  },
  {
    kind: 'replaced',
    list: 'completed',
    example: 'Completed exchange of non backstop meter',
    takes:
      'talk [completed replaced] prepositions? [negations bareNo fillers]* (names|heldState) fillers* meters afterExchange',
  },
  {
    kind: 'replaced',
    list: 'replaced',
    example: 'Meter has been replaced with a new meter',
    takes: 'talk meters [meterWords stamps fillers copulas pasts checks]* replaced afterExchange',
  },
  {
    kind: 'replaced',
    list: 'replaced',
    example: 'Replaced with smart meter',
    takes:
      '[fillers checks settings stamps confirms pasts copulas affirmsBefore]* replaced newMeter* (meters newMeter*)? afterExchange',
  },
  {
    kind: 'replaced',
    list: 'replacing',
    example: 'I change the meter',
    takes: '[checks fillers]* selves [checks fillers]* replacing fillers* meters afterExchange',
  },
  {
    kind: 'replaced',
    list: 'newness',
    example: 'New smart meter installed',
    takes:
      '(place|loose|(?!loose)oldMeter)* newness newMeter* [meters cannotReverse] [meterWords cannotReverse stamps copulas pasts fillers checks]* withBackstop? installed afterExchange',
  },
  {
    kind: 'replaced',
    list: 'newness',
    example: 'New meter with backstop fitted',
    takes:
      'talk newness newMeter* [meters cannotReverse] [meterWords stamps copulas fillers]* (fittedWith fillers* names|affirmsBefore fillers* names fitted+) after',
  },
  {
    kind: 'replaced',
    list: 'newness',
    example: 'Fitted a new meter',
    takes:
      '(place|loose|(?!loose)oldMeter)* pasts* installed fillers* newness newMeter* [meters cannotReverse] afterExchange',
  },
  {
    kind: 'replaced',
    list: 'completed',
    example: 'Meter exchange completed',
    takes: 'talk completed afterExchange',
  },
  // It cannot turn back, or it does.
  {
    kind: 'cannotReverse',
    list: 'cannotReverse',
    example: 'Static meter on site',
    takes:
      'talk [cannotReverse meterWords stamps]* cannotReverse [cannotReverse meterWords stamps fillers]* meters (?!otherThings) (closing|(?!closing)cannotReverse)*',
  },
  {
    kind: 'cannotReverse',
    list: 'cannotReverse',
    example: 'Meter is electronic',
    takes:
      'talk meters [meterWords stamps copulas fillers confirms checks]* [affirmsBefore]? [meterWords fillers]* cannotReverse (?!otherThings) (closing|(?!closing)cannotReverse)*',
  },
  {
    kind: 'cannotReverse',
    list: 'cannotReverse',
    example: 'Static, no moving parts',
    takes:
      '[copulas fillers settings makes stamps]* cannotReverse+ [fillers settings stamps harmless checks makes stillSupport]*',
  },
  {
    kind: 'cannotReverse',
    list: 'denials',
    example: 'Meter cannot run backwards',
    takes: '(place|loose|(?!loose)cannotReverse)* denials fillers* runsBackwards (after|anything*)',
  },
  {
    kind: 'runsBackwards',
    list: 'runsBackwards',
    example: 'Meter observed running backwards when PV generating',
    takes:
      '(place|loose|(?!loose)[affirmsBefore pasts weakSight])* runsBackwards [anything wanted runsBackwards smallNumbers]*',
  },
  {
    kind: 'misrecordsExport',
    list: 'misrecords',
    example: 'Meter adds export to import',
    takes: '[anything cannotReverse affirmsBefore]* misrecords anything*',
  },
  {
    kind: 'neutral',
    list: 'neutral',
    example: 'Seals on meter have been replaced',
    takes:
      'anything* otherThings ([copulas pasts fillers neutral stamps]|place)* [replaced absences] anything*',
  },
  // Of the exchange.
  {
    kind: 'notReplaced',
    list: 'negations',
    example: 'Meter not replaced',
    takes:
      'talk subject [copulas pasts fillers]* negations [fillers copulas meters meterWords]* [replaced replacing completed] after',
  },
  {
    kind: 'exchangeDetail',
    list: 'oldMeter',
    example: 'Returned to stores',
    takes: 'talk oldMeter (place|loose|(?!loose)oldMeter)*',
  },
  {
    kind: 'exchangeDetail',
    list: 'newness',
    example: 'New meter L+G E110',
    takes:
      '[fillers checks]* newness [otherThings meters stamps smallNumbers meterWords neutral cannotReverse fillers newness]+',
  },
  // Said of the need for one.
  {
    kind: 'unneeded',
    list: 'unneeded',
    example: 'Backstop not required',
    takes:
      '(loose|(?!loose)[unneeded prepositions negations bareNo])* (names be* (unneeded|wanted)|unneeded be* names? (prepositions fillers*)?|negations fillers* names wanted) after',
  },
  {
    kind: 'notStatic',
    list: 'negations',
    example: 'Not a smart meter',
    takes: 'talk negations fillers* cannotReverse+ meters? after',
  },
  {
    kind: 'exchangeWanted',
    list: 'asks',
    example: 'Please advise',
    takes: 'fillers* [wanted advice] [wanted advice fillers]*',
  },
  // Answers.
  { kind: 'no', list: 'bareNo', example: 'Backstop fitted? No', takes: 'bareNo' },
  { kind: 'yes', list: 'yes', example: 'Backstop fitted? Yes', takes: 'yes+ after' },
  {
    kind: 'absent',
    list: 'negations',
    example: 'Checked for backstop, none found',
    takes:
      '[fillers copulas pasts confirms meters meterWords]* (absences fitted*|bareNo [fillers copulas pasts]* [affirmsAfter installed]+|affirmsBefore bareNo fitted*|negations [fillers copulas]* (fitted+|affirmsBefore* fillers* standing fitted*)) after',
  },
  {
    kind: 'present',
    list: 'affirmsAfter',
    example: 'Checked for backstop, fitted and working',
    takes:
      '([fillers copulas confirms settings]* fitted more|[fillers meters meterWords copulas]* affirmsBefore fillers* standing fitted*) after',
  },
];

export const patterns: readonly Pattern[] = [...statements, ...asides];

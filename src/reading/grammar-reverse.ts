/**
 * The third part of the grammar: the meter cannot turn back, or it does; what is wanted; and answers
 * that need the clause before. The one rule: what turns back is the meter, its disc or its dial.
 */
import type { Pattern } from './pattern.ts';

export const reversals: readonly Pattern[] = [
  // It cannot turn back, or it does.
  {
    kind: 'cannotReverse',
    list: 'cannotReverse',
    example: 'Static meter on site',
    takes:
      'talk [cannotReverse meterWords stamps makes]* cannotReverse [cannotReverse meterWords stamps fillers makes stillSupport]* meters (?!otherThings) (closing|(?!closing)[cannotReverse standing])*',
  },
  {
    kind: 'cannotReverse',
    list: 'cannotReverse',
    example: 'Meter is electronic',
    takes:
      'talk meters [meterWords stamps copulas fillers confirms checks]* [affirmsBefore]? [meterWords fillers]* cannotReverse (?!otherThings) (closing|(?!closing)[cannotReverse standing])*',
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
    list: 'cannotReverse',
    example: 'There is already a smart meter at the property',
    takes:
      'talk [fillers copulas standing persons settings affirmsBefore pointers reporters confirms]* cannotReverse [cannotReverse meterWords stamps fillers makes smallNumbers]* [meters standing]? (?!otherThings) (closing|(?!closing)[cannotReverse affirmsAfter stamps standing])* ([fillers settings]* inWords)?',
  },
  {
    kind: 'cannotReverse',
    list: 'stillSupport',
    example: 'Meter has no disc',
    takes:
      'talk meters [meterWords stamps copulas fillers makes affirmsBefore]* stillSupport (closing|(?!closing)[cannotReverse])*',
  },
  {
    kind: 'cannotReverse',
    list: 'stillSupport',
    example: 'LCD meter',
    takes:
      '(?!.*denying)[fillers meterWords makes settings]* stillSupport [meterWords fillers]* meters [settings fillers stillSupport cannotReverse]*',
  },
  {
    kind: 'cannotReverse',
    list: 'denials',
    example: 'Meter cannot run backwards',
    takes:
      '(place|loose|(?!loose)[cannotReverse persons parts])* denials fillers* runsBackwards (after|anything*)',
  },
  {
    kind: 'cannotReverse',
    list: 'denials',
    example: 'Solid state meter cannot go back',
    takes:
      '(?=.*[meters cannotReverse].*goesBack)(place|loose|(?!loose)[cannotReverse parts])* denials fillers* goesBack [fillers harmless stillSupport]*',
  },
  {
    kind: 'cannotReverse',
    list: 'cannotReverse',
    example: 'Customer already has a smart meter fitted',
    takes:
      'fillers* customers fillers* affirmsBefore fillers* [cannotReverse meterWords stamps makes]* cannotReverse [cannotReverse meterWords stamps makes]* meters [affirmsAfter settings] settings*',
  },
  {
    kind: 'goesNot',
    list: 'denials',
    example: 'Can not go back',
    takes: '[copulas fillers pointers]* denials fillers* goesBack [fillers settings harmless]*',
  },
  {
    kind: 'wentBack',
    list: 'wentBack',
    example: 'Has been running backwards',
    takes:
      '[fillers meters meterWords readingWords pointers settings copulas pasts]* wentBack [settings fillers stamps smallNumbers otherThings readingWords prepositions]*',
  },
  {
    kind: 'depicted',
    list: 'depictions',
    example: 'Backstop symbol on nameplate',
    takes:
      '(?=.*depictions)(?!.*([doubts softeners elsewhere otherMeters defects wanted asks pasts told stamps makes]|denying))[names depictions papers parts meters meterWords copulas fillers prepositions affirmsBefore affirmsAfter confirms checks settings weakSight hearsay]+',
  },
  {
    kind: 'runsBackwards',
    list: 'runsBackwards',
    example: 'Meter observed running backwards when PV generating',
    takes:
      '(place|who|loose|weakSight prepositions|(?!loose)[affirmsBefore pasts weakSight parts persons copulas])* runsBackwards (?!.*([doubts negations bareNo elsewhere otherMeters hearsay asks inabilities imperatives names heldState replaced completed tampering oldOne]|denials))known*',
  },
  {
    kind: 'runsBackwards',
    list: 'goesBack',
    example: 'Disc goes back when PV is on',
    takes:
      '(?=.*[meters parts standing].*goesBack)(place|who|loose|(?!loose)[affirmsBefore pasts weakSight parts persons copulas standing])* goesBack (?!.*([doubts negations bareNo elsewhere otherMeters hearsay asks inabilities imperatives names heldState replaced completed tampering oldOne]|denials))known*',
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
    takes:
      'talk oldMeter (place|loose|(?!loose)[oldMeter oldness]|(?!quiet)prepositions [people streets rooms]+)*',
  },
  {
    kind: 'exchangeDetail',
    list: 'insteadOf',
    example: 'Replacing Ferranti without backstop',
    takes:
      'insteadOf fillers* [meters meterWords makes stamps oldness standing]+ ([negations bareNo] fillers* names fitted*)? afterExchange',
  },
  {
    kind: 'exchangeDetail',
    list: 'newness',
    example: 'New meter L+G E110',
    takes:
      '[fillers checks]* newness [otherThings meters stamps smallNumbers meterWords neutral cannotReverse fillers newness copulas readingWords]+',
  },
  // Said of the need for one.
  {
    kind: 'unneeded',
    list: 'unneeded',
    example: 'Backstop not required',
    takes:
      '(loose|(?!loose)[unneeded prepositions negations bareNo])* (names be* (unneeded|needed)|unneeded be* names? (prepositions fillers*)?|unneeded prepositions fillers* names|negations fillers* names needed) after',
  },
  {
    kind: 'notStatic',
    list: 'bareNo',
    example: 'Static n',
    takes: 'fillers* cannotReverse meters? bareNo',
  },
  {
    kind: 'notReplaced',
    list: 'bareNo',
    example: 'Exchanged n',
    takes: 'fillers* meters? [replaced exchanging] bareNo',
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
  {
    kind: 'exchangeWanted',
    list: 'needs',
    example: 'Needs a new one',
    takes:
      'fillers* [wanted needs] [fillers wanted]* newness [meters standing cannotReverse meterWords fillers]* [settings fillers]*',
  },
  // Answers.
  { kind: 'no', list: 'bareNo', example: 'Backstop fitted? No', takes: 'bareNo' },
  { kind: 'yes', list: 'yes', example: 'Backstop fitted? Yes', takes: 'yes+ after' },
  {
    kind: 'absent',
    list: 'negations',
    example: 'Checked for backstop, none found',
    takes:
      '[fillers copulas pasts confirms meters meterWords bareNo beside]* (absences fitted*|bareNo [fillers copulas pasts]* [affirmsAfter installed]+|affirmsBefore bareNo fitted*|negations [fillers copulas]* (fitted+|affirmsBefore* fillers* standing fitted*)) after',
  },
  {
    kind: 'present',
    list: 'standing',
    example: 'One is fitted',
    takes: 'fillers* standing [copulas fillers]* fitted more after',
  },
  {
    kind: 'present',
    list: 'weakSight',
    example: 'Backstop in, seen it with torch',
    takes:
      '[persons copulas affirmsBefore fillers]* weakSight [standing pointers fillers persons]* settings*',
  },
  {
    kind: 'present',
    list: 'affirmsAfter',
    example: 'Checked for backstop, fitted and working',
    takes:
      '([fillers copulas confirms settings]* fitted more|[fillers meters meterWords copulas]* affirmsBefore fillers* standing fitted*) after',
  },
];

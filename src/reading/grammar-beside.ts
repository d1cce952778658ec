/**
 * The fifth part of the grammar: clauses of the kinds that beside.ts weighs. The one rule: none of them
 * is a statement; each agrees with one, or says what is to come or why, and alone says nothing.
 */
import type { Pattern } from './pattern.ts';

export const besideClauses: readonly Pattern[] = [
  // What is planned next.
  {
    kind: 'exchangeWanted',
    list: 'planned',
    example: 'Cust up for smart',
    takes:
      '[fillers customers persons rooms otherThings neutral confirms copulas titles people told sayings]* planned [settings fillers beside neutral stamps]*',
  },
  // Why the new meter is no smart one.
  {
    kind: 'smartRefused',
    list: 'smartRefusals',
    example: 'As cust refused smart',
    takes: '[fillers customers persons]* smartRefusals [settings fillers beside]*',
  },
  // How the exchange came about.
  {
    kind: 'exchangeDetail',
    list: 'runsBackwards',
    example: 'Couldnt leave it running backwards',
    takes:
      '[fillers persons reporters]* inabilities everyday [fillers standing meters]+ [runsBackwards goesBack] [settings fillers]*',
  },
  {
    kind: 'exchangeDetail',
    list: 'oldMeter',
    example: 'Was a two rate disc',
    takes: 'pasts fillers* [meterWords makes]+ [meters standing]? [settings fillers years]*',
  },
  {
    kind: 'exchangeRecord',
    list: 'readingWords',
    example: 'Final read off the old one 83341',
    takes:
      '(?=.*[stamps smallNumbers])(oldness? [readingWords otherThings]+ [prepositions fillers copulas]* oldness [meters meterWords makes]*|oldness [meterWords makes stamps fillers]+ [readingWords otherThings]) [copulas pasts fillers]* [stamps smallNumbers]+',
  },
  {
    kind: 'oldOut',
    list: 'oldness',
    example: 'Non backstop type removed',
    takes: 'fillers* negations fillers* names [fillers meters]* outWords [settings fillers]*',
  },
  {
    kind: 'exchangeDetail',
    list: 'oldMeter',
    example: 'No backstop on old',
    takes:
      '[fillers checks pasts copulas]* [negations bareNo] fillers* names ([affirmsAfter copulas pasts fillers]* prepositions|neutral) fillers* oldOne [settings fillers]*',
  },
  {
    kind: 'exchangeDetail',
    list: 'oldMeter',
    example: 'Old meter had none',
    takes:
      'fillers* oldness [meters meterWords makes stamps fillers]* (softeners|pasts|affirmsBefore)? ([bareNo absences] fitted*|negations) [settings fillers]*',
  },
  {
    kind: 'exchangeDetail',
    list: 'newness',
    example: 'Backstop yes on new',
    takes:
      '[fillers checks]* names fillers* (yes|unneeded) prepositions fillers* newness [meters standing fillers]*|fillers* newness meters affirmsBefore standing [settings fillers]*',
  },
  {
    kind: 'oldOut',
    list: 'takes',
    example: 'I took it out at 11:05',
    takes: '[fillers persons]* takes [prepositions fillers]* settings+',
  },
  {
    kind: 'exchangeRecord',
    list: 'readingWords',
    example: 'Ftd rdg 00001',
    takes: 'installed readingWords+ [stamps smallNumbers]+',
  },
  {
    kind: 'exchangeDetail',
    list: 'oldMeter',
    example: 'Old meter returned to stores at Stockport',
    takes:
      'fillers* oldness [meters meterWords makes copulas pasts]* oldMeter prepositions fillers* [people premises]+ [settings fillers]*',
  },
  // Who fitted a meter that cannot turn back, and when; and why anybody asked.
  {
    kind: 'fittedBefore',
    list: 'fittedBefore',
    example: 'Cust said previous supplier put it in 2022',
    takes:
      '(fillers* customers [hearsay sayings fillers]+)? [fillers copulas pasts meters]* fittedBefore [prepositions fillers stamps settings softeners smallNumbers]*',
  },
  {
    kind: 'puzzled',
    list: 'puzzles',
    example: 'Dunno why job was raised',
    takes: '[fillers customers persons neutral]* puzzles [fillers settings beside]*',
  },
  {
    kind: 'goesNot',
    list: 'stillSupport',
    example: 'No rotor to run backwards',
    takes:
      '[fillers copulas]* stillSupport prepositions [runsBackwards goesBack] [fillers settings]*',
  },
  {
    kind: 'cannotReverse',
    list: 'cannotReverse',
    example: 'Smart mtr SMETS2 already in',
    takes:
      '[fillers stamps makes meterWords]* cannotReverse [cannotReverse meters meterWords stamps makes]* alreadyIn [inWords installed] (prepositions fillers* [premises rooms])? [settings fillers]*',
  },
  {
    kind: 'fittedBefore',
    list: 'fittedBefore',
    example: 'Cust already had smart fitted by Octopus last year',
    takes:
      'fillers* customers fillers* softeners fillers* cannotReverse meters? fittedBefore [prepositions fillers stamps settings softeners years]*',
  },
  {
    kind: 'goesNot',
    list: 'cannotReverse',
    example: 'Will not run back with PV',
    takes: 'fillers* cannotReverse affirmsBefore weakLabels [settings fillers]*',
  },
  // Of another thing.
  {
    kind: 'neutral',
    list: 'needs',
    example: 'New lock needed',
    takes:
      '(?!.*(hard|[exchanging replacing]))(fillers* newness thing+ [copulas fillers]* needs|[fillers neutral rooms]* thing+ needs fillers* newness thing+) [settings fillers]*',
  },
  {
    kind: 'neutral',
    list: 'curious',
    example: 'Customer wanted to know what it does',
    takes:
      '[fillers]* customers+ people* [copulas pasts fillers]* curious (?!.*([names heldState runsBackwards misrecords doubts hearsay cannotReverse]|denying))known*',
  },
  {
    kind: 'neutral',
    list: 'needs',
    example: 'Consumer unit needs upgrading',
    takes:
      '(?!.*(hard|denying|[topics exchanging]))[fillers neutral rooms]* thing+ [fillers copulas]* [needs wanted] [replacing everyday ordinary neutral fillers settings]+',
  },
  // That the backstop was tried.
  {
    kind: 'tested',
    list: 'trials',
    example: 'I tested this meter for reverse running',
    takes:
      '(?!.*([doubts softeners hearsay asks elsewhere otherMeters defects wanted]|denying))[fillers persons selves confirms settings reporters copulas pasts]* (?!.*names)[checks trials]+ [fillers meters meterWords makes parts]* prepositions fillers* runsBackwards [settings fillers stamps smallNumbers pvOn]*',
  },
  {
    kind: 'tested',
    list: 'trials',
    example: 'Tested meter by switching off the load with PV running',
    takes:
      '(?!.*([doubts softeners hearsay asks elsewhere otherMeters defects wanted]|denying))[fillers persons selves confirms settings reporters copulas]* (?!.*names)[checks trials]+ [fillers meters meterWords makes parts otherThings]* (pvOn|prepositions (?=.*[weakLabels pvOn outWords readingWords settings])[fillers weakLabels otherThings everyday deeds neutral ordinary settings outWords readingWords leaving prepositions pvOn stamps]+)',
  },
  {
    kind: 'tested',
    list: 'trials',
    example: 'Disc was observed for ten minutes with PV on',
    takes:
      '(?!.*([doubts softeners hearsay asks elsewhere otherMeters defects wanted goesBack runsBackwards]|denying))fillers* [parts meters] meterWords* [pasts copulas]+ fillers* (checks|trials|weakSight|affirmsAfter) prepositions? [stamps smallNumbers settings otherThings neutral fillers ordinary]* (pvOn|prepositions weakLabels [everyday neutral fillers settings leaving readingWords]*)? settings*',
  },
  {
    kind: 'tested',
    list: 'trials',
    example: 'I tested it with PV on',
    takes:
      '[fillers persons selves checks confirms]* trials fillers* (standing|beside|pvOn|parts) [settings fillers stamps smallNumbers neutral beside]*',
  },
  {
    kind: 'holds',
    list: 'stillness',
    example: 'Stops when PV takes over',
    takes: '[fillers parts]* stillness underPv [settings fillers]*',
  },
  {
    kind: 'neutral',
    list: 'forwards',
    example: 'Disc turns fwd nicely with kettle on',
    takes: '(?!.*denying)[fillers]* forwards [settings fillers]*',
  },
  {
    kind: 'wentBack',
    list: 'runsBackwards',
    example: 'Took video of it turning backward',
    takes:
      '[fillers persons checks]* takes fillers* photos prepositions [fillers pointers meters parts]+ [runsBackwards goesBack] [settings fillers]*',
  },
  {
    kind: 'neutral',
    list: 'photos',
    example: 'Photos of the meter and board on the tablet',
    takes:
      '(?!.*([names heldState runsBackwards goesBack doubts hearsay elsewhere otherMeters defects softeners wanted]|denying))fillers* (photos|photographed) [smallNumbers stamps fillers copulas pasts everyday deeds otherThings]* (prepositions fillers* [meters meterWords parts otherThings rooms premises depictions]+)* [fillers copulas pasts told]* (prepositions [fillers smallNumbers]* [otherThings premises rooms]+)+ settings*',
  },
  // A thing that is not needed is no backstop.
  {
    kind: 'neutral',
    list: 'neutral',
    example: 'Key not required',
    takes:
      '(?!.*hard)(?!topics)fillers* thing+ [copulas pasts fillers]* unneeded [settings fillers]*',
  },
  // Where the backstop is missing from the meter of the customer.
  {
    kind: 'neutral',
    list: 'photos',
    example: 'Photo of the dial plate is on the app',
    takes:
      '(?!.*([names doubts hearsay elsewhere otherMeters defects softeners]|denying))fillers* photographed [fillers copulas pasts prepositions otherThings settings neutral told]*',
  },
];

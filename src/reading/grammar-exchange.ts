/**
 * The second part of the grammar: the meter was exchanged. The one rule: what was replaced is the meter
 * only where the meter is named, or the clause before spoke of it; another thing that was replaced is
 * talk.
 */
import type { Pattern } from './pattern.ts';

export const exchanges: readonly Pattern[] = [
  // It was exchanged, and so it does not matter.
  {
    kind: 'replaced',
    list: 'premises',
    example: 'Mtr at dairy replaced',
    takes:
      'talk meters [meterWords stamps]* prepositions [fillers neutral people]* ([otherThings ordinary oldness] [otherThings ordinary people]?)? ((?!sight)[premises rooms])+ smallNumbers? [copulas pasts fillers settings]* replaced afterExchange',
  },
  {
    kind: 'neutral',
    list: 'neutral',
    example: 'Replaced main fuse',
    takes:
      '[checks fillers pasts]* [affirmsAfter replaced newness]+ [newness fillers neutral stamps breakages]* otherThings [anything affirmsAfter installed replaced copulas]*',
  },
  {
    kind: 'neutral',
    list: 'neutral',
    example: 'Seals new',
    takes: 'anything* otherThings [copulas fillers]* newness [stamps fillers]*',
  },
  // "MTR MADE 1984": a meter of a year gone by is not a new one.
  {
    kind: 'neutral',
    list: 'years',
    example: 'Meter installed 1984',
    takes:
      '[fillers meterWords makes]* (meters|makes) [meterWords fillers makes copulas pasts]* [installed years fillers prepositions stamps checks otherThings]* years [fillers settings]*',
  },
  {
    kind: 'replaced',
    list: 'insteadOf',
    example: 'Smart meter fitted in place of old ferraris',
    takes:
      '(?!.*(denying.*insteadOf|wishing|[softeners doubts depictions defects otherMeters elsewhere hearsay told inabilities]))(?=.*[meters cannotReverse makes newness standing].*insteadOf)(?=.*[installed putWords hungUp inWords replaced].*insteadOf)(?!.*thing.*insteadOf)(exchangeScene|[installed putWords hungUp replaced])+ insteadOf gone afterExchange',
  },
  {
    kind: 'replaced',
    list: 'insteadOf',
    example: 'In place of old meter a smart one was fitted',
    takes:
      'insteadOf gone (?!.*(denying|wishing|[softeners doubts depictions defects otherMeters elsewhere hearsay told inabilities]))(?=.*[meters cannotReverse makes newness standing])(?=.*[installed putWords hungUp inWords])(exchangeScene|[installed putWords hungUp standing])+',
  },
  {
    kind: 'replaced',
    list: 'onVisit',
    example: 'Smart meter put in today',
    takes:
      '(?!.*(denying|wishing|[softeners doubts depictions defects otherMeters elsewhere hearsay told inabilities]))(?=.*onVisit)(?=.*cannotReverse)(?=.*[installed putWords hungUp])(exchangeScene|[installed putWords hungUp onVisit])+',
  },
  {
    kind: 'replaced',
    list: 'onVisit',
    example: 'I have fitted an electronic meter',
    takes:
      '[checks fillers confirms]* selves [copulas fillers settings]* [installed putWords hungUp] newMeter* [cannotReverse makes] newMeter* meters? afterExchange',
  },
  {
    kind: 'replaced',
    list: 'exchanging',
    example: 'Mtr exch for SMETS2',
    takes:
      'talk exchanging prepositions newMeter* (cannotReverse|heldState|names|makes|newness)+ [meters meterWords makes stamps settings]*',
  },
  {
    kind: 'replaced',
    list: 'replaced',
    example: 'Shop mtr upgraded to new 100A static',
    takes:
      '(?!.*(denying|wishing|[softeners doubts depictions defects otherMeters elsewhere hearsay told]))talk (theMeter|[meterWords stamps makes]+) [copulas pasts fillers settings]* replaced prepositions [newMeter smallNumbers otherThings]* [cannotReverse newness] newMeter* meters? afterExchange',
  },
  {
    kind: 'replaced',
    list: 'takes',
    example: 'Removed S200 fitted Edmi smart in its place',
    takes:
      '[fillers checks settings persons]* (takes|outWords) (theMeter|fillers* oldness newMeter*|[makes stamps]+) (installed|putWords) fillers* newMeter* [meters cannotReverse makes newness] newMeter* (hungUp|beside|inWords)? afterExchange',
  },
  {
    kind: 'newIn',
    list: 'hungUp',
    example: 'Smart put on',
    takes:
      '[fillers settings checks]* [meterWords stamps makes]* cannotReverse newMeter* [meters standing]? [copulas pasts fillers settings]* hungUp afterExchange',
  },
  {
    kind: 'replaced',
    list: 'replaced',
    example: 'Changed it for a static one',
    takes:
      'talk [persons reporters fillers copulas settings]* replaced standing withNew afterExchange',
  },
  {
    kind: 'replaced',
    list: 'replacing',
    example: 'I change it for new electronic meter',
    takes: '[checks fillers]* persons fillers* replacing (standing|theMeter) withNew afterExchange',
  },
  {
    kind: 'replacedIt',
    list: 'replaced',
    example: 'Engineer has replaced it today',
    takes:
      'talk [persons reporters fillers copulas settings checks affirmsBefore]* replaced fillers* standing afterExchange|fillers* [pasts copulas] [fillers settings pasts copulas]* (replaced|completed) afterExchange',
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
    list: 'replaced',
    example: 'Today we swapped the old meter for a new digital one',
    takes:
      'talk [persons reporters fillers copulas settings checks affirmsBefore]* replaced (theMeter|fillers* oldness) afterExchange',
  },
  {
    kind: 'replaced',
    list: 'replaced',
    example: 'Old Ferranti was replaced with an Iskra',
    takes:
      'talk (theMeter|fillers* oldness [meterWords makes stamps]*) [copulas pasts fillers settings persons]* replaced afterExchange',
  },
  {
    kind: 'replaced',
    list: 'newness',
    example: 'Have put in a new meter',
    takes:
      'talk [persons reporters copulas fillers pasts affirmsBefore selves settings]* ((installed|inWords) fillers* newness newMeter* [meters cannotReverse standing makes] newMeter*|putWords fillers* newness newMeter* [meters cannotReverse standing makes] newMeter* inWords?) afterExchange',
  },
  {
    kind: 'replaced',
    list: 'newness',
    example: 'New meter installed on new board',
    takes:
      '(?!.*(denying|wishing|[softeners doubts depictions defects otherMeters elsewhere hearsay told]))(?!otherThings)(?!.*prepositions fillers* ((?!settings)stamps|smallNumbers))(?=.*newness newMeter* meters newMeter* [copulas pasts fillers settings]* [installed putWords]|.*[installed putWords] fillers* newness newMeter* meters)(installed|putWords|exchangeScene)*',
  },
  {
    kind: 'replaced',
    list: 'newness',
    example: 'New smart meter installed',
    takes:
      '(place|loose|(?!loose)oldMeter)* newness newMeter* [meters cannotReverse makes] [meterWords cannotReverse stamps copulas pasts fillers checks]* withBackstop? installed afterExchange',
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
  // In any other order, where nothing but the meter and its exchange is spoken of.
  {
    kind: 'replaced',
    list: 'replaced',
    example: 'Upgraded customer to SMETS2 today',
    takes:
      '(?!.*(denying|wishing|[softeners doubts depictions defects otherMeters elsewhere hearsay told]))(?!.*(prepositions|affirmsBefore) fillers* customers)(?!.*thing.*replaced)(?!.*replaced [fillers prepositions]* thing)(?!.*prepositions fillers* ((?!settings)stamps|smallNumbers))(?=.*replaced)(?=.*[meters cannotReverse])(replaced|installed|exchangeScene)*',
  },
  {
    kind: 'exchangeDetail',
    list: 'oldMeter',
    example: 'Backstop not fitted to old meter',
    takes:
      '[fillers checks]* names [copulas pasts]* negations fitted* prepositions fillers* oldness [meters meterWords makes stamps]*',
  },
  {
    kind: 'replaced',
    list: 'newness',
    example: 'New static meter in',
    takes:
      '[fillers checks settings confirms]* newness newMeter* [meters cannotReverse makes] [newMeter makes smallNumbers copulas pasts]* inWords [stamps people]*',
  },
  {
    kind: 'replaced',
    list: 'newness',
    example: 'Put in new Iskra meter',
    takes:
      '[fillers checks settings confirms pasts people]* (installed|inWords) fillers* newness [meterWords cannotReverse stamps fillers makes smallNumbers]* ([meters cannotReverse makes standing] [meterWords cannotReverse stamps fillers makes smallNumbers]* inWords?|smallNumbers inWords) ([stamps settings fillers people harmless]|prepositions [people settings])*',
  },
  {
    kind: 'exchangeRecord',
    list: 'readingWords',
    example: 'Off S69K 44120 on E12Z 90017',
    takes:
      'readingWords? outWords [stamps smallNumbers readingWords fillers]+ [inWords installed] [stamps smallNumbers readingWords fillers]+',
  },
  {
    kind: 'newIn',
    list: 'newness',
    example: 'New one fitted 22M001928',
    takes:
      'talk (fillers* newness [meters meterWords cannotReverse makes standing stamps fillers smallNumbers]*|makes newMeter*) withBackstop? [copulas pasts fillers settings stamps]* (installed|inWords|putWords) [prepositions readingWords stamps smallNumbers]* afterExchange',
  },
  {
    kind: 'newIn',
    list: 'newness',
    example: 'Fitted an electronic one',
    takes:
      'talk [persons fillers copulas affirmsBefore settings]* (installed|putWords) (prepositions$)? fillers* [newMeter makes]* ([meters standing cannotReverse makes newness] [newMeter makes smallNumbers]*|stamps) inWords? [readingWords stamps smallNumbers]* afterExchange',
  },
  {
    kind: 'oldOut',
    list: 'oldness',
    example: 'I take off the old meter',
    takes:
      'talk [persons fillers copulas affirmsBefore settings reporters]* ((takes|outWords) (theMeter|fillers* oldness [meterWords makes stamps]*|makes newMeter*|fillers*$)|takes stamps+) outWords? [settings stamps persons place prepositions readingWords oldMeter rooms]*',
  },
  {
    kind: 'oldOut',
    list: 'oldness',
    example: 'Ampy out',
    takes:
      '(?!otherThings)(fillers* oldness [meterWords makes stamps smallNumbers standing meters]*|makes newMeter*|[meterWords fillers]+|[meterWords fillers]* meters [stamps makes fillers]*|fillers* negations fillers* (names|heldState) [fillers meters meterWords]+) [copulas pasts fillers]* outWords [settings stamps smallNumbers prepositions readingWords persons otherThings rooms fillers]*',
  },
];

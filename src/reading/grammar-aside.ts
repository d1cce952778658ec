/**
 * The second half of the grammar: clauses that leave the backstop aside, and what is written down of
 * an exchange. The one rule: nothing here is a statement. A clause is aside because every word of it
 * is known and none of them can take a statement back: it names no backstop, and where it uses
 * everyday words it names no meter and points to nothing said before.
 */
import type { Pattern } from './pattern.ts';

export const asides: readonly Pattern[] = [
  {
    kind: 'tampering',
    list: 'tampering',
    example: 'Seals broken on arrival',
    takes: '(?=.*tampering)(?!.*[names heldState])known*',
  },
  {
    kind: 'neutral',
    list: 'wanted',
    example: 'Customer would like a smart meter',
    takes:
      '(?!.*([names heldState runsBackwards misrecords pointers doubts otherMeters elsewhere tampering defects topics parts replaced replacing exchanging]|(?!persons)checks))(?!.*hearsay.*meters)fillers* (titles? people+|customers+) [fillers people softeners copulas pasts everyday neutral negations]* [wanted needs asks told hearsay] known known known*',
  },
  {
    kind: 'neutral',
    list: 'stamps',
    example: 'Plate C1B 20A',
    takes:
      '(?!.*names)[fillers meters]* depictions [fillers copulas]* (?=.*[stamps makes])[stamps makes meterWords smallNumbers readingWords fillers]+',
  },
  {
    kind: 'told',
    list: 'told',
    example: 'Customer has been told supplier will be in touch',
    takes:
      'fillers* (customers|titles? people+) [copulas pasts fillers]* [told hearsay] [fillers neutral prepositions]* harmless [harmless fillers settings neutral]*',
  },
  {
    kind: 'neutral',
    list: 'sayings',
    example: 'Reported by phone at 16:20',
    takes: 'sayings [settings stamps prepositions]+',
  },
  {
    kind: 'mentioned',
    list: 'names',
    example: 'Meter failed the backstop check',
    takes: 'fillers* meters [fillers copulas]* defects fillers* names topics settings*',
  },
  {
    kind: 'neutral',
    list: 'reaching',
    example: 'Warden showed me to the meter',
    takes:
      '(?!.*(harder|undoing|denying|wishing|[softeners hearsay told sayings tampering replacing pointers topics asks]))(?=[fillers neutral settings]*[customers people persons deeds otherThings everyday])((?!meters)known)+(?<=[reaching][fillers meterWords customers]*)meters ((?!meters)known)*',
  },
  {
    kind: 'neutral',
    list: 'needs',
    example: 'Meter box new door required',
    takes:
      '[fillers neutral rooms]* thing+ [copulas fillers]* newness thing+ [copulas fillers]* [needs fillers settings]+',
  },
  {
    kind: 'neutral',
    list: 'neutral',
    example: 'Customer gone to work',
    takes:
      '(?!.*hard)[fillers titles customers people persons reporters]+ [copulas pasts fillers neutral softeners wanted]* leaving [prepositions settings stamps rooms otherThings everyday fillers leaving smallNumbers]*',
  },
  {
    kind: 'neutral',
    list: 'neutral',
    example: 'Gone 1415',
    takes: 'leaving prepositions? (stamps|settings|smallNumbers [stamps otherThings neutral])+',
  },
  {
    kind: 'neutral',
    list: 'meters',
    example: 'Old meter',
    takes: '[oldness fillers meters meterWords makes stamps]+',
  },
  {
    kind: 'neutral',
    list: 'meters',
    example: 'Meter itself seen',
    takes: 'talk meters [fillers stamps meterWords]* weakSight settings*',
  },
  {
    kind: 'holds',
    list: 'holds',
    example: 'Disc stops when export exceeds load',
    takes:
      '(?!fillers* customers)(?=.*[parts holds])(?=.*[preventions stopWord holds]|.*denying.*[runsBackwards goesBack])(?!(?=.*denying)(?!.*[runsBackwards goesBack]))(?!(?!.*denying).*[runsBackwards goesBack])(?!.*[names doubts defects softeners elsewhere otherMeters hearsay asks pasts tampering])known*',
  },
  {
    kind: 'neutral',
    list: 'situated',
    example: 'Meter sits above the deep freeze',
    takes:
      '[fillers customers meterWords]* meters [fillers meterWords makes stamps]* [copulas pasts fillers situated]* (?!aims)prepositions (?!.*(hard|undoing|denying|wishing|[softeners hearsay told sayings tampering oldness replacing asks]))known*',
  },
  {
    kind: 'neutral',
    list: 'readingWords',
    example: 'Meter was reading 99012',
    takes:
      'talk meters [pasts copulas fillers stamps]* readingWords [prepositions]? [stamps smallNumbers fillers readingWords settings]+',
  },
  // Something else.
  {
    kind: 'told',
    list: 'told',
    example: 'Customer informed',
    takes:
      'talk told (?!.*[names heldState doubts elsewhere otherMeters tampering replaced cannotReverse runsBackwards goesBack misrecords])known*',
  },
  {
    kind: 'neutral',
    list: 'neutral',
    example: 'Seals intact',
    takes:
      '(?!aims fillers* otherThings)(?!.*[topics meters].*[copulas pasts] fillers* purposes)[anything yes]* told?',
  },
  {
    kind: 'neutral',
    list: 'neutral',
    example: '2 x 60A fuses',
    takes: '(loose|(?!loose)prepositions|(?<!prepositions)smallNumbers)*',
  },
  {
    kind: 'neutral',
    list: 'neutral',
    example: 'Customer has solar panels',
    takes:
      '(?!.*[topics meters].*[copulas pasts] fillers* purposes)[anything newness smallNumbers]* [otherThings otherMeters people] [neutral people otherThings harmless stamps checks fillers confirms settings rooms copulas prepositions affirmsBefore affirmsAfter installed pasts smallNumbers otherMeters topics meterWords]*',
  },
  {
    kind: 'neutral',
    list: 'neutral',
    example: 'No solar panels on roof',
    takes:
      '[neutral stamps checks fillers confirms settings copulas]* [negations bareNo] [fillers neutral checks newness]* otherThings [neutral otherThings harmless stamps checks fillers settings rooms copulas pasts affirmsAfter prepositions]*',
  },
  {
    kind: 'neutral',
    list: 'neutral',
    example: 'Customer not at home',
    takes:
      '[neutral otherThings stamps checks fillers confirms settings]* [otherThings otherMeters] [copulas pasts fillers]* negations [neutral otherThings harmless stamps checks fillers settings rooms copulas prepositions affirmsAfter installed replaced]*',
  },
  {
    kind: 'neutral',
    list: 'otherMeters',
    example: 'Export meter not applicable',
    takes: 'anything* otherMeters [anything unneeded affirmsAfter affirmsBefore]*',
  },
  {
    kind: 'exchangeNamed',
    list: 'replacing',
    example: 'Mtr exch',
    takes:
      '[fillers checks settings]* exchanging (because|[settings stamps fillers meters]|prepositions [weakLabels names] [topics fillers]*)*',
  },
  {
    kind: 'exchangeWanted',
    list: 'wanted',
    example: 'Unable to exchange meter today',
    takes:
      '(?=wide*?(wanted|inabilities|negations|advice|replacing|bareNo))(?=wide*?(replacing|replaced|newness|wanted meters|meters wanted|wanted cannotReverse|advice))wide*',
  },
  // Named without a statement: harmless before one, doubtful after.
  {
    kind: 'mentioned',
    list: 'names',
    example: 'Backstop check carried out',
    takes: '(loose|prepositions|topics)* names (loose|prepositions|topics)*',
  },
  {
    kind: 'asked',
    list: 'asks',
    example: 'Please check if backstop is fitted',
    takes:
      '(?=.*[asks imperatives wanted])[anything asks imperatives wanted]* names [anything affirmsAfter]*',
  },
  {
    kind: 'asked',
    list: 'asks',
    example: 'Please check if meter has backstop fitted',
    takes:
      '[wanted imperatives fillers]* [imperatives asks]+ [anything affirmsBefore]* names [anything affirmsAfter]*',
  },
  // What is written down of an exchange: it supports a replacement and never is one.
  {
    kind: 'exchangeDetail',
    list: 'oldMeter',
    example: 'The old meter had no backstop',
    takes:
      '[fillers checks confirms]* [oldness pointers] [meters meterWords makes fillers stamps smallNumbers standing]* ([pasts affirmsBefore copulas fillers negations bareNo softeners absences]* (names|heldState|stopWord)|[pasts copulas checks softeners]* runsBackwards) ([fillers settings affirmsAfter readingWords stamps]|prepositions fillers* [weakLabels settings])*',
  },
  {
    kind: 'exchangeDetail',
    list: 'oldMeter',
    example: 'No backstop on old one',
    takes:
      '[fillers checks confirms]* [negations bareNo] fillers* (names|stopWord) fitted* prepositions fillers* oldness [meters meterWords makes stamps smallNumbers standing]*',
  },
  {
    kind: 'exchangeDetail',
    list: 'softeners',
    example: 'Meter had no backstop',
    takes:
      '[fillers checks confirms meterWords makes parts]* meters [meterWords fillers stamps]* [softeners pasts] [fillers affirmsBefore]* [negations bareNo] [fillers affirmsBefore]* names fitted*',
  },
  {
    kind: 'exchangeDetail',
    list: 'oldMeter',
    example: 'Had one on van',
    takes:
      '[fillers checks reporters persons]* softeners [fillers newness meters standing smallNumbers replacing]+ oldMeter?',
  },
  {
    kind: 'exchangeRecord',
    list: 'newness',
    example: 'New one is backstopped',
    takes:
      '[fillers checks]* newness [meters meterWords makes standing stamps smallNumbers cannotReverse fillers]* [copulas fillers pasts checks]* (heldState|affirmsBefore fillers* names fitted*|harmless|denials runsBackwards|affirmsAfter|cannotReverse|checks|fillers)* settings*',
  },
  {
    kind: 'exchangeWanted',
    list: 'wanted',
    example: 'Could not exchange today, carpet glued to board',
    takes:
      '(?=.*[wanted inabilities advice negations bareNo])(?=.*[replacing exchanging])[anything everyday aims wanted inabilities advice negations bareNo replacing exchanging newness replaced otherMeters pasts softeners affirmsBefore smallNumbers asks pointers standing breakages]*',
  },
  {
    kind: 'exchangeDetail',
    list: 'oldMeter',
    example: 'Old one had a backstop that had failed',
    takes:
      '[fillers customers prepositions checks confirms]* oldness (?=.*[names heldState stopWord runsBackwards goesBack])(?!.*[doubts elsewhere otherMeters hearsay asks])known*',
  },
  {
    kind: 'exchangeDetail',
    list: 'oldMeter',
    example: 'Old mtr was Ferranti disc',
    takes:
      'fillers* oldness [meters meterWords makes stamps standing]* [pasts copulas] [fillers meterWords makes meters stamps years]+',
  },
  {
    kind: 'exchangeDetail',
    list: 'softeners',
    example: 'Meter had been turning back',
    takes:
      'talk meters [softeners pasts copulas fillers]+ [runsBackwards goesBack] [settings fillers]*',
  },
  {
    kind: 'exchangeDetail',
    list: 'oldMeter',
    example: 'Old unit bagged',
    takes:
      '(prepositions|affirmsBefore)? [fillers customers]* oldness [meters meterWords makes stamps smallNumbers standing fillers copulas pasts]* (oldMeter|outWords) [oldMeter outWords fillers settings stamps prepositions rooms smallNumbers readingWords]*',
  },
  {
    kind: 'exchangeDetail',
    list: 'softeners',
    example: 'Without backstop previously',
    takes: '(negations|bareNo) fillers* (names|stopWord) fitted* softeners',
  },
  {
    kind: 'exchangeDetail',
    list: 'softeners',
    example: 'Had no backstop',
    takes: 'fillers* softeners (negations|bareNo) fillers* (names|stopWord) fitted*',
  },
  {
    kind: 'exchangeRecord',
    list: 'newness',
    example: 'New meter advancing correctly',
    takes:
      '[fillers checks]* newness newMeter* [meters standing makes] (?!.*([doubts defects wanted elsewhere otherMeters hearsay tampering pointers]|denying))known*',
  },
  // Aside.
  {
    kind: 'neutral',
    list: 'neutral',
    example: 'Photo of meter and cut out sent to office',
    takes:
      '(?!prepositions)(?!.*([names heldState doubts hearsay elsewhere otherMeters defects runsBackwards goesBack replaced]|denying))known* photos known*',
  },
  {
    kind: 'neutral',
    list: 'neutral',
    example: 'CT not required',
    takes: 'fillers* otherThings [copulas fillers]* unneeded [settings fillers]*',
  },
  {
    kind: 'neutral',
    list: 'neutral',
    example: 'Rdg D 2204 N 7715',
    takes: '(?=.*stamps)readingWords [readingWords stamps smallNumbers fillers meterWords]*',
  },
  {
    kind: 'neutral',
    list: 'neutral',
    example: 'As per call from Kevin',
    takes:
      'fillers* leads+ [people checks fillers settings stamps titles neutral prepositions rooms otherThings]+',
  },
  // Any talk whose every word is known, and none of which can bear on the backstop.
  {
    kind: 'neutral',
    list: 'neutral',
    example: 'Parked outside the chip shop',
    takes:
      '(?!.*hard)(?!.*[topics meters].*[copulas pasts] fillers* purposes)(?!.*(undoing|denying|wishing|[softeners hearsay told sayings pointers tampering oldness replacing]))(?=.*[everyday otherThings someone papers photos rooms neutral])known*',
  },
  {
    kind: 'neutral',
    list: 'neutral',
    example: 'Cat got out and I caught it again',
    takes:
      '(?!.*hard)(?!.*[topics meters].*[copulas pasts] fillers* purposes)(?!.*(undoing|denying|wishing|[softeners hearsay told sayings affirmsBefore tampering oldness replacing]))((?!pointers)known)*(thing|customers)known*',
  },
  {
    kind: 'neutral',
    list: 'neutral',
    example: 'Sorry for not replying sooner',
    takes:
      'fillers* courtesies (?!.*hard)(?!.*[topics meters].*[copulas pasts] fillers* purposes)(?!.*(undoing|[tampering]))(?!.*[topics advice replacing exchanging reporters]) known*',
  },
  {
    kind: 'neutral',
    list: 'neutral',
    example: 'Door hinge snapped',
    takes:
      '(?!.*hard)(?!.*[topics meters].*[copulas pasts] fillers* purposes)(?!.*[pointers tampering])(?!blind)(?!unfinished)(?!fillers* undoing (prepositions|$))(?!fillers* someone+ [copulas pasts fillers softeners everyday]* undoing (prepositions|$))(?!.*[negations bareNo inabilities denials]$)(?!.*[hearsay told sayings] known?$)(?=.*thing)known*',
  },
  {
    kind: 'neutral',
    list: 'neutral',
    example: 'Customer had to go out',
    takes:
      '(?!.*hard)(?!.*([pointers tampering replacing]|undoing))(?!blind)(?!unfinished)(?!.*[negations bareNo inabilities denials]$)(?!.*[hearsay told sayings] known?$)(?=.*(customers|people|persons known*thing)|(?!.*denying).*persons)known*',
  },
  {
    kind: 'neutral',
    list: 'neutral',
    example: 'Customer thinks his bill is too high',
    takes:
      '(?!.*([names heldState runsBackwards misrecords holds elsewhere otherMeters meters parts cannotReverse preventions thatOne depictions pointers again reporters replacing exchanging sight tampering topics oldness told inabilities imperatives]|undoing))(fillers* customers+ [copulas pasts fillers]* (?=.*doubts)(?!.*hearsay)|hearsay(?!.*hearsay))(?=.*thing)known*',
  },
  {
    kind: 'exchangeWanted',
    list: 'wanted',
    example: 'None was requested',
    takes: '[bareNo negations] [copulas pasts fillers]* [wanted needed] settings*',
  },
  {
    kind: 'exchangeWanted',
    list: 'wanted',
    example: 'Please arrange a new meter for after August',
    takes:
      '(?!.*[names heldState runsBackwards misrecords doubts otherMeters elsewhere tampering])(?=.*(wishing|denying))(?=.*([replacing exchanging advice replaced]|newness newMeter* [meters cannotReverse]|[wanted needs] newMeter* [meters cannotReverse]|(?!.*again)[wanted needs advice] known* meters))known*',
  },
  {
    kind: 'wentBack',
    list: 'goesBack',
    example: 'Turns back when the sun is out',
    takes:
      '(?!.*([names heldState doubts hearsay asks elsewhere otherMeters inabilities told persons customers]|denying))[fillers pointers copulas pasts settings parts meters meterWords oldness weakLabels]* [goesBack runsBackwards] known*',
  },
];

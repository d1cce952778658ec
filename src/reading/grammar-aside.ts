/**
 * The second half of the grammar: clauses that leave the backstop aside, and what is written down of
 * an exchange. The one rule: nothing here is a statement. A clause is aside because every word of it
 * is known and none of them can take a statement back: it names no backstop, and where it uses
 * everyday words it names no meter and points to nothing said before.
 */
import type { Pattern } from './grammar.ts';

export const asides: readonly Pattern[] = [
  // What is written down of an exchange: it supports a replacement and never is one.
  {
    kind: 'exchangeRecord',
    list: 'oldMeter',
    example: 'Old rd 45120 new rd 00000',
    takes:
      '(?=.*[oldness newness readingWords outWords])(?=.*[stamps smallNumbers])([oldness newness readingWords oldMeter stamps smallNumbers meters meterWords makes cannotReverse fillers copulas inWords outWords standing]|(?<=[stamps smallNumbers])(prepositions))*',
  },
  {
    kind: 'exchangeDetail',
    list: 'oldMeter',
    example: 'The old meter had no backstop',
    takes:
      '[fillers checks confirms]* oldness [meters meterWords makes fillers stamps smallNumbers standing]* ([pasts affirmsBefore copulas fillers negations bareNo softeners absences]* (names|heldState)|[pasts copulas checks]* runsBackwards) ([fillers settings affirmsAfter]|prepositions fillers* [weakLabels settings])*',
  },
  {
    kind: 'exchangeDetail',
    list: 'oldMeter',
    example: 'No backstop on old one',
    takes:
      '[fillers checks confirms]* [negations bareNo] fillers* names fitted* prepositions fillers* oldness [meters meterWords makes stamps smallNumbers standing]*',
  },
  {
    kind: 'exchangeDetail',
    list: 'softeners',
    example: 'Meter had no backstop',
    takes:
      '[fillers checks confirms]* meters [meterWords fillers stamps]* [softeners pasts] [fillers affirmsBefore]* [negations bareNo] [fillers affirmsBefore]* names fitted*',
  },
  {
    kind: 'exchangeDetail',
    list: 'oldMeter',
    example: 'Had one on van',
    takes: '[fillers checks]* softeners [fillers newness meters standing smallNumbers]+ oldMeter',
  },
  {
    kind: 'exchangeRecord',
    list: 'oldMeter',
    example: 'Took out old Ferranti meter',
    takes:
      '[fillers checks settings pasts]* (outWords [oldness meters meterWords makes stamps smallNumbers fillers standing]+|[fillers]* oldness [meters meterWords makes stamps smallNumbers fillers standing copulas pasts wanted]* (outWords|oldMeter)) (outWords|oldMeter)* ([oldMeter settings stamps fillers]|prepositions [stamps settings rooms])*',
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
  // Aside.
  {
    kind: 'neutral',
    list: 'neutral',
    example: 'Photo of meter and cut out sent to office',
    takes:
      '(?!prepositions)[anything everyday smallNumbers affirmsBefore pasts copulas]* photos [anything everyday smallNumbers pasts copulas yes photos depictions]*',
  },
  {
    kind: 'neutral',
    list: 'neutral',
    example: 'Door hinge snapped',
    takes:
      '(?!.*[meters meterWords pointers])(?!prepositions)[neutral everyday people otherThings stamps fillers rooms copulas prepositions smallNumbers]* otherThings [copulas pasts fillers neutral]* breakages [neutral everyday people otherThings stamps fillers rooms copulas prepositions smallNumbers settings checks harmless]*',
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
    example: 'Steps needed',
    takes:
      '(?!.*[meters meterWords pointers checks topics advice confirms replacing exchanging names])(?!prepositions)[neutral everyday people otherThings stamps fillers rooms copulas prepositions smallNumbers newness wanted]* otherThings [neutral everyday people otherThings stamps fillers rooms copulas prepositions smallNumbers settings newness wanted breakages]*',
  },
  {
    kind: 'neutral',
    list: 'neutral',
    example: 'He let me in through the back gate',
    takes:
      '(?!.*pointers)(?!(aims) [fillers everyday neutral]* [otherThings everyday])(?=.*[everyday otherThings people makes neutral])([everyday neutral people otherThings harmless stamps checks fillers settings rooms copulas prepositions makes beside]|(?<!prepositions)smallNumbers)*',
  },
  {
    kind: 'neutral',
    list: 'neutral',
    example: 'Customer was making breakfast for 6 grandchildren',
    takes:
      '(?!.*pointers)(?!prepositions)[neutral fillers settings stamps]* [otherThings people] ([everyday neutral people otherThings harmless stamps checks fillers settings rooms copulas prepositions makes pasts affirmsBefore smallNumbers softeners])*',
  },
  {
    kind: 'neutral',
    list: 'neutral',
    example: 'Customer asked about her bills',
    takes:
      '(?!.*[meters names topics pointers negations])[fillers neutral]* [otherThings people]+ fillers* [wanted asks hearsay told] [neutral everyday people fillers prepositions rooms copulas]* [otherThings weakLabels] [neutral everyday people fillers prepositions rooms copulas otherThings stamps weakLabels wanted]*',
  },
  {
    kind: 'neutral',
    list: 'neutral',
    example: 'As per call from Kevin',
    takes: 'fillers* leads [people checks fillers settings stamps titles neutral prepositions]+',
  },
];

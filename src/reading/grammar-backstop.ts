/**
 * The first part of the grammar: the backstop is there, or it is not. The one rule: a pattern names
 * every word that may stand beside the backstop; whatever else stands there makes it not understood.
 */
import type { Pattern } from './pattern.ts';

export const backstops: readonly Pattern[] = [
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
    takes: 'talk subject names (be|place|[confirms persons])* fitted more after',
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
    list: 'names',
    example: 'Meter is of the backstop type',
    takes:
      'talk [meters meterWords standing fillers stamps]* copulas fillers* names [meterWords meters fillers]* after',
  },
  {
    kind: 'has',
    list: 'affirmsAfter',
    example: 'In meter is backstop',
    takes: 'talk subject place fillers* copulas fillers* names after',
  },
  {
    kind: 'has',
    list: 'heldState',
    example: 'Meter is backstopped',
    takes:
      '(talk meters [meterWords stamps copulas fillers]*|talk [copulas fillers]*) heldState after',
  },
  {
    kind: 'has',
    list: 'yes',
    example: 'Yes backstop',
    takes: 'yes fillers* names|names fillers* yes',
  },
  {
    kind: 'has',
    list: 'holds',
    example: 'Disc stationary against backstop',
    takes:
      '(?!.*[doubts softeners depictions defects elsewhere otherMeters])(place|loose|pasts)* holds [fillers settings]* [prepositions preventions]+ fillers* names [settings fillers affirmsAfter]*',
  },
  {
    kind: 'holds',
    list: 'holds',
    example: 'Is not running back with PV on',
    takes:
      '[copulas fillers parts meters]* (?!.*[doubts softeners])negations [copulas fillers]* [runsBackwards goesBack] [settings fillers]*',
  },
  {
    kind: 'holds',
    list: 'holds',
    example: 'Disc stops dead',
    takes: '(?!fillers* customers)(place|loose|pasts)* holds [anything holds affirmsAfter]*',
  },
  {
    kind: 'neutral',
    list: 'confirms',
    example: 'Confirmed by Lee on 18/10/12',
    takes:
      '[fillers copulas pasts]* (confirms|sayings|told|hearsay) who [settings stamps people prepositions fillers reporters]*',
  },
  // It is not there.
  {
    kind: 'hasNot',
    list: 'stopWord',
    example: 'Nothing to stop the disc going back',
    takes:
      'talk (negations|bareNo) [fillers prepositions]* [preventions stopWord] [fillers parts meters standing prepositions copulas]* (runsBackwards|goesBack)? [copulas pasts affirmsAfter fillers]* place*',
  },
  {
    kind: 'hasNot',
    list: 'negations',
    example: 'Neither backstop nor any other device is fitted',
    takes:
      'talk affirmsBefore* negations fillers* names alternatives [fillers elsewhere standing softeners]* (names|papers|otherThings|fillers) [copulas fillers]* fitted* after',
  },
  {
    kind: 'hasNot',
    list: 'bareNo',
    example: 'Negative on backstop',
    takes: 'fillers* bareNo prepositions fillers* names after',
  },
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
      '(?!.*weakSight)talk (subject [affirmsBefore pasts]+)? negations [fillers copulas affirmsBefore affirmsAfter standing]* (names|stopWord) [copulas pasts fillers affirmsAfter]* (negations fitted+)? after',
  },
  {
    kind: 'hasNot',
    list: 'negations',
    example: 'Not have backstop this meter',
    takes:
      '(?!.*weakSight)talk negations affirmsBefore* fillers* names [fillers meters meterWords stamps]* after',
  },
  {
    kind: 'hasNot',
    list: 'negations',
    example: 'Backstop is not fitted',
    takes:
      'talk subject names ([be pasts persons]|place)* negations [fillers copulas]* fitted more after',
  },
  {
    kind: 'hasNot',
    list: 'negations',
    example: 'Backstop is not in the meter',
    takes: 'talk subject names be* negations place after',
  },
  {
    kind: 'hasNot',
    list: 'negations',
    example: 'Pawl not fitted to this pattern of meter',
    takes: 'talk subject stopWord be* negations [fillers copulas]* fitted more after',
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
    example: 'Checked for backstop none fitted',
    takes: 'talk prepositions fillers* names bareNo fitted+ after',
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
      '(?!fillers* [installed putWords] fillers* newness)prepositions? (?=.*oldness.*newness|.*[oldness newness].*readingWords|.*readingWords.*[oldness newness])(?=.*[stamps smallNumbers])([oldness newness readingWords oldMeter stamps smallNumbers meters meterWords makes cannotReverse fillers copulas inWords outWords standing]|(?<=[stamps smallNumbers])(prepositions))*',
  },
  // In any other order, where nothing but the backstop, the meter and what affirms stands.
  {
    kind: 'has',
    list: 'affirmsAfter',
    example: 'Disc held by working backstop in it',
    takes:
      '(?!.*(denying|[pasts softeners doubts depictions defects wanted goesBack runsBackwards]))(?!.*names topics)(?!.*aims fillers* names)(?!.*names parts)(?=.*(affirmed [fillers copulas affirmsBefore affirmsAfter meterWords standing]* names|names ([fillers copulas settings persons standing affirmsBefore]|place)* affirmed|place fillers* copulas+ names))(names|scene)*',
  },
  {
    kind: 'hasNot',
    list: 'negations',
    example: 'Verified no backstop on SN D88A91442',
    takes:
      '(?!.*([softeners doubts depictions defects wanted weakSight inabilities holds]))(?!.*names topics)(?!.*(negations|bareNo).*(negations|bareNo|absences))(?=.*(negations|bareNo) [fillers affirmsBefore affirmsAfter meters meterWords standing copulas]* names)(names|negations|bareNo|scene)*',
  },
];

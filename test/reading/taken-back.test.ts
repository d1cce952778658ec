/**
 * Why a statement is taken back, one turn after the other: each is given as the kind it would be, so
 * that only the care decides. Null is a statement that stands.
 */
import { expect, test } from 'vitest';
import {
  hidesExchange,
  isNotDone,
  isReasonNotDone,
  leftTo,
  meddled,
  takenBackBy,
} from '../../src/reading/care.ts';
import { clausesOf } from '../../src/reading/clause.ts';
import { readingRules } from '../../src/reading/index.ts';

const clauseOf = (text: string) => clausesOf(readingRules, text)[0]!;
const taken = (kind: Parameters<typeof takenBackBy>[1], text: string) =>
  takenBackBy(clauseOf(text), kind);

type Row = readonly [text: string, by: ReturnType<typeof takenBackBy>];

const denials: readonly Row[] = [
  ['NO BACKSTOP', null],
  ['no backstop on this meter', null],
  // Asked, or as a condition.
  ['whether no backstop', 'asks'],
  ['where no backstop fitted', 'asks'],
  ['when no backstop fitted', 'asks'],
  ['whenever seen, no backstop', null],
  ['is there no backstop', 'asks'],
  ['exch where no backstop', 'asks'],
  ['exchange when no backstop', 'asks'],
  ['needed where no backstop', 'asks'],
  ['replace when no backstop', 'asks'],
  ['replacement where no backstop', 'asks'],
  ['change where no backstop', 'asks'],
  ['exchanged, where seen', null],
  // Somebody else's word.
  ['denies no backstop', 'hearsay'],
  ['denied no backstop', 'hearsay'],
  ['they deny no backstop', 'hearsay'],
  ...'office,supplier,dno,installer,landlord,someone,somebody'
    .split(',')
    .map((who): Row => [`no backstop by ${who}`, 'hearsay']),
  ['no backstop by the last engineer', 'hearsay'],
  ['no backstop by our previous man', 'hearsay'],
  ['no backstop by your office', 'hearsay'],
  ['no backstop by me', null],
  // Of another time.
  ['no backstop in 1998', 'softeners'],
  ['no backstop of 2014', 'softeners'],
  ['no backstop from 2015', 'softeners'],
  ['no backstop in place of 2015', null],
  ['no backstop in 3015', null],
  ['no backstop made in 1998', null],
  ['no backstop built in 1998', null],
  ['no backstop dated from 1998', null],
  ['no backstop mfd in 1998', null],
  ...['exch', 'exchange', 'swap', 'change', 'replacement', 'visit', 'works'].map(
    (what): Row => [`no backstop before ${what}`, 'softeners'],
  ),
  ...['until', 'till', 'prior to', 'before the'].map(
    (till): Row => [`no backstop ${till} swap`, 'softeners'],
  ),
  ['no backstop before tea', null],
  ...'spring,summer,autumn,winter,time,visit,week,month'
    .split(',')
    .map((when): Row => [`no backstop last ${when}`, 'softeners']),
  ['no backstop at last', null],
  // Of which meter, the text does not say.
  ['one has no backstop', 'elsewhere'],
  ['one is without backstop', 'elsewhere'],
  ['one with no backstop', 'elsewhere'],
  ['one without backstop', 'elsewhere'],
  ['1 has no backstop', null],
  ['this one has no backstop', null],
  ['sangamo meters have no backstop', 'elsewhere'],
  ['sangamo mtrs have no backstop', 'elsewhere'],
  ['sangamo meter has no backstop', null],
  ["sangamo meter's no backstop", null],
  ['these meters have no backstop', 'elsewhere'],
  ['such meters have no backstop', 'elsewhere'],
  ['most meters have no backstop', 'elsewhere'],
  ['the meters have no backstop', null],
  ['static meters have no backstop', 'elsewhere'],
  ...['both', 'two', '2', 'all', 'here', 'site'].map(
    (which): Row => [`sangamo meters no backstop ${which}`, null],
  ),
  ['no backstop back in cupboard', 'elsewhere'],
  ['no backstop back into the box', 'elsewhere'],
  ['no backstop back on the wall', 'elsewhere'],
  ['no backstop back onto board', 'elsewhere'],
  ['no backstop back in stock', 'elsewhere'],
  ['no backstop back in van', 'elsewhere'],
  ['no backstop back in cups', 'elsewhere'],
  ['no backstop back in hall', null],
  ...'gen,generation,export,exp,pv,solar,check,sub'.split(',').flatMap((kind): Row[] => [
    [`no backstop on ${kind} meter`, 'otherMeters'],
    [`no backstop on ${kind} mtrs`, 'otherMeters'],
  ]),
  ['no backstop on import meter', null],
  ["no backstop on dave's job", 'elsewhere'],
  ['no backstop on dave’s job', 'elsewhere'],
  ['no backstop on daves job', null],
  // What is not there is something about it, or is not there to be fitted.
  ...'work,works,problems,queries,survey,surveys,movement,movements,noise,noises,sound,sounds,fault,faults'
    .split(',')
    .map((what): Row => [`no backstop ${what}`, 'topics']),
  ['no backstop working', null],
  ['no backstop spare', 'wanted'],
  ['no backstop to fit', 'wanted'],
  ['no backstop to install', 'wanted'],
  // What was not done, and not what is not there.
  ...['by us', 'by me', 'at this visit', 'on this visit', 'during this visit'].flatMap((when) =>
    ['fitted', 'installed', 'ftd', 'been fitted'].map(
      (done): Row => [`backstop not ${done} ${when}`, 'set-against-the-statement'],
    ),
  ),
  ['backstop not fitted', null],
  ['backstop not fitted by hand', null],
];

test.each(denials)('as a denial "%s" is taken back by %s', (text, by) => {
  expect(taken('hasNot', text)).toBe(by);
});

const backward: readonly Row[] = [
  ['meter runs backwards', null],
  ['disc goes back when pv on', null],
  ['meter had run backwards', 'softeners'],
  ['whether meter runs backwards', 'asks'],
  ['where meter runs backwards', 'asks'],
  ['meter running backwards going back to stores', 'oldMeter'],
  ['going back to stores meter running backwards', null],
  ['meter runs backwards out', 'outWords'],
  ['disc gone back', 'oldMeter'],
  ['disc came back', 'oldMeter'],
  ['disc moved back', 'oldMeter'],
  ...['kettle', 'load', 'pv', 'solar', 'panels', 'sun', 'gen', 'generation', 'exporting'].map(
    (load): Row => [`disc moved back when ${load} on`, null],
  ),
  ['disc came back with the sun', null],
  ['disk coming bk under load', null],
  ['disk moved back while pv on', null],
  ['disc moved back when dog barked', 'oldMeter'],
  ['clock running backwards', 'parts'],
  ['meter clock running backwards', null],
  ['clocks running backwards', null],
];

test.each(backward)('as a meter that runs back "%s" is taken back by %s', (text, by) => {
  expect(taken('runsBackwards', text)).toBe(by);
});

const affirmed: readonly Row[] = [
  ['backstop fitted', null],
  ['where backstop fitted', null],
  ['is there backstop', 'asks'],
  ['backstop fitted by office', 'hearsay'],
  ['backstop fitted in 2015', 'softeners'],
  ['backstop fitted last week', 'softeners'],
  ['one has backstop', 'elsewhere'],
  ['ferranti meters have backstop', 'elsewhere'],
  ['backstop fitted to export meter', 'otherMeters'],
  ['no export meter backstop fitted', 'otherMeters'],
  ['no meter backstop fitted', null],
  ['backstop not fitted by us', null],
  ['backstop issue', null],
];

test.each(affirmed)('as an affirmation "%s" is taken back by %s', (text, by) => {
  expect(taken('has', text)).toBe(by);
});

const exchanged: readonly Row[] = [
  ['meter replaced', null],
  ['one has been replaced', null],
  ['sangamo meters replaced', null],
  ['export meter replaced', null],
  ['meter replaced last week', 'softeners'],
  ['static meter already replaced', 'softeners'],
  ['static meter previously replaced', 'softeners'],
  ['meter already replaced', null],
  ['static meter replaced', null],
  ['landlord changed meter', 'hearsay'],
  ['the landlord changed meter', 'hearsay'],
  ['landlord installed meter', 'hearsay'],
  ['I changed meter', null],
  ['landlord saw meter changed', null],
  // By another firm.
  ...[
    'hydro',
    'scottish hydro',
    'the old board',
    'sse',
    'edf',
    'eon',
    'e.on',
    'octopus',
    'bg',
    'british gas',
    'power',
    'npower',
    'ovo',
    'seb',
    'sseb',
    'other',
    'others',
    'another',
    'his mate',
    'her dad',
    'their lad',
    'other firm',
    'contractor',
    'contractors',
    'builder',
    'builders',
    'a council',
    'an electrician',
    'spark',
    'sparky',
  ].map((who): Row => [`meter replaced by ${who}`, 'hearsay']),
  ['meter replaced by me', null],
  ['meter replaced by hand', null],
  // Of a year gone by.
  ['meter replaced 2009', 'softeners'],
  ['meter replaced 1930', 'softeners'],
  ['meter replaced 2039', 'softeners'],
  ['meter replaced in 2009', 'softeners'],
  ['meter exchanged in 2012 by us', 'softeners'],
  ['meter replaced 1929', null],
  ['meter replaced 2040', null],
  ['2009 meter replaced', null],
  ['1972 mtr replaced', null],
  ['replaced ferranti 1972', null],
  ['replaced old meter 1972', null],
  ['replaced old meter 1972 in hall', 'softeners'],
  ['replaced meter at 2009', null],
  ['replaced meter from 2009', 'softeners'],
  ['replaced meter made 2009', null],
  ['replaced meter dated 2009', null],
  ['replaced it rdg 2009', null],
  ['replaced meter sn 2009', null],
  ['replaced meter msn 2009', null],
  ['replaced meter ref 2009', null],
  ['replaced meter job 2009', null],
  ['replaced 2009 meter', null],
  ['replaced 2009 ferranti', null],
  ['replaced meter on 2009', 'softeners'],
  ['replaced meter 2009 hrs', null],
  ['replaced meter 2009 h', null],
  ['replaced meter 45213 2009', null],
];

test.each(exchanged)('as an exchange "%s" is taken back by %s', (text, by) => {
  expect(taken('replaced', text)).toBe(by);
});

test('of a year gone by are also the halves of an exchange, and a record only with IN', () => {
  for (const kind of ['replacedIt', 'newIn', 'oldOut'] as const) {
    expect([kind, taken(kind, 'fitted 2009')]).toEqual([kind, 'softeners']);
    expect([kind, taken(kind, 'fitted by hydro')]).toEqual([kind, 'hearsay']);
    expect([kind, taken(kind, 'fitted last week')]).toEqual([kind, null]);
  }
  expect(taken('exchangeRecord', 'fitted in 2009')).toBe('softeners');
  expect(taken('exchangeRecord', 'fitted 2009')).toBeNull();
  expect(taken('exchangeRecord', 'fitted in 2040')).toBeNull();
  expect(taken('exchangeRecord', 'fitted by hydro')).toBeNull();
  expect(taken('neutral', 'fitted in 2009')).toBeNull();
});

const unturning: readonly Row[] = [
  ['static meter', null],
  ['static meter fitted', null],
  ['meters are static', 'elsewhere'],
  ["meter's static", null],
  ['static meter fitted in place of old one', 'replacing'],
  ['static meter hung', 'replacing'],
  ['static meter now fitted', 'replacing'],
  ['static meter just fitted', 'replacing'],
  ['static meter installed this visit', 'replacing'],
  ['static meter put in today', 'replacing'],
  ['static meter already fitted now', null],
  ['static meter on wall now', null],
  ['static meter already fitted', null],
];

test.each(unturning)('as a meter that cannot turn back "%s" is taken back by %s', (text, by) => {
  expect(taken('cannotReverse', text)).toBe(by);
});

test.each([
  'n/a',
  'na',
  'N-A',
  'not needed',
  'no needed',
  'not req',
  'not required',
  'not done',
  'not yet',
  'not today',
  'not possible',
  'not necessary',
  'not applicable',
  'not this time',
  'not carried out',
  'not complete',
  'not completed',
  'not wanted',
  'not booked',
  'no appt',
  'needed',
  'req',
  'reqd',
  'required',
  'pls',
  'please',
  'yes pls',
  'yes, please',
  'next week',
  'tbc',
  'tba',
  'to be done',
  'to follow',
  'to book',
  'to arrange',
  'pending',
  'outstanding',
  'o/s',
  'awaiting parts',
  'await date',
  'wait',
  'waiting',
  'refused',
  'declined',
  'aborted',
  'cancelled',
  'postponed',
  'booked',
  'booking made',
  'appt',
  'when cust in',
  'after easter',
  'by others',
  'cust refused',
  'customer declined',
  'tenant wants',
  'occupier would rather',
  'owner to ring',
  'cust not in',
  'cust said no',
  'cust says no',
  'cust prefers summer',
  'cust prefer summer',
  'cust can wait',
  'cust will ring',
  'owner want time',
  'Thurs am',
  'monday',
  'tue',
  'tues',
  'wed',
  'weds',
  'thu',
  'thur',
  'friday',
  'sat',
  'sunday',
  'am',
  'pm',
  'unable',
  'undone',
  'cannot',
  'cant',
  'can not',
  "couldn't",
  'couldnt',
  'could not',
  'will book',
  'should be',
  'asap',
  'later',
  'tomorrow',
  'soon',
  ' next',
])('an exchange with the value "%s" was not done', (value) => {
  expect(isNotDone(value)).toBe(true);
});

test.each([
  '',
  'done',
  'yes',
  'complete',
  'today',
  'now',
  'by me',
  'ok',
  'names',
  'amended',
  'cust happy',
])('with the value "%s" it may have been', (value) => {
  expect(isNotDone(value)).toBe(false);
});

test.each([
  ['builder moved meter', true],
  ['kid hit the meter', true],
  ['car knocked mtr', true],
  ['lad kicked meter', true],
  ['sparky dropped meter', true],
  ['door banged metre', true],
  ['I tapped meter', true],
  ['dad turned meter', true],
  ['man altered meter', true],
  ['he adjusted meter', true],
  ['painter painted meter', true],
  ['firm took meter', true],
  ['owner opened up meter', true],
  ['builder moved meter cupboard', false],
  ['builder saw meter', false],
  ['noise from meter', true],
  ['noises from mtr', true],
  ['noisey sound in the meter', true],
  ['hammering inside meter', true],
  ['buzzing from meter', true],
  ['hum from meter', false],
  ['humming from meter', true],
  ['clicks off meter', true],
  ['grinding in metre', true],
  ['rattle in meter', true],
  ['burning from meter', true],
  ['smoke from meter', true],
  ['smell from the meter', true],
  ['sparks from meter', true],
  ['buzzing near meter', false],
  ['buzzing from meter cupboard', false],
])('"%s" is of a meter that was meddled with: %s', (text, is) => {
  expect(meddled.test(text)).toBe(is);
});

test.each<readonly [text: string, is: boolean]>([
  ...['supplier', 'office', 'you', 'dno', 'mop', 'team', 'desk'].flatMap((who) =>
    ['over', 'up', 'down'].map((way) => [`${way} to ${who}`, true] as const),
  ),
  ['over to the supplier now', true],
  ['up to your office', true],
  ['over to cust', false],
  ['down to cellar', false],
  ...['check', 'confirm', 'verify', 'decide'].map((what) => [`supplier to ${what}`, true] as const),
  ['supplier to check it', false],
  ['came to checks', false],
])('"%s" leaves it to others: %s', (text, is) => {
  expect(leftTo.test(text)).toBe(is);
});

test.each([
  ['meter at kelp yard replaced', true],
  ['meter no 123456 at kelp yard replaced', true],
  ['sangamo meter at kelp yard replaced', true],
  ['meter sangamo at kelp yard replaced', true],
  ['meter at kelp yard exchange completed', true],
  ['meter replaced', false],
  ['kelp yard replaced', false],
  ['meter at kelp yard', false],
  ['fuse by meter at kelp yard replaced', false],
  ['replaced meter at kelp yard', false],
])('"%s" may hide an exchange: %s', (text, is) => {
  expect(hidesExchange(clauseOf(text).pieces)).toBe(is);
});

const heard = 'BACKSTOP NOT FITTED';
test.each([
  [heard, 'x, customer refused', true],
  [heard, 'x, customer declined', true],
  [heard, 'x, no time', true],
  [heard, 'x. customer refused', false],
  [heard, 'x, dog barked', false],
  [heard, 'x, customer refused exchange', false],
  [heard, 'x, refused replacement', false],
  [heard, 'x as customer out', true],
  [heard, 'x as he was out', true],
  [heard, 'x as cust in', true],
  [heard, 'x as dog barked', false],
  [heard, 'x as customer refused exchange', false],
  ['B/STOP NOT BEEN INSTALLED', 'x, no time', true],
  ['BACK STOP NOT FTD', 'x, no time', true],
  ['bstop was not fttd', 'x, no time', true],
  ['NO NAME NOT FITTED', 'x, no time', true],
  ['BACKSTOP NOT FITTED HERE', 'x, no time', false],
  ['BACKSTOP NOT SEEN', 'x, no time', false],
  ['SEAL NOT FITTED', 'x, no time', false],
  ['NO BACKSTOP', 'x, no time', false],
])('after "%s" comes "%s": the reason why it was not done: %s', (before, text, is) => {
  expect(isReasonNotDone(clausesOf(readingRules, text)[1]!, before)).toBe(is);
});

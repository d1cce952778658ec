/** A statement by another, a meter next door, a disc moved by hand, an exchange that is only named. */
import { expect, test } from 'vitest';
import { readingRules, tryReading } from '../../src/reading/index.ts';

const read = (sentence: string): string =>
  tryReading(readingRules, { sentence, expected: 'unclear', code: '', line: 1 }).found;
const decided = (texts: readonly string[]): readonly string[] =>
  texts.filter((text) => read(text) !== 'unclear');

const statements = ['Backstop fitted', 'No backstop', 'Static meter', 'Meter exchanged'];

test('whoever says so, other than the writer, makes it hearsay', () => {
  const callers = [
    'jockey',
    'the butler',
    'brother in law',
    'postman',
    'a plumber',
    'gamekeeper',
    'Mrs Pugh',
    'she',
  ];
  const verbs = [
    'explained',
    'explained it',
    'assured me',
    'reckons',
    'claims',
    'insisted',
    'pointed out',
    'maintains',
    'swore',
    'guaranteed',
  ];
  expect(
    decided(
      statements.flatMap((statement) =>
        callers.flatMap((caller) => verbs.map((verb) => `${statement}, ${caller} ${verb}`)),
      ),
    ),
  ).toEqual([]);
});

test('what the writer explains, or is told of another thing, is not', () => {
  for (const said of [
    'explained to customer',
    'IHD explained',
    'I explained the bill to customer',
    'customer explained about the dog',
  ])
    expect(`${said} ${read(`Backstop fitted, ${said}`)}`).toBe(`${said} has`);
});

test('a disc that moves or holds by hand alone is in doubt', () => {
  const moves = [
    'disc turns fwd only when I push it',
    'moves if nudged',
    'holds if you hold it',
    'disc has to be pushed',
    'turns when pushed',
    'disc only moves when tapped',
    'runs once it is poked',
    'disc needs a nudge',
  ];
  expect(decided(moves.map((move) => `Backstop fitted, ${move}`))).toEqual([]);
  expect(decided(moves.map((move) => `Backstop fitted. ${move}`))).toEqual([]);
});

test('what was exchanged next door leaves the report to a person', () => {
  for (const statement of ['No backstop', 'PV drives disc backwards', 'Backstop fitted'])
    expect(
      decided(
        [
          'Exchanged next door',
          'Next door exchanged',
          "Neighbour's meter exchanged",
          'Swapped the one next door',
          'Replaced over the road',
        ].map((done) => `${statement}. ${done}`),
      ),
    ).toEqual([]);
});

test('an exchange named with a date alone was not said to be done', () => {
  const keys = ['Exch', 'Mtr exch', 'Exchange', 'C/O', 'Meter swap'];
  const dates = [
    '12/11',
    '12/11/25',
    'Fri',
    'Fri 9am',
    '14 Nov',
    '3rd Dec',
    'am',
    '9.30',
    'week 46',
    'Thurs pm',
  ];
  for (const mark of [': ', ' - ', ' '])
    for (const key of keys)
      expect(decided(dates.map((date) => `${key}${mark}${date}`))).toEqual([]);
});

test('no backstop on the old one is no denial of what hangs there', () => {
  const makes = ['Ferranti', 'Sangamo', 'GEC', 'meter', 'one', 'Smiths'];
  expect(
    decided(
      makes.flatMap((make) => [`No b/stop on old ${make}`, `No backstop in the old ${make}`]),
    ),
  ).toEqual([]);
  for (const make of makes)
    expect(read(`No b/stop on old ${make}, new mtr fitted`)).toBe('replaced');
});

test('what speaks against a statement without naming it is heard', () => {
  const against = [
    'Reading lower than last time',
    'Photo shows otherwise',
    'Photo contradicts',
    'Register down on last visit',
  ];
  for (const statement of ['Backstop fitted', 'Static meter'])
    expect(
      decided(against.flatMap((said) => [`${statement}. ${said}`, `${said}. ${statement}`])),
    ).toEqual([]);
  expect(read('Reads less than last time. No backstop')).toBe('hasNot');
});

test('what was done after a denial is no denial', () => {
  const done = [
    'exchange authorised by office, completed 12:15',
    'Now has Emlite',
    'Backstop meter fitted on departure',
    'Fitted Emlite',
  ];
  for (const after of done)
    expect(`${after} ${read(`No backstop. ${after}`)}`).not.toBe(`${after} hasNot`);
  expect(read('SMETS2 fitted and commissioned')).not.toBe('cannotReverse');
});

test('what a customer asks, what was passed on and a visit before say nothing', () => {
  const beside = [
    'Cust wanted to know what it does',
    'Customer asked about her bill',
    'Tenant wondered when the panels go on',
    'Box door missing, reported to landlord',
    'No smoke alarm, advised',
    'Previous visit no access',
    'Moved a wardrobe to get at the meter',
    'Consumer unit needs upgrading',
    'Meter 1 of 1',
    'Anything else: no',
  ];
  for (const said of beside)
    for (const [statement, finding] of [
      ['Backstop fitted', 'has'],
      ['No backstop fitted', 'hasNot'],
    ] as const)
      expect(`${said}: ${read(`${statement}. ${said}`)}`).toBe(`${said}: ${finding}`);
});

test('a change of meter in which the job ended is not wanted any more', () => {
  const ends = [
    'This job was completed by way of a meter change',
    'The visit ended in a meter change',
    'The visit ended with a replacement of the meter',
    'It was resolved through a change of meter',
    'Meter change was the outcome',
    'The matter was closed by a meter exchange',
  ];
  const backwards = ['as the existing meter ran backwards', 'since there is no backstop'];
  expect(
    decided(ends.flatMap((end) => backwards.flatMap((why) => [`${end}, ${why}`, `${end} ${why}`]))),
  ).toEqual([]);
  // One that is to come is still only wanted.
  expect(read('No backstop. Meter change required to complete the job')).toBe('hasNot');
  expect(read('No backstop. Meter change to be completed by supplier')).toBe('hasNot');
});

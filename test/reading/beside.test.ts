/**
 * What may stand beside a statement: the plans, trials, records and reasons that leave it standing, and
 * the turns that use the same words and decide nothing. docs/reading-rules.md shows the table.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bearings } from '../../src/reading/beside.ts';
import { readingRules, readReport } from '../../src/reading/index.ts';

const findingOf = (text: string) =>
  readReport(readingRules, {
    codes: [],
    texts: [{ text, line: 1, item: 'J0012', meterId: null }],
  }).finding;

const sure: Readonly<Record<string, readonly string[]>> = {
  hasNot: [
    'No backstop, cust up for smart',
    'No backstop here, he’s ok w/ a smart one',
    'No backstop. Happy to have a smart meter',
    'No backstop, REQ METER EXCH, room on board for smart',
    'No backstop, plenty room on the board for a new meter',
    'No backstop. Told the cust what it means',
    'No backstop. Explained why it needs swapping',
    'No backstop, meter board ok for new mtr',
    'No backstop, board too small for smart, not exchanged today',
    "No backstop so it'll need swapping",
    "No backstop, told the cust we'd be back with a smart one next week",
    'No backstop. Took video of it turning backward',
    'No backstop, disc moved back when kettle off',
    'PV pushed disc backward straight off, no backstop',
    "Cust's meter lacks a backstop",
    'No backstop, advised not to use the solar till sorted',
    'No backstop in mtr, couldnt exch as no room on board',
    'No backstop, disc turns fwd with kettle on',
  ],
  has: [
    'Yes has a backstop, says so on the dial plate and disc locked solid when panels kicked in',
    'Backstop fitted, marked on nameplate & I tested it',
    'Backstop fitted, word on the plate, tested too',
    'Backstop fitted, disc stops when PV takes over',
    'Backstop is in the meter and it works, watched it 10 mins w/ sun blazing',
    'Meter has backstop, disc turns fwd nicely with kettle on, stops when PV takes over',
    'Backstop fitted, photo of the dial plate is on the app',
    'Backstop fitted, disc just sat there when solar on',
    'Backstop fitted, dunno why job was raised',
  ],
  replaced: [
    'Did the exchange there and then, old meter no backstop',
    'Swapped the meter. Final read off the old one 83341, new one 00000',
    'C/O COMPLETED, S200 REMOVED, EDMI ES-10B FITTED, FINAL READ 51220, NEW READ 00000',
    'Exchanged like for like w a backstop meter as cust refused smart',
    'Meter replaced, no signal for smart',
    'Couldnt leave it running backwards so changed mtr',
    'Meter changed. Was a two rate disc',
    'Non backstop type removed, new static meter fitted',
    'Disc meter had no backstop, exchanged under this job',
    'This morning I changed the meter over to a smart one',
    'Carried out the changeover, old read 52210',
    'Exchanged mtr on site. Old mtr SN F69K50077 rdg 80316, new mtr SN 21M4490182 rdg 00000',
  ],
  cannotReverse: [
    'Already smart. Dunno why job was raised',
    'Static meter. Cust said previous supplier put it in 2022',
    'The meter is smart, fitted by Octopus in 2021',
    'Static meter, no rotor to run backwards',
    'The meter is smart, cust got confused w/ the letter',
    'Smart meter SMETS2 already in, cannot run back',
    "Meter's digital with no disc",
  ],
};

test.each(Object.entries(sure))('beside %s', (finding, sentences) => {
  expect(sentences.filter((text) => findingOf(text) !== finding)).toEqual([]);
});

const decidesNothing = [
  'Backstop fitted, marked on nameplate. Immersion in loft, stops when PV takes over',
  'Backstop ok, boiler by door, stops when solar kicks in',
  'Backstop fitted, cust up for smart',
  'Backstop fitted, room on board for smart',
  'Backstop fitted, told cust what happens next',
  'Has backstop, says so on the dial plate',
  'Says so on the dial plate, backstop',
  'Backstop per the plate',
  'Backstop fitted according to the plate',
  'Backstop fitted, marked on nameplate',
  'Backstop fitted, you can see the word on the plate',
  'Backstop only marked on plate, tested it',
  'Backstop marked on the plate, tested polarity',
  'Word on plate, tested it with PV on',
  'Backstop, says so on the plate, tested it',
  'Just the word on plate, tested it',
  'Sticker says backstop, tested it',
  'Backstop fitted, word on plate only, tested it',
  'Backstop fitted, immersion stops when PV takes over',
  'Backstop ok. Pump stops when PV takes over',
  'Backstop checked, boiler on wall, stops when PV takes over',
  'Backstop checked, stops when PV takes over',
  'Gen meter stops when PV takes over, backstop ok',
  'No backstop, stops when PV takes over',
  'No backstop but disc stops when panels kick in',
  'Static meter, disc stops when PV takes over',
  'Meter exchange done next door',
  'Did the exchange last year',
  'Did the exchange at no 9',
  'Did the exchange of the gas meter',
  "Did the swap with Dave's job",
  'Did half the exchange, fuse seized',
  'Exchange started, abandoned, old meter back in',
  'Could not leave it running backwards',
  'Couldnt leave it running backwards, told cust',
  'Took video of it turning backward',
  'Cust took video of it turning backward',
  'Was a two rate disc',
  'Was a two rate disc, now a SMETS2 on E7',
  'Was a smart meter',
  'No backstop fitted by previous supplier',
  'Backstop fitted by previous supplier',
  'Previous supplier put it in in 2022',
  'Backstop. Previous supplier put it in 2019',
  'No backstop. Cust said previous supplier put it in 2022',
  'Meter replaced, previous supplier put it in 2022',
  'No backstop, dunno why job was raised',
  'Meter replaced, dunno why job was raised',
  'Dunno why job was raised',
  'Static meter already in, to be exchanged',
  'Static meter already in but old disc one still live',
  'Smart meter already in next door',
  'Smart meter already in, export meter',
  'Smart already in van',
  'Cust refused smart',
  'Meter replaced, cust refused exchange',
  'Exchanged like for like, cust refused exchange of second meter',
  'Backstop fitted, cust refused smart',
  'Static meter, cust refused smart',
  'Meter to be replaced, cust refused smart',
  'No signal for smart',
  'No rotor to run backwards',
  'No rotor to run backwards, backstop unknown',
  'Disc moved back to stores',
  'Disc moved back when refitted by cust',
  'Disc came back with the cover off',
  'Solar pushed disc back into place',
  'PV drives the disc forward',
  'PV pushed the meter back',
  'Final read off the old one 83341',
  'Final read off the old one 83341, cust asked',
  'Non backstop type removed',
  'Non backstop type removed from van stock',
  'I took it out at 11:05',
  'I took it out at 11:05, put it back at 11:30',
  'Meter not replaced. Final read off the old one 83341',
  "Meter's digital clock with no disc",
  'Meters are digital mostly',
  "Cust's meter has a backstop he says",
  "Cust's meter had a backstop",
  "Cust's meter next door has a backstop",
  'Backstop fitted. Tested it and it failed',
  'Backstop fitted, tested it with PV on, disc ran back',
  'Backstop fitted, watched it 10 mins, turned back',
  'Backstop tested too',
  'Backstop. Tested it',
  'Tested it with PV on, backstop',
  'Photo of the plate sent to office, backstop',
  'Photo of nameplate shows backstop',
  'Backstop on photo of the dial plate',
  'Backstop fitted in photo of the nameplate',
];

test('a plan, a mark, a trial or a record that is of something else decides nothing', () => {
  expect(decidesNothing.filter((text) => findingOf(text) !== 'unclear')).toEqual([]);
});

test('the page shows the table as it is', () => {
  const page = readFileSync('docs/reading-rules.md', 'utf8');
  const rows = Object.entries(bearings).filter(([finding]) => finding !== 'notUnderstood');
  for (const [finding, row] of rows) {
    const shown = row.map((one) => ({ fine: '', against: 'no', proved: 'if proved' })[one]);
    const line = page.split('\n').find((one) => one.startsWith(`| \`${finding}\` |`));
    const cells = line
      ?.split('|')
      .map((cell) => cell.trim())
      .slice(3, 7);
    expect([finding, cells]).toEqual([finding, shown]);
  }
});

/**
 * Two houses, two meters, and exchanges that are told without the usual verb. The one rule: what was said of
 * another house or meter decides nothing, and a meter that was put up on this visit is never one that
 * merely cannot turn back.
 */
import { expect, test } from 'vitest';
import { clausesOf } from '../../src/reading/clause.ts';
import { readingRules, readReport } from '../../src/reading/index.ts';
import { strayClause } from '../../src/reading/whereabouts.ts';

const findingOf = (text: string) =>
  readReport(readingRules, { codes: [], texts: [{ text, line: 1, item: 'J0012', meterId: null }] })
    .finding;

const ofTwoPlaces = [
  'Backstop fitted at no 3 Church Row, job is for no 5',
  'Job is for no 5. Backstop fitted at no 3',
  'Backstop fitted at 14 Elm Road. Job is for 12 Elm Road',
  'Job is 12 Elm Road. Attended 14 Elm Road, backstop fitted',
  'Checked 14 High St. Backstop fitted. Job sheet is 41 High St.',
  'Backstop fitted on meter at number 7, you asked for number 9',
  'Backstop fitted at flat 2, order is for flat 3',
  'Flat 3 on the order. Flat 2 has a backstop',
  'Backstop fitted at house 8. Should be house 18',
  'Backstop fitted at caravan 22. Job was caravan 23',
  'Backstop fitted, unit 4. Job sheet unit 5',
  'Backstop fitted, MSN K12345, job sheet MSN L99887',
  'MSN on job L99887. MSN on site K12345. Backstop fitted',
  'Backstop fitted to mtr SN A123456. Job says B998877',
  'Backstop fitted. Job says B998877',
  'Backstop fitted at 9 Mill Lane. Request was for 9 Mill Close',
  'Backstop fitted. Went to number 3. Your letter was for number 4',
  'No backstop at no 3, no 5 is the job',
  'Static meter at no 3. Job for no 5 not done',
  'Smart meter at 12 Oak Lane. Job was 21 Oak Lane',
  'Meter replaced at no 6. Job sheet was no 8',
  'Meter replaced at 6 Mill Lane, job is for 8 Mill Lane',
  'No backstop at 16. Job was no 18',
  'Backstop fitted at no 3 Church Row and no 5 still to do',
  'No 5 not in. Backstop fitted at no 3',
];

test('another house, flat, job or serial number leaves a report to a person', () => {
  expect(ofTwoPlaces.filter((text) => findingOf(text) !== 'unclear')).toEqual([]);
});

const ofOnePlace: readonly (readonly [string, string])[] = [
  ['Backstop fitted at 14 Elm Road. Key back to neighbour at no 16', 'has'],
  ['No 14. Backstop fitted. Left card with no 12', 'has'],
  ['Meter no 2231190 at 9 Mill Lane, no backstop', 'hasNot'],
];

test('a house that only has the key, the dog or the van is no second place', () => {
  for (const [text, finding] of ofOnePlace)
    expect([text, findingOf(text)]).toEqual([text, finding]);
});

const exchanges = [
  'Smart meter fitted in place of old ferraris',
  'new LG in, old one out',
  'taken off and smart put on',
  'old meter taken off and smart put on',
  'Smart put on',
  'Smart meter fitted today',
  'Static meter just fitted',
  'Electronic meter now fitted',
  'Ferranti off, static on',
  'Static on, ferranti off',
  'digital meter installed instead of old disc type',
  'Smart meter installed replacing Ferranti',
  'Static put up where old Sangamo was',
  'electronic one hung on board, disc one in van',
  'Smart mtr gone in, cust happy',
  'Smart meter put in by me',
  'I put a smart meter in',
  'Took disc meter off wall and fitted smart',
  'Disc meter gone, digital now on wall',
  'smart meter commissioned today',
  'Static meter connected up',
  'Replaced disc with static',
  'Disc out static in',
  'swapped to static',
  'now on a static meter',
  'Fitted static',
  'smart meter went in this morning',
  'Was disc, now static',
  'Customer now has smart meter',
  'Static meter in its place',
  'Smart meter exchanged',
];

test('an exchange that is told without the usual verb is replaced or left to a person', () => {
  for (const text of exchanges)
    expect([text, findingOf(text)]).toEqual([text, expect.stringMatching(/^(replaced|unclear)$/)]);
});

const noSureWord = [
  'Backstop fitted from new but not now',
  'Backstop fitted from factory per the plate',
  'Backstop fitted. Over to supplier to check',
  'Smart meter up for grabs',
  'Smart meter live next door',
  'new smart meter up in the van',
  'Yes, backstop sticker',
  'Yes, backstop I think',
  'Yes, backstop was there',
  'Backstop ok on this meter MSN L89C44120, job says K11',
  "Reverse running isn't possible to check",
  'No chance of it reversing if it was off',
  'Good news there is a backstop on order',
  'Good news there is a backstop next door',
  'Confirming for the supplier that we could not see a backstop',
  'Finished the smart exchange next door',
  'Completed the meter change paperwork',
  'Old mtr was Ferranti disc',
  'Backstop fitted, old mtr was GEC',
  'No backstop movement at all',
  'Disc just sat there',
  'Disc just sat there, no backstop',
  'Backstop fitted. Disc proper spinning back',
  'Dial plate photo shows backstop',
  'Octopus says backstop fitted',
  'EDF found a backstop',
  'Backstop fitted by Octopus',
  'Backstop fitted, hammering from inside meter',
  'Did the exchange there and then it failed',
  'There and then backstop gone',
  'Ovo says backstop fitted',
  'Backstop ok on the form, meter not looked at',
  'Backstop on meter according to customer',
  'Backstop on meter, I am told',
  'Backstop on meter in the catalogue',
  'Backstop on meter when it left the factory',
  'Backstop on meter broken',
  'Backstop on meter, spring gone',
  'Backstop ok. Disc creeping back',
  'Backstop ok. Meter runs backwards',
  'Backstop ok, needs a clean though',
  'Backstop ok. Engineer to return Friday',
  'Backstop ok? Meter read 22310',
  'Backstop ok last time',
  'So backstop must be ok',
  'Symbol on nameplate',
  'Backstop symbol on nameplate. Seals ok',
  'Nameplate says backstop',
  'Marked as backstop on the plate, not tested',
  'Backstop fitted. Marked on nameplate',
  'Arrow on faceplate. Disc not tested',
  'Customer rang and says the meter has no backstop',
  'Tenant let me in and says it has a backstop',
  'Neighbour says smart meter fitted',
  'He says the disc goes back',
  'Landlord rang. Says meter was changed',
  'Warden showed me to the meter. Could not open cover. Backstop fitted',
  'Backstop fitted. Car hit meter box',
  'Backstop fitted. Meter hanging off wall',
  'Backstop fitted. Builder moved meter',
  'Backstop fitted, meter made 1984 and never checked',
  'Meter installed 1984',
  'Meter installed 2015, backstop in the box',
  'Smart meter installed 2015 next door',
  'Has been running backwards',
  'Reading is now lower than the last bill',
  'Reading lower than last bill. Backstop fitted',
  'Backstop fitted but reading lower than last time',
  'Backstop fitted. Reg went down 2 units',
  'Static meter. Reading dropping',
  'Static meter. Disc not moving',
  'Smart meter. Could not go back',
  'Cannot go back',
  'Smart mtr exch for disc',
  'Mtr exch for smart on Tuesday',
  'Mtr exch for smart booked',
  'Mtr exch for SMETS2 cancelled',
  'Removed S200 and put it back',
  'Took it out and put it back',
  'took out the fuse, fitted Wylex',
  'Took out old timeswitch and put smart one in',
  'Fitted smart plug today',
  'Smart thermostat put in today',
  'Electronic door lock fitted today by me',
  'Put static caravan on drive today',
  'Fitted digital display in place of old one',
  'Smart meter to be fitted in place of old ferraris',
  'Customer wants smart meter in place of old one',
  'Could not fit smart in place of old meter',
  'No smart meter fitted in place of old one',
  'Old meter refitted in place of smart',
  'Smart meter taken out, old one put back',
  'Device to stop reverse running ordered',
  'Device to stop reverse running may be fitted',
  'Mechanism to prevent reverse running not working',
  'Device to stop gate from reversing fitted',
  'No device to stop dog',
  'Positive for backstop? will check',
  'Positive for asbestos. Backstop not looked at',
  'Verified to have a backstop by the office',
  'Seen to have a backstop in 2012',
  'Found to have a backstop that is broken',
  'Disc held by string',
  'Disc held by magnet',
  'Disc stopped by my finger',
  'Reverse running prevented by removing fuse',
  'Supply off so disc not moving. Backstop fitted I guess',
  'Meter failed the backstop check',
  'Meter failed. Backstop check to be done again',
  'Backstop fitted at Ty Gwyn, job is Ty Coch',
  'Meter exchange needed: yes. Backstop: yes',
  'Please update records to show backstop fitted',
  'Please note backstop fitted to previous meter',
  'Agrees with record: backstop',
  'Backstop agrees with our record',
  'Engineer says he thinks there is a backstop',
  'Engineer rang and says could not see a backstop',
  'Reported by phone: backstop. Not confirmed',
  'Reported by customer by phone: backstop fitted',
  'No spare backstop on van',
  'No stock of backstop meters',
  'No replacement available, backstop gone',
  'Ferranti XYZ backstop?',
  'Replacement meter left under the stairs',
  'Replacement meter in cupboard for fitting',
  'New serial number to follow',
  'New meter is static, fits next week',
  'Took old meter out of box to show customer',
  'Ampy out of date',
  'Not a backstop meter or not sure',
  'Not one backstop seen in all my years',
  'Zero backstop info',
  'Nil backstop paperwork',
  'Without backstop we cannot say',
  'Unfitted backstop in box',
];

test('praise, symbols, hearsay, and what was meddled with or is still to come decide nothing', () => {
  expect(noSureWord.filter((text) => findingOf(text) !== 'unclear')).toEqual([]);
});

test('all phrases together stay few enough to be made ready in a moment', () => {
  const sizes = Object.values(readingRules.lists)
    .flatMap(({ phrases }) => phrases)
    .map((phrase) => phrase.split(' ').reduce((size, part) => size * part.split('|').length, 1));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(450_000);
});

test.each(['is', 'was locked', 'is buried', 'hidden'])(
  'a meter that %s behind a board was not reached, if nothing says how it turns',
  (how) => {
    const text = `import meter ${how} behind board`;
    expect(strayClause(clausesOf(readingRules, text))).toBe(0);
    for (const turns of ['reverses', 'reversed', 'backward', 'back wards', 'run', 'running', 'go'])
      expect(strayClause(clausesOf(readingRules, `${text} ${turns}`))).toBe(null);
  },
);

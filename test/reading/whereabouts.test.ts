/**
 * Two houses, two meters, and exchanges that are told without the usual verb. The one rule: what was said of
 * another house or meter decides nothing, and a meter that was put up on this visit is never one that
 * merely cannot turn back.
 */
import { expect, test } from 'vitest';
import { readingRules, readReport } from '../../src/reading/index.ts';

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

/**
 * Clauses that no pattern takes, read by the roles of their words: each rule by its example, what is like
 * it and says less, and talk of something else that names a thing of its own.
 */
import { expect, test } from 'vitest';
import { atMost, atMostOf } from '../../src/reading/at-most.ts';
import { byWords, wordRules } from '../../src/reading/by-words.ts';
import { clausesOf } from '../../src/reading/clause.ts';
import { isAfter } from '../../src/reading/dates.ts';
import { readingRules, readReport } from '../../src/reading/index.ts';
import { longFormsOf } from '../../src/reading/short-forms.ts';
import { isTalk } from '../../src/reading/talk.ts';
import { touchOf } from '../../src/reading/touches.ts';

const piecesOf = (text: string) => clausesOf(readingRules, text)[0]!.pieces;
const finding = (text: string, on?: string) => {
  const texts = [{ text, line: 1, item: 'J0012', meterId: null }];
  return readReport(readingRules, { codes: [], texts, ...(on === undefined ? {} : { on }) })
    .finding;
};

test.each(wordRules.map(({ kind, example }) => [example, kind] as const))(
  '"%s" says %s by its words',
  (example, kind) => {
    expect(byWords(piecesOf(example))?.kind).toBe(kind);
  },
);

test.each([
  ['One meter on site and it has a backstop', 'has'],
  ['Came for backstop check. It has one. Read 61120', 'has'],
  ['FND BACKSTOP FTD, SEALS AS FND', 'has'],
  ['BACKSTOP CHKD & OK. TERM CVR SEALED', 'has'],
  ['BKSTOP FITTED. SOLAR 16 PANELS', 'has'],
  ['Stop holds disc on export', 'has'],
  ['Bckstop confd on the Ferranti', 'has'],
  ['Backstop fitted. No mtr change req', 'has'],
  ['Backstop fitted. Seals ok. Pawl engages', 'has'],
  ['Backstop fitted. Landis & Gyr disc meter', 'has'],
  ["Back stop is in there, meter won't run backwards when the solar's exporting", 'has'],
  ['MTR FAILS BACKSTOP CHK, NONE FTD', 'hasNot'],
  ['Wants changing, no backstop. Couldnt do it today no mtr on van', 'hasNot'],
  ['Exist. mtr w/out backstop', 'hasNot'],
  ['Nae backstop an photo sent, readin 45213', 'hasNot'],
  ['No backstop. Board too wee for new meter today', 'hasNot'],
  ['Meter runs back on export. None fitted', 'hasNot'],
  ['No backstop. Took photos of the front and the nameplate', 'hasNot'],
  ['Took old mtr off and put new one up', 'replaced'],
  ['Old meter away, new Elster A100C in its place', 'replaced'],
  ['New smart meter & hub installed, old mtr removed', 'replaced'],
  ['No back stop. Had one on van so C/O there and then', 'replaced'],
  ['New meter put in for the customer today. Her old one was reversing on sunny days', 'replaced'],
  ['No backstop. Rdg dropped 3 units whilst I had me sarnies', 'hasNot'],
  ['UNABLE TO PROVE BACKSTOP ON OLD MTR SO EXCHANGED IT. NEW MSN 20L3381907', 'replaced'],
  ['SUCCESSFUL MTR EXCH. SMETS2 INST', 'replaced'],
  ['This sort cannot run backwards', 'cannotReverse'],
  ['Solid-state meter, impossible to reverse', 'cannotReverse'],
])('"%s" is %s', (text, expected) => {
  expect(finding(text)).toBe(expected);
});

test.each([
  // Where it was tried, how often it holds, whose word it is, and what hangs elsewhere.
  'Passed backstop test at the workshop',
  'Backstop catches now and then',
  'Backstop holds mostly',
  'He says backstop fitted',
  'Backstop fitted. Solar installer card',
  'Backstop fitted. Barn conversion supply',
  'Backstop fitted, office told me',
  'Shed bstop fitted',
  'Backstop fitted to shed meter',
  'Backstop fitted to cupboard',
  'No shed backstop',
  'Backstop fitted meter no 2',
  'Backstop present at no 7',
  'Export does not have a backstop',
  // Of many, of another time, and what is not said to the end.
  'All Ferranti meters have a backstop',
  'They all have backstops on this street',
  'Backstop fitted in the majority',
  'Backstop present never',
  'Backstop fitted not',
  'Backstop not looked at',
  'Backstop check fitted',
  'Backstop stopped working',
  'Backstop spring present',
  'For static meter',
  'To static meter',
  'Meter tested for reverse running',
  'Meter replaced, could not tell if backstop fitted',
  'New meter with backstop fitted - none found',
  // What the test is worth, and what was meddled with.
  'Backstop fitted. No solar at this property',
  'Backstop fitted. Panels not connected up',
  'Backstop fitted. Snow on panels',
  'Backstop fitted. Magnet found on side of meter',
  'Backstop fitted. Return visit required',
])('"%s" is left to a person', (text) => {
  expect(finding(text)).toBe('unclear');
});

test.each(atMost.map(({ kind, example }) => [example, kind] as const))(
  '"%s" says at most %s',
  (example, kind) => {
    expect(atMostOf(piecesOf(example))?.kind).toBe(kind);
  },
);

test.each([
  'Put the old one back after',
  'No sign of the old one',
  'Backstop removed by previous engineer',
  'Customer says the disc went back',
  'Disc may have gone back',
  'Disc stops sometimes',
  'Nothing stops the disc',
])('"%s" says no more than that it was not understood', (text) => {
  expect(atMostOf(piecesOf(text))).toBeNull();
});

test('who is only "he" is not believed that there is one, and is that there is none', () => {
  expect(finding('He says the meter has not got a backstop. Customer is aware')).toBe('hasNot');
  expect(finding('Engineer was here. He says backstop fitted')).toBe('has');
});

test('what is dated after the report came has not been done', () => {
  const text = 'Backstop fitted on 20/12/2027';
  expect([undefined, '2027-12-19', '2027-12-20'].map((on) => finding(text, on))).toEqual([
    'has',
    'unclear',
    'has',
  ]);
});

test.each([
  ['fitted 20/12/2027', '2027-12-19', true],
  ['fitted 20/12/27', '2027-12-19', true],
  ['fitted 20.12.27', '2027-12-20', false],
  ['fitted 20 Dec 2027', '2027-12-19', true],
  ['fitted 3rd March 2027', '2027-12-19', false],
  ['reading 12/11', '2020-01-01', false],
  ['seals 20/13/2027', '2020-01-01', false],
  ['', '2020-01-01', false],
])('"%s" is after %s: %s', (words, on, is) => {
  expect(isAfter(words, on)).toBe(is);
});

test.each([
  ['two screws missing', true],
  ['parcel tape needed next week', true],
  ['FIT payments with other supplier', true],
  ['comms not up yet on the hub', true],
  // No thing of its own, the meter, somebody's word, or a thing through which the meter is seen.
  ['removed by the DNO', false],
  ['slipped', false],
  ['the office told me', false],
  ['the website has it that way', false],
  ['key not to be found anywhere', false],
  ['wrong house', false],
  ['spring on the meter snapped', false],
])('"%s" is talk of something else: %s', (text, is) => {
  expect(isTalk(piecesOf(text))).toBe(is);
});

test.each([
  ['serial does not match sheet', 'elsewhere'],
  ['serial matches sheet', null],
  ['digits swapped on serial', 'elsewhere'],
  ['wrong box on the form', 'elsewhere'],
  ['tooth missing', 'defects'],
  ['meter bypassed', 'defects'],
  ['no tamper', null],
  ['cut out seals renewed', null],
  ['cover seals cut', 'tampering'],
  ['solar taken off in spring', 'softeners'],
  ['panels on the barn', null],
  ['', null],
])('"%s" touches a statement: %s', (text, list) => {
  expect(touchOf([{ words: text }])).toBe(list);
});

test.each([
  ['fnd', ['found']],
  ['orig', ['original']],
  ['posn', ['position']],
  ['pwr', ['power']],
  ['inspd', ['inspected']],
  ['ab', []],
  // The consonants that a long word begins with, but not a word of seven letters.
  ['cnf', ['confirmed']],
  ['cst', ['customer']],
  ['rmv', []],
  // Its beginning and its end, of four letters or more.
  ['bod', []],
  ['boad', ['board']],
  ['found', []],
])('"%s" may stand for %j', (short, long) => {
  expect(longFormsOf(short)).toEqual(long);
});

test('a short form of two words that mean different things stays unknown', () => {
  expect(longFormsOf('repl').length).toBeGreaterThan(1);
  expect(piecesOf('repl')[0]?.kinds.size).toBe(0);
});

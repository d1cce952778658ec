/** The value of a form answers its key. What was not done, or is to come, is no exchange. */
import { expect, test } from 'vitest';
import { readingRules, tryReading } from '../../src/reading/index.ts';

const read = (sentence: string): string =>
  tryReading(readingRules, { sentence, expected: 'unclear', code: '', line: 1 }).found;

test.each([
  'n/a',
  'not needed',
  'not required',
  'not done',
  'next visit',
  'refused',
  'cust refused',
  'cust to ring',
  'Thurs am',
  'tbc',
  'needed',
  'yes pls',
  'pending',
])('an exchange with the value "%s" was not done', (value) => {
  for (const key of ['Exch', 'Mtr exch', 'Meter exchange', 'Meter replaced'])
    for (const mark of [': ', ' - ', ' = '])
      for (const backstop of ['yes', 'no'])
        expect(read(`Backstop: ${backstop}. ${key}${mark}${value}`)).not.toBe('replaced');
});

test.each(['done', 'yes', 'complete', 'today'])('with the value "%s" it was', (value) => {
  expect(read(`Backstop: no. Exch: ${value}`)).toBe('replaced');
});

test.each([
  ['Mtr make: Aron. B/stop: none. Exch: yes pls', 'hasNot'],
  ['BACKSTOP: NOT PRESENT. WORK NEXT: MTR EXCH', 'hasNot'],
  ['Back stop none. Exch needed, date tbc', 'hasNot'],
  ['Backstop absent. Mtr bd sound. O/S exch', 'hasNot'],
  ['Regret no backstop on mtr. Exch pls', 'hasNot'],
  ['Antireverse dev not ftd on this meter. Exch reqd', 'hasNot'],
  ['NO BACKSTOP. EXCH JOB RAISED WITH PLANNER, DATE TBC', 'hasNot'],
  ['Mtr swapped. Backstop yes on new', 'replaced'],
  ['Replaced mtr. Was no backstop in old one. Rmvl rdg 50992', 'replaced'],
  ['Mtr: Ampy. Kind: electronic. Backwards: cannot', 'cannotReverse'],
  ['BACKSTOP: FITTED. SEALS: 2 NEW. PHOTOS: 3', 'has'],
  ['Backstop not in mtr', 'hasNot'],
  ['C/O complete. No backstop on removed mtr. New mtr has one', 'replaced'],
  ['New mtr has one', 'unclear'],
  ['Disc not held stationary by backstop', 'unclear'],
  ['Photo: backstop fitted', 'unclear'],
  ['Pic - no backstop', 'unclear'],
  ['Photos: backstop symbol', 'unclear'],
  ['Cust not in. Mtr not checked', 'unclear'],
  ['Backstop fitted. Exch: needed', 'unclear'],
  ['Backstop fitted. Exch: yes pls', 'unclear'],
  ['Backstop rmvd', 'unclear'],
  ['Backstop yes on new', 'unclear'],
  ['Was no backstop in old one', 'unclear'],
])('"%s" is %s', (sentence, finding) => {
  expect(read(sentence)).toBe(finding);
});

const nothings = ['none', 'nil', 'n/a', 'nothing', 'none required'];
const silentKeys = ['Outstanding', 'Remarks', 'Faults', 'Safety issues', 'Further work', 'Hazards'];

test.each(silentKeys)('"%s" with nothing for its value says nothing', (key) => {
  for (const value of nothings)
    for (const [text, finding] of [
      ['Backstop: fitted', 'has'],
      ['Backstop: none', 'hasNot'],
      ['Meter replaced', 'replaced'],
      ['Static meter', 'cannotReverse'],
    ] as const) {
      expect(read(`${text}. ${key}: ${value}.`)).toBe(finding);
      expect(read(`${key}: ${value}. ${text}`)).toBe(finding);
    }
  expect(read(`Backstop: fitted. ${key}: backstop`)).toBe('unclear');
});

test.each([
  'Backstop: fitted. Works: no',
  'Backstop: fitted. Working: n/a',
  'Backstop: fitted. Working: no',
  'Backstop: fitted. Outstanding: backstop test',
  'Backstop: fitted. Outstanding: yes',
])('"%s" is left to a person', (text) => {
  expect(read(text)).toBe('unclear');
});

test('the old meter and the new, each with its key, are an exchange', () => {
  for (const [old, fresh] of [
    ['Old', 'New'],
    ['Off', 'On'],
    ['Rem', 'Fit'],
    ['Old mtr', 'New mtr'],
  ])
    for (const [was, is] of [
      ['Ferranti 34412', 'Iskra 00000'],
      ['Sangamo no backstop', 'EDMI Atlas'],
      ['K77C 12345', 'smart meter 00000'],
    ])
      expect(`${old}: ${was}. ${fresh}: ${is} ${read(`${old}: ${was}. ${fresh}: ${is}`)}`).toBe(
        `${old}: ${was}. ${fresh}: ${is} replaced`,
      );
});

test.each([
  'Seals - old: A1190, new: A1191',
  'Isolator. Off: Wylex. On: Crabtree 100A',
  'Old: Ferranti. New: tbc',
  'Old: Ferranti. New: none',
  'Old: Ferranti no backstop. New: Thurs 12/11',
  'Old: Ferranti. New: smart meter to be booked',
  'Old: Ferranti. New: smart meter, appt needed',
  'Old meter: Ferranti 34412',
])('"%s" is no exchange', (text) => {
  expect(read(text)).not.toBe('replaced');
});

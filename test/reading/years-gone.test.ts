/** An exchange of years gone by, or of another firm, is none of this visit; a place hides none. */
import { expect, test } from 'vitest';
import { readingRules, tryReading } from '../../src/reading/index.ts';

const read = (sentence: string): string =>
  tryReading(readingRules, { sentence, expected: 'unclear', code: '', line: 1 }).found;

test.each([
  'MTR WAS REPLACED 2009 BY HYDRO, CUST HAS PAPERWORK',
  'Meter was changed 2015',
  'Mtr exchange completed 2013',
  'New meter fitted 2011 by Hydro',
  'New meter was fitted in 2014',
  'New meter installed 2016',
  'Meter replaced 2021 by Octopus',
  'Meter was replaced by SSE',
  'No backstop on old meter. It was replaced 2012',
])('"%s" is left to a person', (sentence) => {
  expect(read(sentence)).toBe('unclear');
});

test.each([
  '1972 MTR REPLACED TODAY',
  'Replaced Ferranti 1972',
  'Replaced old mtr 1968',
  'Mtr replaced, made 1972',
  '3PH MTR AT FISH FARM REPLACED TODAY, NO B/STOP ON OLD. PHASE ROT CHKD',
  'MTR IN BOAT SHED SWAPPED TODAY',
  'MTR SN 12345678 AT CHICKEN HOUSE EXCHANGED TODAY',
])('"%s" is an exchange of this visit', (sentence) => {
  expect(read(sentence)).toBe('replaced');
});

test.each([
  'MTR AT BOWLING CLUB REPLACED TODAY, NO BACKSTOP',
  'MTR AT FISH FARM GATE REPLACED, NO BACKSTOP',
  'MTR BOX AT FISH FARM REPLACED',
  'MTR AT FISH FARM TO BE REPLACED',
  'NO BACKSTOP ON OLD',
])('"%s" hides nothing and makes nothing up', (sentence) => {
  expect(read(sentence)).toBe('unclear');
});

/** What stops "when PV takes over" may be anything, unless the clause before is of the disc or the meter. */
import { expect, test } from 'vitest';
import { clausesOf } from '../../src/reading/clause.ts';
import { readingRules } from '../../src/reading/index.ts';
import { atBeginning, hearsayIn, isOfAnything } from '../../src/reading/progress.ts';

const clause = (text: string) => clausesOf(readingRules, text)[0]!;
const ofAnything = (heard: string): boolean =>
  isOfAnything(clause('stops when pv takes over'), { ...atBeginning(), heard });

test.each([
  'immersion on wall',
  '',
  'generation meter',
  'gen mtr',
  'export meter',
  'exp mtr',
  'pv meter',
  'solar mtr',
  'check meter',
  'sub mtr',
  'discount',
  'wheelbarrow',
  'kilometer',
])('after "%s" it may be anything', (heard) => {
  expect(ofAnything(heard)).toBe(true);
});

test.each([
  'disc turns',
  'DISK',
  'wheel seen',
  'bstop',
  'b/stop',
  'back-stop',
  'backstop',
  'meter',
  'mtr',
  'regen5meter. mtr',
])('after "%s" it is the meter', (heard) => {
  expect(ofAnything(heard)).toBe(false);
});

test.each(['most of the time', 'sometimes', 'not always', 'usually', 'mostly', 'at times'])(
  'what stops "%s" may be anything',
  (often) => {
    const said = clause(`disc stops ${often}`);
    expect(isOfAnything(said, { ...atBeginning(), heard: 'meter' })).toBe(true);
  },
);

test.each([
  ['he says', {}, 'nobody'],
  ['she says', {}, 'nobody'],
  ['they say', {}, 'nobody'],
  ['he says', { isReporter: true }, null],
  ['he says', { isPerson: true }, null],
  ['says', {}, null],
  ['says', { isCustomer: true }, 'customer'],
  ['he says', { isSheCustomer: true }, 'customer'],
  ['we say', { isCustomer: true }, null],
  ['engineer says', { isCustomer: true }, null],
] as const)('whose word "%s" is, after %j: %s', (text, before, whose) => {
  expect(hearsayIn(clause(text), { ...atBeginning(), ...before })).toBe(whose);
});

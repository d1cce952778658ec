/** Talk just after a statement: a scrap may be the rest of it ("TO DOOR"), whole talk is not. */
import { expect, test } from 'vitest';
import { clausesOf } from '../../src/reading/clause.ts';
import { readingRules } from '../../src/reading/index.ts';
import { isNextDoor, isScrap } from '../../src/reading/scrap.ts';

/** The last clause of a text. */
const last = (text: string) => clausesOf(readingRules, text).at(-1)!;

test.each([
  ['to door', true],
  ['door', true],
  ['rusty', true],
  ['export meter', true],
  ['old meter', true],
  ['the old meter', true],
  ['single phase meter', false],
  ['mtr ok', false],
  ['meter okay', false],
  ['meter fine', false],
  ['old mtr ok', true],
  ['meter', true],
  ['in kitchen', true],
  // Where it hangs.
  ['utility room supply', true],
  ['village hall feed', true],
  ['utility room', false],
  ['door 3', true],
  ['the door', true],
  // A thing and its place, or what is said of it.
  ['bull in field', false],
  ['dog in kitchen', false],
  ['in field bull', true],
  ['pv off', false],
  ['seals ok', false],
  // How it was reached.
  ['cupd locked at first', false],
  ['the cupboard was locked after', false],
  ['meter cupboard is locked up behind me', false],
  ['customers riser locked again', false],
  ['riser locked after', false],
  ['mtr box shut afterwards', false],
  ['door closed when done', false],
  ['gate secured after', false],
  ['cabinet door locked at first', false],
  ['kiosk locked after', false],
  // What only a person does, and who says what follows.
  ['parked on yellow', false],
  ['he', false],
  ['engineer', false],
  // An address, and a kind of meter.
  ['x. flat 9', false],
  ['x. apartment 12b', false],
  ['x. apt 4', false],
  ['x, flat 9', true],
  ['e7 mtr', false],
  ['econ 7 meter', false],
  ['economy 7 mtr', false],
  ['2 rate meter', false],
  ['3 phase mtr', false],
  ['three phase meter', false],
  ['dual rate mtr', false],
])('"%s" is a scrap: %s', (text, is) => {
  expect(isScrap(last(text))).toBe(is);
});

test.each([
  ['next door', true],
  ['at the neighbours', true],
  ['neighbour', true],
  ['neighbor', true],
  ['on the meter next door', true],
  ['next door is locked', false],
  ['neighbours dog', false],
  ['the meter', false],
  ['dog next door', false],
])('"%s" says only where a statement was made, next door: %s', (text, is) => {
  expect(isNextDoor(last(text).pieces)).toBe(is);
});

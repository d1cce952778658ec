/**
 * How often one file may name one MPAN. Everything that is known of an MPAN is read together whenever
 * late news of it comes, so what a file may add to that has an end; no file of a check needs to come near it.
 */
import { type Finding, findingOf } from './finding.ts';

/** Counts what is accepted; a Finding for each that is one too many. */
export function repeatsOf(most: number): (mpan: string, line: number) => Finding | null {
  const counted = createCounter();
  return (mpan, line) => {
    if (counted(Number(mpan)) <= most) return null;
    const message =
      `MPAN ${mpan} stands in this file more often than ${most} times ` +
      '(limits.mpanRepeatsMax): what is beyond that is refused.';
    return findingOf('MPAN_TOO_OFTEN', { line, group: null, item: null }, message);
  };
}

/**
 * How often a number was counted, this time included. A Map would keep an object for each MPAN, which
 * took half the time of reading a large file and most of its memory; this is two plain arrays that
 * double when they are half full, in which a number stands at its place or at the next free one.
 */
function createCounter(): (number: number) => number {
  let numbers = new Float64Array(1 << 10);
  let counts = new Uint32Array(numbers.length);
  let kept = 0;

  /** Where it stands, or would. An empty place holds 0: no MPAN is all zeros. */
  function placeOf(number: number): number {
    const last = numbers.length - 1;
    // Of all its bits, for MPANs of one area differ in few of their digits.
    const low = Math.imul(number % 0x1_0000_0000, 0x9e37_79b1);
    const mixed = low ^ Math.imul(number / 0x1_0000, 0x85eb_ca6b);
    let place = (mixed ^ (mixed >>> 15)) & last;
    while (numbers[place] !== 0 && numbers[place] !== number) place = (place + 1) & last;
    return place;
  }

  function double(): void {
    const [before, countsBefore] = [numbers, counts];
    numbers = new Float64Array(before.length * 2);
    counts = new Uint32Array(numbers.length);
    for (const [at, number] of before.entries()) {
      if (number === 0) continue;
      const place = placeOf(number);
      numbers[place] = number;
      counts[place] = countsBefore[at] ?? 0;
    }
  }

  return (number) => {
    let place = placeOf(number);
    if (numbers[place] === 0) {
      kept += 1;
      if (kept * 2 > numbers.length) {
        double();
        place = placeOf(number);
      }
      numbers[place] = number;
    }
    const count = (counts[place] ?? 0) + 1;
    counts[place] = count;
    return count;
  };
}

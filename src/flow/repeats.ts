/**
 * How often one file may name one MPAN. Everything that is known of an MPAN is read together whenever
 * late news of it comes, so what a file may add to that has an end; no file of a check needs to come near it.
 */
import { type Finding, findingOf } from './finding.ts';

/** Counts what is accepted; a Finding for each that is one too many. */
export function repeatsOf(most: number): (mpan: string, line: number) => Finding | null {
  // Numbers, for a part of a string keeps all of it.
  const counts = new Map<number, number>();
  return (mpan, line) => {
    const number = Number(mpan);
    const count = (counts.get(number) ?? 0) + 1;
    counts.set(number, count);
    if (count <= most) return null;
    const message =
      `MPAN ${mpan} stands in this file more often than ${most} times ` +
      '(limits.mpanRepeatsMax): what is beyond that is refused.';
    return findingOf('MPAN_TOO_OFTEN', { line, group: null, item: null }, message);
  };
}

/**
 * What was merged, one after the other: files of Industry Standing Data, the operator's own, letters
 * that a person taught, and what a person took back. Nothing is replaced: what stands is found anew
 * from all of it, so the order of files means nothing, and what was taken back can come again.
 */
import type { MarketFacts } from './facts.ts';
import { mergedFacts } from './facts.ts';
import { shippedReference } from './market-roles.ts';
import { createReference, type MarketReference } from './reference.ts';

/** `edition`: definitions of the catalogue, which say nothing of roles. */
export const mergeKinds = ['M16', 'M18', 'corrections', 'taught', 'edition', 'undo'] as const;
export type MergeKind = (typeof mergeKinds)[number];

interface Merged {
  readonly kind: MergeKind;
  /** A file by its name, or what a person said. */
  readonly source: string;
  readonly facts: MarketFacts;
  /** The place, from 1 on, of the one that it takes back. */
  readonly undoes: number | null;
}

/** Those that count, with their places: taken back are those that one which stands takes back. */
export function standingMerges<T extends Pick<Merged, 'undoes'>>(
  merges: readonly T[],
): readonly { readonly place: number; readonly merge: T }[] {
  const undone = new Set<number>();
  const standing: { readonly place: number; readonly merge: T }[] = [];
  // From the last on: only what stands itself takes another back.
  for (let place = merges.length; place > 0; place -= 1) {
    const merge = merges[place - 1];
    if (merge === undefined || undone.has(place)) continue;
    if (merge.undoes !== null) undone.add(merge.undoes);
    standing.unshift({ place, merge });
  }
  return standing;
}

/** The operator's file is what the operator says now: a line that is gone from it is unsaid. */
export function referenceOf(merges: readonly Merged[]): MarketReference {
  const standing = standingMerges(merges).map(({ merge }) => merge);
  const newest = new Map(
    standing.flatMap((one) => (one.kind === 'corrections' ? [[one.source, one]] : [])),
  );
  const facts = standing
    .filter((one) => one.kind !== 'corrections' || newest.get(one.source) === one)
    .map((one) => one.facts);
  const { roles, facts: shipped } = shippedReference;
  return facts.every(({ letters, holdings }) => letters.length + holdings.length === 0)
    ? shippedReference
    : createReference(roles, mergedFacts(shipped, ...facts));
}

/**
 * Facts about Market Roles: which letters name a role in the header of a flow, and which letters a
 * participant has held. Each has its period, says how sure it is, where it came from and since when
 * it is known here. Facts are merged and never replaced: what a fact is worth beside another is asked
 * of all of them together, in `reference.ts`.
 */
import type { Instant, LocalDate } from '../calendar/index.ts';

/** published: in a list of the industry. seen: in files of others. inferred: it follows. ours: we say so. */
export type FactConfidence = 'published' | 'seen' | 'inferred' | 'ours';

export interface FactSource {
  readonly kind: 'shipped' | 'isd' | 'operator';
  /** Where it is said: a file, or what was read in public. */
  readonly where: string;
  readonly line: number | null;
  /** Of Industry Standing Data. */
  readonly version: number | null;
  /** Since when it is known here; null where it is shipped. */
  readonly since: Instant | null;
}

export interface Fact {
  /** The first day; null where it always was so. */
  readonly from: LocalDate | null;
  /** The last day; null where it goes on. */
  readonly to: LocalDate | null;
  readonly confidence: FactConfidence;
  readonly source: FactSource;
}

/** A letter names a role. Letters have one character or two; how many is what the facts say. */
export interface LetterFact extends Fact {
  readonly letter: string;
  /** One of the known roles, or as Industry Standing Data names it; null where it names nobody. */
  readonly role: string | null;
  readonly description: string;
  /** The code of the role in the Data Integration Platform. */
  readonly dipRole: string | null;
}

/** A participant acts in a role, under a letter of its own or the one of the role. */
export interface HoldingFact extends Fact {
  readonly mpid: string;
  readonly letter: string | null;
  readonly role: string | null;
  readonly dipRole: string | null;
  readonly dipId: string | null;
}

export interface MarketFacts {
  readonly letters: readonly LetterFact[];
  readonly holdings: readonly HoldingFact[];
}

export const noFacts: MarketFacts = { letters: [], holdings: [] };

/**
 * All together, each fact once: of one that was known before, the earlier knowledge stays. The order
 * in which they come shows nowhere.
 */
export const mergedFacts = (...all: readonly MarketFacts[]): MarketFacts => ({
  letters: onceEach(all.flatMap(({ letters }) => letters)),
  holdings: onceEach(all.flatMap(({ holdings }) => holdings)),
});

function onceEach<T extends Fact>(facts: readonly T[]): readonly T[] {
  const byContent = new Map<string, T>();
  for (const fact of facts) {
    const { since, line, ...source } = fact.source;
    // Of a file of the operator the last line counts, so there the line is part of what is said.
    const place = source.kind === 'operator' ? line : null;
    const key = JSON.stringify(sorted({ ...fact, source: { ...sorted(source), place } }));
    const known = byContent.get(key)?.source;
    const isEarlier =
      known === undefined ||
      (since ?? '') < (known.since ?? '') ||
      (since === known.since && (line ?? 0) < (known.line ?? 0));
    if (isEarlier) byContent.set(key, fact);
  }
  return [...byContent].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, fact]) => fact);
}

const sorted = (value: object): object =>
  Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));

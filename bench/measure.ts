/**
 * Figures are ratios of two things measured in one run on the same data, alternating so that a slow
 * moment of the machine meets both. A figure is a median with its spread, never one timing.
 */
export interface Spread {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
  readonly runs: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  return {
    median: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN,
    lowest: sorted[0] ?? Number.NaN,
    highest: sorted.at(-1) ?? Number.NaN,
    runs: sorted.length,
  };
}

/** One thing to be timed: prepares what must be fresh, and runs. Returns nothing. */
export interface Contender {
  readonly name: string;
  readonly prepare?: () => void | Promise<void>;
  readonly run: () => void | Promise<void>;
  readonly clean?: () => void | Promise<void>;
}

/** Seconds of each contender, run in turns, after one warm-up each. */
export async function race(
  contenders: readonly Contender[],
  runs = 5,
): Promise<ReadonlyMap<string, Spread>> {
  const seconds = new Map(contenders.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round <= runs; round += 1) {
    for (const contender of contenders) {
      await contender.prepare?.();
      const start = performance.now();
      await contender.run();
      const taken = (performance.now() - start) / 1000;
      await contender.clean?.();
      if (round > 0) seconds.get(contender.name)?.push(taken);
    }
  }
  return new Map([...seconds].map(([name, values]) => [name, spreadOf(values)]));
}

/** One line of the report; `ratio` is what the target speaks of. */
export interface Figure {
  readonly ours: number;
  readonly peer: number | null;
  readonly limit: number | null;
  readonly ratio: number;
  readonly unit: string;
  /** Lowest and highest of ours over the runs. */
  readonly spread: readonly [number, number];
  readonly runs: number;
  readonly note?: string;
}

export type Report = Record<string, Figure>;

/** Throughput figures: `count` things in the seconds measured; ratio is ours over the other's. */
export function throughput(
  count: number,
  ours: Spread,
  other: { readonly spread: Spread; readonly as: 'peer' | 'limit'; readonly count?: number },
  unit: string,
): Figure {
  const rate = (seconds: number): number => Math.round(count / seconds);
  const theirs = (other.count ?? count) / other.spread.median;
  return {
    ours: rate(ours.median),
    peer: other.as === 'peer' ? Math.round(theirs) : null,
    limit: other.as === 'limit' ? Math.round(theirs) : null,
    ratio: rounded(count / ours.median / theirs),
    unit,
    spread: [rate(ours.highest), rate(ours.lowest)],
    runs: ours.runs,
  };
}

export const rounded = (value: number): number => Math.round(value * 1000) / 1000;

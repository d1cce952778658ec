/**
 * The figures of one running gateway: what it counted since it started, and a sample of the store
 * that is taken between passes. Whoever asks for figures gets what is at hand; asking never reads
 * the store, so it costs the same beside a hundred checks and a million.
 */
import type { Instant } from '../calendar/index.ts';
import type { Pass } from '../engine.ts';
import type { Gateway } from '../gateway/index.ts';
import type { ChannelStanding } from '../store/index.ts';
import { type DeadlineHealth, deadlineHealthOf } from './deadline-health.ts';
import type { Episode } from './gateway-alert.ts';
import type { Looked } from './look-around.ts';
import type { Surroundings } from './surroundings.ts';

export interface Sample {
  readonly at: Instant;
  readonly deadlines: DeadlineHealth;
  readonly checksByState: ReadonlyMap<string, number>;
  readonly totals: Awaited<ReturnType<Gateway['store']['totals']>>;
  readonly channels: readonly ChannelStanding[];
  readonly storeBytes: number | null;
  readonly walBytes: number | null;
}

/** Upper bounds in seconds of the classes in which the lengths of passes are counted. */
export const durationBounds = [0.005, 0.025, 0.1, 0.5, 1, 5, 30, 120, 600] as const;

export interface Figures {
  readonly files: Map<string, number>;
  /** By code and severity, as `CODE severity`. */
  readonly findings: Map<string, number>;
  /** How many passes took at most as long as each bound; the last, any time at all. */
  readonly durations: number[];
  durationSum: number;
  passesFailed: number;
  /** The last pass that came to its end with nothing of time held back. */
  lastPassAt: Instant | null;
  lastPassFailed: boolean;
  looked: Looked | null;
  episodes: readonly Episode[];
  sample: Sample | null;
}

export const newFigures = (): Figures => ({
  files: new Map(),
  findings: new Map(),
  durations: Array.from({ length: durationBounds.length + 1 }, () => 0),
  durationSum: 0,
  passesFailed: 0,
  lastPassAt: null,
  lastPassFailed: false,
  looked: null,
  episodes: [],
  sample: null,
});

const increase = (counts: Map<string, number>, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1);
};

export function countPass(figures: Figures, pass: Pass, seconds: number): void {
  for (const { outcome, findings } of pass.receipts) {
    increase(figures.files, outcome);
    for (const { code, severity } of findings) increase(figures.findings, `${code} ${severity}`);
  }
  figures.durationSum += seconds;
  for (const [index, bound] of [...durationBounds, Number.POSITIVE_INFINITY].entries()) {
    if (seconds <= bound) figures.durations[index] = (figures.durations[index] ?? 0) + 1;
  }
}

const sampleEveryMs = 5_000;

/** Of all time at most a hundredth goes into samples, however large the store. */
const restPerWork = 100;

/** Takes a sample where the last one is old enough for what it cost. */
export function sampler(
  gateway: () => Gateway,
  surroundings: Surroundings,
  figures: Figures,
): () => Promise<void> {
  const { store, clock } = gateway();
  let nextMs = Number.NEGATIVE_INFINITY;
  return async () => {
    const startedMs = surroundings.monotonicMs();
    if (startedMs < nextMs) return;
    figures.sample = {
      at: clock.now(),
      deadlines: await deadlineHealthOf(gateway()),
      checksByState: await store.checksByState(),
      totals: await store.totals(),
      channels: await store.channelStandings(),
      storeBytes: surroundings.sizeOf('data/pawl.db'),
      walBytes: surroundings.sizeOf('data/pawl.db-wal'),
    };
    const tookMs = surroundings.monotonicMs() - startedMs;
    nextMs = startedMs + tookMs + Math.max(sampleEveryMs, tookMs * restPerWork);
  };
}

/**
 * The work every durable engine is given, and how it is timed. A start is done when the check is
 * durable and waits for its answer; a completion is done when the answer was delivered and what
 * follows from it is durable. An engine that cannot run says why instead of giving a figure.
 */
import { mpanOf } from '../generate.ts';

export type PeerRun =
  | { readonly startsPerSecond: number; readonly completionsPerSecond: number }
  | { readonly unavailable: string };

/** What opens a check: the request that was sent for it. */
export interface Opening {
  readonly mpan: string;
  readonly meterId: string;
  readonly meterOperator: string;
  readonly requestedOn: string;
}

/** What answers it: the report of the visit. */
export interface Answer {
  readonly mpan: string;
  readonly meterId: string;
  readonly text: string;
  readonly visitedOn: string;
}

export type Outcome = 'closed' | 'replacementToOrder' | 'breached';

/** How long an engine is told to wait for the answer: ten Working Days are fourteen days. */
export const waitDays = 14;

const meterIdOf = (n: number): string => `E${String(n).padStart(9, '0')}`;

export const openingOf = (n: number): Opening => ({
  mpan: mpanOf(n),
  meterId: meterIdOf(n),
  meterOperator: 'MOPX',
  requestedOn: '2026-08-03',
});

export const answerOf = (n: number): Answer => ({
  mpan: mpanOf(n),
  meterId: meterIdOf(n),
  text: n % 3 === 0 ? 'NO BACKSTOP FITTED' : 'BACKSTOP FITTED',
  visitedOn: '2026-08-10',
});

export const outcomeOf = (answer: Answer | null): Outcome => {
  if (answer === null) return 'breached';
  return answer.text.startsWith('NO ') ? 'replacementToOrder' : 'closed';
};

/** Some checks: `count` of them from number `first` on. */
export interface Checks {
  readonly first: number;
  readonly count: number;
}

type Rates = Exclude<PeerRun, { readonly unavailable: string }>;

/** Measures after a few checks of a warm-up, because a server that has just started is still busy. */
export async function afterWarmUp(
  count: number,
  measure: (checks: Checks) => Promise<Rates>,
): Promise<Rates> {
  await measure({ first: count, count: 200 });
  return measure({ first: 0, count });
}

/** Does `act` for each of some checks with at most `limit` of them under way. */
export async function inFlight(
  { first, count }: Checks,
  limit: number,
  act: (n: number) => Promise<unknown>,
): Promise<void> {
  let next = first;
  const lane = async (): Promise<void> => {
    while (next < first + count) {
      const n = next;
      next += 1;
      await act(n);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, count) }, lane));
}

/** Counts up to a number; `reached` resolves with the last of them. */
export function countdown(count: number): {
  readonly one: () => void;
  readonly reached: Promise<void>;
} {
  const { promise, resolve } = Promise.withResolvers<void>();
  let left = count;
  const one = (): void => {
    left -= 1;
    if (left === 0) resolve();
  };
  return { one, reached: promise };
}

/** How many per second `count` of something were, done by `run`. */
export async function rateOf(count: number, run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return Math.round((count / (performance.now() - start)) * 1000);
}

/** The run of a peer, or in words why there is none. `closers` run last to first in any case. */
export async function attempt(
  run: (closers: (() => unknown)[]) => Promise<PeerRun>,
): Promise<PeerRun> {
  const closers: (() => unknown)[] = [];
  try {
    return await run(closers);
  } catch (error) {
    return { unavailable: reasonOf(error) };
  } finally {
    for (const close of closers.toReversed()) await close();
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isMissing = 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
  return isMissing ? `not installed (npm ci in bench/): ${error.message}` : error.message;
}

/**
 * The work on OpenWorkflow with its SQLite backend: one workflow a check, parked on a named signal
 * with a timeout. Its connection runs in WAL mode with SQLite's default, synchronous FULL.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import {
  afterWarmUp,
  type Answer,
  answerOf,
  attempt,
  type Checks,
  inFlight,
  type Opening,
  type Outcome,
  openingOf,
  outcomeOf,
  type PeerRun,
  rateOf,
  waitDays,
} from './work.ts';

// A worker whose slots are all taken sleeps for 50 to 100 ms: many slots make those sleeps rare.
// Of 20, 50, 100, 200 and 500 slots, 200 were about the fastest.
const concurrency = 200;

const runsOf = (condition: string): string =>
  `select count(*) as n from workflow_runs where ${condition}`;
const parked = runsOf("status = 'running' and worker_id is null");
const completed = runsOf(`status = 'completed' and output <> '"breached"'`);

export async function runOpenWorkflow(count: number): Promise<PeerRun> {
  return attempt(async (closers) => {
    const { OpenWorkflow } = await import('openworkflow');
    const { BackendSqlite } = await import('openworkflow/sqlite');
    const folder = mkdtempSync(join(tmpdir(), 'pawl-bench-openworkflow-'));
    closers.push(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'openworkflow.db');
    const backend = BackendSqlite.connect(path);
    closers.push(() => backend.stop());
    const client = new OpenWorkflow({ backend });
    const check = client.defineWorkflow<Opening, Outcome>(
      { name: 'backstop-check' },
      async ({ input, step }) => {
        const signal = await step.waitForSignal<Answer>({
          signal: `D0002:${input.mpan}`,
          timeout: `${waitDays}d`,
        });
        return outcomeOf(signal?.data ?? null);
      },
    );
    const database = new DatabaseSync(path, { readOnly: true });
    closers.push(() => database.close());
    const countOf = (text: string): number => Number(database.prepare(text).get()?.['n']);
    // A fresh worker for each half, so that no waiting between two empty polls is charged to it.
    const half = async (
      checks: Checks,
      feed: (n: number) => Promise<unknown>,
      done: string,
    ): Promise<number> => {
      const all = countOf(done) + checks.count;
      const worker = client.newWorker({ concurrency });
      const rate = await rateOf(checks.count, async () => {
        await inFlight(checks, 1, feed);
        await worker.start();
        while (countOf(done) < all) await pause(5);
      });
      await worker.stop();
      return rate;
    };
    return afterWarmUp(count, async (checks) => {
      const start = (n: number) => check.run({ ...openingOf(n) });
      const answer = (n: number) =>
        client.sendSignal({ signal: `D0002:${answerOf(n).mpan}`, data: { ...answerOf(n) } });
      const startsPerSecond = await half(checks, start, parked);
      const completionsPerSecond = await half(checks, answer, completed);
      return { startsPerSecond, completionsPerSecond };
    });
  });
}

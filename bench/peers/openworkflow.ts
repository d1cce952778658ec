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
  type Answer,
  answerOf,
  attempt,
  type Opening,
  type Outcome,
  openingOf,
  outcomeOf,
  type PeerRun,
  rateOf,
  waitDays,
} from './work.ts';

// Its runs are synchronous calls of SQLite: more slots only make more claims that find nothing.
const concurrency = Number(process.env['OWC'] ?? 10);

const parked = "select count(*) as n from workflow_runs where status = 'running' and worker_id is null";
const completed = "select count(*) as n from workflow_runs where status = 'completed'";

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
    // A fresh worker for each half, so that no waiting between two empty polls is charged to it.
    const half = async (feed: (n: number) => Promise<unknown>, done: string): Promise<number> => {
      const worker = client.newWorker({ concurrency });
      closers.push(() => worker.stop());
      const rate = await rateOf(count, async () => {
        for (let n = 0; n < count; n += 1) await feed(n);
        await worker.start();
        const statement = database.prepare(done);
        while (Number(statement.get()?.['n']) < count) await pause(5);
      });
      await worker.stop();
      return rate;
    };
    const startsPerSecond = await half((n) => check.run({ ...openingOf(n) }), parked);
    const completionsPerSecond = await half(
      (n) => client.sendSignal({ signal: `D0002:${answerOf(n).mpan}`, data: { ...answerOf(n) } }),
      completed,
    );
    return { startsPerSecond, completionsPerSecond };
  });
}

/**
 * The work on DBOS: workflows in this process, their state in a PostgreSQL of the benchmark's own,
 * one workflow a check that waits for a message with a timeout.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Postgres } from './postgres.ts';
import {
  afterWarmUp,
  type Answer,
  answerOf,
  attempt,
  inFlight,
  type Opening,
  type Outcome,
  openingOf,
  outcomeOf,
  type PeerRun,
  rateOf,
  waitDays,
} from './work.ts';

// Twice its default: 10, 20 and 40 connections were tried, and 20 are about the fastest.
const poolSize = 20;
const callsInFlight = 100;
const topic = 'D0002';

/** Registered once: the engine keeps its workflows for the life of the process. */
let registered: ((opening: Opening) => Promise<Outcome>) | null = null;

export async function runDbos(count: number): Promise<PeerRun> {
  return attempt(async (closers) => {
    const { DBOS } = await import('@dbos-inc/dbos-sdk');
    const { startPostgres } = await import('./postgres.ts');
    const { url, pool, stop } = await startPostgres();
    closers.push(stop);
    registered ??= DBOS.registerWorkflow(
      async (_opening: Opening): Promise<Outcome> =>
        outcomeOf(await DBOS.recv<Answer>(topic, { timeoutSeconds: waitDays * 86_400 })),
      { name: 'check' },
    );
    const check = registered;
    DBOS.setConfig({
      name: 'pawl-bench',
      systemDatabaseUrl: url,
      systemDatabasePoolSize: poolSize,
      logLevel: 'error',
    });
    await DBOS.launch();
    closers.push(() => DBOS.shutdown());
    return afterWarmUp(count, async (checks) => {
      const results: Promise<Outcome>[] = [];
      const all = (await waitsBegun(pool)) + checks.count;
      const startsPerSecond = await rateOf(checks.count, async () => {
        await inFlight(checks, callsInFlight, async (n) => {
          const opening = openingOf(n);
          const handle = await DBOS.startWorkflow(check, { workflowID: opening.mpan })(opening);
          results.push(handle.getResult());
        });
        while ((await waitsBegun(pool)) < all) await pause(5);
      });
      const completionsPerSecond = await rateOf(checks.count, async () => {
        await inFlight(checks, callsInFlight, (n) =>
          DBOS.send(answerOf(n).mpan, answerOf(n), topic),
        );
        const outcomes = await Promise.all(results);
        if (outcomes.includes('breached')) throw new Error('an answer was not delivered');
      });
      return { startsPerSecond, completionsPerSecond };
    });
  });
}

/** The deadline of a wait, kept as a sleep, is what a waiting workflow makes durable first. */
async function waitsBegun(pool: Postgres['pool']): Promise<number> {
  const { rows } = await pool.query(
    "select count(*)::int as n from dbos.operation_outputs where function_name = 'DBOS.sleep'",
  );
  return Number(rows[0]?.n);
}

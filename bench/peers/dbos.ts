/**
 * The work on DBOS: workflows in this process, their state in a PostgreSQL of the benchmark's own,
 * one workflow a check that waits for a message with a timeout.
 */
import {
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
import { setTimeout as pause } from 'node:timers/promises';

const poolSize = Number(process.env['DPS'] ?? 20);
const callsInFlight = Number(process.env['DIF'] ?? 100);
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
    const results: Promise<Outcome>[] = [];
    // The deadline of a wait is the first thing a waiting workflow makes durable.
    const waiting = async (): Promise<number> => {
      const { rows } = await pool.query('select count(*)::int as n from dbos.operation_outputs');
      return Number(rows[0].n);
    };
    const startsPerSecond = await rateOf(count, async () => {
      await inFlight(count, callsInFlight, async (n) => {
        const opening = openingOf(n);
        const handle = await DBOS.startWorkflow(check, { workflowID: opening.mpan })(opening);
        results.push(handle.getResult());
      });
      while ((await waiting()) < count) await pause(5);
    });
    const completionsPerSecond = await rateOf(count, async () => {
      await inFlight(count, callsInFlight, (n) =>
        DBOS.send(answerOf(n).mpan, answerOf(n), topic),
      );
      await Promise.all(results);
    });
    return { startsPerSecond, completionsPerSecond };
  });
}

/**
 * The work on Restate: its own server process, single node, defaults kept (its log is flushed to the
 * disk), one workflow a check that waits on a durable promise with a timeout.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http2';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkflowContext, WorkflowSharedContext } from '@restatedev/restate-sdk';
import { freePort } from '../../test/support/free-port.ts';
import { startServer } from './child.ts';
import {
  afterWarmUp,
  type Answer,
  answerOf,
  attempt,
  countdown,
  inFlight,
  type Opening,
  type Outcome,
  openingOf,
  outcomeOf,
  type PeerRun,
  rateOf,
  waitDays,
} from './work.ts';

const requestsInFlight = 128;

export async function runRestate(count: number): Promise<PeerRun> {
  return attempt(async (closers) => {
    const { TimeoutError, workflow, createEndpointHandler } = await import(
      '@restatedev/restate-sdk'
    );
    const { connect } = await import('@restatedev/restate-sdk-clients');
    let [waiting, decided] = [countdown(0), countdown(0)];
    const check = workflow({
      name: 'check',
      handlers: {
        run: async (ctx: WorkflowContext, _opening: Opening): Promise<Outcome> => {
          waiting.one();
          const answer = await ctx
            .promise<Answer>('D0002')
            .get()
            .orTimeout({ days: waitDays })
            .catch((error: unknown) => {
              if (error instanceof TimeoutError) return null;
              throw error;
            });
          if (answer !== null) decided.one();
          return outcomeOf(answer);
        },
        answered: async (ctx: WorkflowSharedContext, answer: Answer): Promise<void> => {
          await ctx.promise<Answer>('D0002').resolve(answer);
        },
      },
    });
    const service = createServer(createEndpointHandler({ services: [check], logger: () => {} }));
    service.listen(0, '127.0.0.1');
    await once(service, 'listening');
    closers.push(() => service.close());
    const { ingress, stop } = await startRestate(portOf(service.address()), count);
    closers.push(stop);
    const client = connect({ url: ingress });
    return afterWarmUp(count, async (checks) => {
      [waiting, decided] = [countdown(checks.count), countdown(checks.count)];
      const startsPerSecond = await rateOf(checks.count, async () => {
        await inFlight(checks, requestsInFlight, (n) =>
          client.workflowClient(check, openingOf(n).mpan).workflowSubmit(openingOf(n)),
        );
        await waiting.reached;
      });
      const completionsPerSecond = await rateOf(checks.count, async () => {
        await inFlight(checks, requestsInFlight, async (n) => {
          await client.workflowClient(check, answerOf(n).mpan).answered(answerOf(n));
        });
        await decided.reached;
      });
      return { startsPerSecond, completionsPerSecond };
    });
  });
}

/** Starts a server of its own and tells it where the workflows are. */
async function startRestate(
  servicePort: number,
  count: number,
): Promise<{ readonly ingress: string; readonly stop: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-bench-restate-'));
  const [ingressPort, adminPort, nodePort] = [await freePort(), await freePort(), await freePort()];
  const config = {
    RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingressPort}`,
    RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${adminPort}`,
    RESTATE_BIND_ADDRESS: `127.0.0.1:${nodePort}`,
    RESTATE_ADVERTISED_ADDRESS: `http://127.0.0.1:${nodePort}`,
    RESTATE_ADMIN__DISABLE_WEB_UI: 'true',
    RESTATE_DISABLE_TELEMETRY: 'true',
    RESTATE_LOG_FILTER: 'error',
    // Else only 1,000 checks could wait at once, and the rest would queue behind them.
    RESTATE_WORKER__INVOKER__CONCURRENT_INVOCATIONS_LIMIT: String(count + 1_000),
    // Its default of 24 is for machines of more cores; fewer were faster on two.
    RESTATE_DEFAULT_NUM_PARTITIONS: String(availableParallelism()),
  };
  const args = ['--base-dir', folder, '--listen-mode', 'tcp', '--node-name', 'bench', '--no-logo'];
  const options = { env: { ...process.env, ...config }, cwd: folder };
  const server = startServer(serverPath(), args, options, 'SIGTERM');
  const stop = async (): Promise<void> => {
    await server.stop();
    rmSync(folder, { recursive: true });
  };
  try {
    const admin = `http://127.0.0.1:${adminPort}`;
    const ingress = `http://127.0.0.1:${ingressPort}`;
    await server.waitUntil(async () => (await fetch(`${admin}/health`)).ok);
    await server.waitUntil(async () => (await fetch(`${ingress}/restate/health`)).ok);
    const registered = await fetch(`${admin}/deployments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ uri: `http://127.0.0.1:${servicePort}` }),
    });
    if (!registered.ok) throw new Error(`not registered: ${await registered.text()}`);
    return { ingress, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The binary for this machine, which the package for the server brings along. */
function serverPath(): string {
  const require = createRequire(import.meta.url);
  const wrapper = require.resolve('@restatedev/restate-server/package.json');
  const name = `@restatedev/restate-server-${process.platform}-${process.arch}`;
  return createRequire(wrapper).resolve(`${name}/bin/restate-server`);
}

function portOf(address: ReturnType<ReturnType<typeof createServer>['address']>): number {
  if (address === null || typeof address === 'string') throw new Error('the service has no port');
  return address.port;
}

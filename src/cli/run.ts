/** `pawl run`: run the gateway until it is stopped. Facts go to the log, one JSON line each. */
import { setTimeout as sleep } from 'node:timers/promises';
import { forwardAudit } from '../audit/index.ts';
import { codeOf } from '../bug.ts';
import { type CatchUp, catchUpOf } from '../catch-up.ts';
import type { Config } from '../config/index.ts';
import { deadlineHealthOf, serveHealth, type WatchedEngine } from '../health/index.ts';
import { logOf } from '../log.ts';
import { folderWaiter, runUntilStopped } from '../runner.ts';
import { isOver, PlaceChanged } from '../store/index.ts';
import type { Behind } from '../web/index.ts';
import type { WorkspaceLock } from '../workspace-lock.ts';
import { deadlinesInWords } from './text/health.ts';
import type { Pages } from './pages.ts';
import { behindFront } from './behind-front.ts';
import { usage } from './failure.ts';
import { openPagesBeside } from './pages-beside.ts';
import { openPorterBeside } from './porter-beside.ts';
import { count, instantInWords, say } from './print.ts';
import { stopOnSignals } from './stop.ts';
import { asGateway, findWorkspace, type Workspace } from './workspace.ts';

interface RunOptions {
  readonly workspace?: string;
  /** A folder of workspaces. */
  readonly workspaces?: string;
}

export async function run(options: RunOptions): Promise<number> {
  if (options.workspaces !== undefined) {
    if (options.workspace !== undefined) {
      throw usage('--workspace and --workspaces were both given', 'give one of them');
    }
    // Loaded here, because most gateways have no others beside them.
    return (await import('./run-desks.ts')).runDesks(options.workspaces);
  }
  let stop: AbortSignal | null = null;
  // Before there is anything to end well.
  const behind = behindFront(() => stop === null && process.exit(0));
  const stopping = (): AbortSignal => (stop ??= stopOnSignals());
  for (let isOn = true; isOn; )
    isOn = await runOnce(findWorkspace(options.workspace), stopping, behind);
  say('pawl: stopped');
  return 0;
}

/** How soon a gateway that is none any more begins anew. */
const againMs = 1_000;

/** Runs until it is stopped. True: until it has to begin anew, because it is no gateway any more. */
async function runOnce(
  workspace: Workspace,
  stopping: () => AbortSignal,
  behind: Behind | null,
): Promise<boolean> {
  const { folder, config } = workspace;
  const log = logOf(folder, config);
  const work = async (engine: WatchedEngine, lock: WorkspaceLock): Promise<void> => {
    const stop = stopping();
    const caughtUp = await catchUpOf(engine.gateway());
    log.info({ ...caughtUp, workspace: folder }, 'started');
    say(`pawl: running as ${config.mpid} in role ${config.role} on ${folder}`);
    const { joined } = engine.gateway();
    const beside = joined?.beside ?? null;
    say(
      `pawl: ${beside === null ? catchUpInWords(caughtUp, config.headerTimeZone) : besideInWords(beside)}`,
    );
    say(`pawl: ${deadlinesInWords(await deadlineHealthOf(engine.gateway()))}`);
    const served = await serveHealth(config.metrics.listen, engine.figures, engine.gateway());
    if (served.url !== null)
      say(`pawl: figures at ${served.url}/metrics, health at ${served.url}/health`);
    const waiter = folderWaiter(folder, log);
    joined?.onOver(waiter.hint);
    const audit = forwardAudit(folder, config.audit, log);
    const porter = beside === null ? openPorterBeside(engine, waiter) : null;
    let pages: Awaited<ReturnType<typeof openPagesBeside>> | null = null;
    try {
      pages = await openPagesBeside(engine, waiter, behind);
      say(`pawl: ${pagesInWords(pages, config, behind !== null)}`);
      const beforePass = (): void => {
        lock.check();
        joined?.check();
      };
      const { onPass } = pages;
      await runUntilStopped({ engine, waiter, stop, firstIsFinal: false, beforePass, onPass });
    } finally {
      await porter?.close();
      await pages?.close();
      await waiter.close();
      await served.close();
      await audit.close();
    }
  };
  try {
    await asGateway(workspace, log, work, { command: 'pawl run', stays: true }, stopping);
  } catch (error) {
    if (codeOf(error) === 'ABORT_ERR') return false;
    if (error instanceof PlaceChanged) {
      log.info({ why: error.message }, 'begins anew');
      return !stopping().aborted;
    }
    if (!isOver(error)) throw error;
    const { code, message, hint } = error;
    log.error({ code, hint }, message);
    say(`pawl: ${code}: ${message}; ${hint}`);
    await sleep(againMs, undefined, { signal: stopping() }).catch(() => undefined);
    return !stopping().aborted;
  }
  log.info('stopped');
  return false;
}

const besideInWords = (first: string): string =>
  `takes files in beside the gateway of ${first}, which is the first and does all else`;

function pagesInWords(
  { url, problem }: Pages & { readonly problem: string | null },
  { web }: Config,
  isBehind: boolean,
): string {
  if (problem !== null) return `pages are not served yet, and are tried again: ${problem}`;
  // Whoever listens for all desks says where.
  if (url !== null) return isBehind ? 'pages are served' : `pages at ${url}`;
  return web.listen === null
    ? 'no pages: web.listen is null'
    : 'no pages: nobody could sign in; pawl token NAME --role operator makes a token';
}

/** "down since Mon 17 Aug 2026 09:15: 3 files came in and 2 deadlines passed, …". */
export function catchUpInWords(caughtUp: CatchUp, zone: string): string {
  const { downSince, files, deadlines, longestOver } = caughtUp;
  const came = count(files, 'file');
  if (downSince === null) return `first start: ${came} to take in`;
  const by =
    longestOver === null
      ? ''
      : `, the longest by ${count(longestOver.days, longestOver.unit, `${longestOver.unit}s`)}`;
  const passed = `${count(deadlines, 'deadline')} passed${by}`;
  return `down since ${instantInWords(zone, downSince)}: ${came} came in and ${passed}`;
}

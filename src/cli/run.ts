/** `pawl run`: the gateway, until it is stopped. Facts go to the log, one JSON line each. */
import { type CatchUp, catchUpOf } from '../catch-up.ts';
import { createLog } from '../log.ts';
import { folderWaiter, runUntilStopped } from '../runner.ts';
import { count, instantInWords, say } from './print.ts';
import { stopOnSignals } from './stop.ts';
import { asGateway, findWorkspace } from './workspace.ts';

export async function run(options: { readonly workspace?: string }): Promise<number> {
  const workspace = findWorkspace(options.workspace);
  const { folder, config } = workspace;
  const log = createLog(config.logLevel);
  const stop = stopOnSignals();
  await asGateway(workspace, log, async (engine) => {
    const caughtUp = await catchUpOf(engine.gateway);
    log.info({ ...caughtUp, workspace: folder }, 'started');
    say(`pawl: running as ${config.mpid} in role ${config.role} on ${folder}`);
    say(`pawl: ${catchUpInWords(caughtUp, config.headerTimeZone)}`);
    const waiter = folderWaiter(folder, log);
    try {
      const onPass = async (): Promise<void> => undefined;
      await runUntilStopped({ engine, waiter, stop, firstIsFinal: false, onPass });
    } finally {
      await waiter.close();
    }
  });
  log.info('stopped');
  say('pawl: stopped');
  return 0;
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

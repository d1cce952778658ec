/**
 * `pawl web`: pages and API on a machine of its own, of a desk whose store is a database. It makes no pass:
 * what people do is committed here, and the gateway at work does the rest. It goes by the rules and the
 * configuration that are in force there, and refuses to serve by others.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import about from '../../package.json' with { type: 'json' };
import { forwardAudit } from '../audit/index.ts';
import { codeOf } from '../bug.ts';
import { monotonicMs, systemClock } from '../clock.ts';
import { type Config, inspectConfig } from '../config/index.ts';
import { EngineError } from '../engine-error.ts';
import { linkFolders, makeFolders, makeStaging } from '../files/index.ts';
import type { Gateway } from '../gateway/index.ts';
import { logOf } from '../log.ts';
import { otherConfig } from '../membership.ts';
import { openGateway } from '../open-gateway.ts';
import { mergedRules, withRules } from '../rules/index.ts';
import { storePathOf } from '../store-place.ts';
import { changesSince, serveWeb } from '../web/index.ts';
import { say } from './print.ts';
import { stopOnSignals } from './stop.ts';
import { asHolder, findWorkspace, type Workspace } from './workspace.ts';

/** Ours: a change that another machine makes shows within two seconds. */
const lookEveryMs = 1_000;
/** Ours: so long two files may differ that are being changed on two machines. */
const differsMaxMs = 60_000;

export async function web(options: { readonly workspace?: string }): Promise<number> {
  const workspace = findWorkspace(options.workspace);
  const { folder, config } = workspace;
  if (config.store === null) {
    throw new EngineError(
      'NOT_POSSIBLE',
      'the store of this workspace is a file, which one machine has',
      'pawl run serves its pages; docs/several-machines.md says how a desk is moved to a database',
    );
  }
  if (config.web.listen === null) {
    throw new EngineError('NOT_POSSIBLE', 'web.listen is null', 'name the address to listen at');
  }
  linkFolders(folder, config.folders);
  makeFolders(folder);
  makeStaging(folder);
  await asHolder(workspace, 'pawl web', () => serve(workspace), true);
  say('pawl: stopped');
  return 0;
}

async function serve({ folder, config, configFile }: Workspace): Promise<void> {
  const log = logOf(folder, config);
  let gateway: Gateway = await openGateway({
    workspace: folder,
    config,
    clock: systemClock,
    log,
    storePath: storePathOf(folder),
    progress: null,
  });
  const { store } = gateway;
  try {
    const otherAtStart = await otherConfig(store, config);
    if (otherAtStart !== null) throw otherAtStart;
    const changes = changesSince(systemClock.now());
    const served = await serveWeb(
      { gateway: () => gateway, version: about.version, nudge: () => undefined, changes },
      {
        listen: config.web.listen,
        onBug: (error) => log.error({ err: error }, 'a request met a bug'),
      },
    );
    const audit = forwardAudit(folder, config.audit, log);
    try {
      if (served.url === null) {
        throw new EngineError(
          'CONFIG_INVALID',
          'web: nobody could sign in',
          'pawl token NAME --role operator makes a token',
        );
      }
      say(`pawl: pages at ${served.url}, of the desk of ${config.mpid}`);
      let mark = await store.changeMark();
      /** What the file says, until no gateway at work says otherwise. */
      let read: Config | null = null;
      let differsSinceMs: number | null = null;
      const look = async (): Promise<void> => {
        const changed = configFile.changed();
        if (changed !== null && 'written' in changed) read = inspectConfig(changed.written).config;
        const isNew = read !== null && (await otherConfig(store, read)) === null;
        const now = await store.changeMark();
        if (now === mark && !isNew) return;
        mark = now;
        // Before the rules are read: what comes into force meanwhile makes them stale.
        const epoch = await store.epoch();
        if (epoch !== gateway.epoch || isNew) {
          const under = isNew && read !== null ? read : gateway.config;
          gateway = { ...withRules(gateway, under, await mergedRules(store)), epoch };
        }
        if (isNew) read = null;
        changes.tell(systemClock.now());
      };
      /** The gateway reads its own file when it comes to it; until then acts are refused as stale. */
      const refuseOther = async (): Promise<void> => {
        const other = await otherConfig(store, gateway.config);
        if (other === null) differsSinceMs = null;
        else differsSinceMs ??= monotonicMs();
        if (other !== null && monotonicMs() - (differsSinceMs ?? 0) > differsMaxMs) throw other;
      };
      const stop = stopOnSignals();
      while (!stop.aborted) {
        await sleep(lookEveryMs, undefined, { signal: stop }).catch(() => undefined);
        try {
          await look();
          await refuseOther();
        } catch (error) {
          if (error instanceof EngineError && error.code === 'CONFIG_DIFFERS') throw error;
          log.error(
            { code: codeOf(error), err: error },
            'the database cannot be asked what is new',
          );
        }
      }
    } finally {
      changes.close();
      await served.close();
      await audit.close();
    }
  } finally {
    await store.close();
  }
}

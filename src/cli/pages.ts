/** The pages and the API beside a gateway at work: opened with it, told of its passes, closed with it. */
import about from '../../package.json' with { type: 'json' };
import { codeOf } from '../bug.ts';
import type { Engine, Pass } from '../engine.ts';
import { EngineError } from '../engine-error.ts';
import type { FolderWaiter } from '../runner.ts';
import { changesSince, type Served, serveWeb } from '../web/index.ts';

export interface Pages {
  /** Null where there are none. */
  readonly url: string | null;
  /** True where the configured port was taken and another one is used. */
  readonly isElsewhere: boolean;
  readonly onPass: (pass: Pass) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Where another program listens on the configured port, another port is taken. */
export async function openPages({ gateway }: Engine, waiter: FolderWaiter): Promise<Pages> {
  const { clock, config, log, store } = gateway();
  const changes = changesSince(clock.now());
  const parts = {
    gateway,
    version: about.version,
    nudge: waiter.hint,
    changes,
  };
  const onBug = (error: unknown): void => log.error({ err: error }, 'a request met a bug');
  const { listen } = config.web;
  let served: Served;
  let isElsewhere = false;
  try {
    served = await serveWeb(parts, { listen, onBug });
  } catch (error) {
    const isTaken = error instanceof EngineError && codeOf(error.cause) === 'EADDRINUSE';
    if (!isTaken || listen === null) throw error;
    served = await serveWeb(parts, { listen: listen.replace(/\d+$/, '0'), onBug });
    isElsewhere = true;
  }
  let known = { config: gateway().config, seq: (await store.head()).seq };
  return {
    url: served.url,
    isElsewhere,
    onPass: async (pass) => {
      // An operator's act shows in the journal alone, and new rules in neither.
      const now = { config: gateway().config, seq: (await store.head()).seq };
      const isNew = now.seq !== known.seq || now.config !== known.config;
      known = now;
      if (isNew || hasDone(pass)) changes.tell(clock.now());
    },
    close: async () => {
      changes.close();
      await served.close();
    },
  };
}

/** Whether a pass changed something that the journal does not tell. */
export const hasDone = ({ receipts, feeds, written, alerts, reports }: Pass): boolean =>
  receipts.length + feeds.length + written.length + alerts + reports.length > 0;

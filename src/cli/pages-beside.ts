/**
 * Pages and API in a thread of their own beside the gateway, so that neither waits for the other. The
 * one rule: whatever becomes of them, the gateway goes on. A taken port, a bug or a thread that has
 * died is told as a gateway alert and tried again, at first soon and then each minute.
 */
import { Worker } from 'node:worker_threads';
import { isBug } from '../bug.ts';
import { EngineError } from '../engine-error.ts';
import { trouble, type WatchedEngine } from '../health/index.ts';
import type { FolderWaiter } from '../runner.ts';
import { type Behind, isServed } from '../web/index.ts';
import { answering } from './asking.ts';
import { hasDone, type Pages } from './pages.ts';
import { doDeed, type FromPages, type PagesStart, type ToPages } from './pages-messages.ts';

const backOffMinMs = 1_000;
const backOffMaxMs = 60_000;
/** How soon the pages go by rules that have come into force, a token taken away for instance. */
const rulesEveryMs = 250;
const closeMaxMs = 5_000;

/** In the package the sources are JavaScript. */
const body = new URL(
  import.meta.url.endsWith('.ts') ? './pages-worker.ts' : './pages-worker.js',
  import.meta.url,
);

/** The thread that serves the pages of an engine just now. */
export const startedWorker = (engine: WatchedEngine): Worker | null => workers.get(engine) ?? null;

const workers = new WeakMap<WatchedEngine, Worker>();

/** Settles once the first try has come to something. */
export async function openPagesBeside(
  engine: WatchedEngine,
  waiter: FolderWaiter,
  behind: Behind | null = null,
): Promise<Pages & { readonly problem: string | null }> {
  const { gateway, beside } = engine;
  const { log, store, clock, workspace } = gateway();
  let worker: Worker | null = null;
  let isClosing = false;
  let backOffMs = 0;
  let again: NodeJS.Timeout | null = null;
  let problem: string | null = null;

  function failed(error: unknown): void {
    const words = causeInWords(error);
    problem = words;
    if (error !== null && (!(error instanceof Error) || isBug(error))) {
      log.error({ err: error }, 'the pages met a bug');
    }
    beside.set('pages', trouble('PAGES_NOT_SERVED', '', words));
    backOffMs = Math.min(backOffMaxMs, Math.max(backOffMinMs, backOffMs * 2));
    again = setTimeout(() => void open(), backOffMs);
    again.unref();
    waiter.hint();
  }

  /** The address, once it is known; null where there is none. */
  function open(): Promise<string | null> {
    return new Promise((resolve) => {
      const { config } = gateway();
      const opened = new Worker(body, {
        workerData: { makes: 'pages', workspace, config, behind } satisfies PagesStart,
      });
      worker = opened;
      workers.set(engine, opened);
      let cause: unknown = null;
      answering(opened, async (asked) => {
        const value = await doDeed(gateway(), asked);
        waiter.hint();
        return { value };
      });
      opened.on('message', (message: FromPages) => {
        if (message.kind !== 'serving') return;
        backOffMs = 0;
        problem = null;
        if (beside.delete('pages')) waiter.hint();
        // Nobody could come in before the next start: the thread has nothing to do.
        if (message.url === null && !message.hasDoor) {
          isClosing = true;
          void opened.terminate();
        }
        resolve(message.url);
      });
      opened.on('error', (error) => {
        cause = error;
      });
      opened.once('exit', () => {
        worker = null;
        if (!isClosing) failed(causeOf(cause));
        resolve(null);
      });
    });
  }

  const say = (message: ToPages): void => worker?.postMessage(message, []);
  let followed = gateway();
  const follow = setInterval(() => {
    if (followed === gateway()) return;
    followed = gateway();
    say({ kind: 'rules', config: followed.config });
  }, rulesEveryMs);
  follow.unref();
  const url = isServed(workspace, gateway().config.web) ? await open() : null;
  let known = { config: gateway().config, seq: (await store.head()).seq };
  return {
    url,
    problem,
    isElsewhere: false,
    onPass: async (pass) => {
      const now = { config: gateway().config, seq: (await store.head()).seq };
      const isNew = now.seq !== known.seq || now.config !== known.config;
      known = now;
      if (isNew || hasDone(pass)) say({ kind: 'tell', at: clock.now() });
    },
    close: async () => {
      isClosing = true;
      clearInterval(follow);
      if (again !== null) clearTimeout(again);
      const last = worker;
      if (last === null) return;
      const ended = new Promise<void>((resolve) => void last.once('exit', () => resolve()));
      say({ kind: 'close' });
      const late = setTimeout(() => void last.terminate(), closeMaxMs);
      await ended;
      clearTimeout(late);
    },
  };
}

/** An error keeps its message on its way between threads, and loses what it was. */
/** With what helps against it, which is another thing for a taken address and for a thread that died. */
function causeInWords(error: unknown): string {
  if (error instanceof EngineError) return `${error.message}; ${error.hint}`;
  const words = error instanceof Error ? `: ${error.message}` : '';
  return `the thread of the pages has ended${words}; look in the log for the cause`;
}

function causeOf(cause: unknown): unknown {
  if (!(cause instanceof Error) || !('hint' in cause)) return cause;
  return new EngineError('CONFIG_INVALID', cause.message, String(cause.hint));
}

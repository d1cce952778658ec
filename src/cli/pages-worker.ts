/**
 * The thread that pages and API live in. It reads the store beside the gateway and never writes: what
 * people do is asked of the thread of the gateway, one message an act. A second one of these makes
 * reports, so that the longest keeps no page waiting.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import about from '../../package.json' with { type: 'json' };
import { systemClock } from '../clock.ts';
import { openGateway } from '../open-gateway.ts';
import { logOf } from '../log.ts';
import { mergedRules, withRules } from '../rules/index.ts';
import type { Store } from '../store/index.ts';
import { type AskedReport, changesSince, reportBody, serveWeb } from '../web/index.ts';
import { answering, asking } from './asking.ts';
import { deedsBy, type PagesStart, type ToPages } from './pages-messages.ts';
import { storePathOf } from '../store-place.ts';

/** Few enough that a page between two of them is not waited for. */
const mpansPerTurn = 50;

/** Long readings let requests in between their parts. */
const patient = (store: Store): Store => ({
  ...store,
  mpansAfter: async (after, limit) => {
    await turn();
    return store.mpansAfter(after, Math.min(limit, mpansPerTurn));
  },
  loadMpans: async (mpans) => {
    if (mpans.length > mpansPerTurn) await turn();
    return store.loadMpans(mpans);
  },
});

const start = workerData as PagesStart;
const port = parentPort;
if (port === null) throw new Error('this file is the body of a worker');
const log = logOf(start.workspace, start.config);
let gateway = await openGateway({
  workspace: start.workspace,
  config: start.config,
  clock: systemClock,
  log,
  storePath: storePathOf(start.workspace),
  progress: null,
  readOnly: true,
});
// Nobody waits in the thread of the reports but for reports.
if (start.makes === 'pages') gateway = { ...gateway, store: patient(gateway.store) };

async function takeRules({ config }: Extract<ToPages, { kind: 'rules' }>): Promise<void> {
  gateway = withRules(gateway, config, await mergedRules(gateway.store));
  log.level = config.logLevel;
}

if (start.makes === 'reports') {
  answering(port, async (asked) => {
    const body = await reportBody(gateway, asked as AskedReport);
    return { value: body, transfer: [body.buffer] };
  });
  port.on('message', (message: ToPages) => {
    if (message.kind === 'rules') void takeRules(message);
  });
} else {
  const gatewayThread = asking(port);
  let reports: Worker | null = null;
  let askReports: ((asked: unknown) => Promise<unknown>) | null = null;
  /** Started by the first who asks for a report: most desks ask for few. */
  const reporter = (asked: AskedReport): Promise<unknown> => {
    if (askReports === null) {
      reports = new Worker(new URL(import.meta.url), {
        workerData: { ...start, config: gateway.config, makes: 'reports' } satisfies PagesStart,
      });
      askReports = asking(reports);
      // Without its reports this thread is no use either: the gateway starts another.
      reports.once('exit', () => process.exit(1));
    }
    return askReports(asked);
  };
  const changes = changesSince(systemClock.now());
  port.on('message', (message: ToPages) => {
    if (message.kind === 'tell') changes.tell(message.at);
    if (message.kind === 'rules') {
      void takeRules(message);
      reports?.postMessage(message, []);
    }
    if (message.kind === 'close') void close();
  });
  const served = await serveWeb(
    {
      gateway: () => gateway,
      version: about.version,
      nudge: () => undefined,
      changes,
      deeds: deedsBy(gatewayThread),
      reportBody: (asked) => reporter(asked) as ReturnType<typeof reportBody>,
    },
    {
      listen: start.config.web.listen,
      behind: start.behind,
      onBug: (error) => log.error({ err: error }, 'a request met a bug'),
    },
  );
  const close = async (): Promise<void> => {
    changes.close();
    await served.close();
    await gateway.looks.close();
    process.exit(0);
  };
  port.postMessage({ kind: 'serving', url: served.url, hasDoor: served.hasDoor });
}

/**
 * A small read-only server for whoever watches the gateway: `GET /metrics` and `GET /health`, and
 * nothing else. It answers from figures that are at hand, takes no body, and holds few connections.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import about from '../../package.json' with { type: 'json' };
import { codeOf } from '../bug.ts';
import type { Clock } from '../clock.ts';
import { type ListenAddress, listenAddressOf } from '../config/index.ts';
import type { Log } from '../log.ts';
import { withHiddenShown } from '../words.ts';
import type { Figures } from './figures.ts';
import { metricsText } from './metrics.ts';
import { healthOf, statusCodeOf } from './standing.ts';

interface HealthServer {
  /** Where it answers, such as `http://127.0.0.1:9464`; null where it could not listen yet. */
  readonly url: string | null;
  readonly close: () => Promise<void>;
}

const limits = {
  headersTimeout: 5_000,
  requestTimeout: 5_000,
  keepAliveTimeout: 5_000,
  maxHeaderSize: 8_192,
} as const;
const connectionsMax = 16;
const listenAgainMs = 10_000;

/**
 * Begins to answer. An address that cannot be had is told in the log, tried again, and stops nothing:
 * a gateway that keeps deadlines unwatched is better than one that does not keep them.
 */
export async function serveHealth(
  listen: string | null,
  figures: Figures,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
  againMs: number = listenAgainMs,
): Promise<HealthServer> {
  const address = listen === null ? null : listenAddressOf(listen);
  if (address === null) return { url: null, close: async () => undefined };
  const server = createServer(limits, (request, response) => {
    answer(request, response, figures, clock);
  });
  server.maxConnections = connectionsMax;
  let again: NodeJS.Timeout | null = null;
  let isClosed = false;
  /** Whether it listens now; where not, it is tried again. */
  const open = async (): Promise<boolean> => {
    try {
      await listening(server, address);
    } catch (error) {
      if (again === null) {
        log.error({ listen, code: codeOf(error) }, 'metrics cannot be served; the gateway runs on');
      }
      if (!isClosed) again = setTimeout(() => void open(), againMs).unref();
      return false;
    }
    server.on('error', (error) => log.warn({ code: codeOf(error) }, 'metrics server'));
    if (isClosed) server.close();
    else if (again !== null) log.info({ listen }, 'metrics are served now');
    return true;
  };
  const isOpen = await open();
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : address.port;
  const host = isIP(address.host) === 6 ? `[${address.host}]` : address.host;
  return {
    url: isOpen ? `http://${host}:${port}` : null,
    close: async () => {
      isClosed = true;
      if (again !== null) clearTimeout(again);
      if (!server.listening) return;
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

const listening = (server: Server, { host, port }: ListenAddress): Promise<void> =>
  new Promise((resolve, reject) => {
    const failed = (error: Error): void => {
      server.off('listening', listens);
      reject(error);
    };
    const listens = (): void => {
      server.off('error', failed);
      resolve();
    };
    server.once('error', failed);
    server.once('listening', listens);
    server.listen(port, host);
  });

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  figures: Figures,
  clock: Clock,
): void {
  const give = (status: number, type: string, text: string): void => {
    const headers = {
      'content-type': type,
      'content-length': Buffer.byteLength(text),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      // Who sends a body is not waited for.
      ...(status >= 400 && status !== 503 ? { connection: 'close' } : {}),
      ...(status === 405 ? { allow: 'GET, HEAD' } : {}),
    };
    response.writeHead(status, headers);
    response.end(request.method === 'HEAD' ? undefined : text);
  };
  const plain = 'text/plain; charset=utf-8';
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    give(405, plain, 'This is for reading: GET or HEAD.\n');
    return;
  }
  const path = (request.url ?? '').split('?')[0];
  if (path === '/metrics') {
    const text = metricsText(figures, clock.now(), about.version);
    give(200, 'text/plain; version=0.0.4; charset=utf-8', text);
  } else if (path === '/health') {
    const health = healthOf(figures, clock.now());
    give(statusCodeOf(health), 'application/json', `${withHiddenShown(JSON.stringify(health))}\n`);
  } else {
    give(404, plain, 'There are /metrics and /health.\n');
  }
}

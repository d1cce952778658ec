/**
 * How connections are kept within measure. Whoever opens one and says nothing, speaks slowly or does
 * not listen is let go after a while, and at once where the places are needed: open connections are
 * open files, of which the gateway needs some itself.
 */
import type { Server as HttpServer } from 'node:http';
import type { Socket } from 'node:net';

export const timeLimits = {
  /** All of a request's headers, counted from the connection. */
  headersTimeout: 10_000,
  /** All of a request. */
  requestTimeout: 30_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
} as const;

/** Nothing sent and nothing taken for so long: whoever listens for changes hears more often. */
const silenceMs = 120_000;

const connectionsMax = 256;

/** Room for whoever comes is made among those that are not being answered, the oldest first. */
export function keepWithinMeasure(server: HttpServer, most: number = connectionsMax): void {
  const open = new Map<Socket, { answering: number }>();
  server.maxConnections = most;
  server.timeout = silenceMs;
  server.on('connection', (socket: Socket) => {
    open.set(socket, { answering: 0 });
    socket.once('close', () => open.delete(socket));
    if (open.size < most) return;
    const [idle] = [...open].find(([, { answering }]) => answering === 0) ?? [];
    idle?.destroy();
  });
  server.on('request', ({ socket }, response) => {
    const kept = open.get(socket);
    if (kept === undefined) return;
    kept.answering += 1;
    response.once('close', () => {
      kept.answering -= 1;
    });
  });
}

/**
 * A wire to a database: it holds each packet for a while, either way, and counts the ways there and
 * back. It lives in a thread of its own, so that it keeps its time whatever who speaks over it is at.
 */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

interface Wire {
  /** Host and port. */
  readonly host: string;
  readonly roundTrips: () => number;
  readonly close: () => Promise<void>;
}

interface WireStart {
  readonly wireTo: string;
  readonly holdMs: number;
  readonly counter: SharedArrayBuffer;
}

/** To the socket that PostgreSQL has in a folder. */
export async function openWire(folder: string, holdMs: number): Promise<Wire> {
  const counter = new SharedArrayBuffer(4);
  const start: WireStart = { wireTo: join(folder, '.s.PGSQL.5432'), holdMs, counter };
  const worker = new Worker(new URL(import.meta.url), { workerData: start });
  const port = await new Promise<number>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  return {
    host: `127.0.0.1:${port}`,
    roundTrips: () => Atomics.load(new Int32Array(counter), 0),
    close: async () => void (await worker.terminate()),
  };
}

function serve({ wireTo, holdMs, counter }: WireStart, ready: (port: number) => void): void {
  const roundTrips = new Int32Array(counter);
  const server = createServer({ noDelay: true }, (here) => {
    const there = connect(wireTo);
    let isAsked = false;
    const pass = (from: Socket, to: Socket, heard: () => void): void => {
      from.on('error', () => undefined);
      // Packets keep their order, and many may be on their way at once.
      from.on('data', (packet: Buffer) => {
        heard();
        if (holdMs === 0) to.write(packet);
        else setTimeout(() => to.write(packet), holdMs);
      });
      from.on('close', () => void setTimeout(() => to.destroy(), holdMs));
    };
    pass(here, there, () => {
      if (!isAsked) Atomics.add(roundTrips, 0, 1);
      isAsked = true;
    });
    pass(there, here, () => {
      isAsked = false;
    });
  });
  server.listen(0, '127.0.0.1', () => ready((server.address() as AddressInfo).port));
}

if (!isMainThread && parentPort !== null && 'wireTo' in (workerData as object)) {
  const port = parentPort;
  serve(workerData as WireStart, (at) => port.postMessage(at));
}

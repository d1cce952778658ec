/** A wire to a database: it holds each packet for a while, either way, and counts the ways there and back. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';

interface Wire {
  /** Host and port. */
  readonly host: string;
  readonly roundTrips: () => number;
  readonly close: () => Promise<void>;
}

/** To the socket that PostgreSQL has in a folder. */
export async function openWire(folder: string, holdMs: number): Promise<Wire> {
  let roundTrips = 0;
  const open = new Set<Socket>();
  const server = createServer({ noDelay: true }, (here) => {
    const there = connect(join(folder, '.s.PGSQL.5432'));
    let isAsked = false;
    for (const socket of [here, there]) {
      open.add(socket);
      socket.on('error', () => undefined);
    }
    const pass = (from: Socket, to: Socket, heard: () => void): void => {
      // Packets keep their order, and many may be on their way at once.
      from.on('data', (packet: Buffer) => {
        heard();
        if (holdMs === 0) to.write(packet);
        else setTimeout(() => to.write(packet), holdMs);
      });
      from.on('close', () => {
        open.delete(from);
        setTimeout(() => to.destroy(), holdMs);
      });
    };
    pass(here, there, () => {
      if (!isAsked) roundTrips += 1;
      isAsked = true;
    });
    pass(there, here, () => {
      isAsked = false;
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    roundTrips: () => roundTrips,
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** Stands for whoever is told of alerts: remembers what each workspace's channel was told. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Listener {
  readonly urlOf: (name: string) => string;
  /** Each way in which a key was told; more than one would be a contradiction. */
  readonly heardOf: (name: string) => ReadonlyMap<string, ReadonlySet<string>>;
  readonly close: () => void;
}

export async function listen(): Promise<Listener> {
  const heard = new Map<string, Map<string, Set<string>>>();
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => {
      body += String(piece);
    });
    request.on('end', () => {
      const path = request.url ?? '';
      const key = String(request.headers['idempotency-key']);
      const known = heard.get(path) ?? new Map<string, Set<string>>();
      heard.set(path, known.set(key, (known.get(key) ?? new Set()).add(body)));
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const pathOf = (name: string): string => `/${encodeURIComponent(name)}`;
  return {
    urlOf: (name) => `http://127.0.0.1:${port}${pathOf(name)}`,
    heardOf: (name) => heard.get(pathOf(name)) ?? new Map<string, Set<string>>(),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

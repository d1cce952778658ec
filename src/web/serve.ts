/**
 * Listening. Only a loopback address may be open without a token; on any other, tokens must be there
 * before the first request.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, isIP } from 'node:net';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { hostAndPort, loopbackNames } from '../config/index.ts';
import { EngineError } from '../engine-error.ts';
import { createApp } from './app.ts';
import { certificateOf, followCertificate } from './certificate.ts';
import { keepWithinMeasure, timeLimits } from './connections.ts';
import type { Context, Web } from './context.ts';
import { identities } from './identity.ts';

export interface Served {
  /** Null where nothing is served: the configuration says so, or nobody could come in. */
  readonly url: string | null;
  readonly close: () => Promise<void>;
}

export interface ServeOptions {
  /** As `web.listen` has it. */
  readonly listen: string | null;
  readonly onBug: (error: unknown) => void;
}

const notServed: Served = { url: null, close: async () => undefined };
/**
 * Throws CONFIG_INVALID for an address that is not open to the machine alone and has no tokens, and
 * for one that cannot be had.
 */
export async function serveWeb(
  parts: Omit<Web, 'identities'>,
  { listen, onBug }: ServeOptions,
): Promise<Served> {
  if (listen === null) return notServed;
  const { workspace, config } = parts.gateway();
  const { tokens, openOnLoopback, tls, publicAddress } = config.web;
  const { host, port } = hostAndPort(listen);
  const isLoopback = loopbackNames.includes(host);
  if (!isLoopback && tokens.length === 0) {
    throw new EngineError(
      'CONFIG_INVALID',
      `web.listen is ${listen}, which others can reach, and web.tokens is empty`,
      'make a token with pawl token NAME --role operator, or listen on 127.0.0.1',
    );
  }
  if (tokens.length === 0 && !openOnLoopback) return notServed;
  const pair = tls === null ? null : certificateOf(workspace, tls);
  const publicHost = publicAddress === null ? [] : [new URL(publicAddress).hostname];
  const app = createApp({
    web: {
      ...parts,
      identities: identities(() => parts.gateway().config.web, isLoopback, Date.now),
    },
    hosts: isLoopback ? [...loopbackNames, ...publicHost] : [],
    addressOf: (context) => addressOf(context, publicAddress !== null),
    publicAddress,
    isTls: pair !== null,
    onBug,
    now: Date.now,
  });
  const hostname = host.replace(/^\[(.*)\]$/, '$1');
  const answer = getRequestListener(app.fetch);
  const listener = (request: IncomingMessage, response: ServerResponse): void =>
    void answer(request, response);
  const secure =
    pair === null
      ? null
      : createTlsServer({ ...timeLimits, ...pair, minVersion: 'TLSv1.2' }, listener);
  const server = secure ?? createServer(timeLimits, listener);
  keepWithinMeasure(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, hostname, () => {
      server.off('error', reject);
      resolve();
    });
  }).catch((error: unknown) => {
    throw new EngineError(
      'CONFIG_INVALID',
      `web.listen: ${listen} cannot be used`,
      'another program may listen there: choose another port, or null for no pages',
      error,
    );
  });
  // Too many open files, for instance: whoever came is not served, and the others are.
  server.on('error', onBug);
  const unfollow =
    tls === null || secure === null
      ? () => undefined
      : followCertificate(secure, workspace, tls, onBug);
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `${pair === null ? 'http' : 'https'}://${host}:${actual}/`,
    close: () =>
      new Promise((resolve) => {
        unfollow();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A proxy on this machine says who came to it; nobody else is believed. */
function addressOf(context: Context, isBehindProxy: boolean): string {
  const peer = (context.env as HttpBindings).incoming.socket.remoteAddress ?? '';
  if (!isBehindProxy || !/^(127\.|::1$|::ffff:127\.)/.test(peer)) return peer;
  const named = context.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() ?? '';
  return isIP(named) === 0 ? peer : named;
}

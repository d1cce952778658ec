/**
 * Listening. Only a loopback address may be open without a token; on any other, tokens must be there
 * before the first request.
 */
import type { AddressInfo } from 'node:net';
import { type HttpBindings, serve } from '@hono/node-server';
import { hostAndPort, loopbackNames } from '../config/index.ts';
import { EngineError } from '../engine-error.ts';
import { createApp } from './app.ts';
import type { Web } from './context.ts';
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
/** Whoever sends a request has this long for all of it, so that nobody holds a connection for ever. */
const requestTimeout = 30_000;

/**
 * Throws CONFIG_INVALID for an address that is not open to the machine alone and has no tokens, and
 * for one that cannot be had.
 */
export async function serveWeb(
  parts: Omit<Web, 'identities'>,
  { listen, onBug }: ServeOptions,
): Promise<Served> {
  if (listen === null) return notServed;
  const { tokens, openOnLoopback } = parts.gateway().config.web;
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
  const app = createApp({
    web: {
      ...parts,
      identities: identities(() => parts.gateway().config.web, isLoopback, Date.now),
    },
    hosts: isLoopback ? loopbackNames : [],
    addressOf: (context) => (context.env as HttpBindings).incoming.socket.remoteAddress ?? '',
    onBug,
    now: Date.now,
  });
  const hostname = host.replace(/^\[(.*)\]$/, '$1');
  const server = await new Promise<ReturnType<typeof serve>>((resolve, reject) => {
    const started = serve(
      { fetch: app.fetch, hostname, port, serverOptions: { requestTimeout } },
      () => resolve(started),
    );
    started.once('error', reject);
  }).catch((error: unknown) => {
    throw new EngineError(
      'CONFIG_INVALID',
      `web.listen: ${listen} cannot be used`,
      'another program may listen there: choose another port, or null for no pages',
      error,
    );
  });
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://${host}:${actual}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}

/**
 * Listening. Only a loopback address may be open without a token; on any other, tokens must be there
 * before the first request.
 */
import { chmodSync, existsSync, lstatSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, isIP } from 'node:net';
import { dirname, join } from 'node:path';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { hostAndPort, loopbackNames, type WebConfig } from '../config/index.ts';
import { EngineError } from '../engine-error.ts';
import { doorName } from './api/door.ts';
import { createApp } from './app.ts';
import { askFront, type Behind, socketOf } from './behind.ts';
import { certificateOf, followCertificate } from './certificate.ts';
import { keepWithinMeasure, timeLimits } from './connections.ts';
import type { Context, Web } from './context.ts';
import { addressOfDesk } from './desks.ts';
import { identities } from './identity.ts';

export interface Served {
  /** Null where nothing is served: the configuration says so, or nobody could come in. */
  readonly url: string | null;
  /** Whether people at this machine may come by the door. */
  readonly hasDoor: boolean;
  readonly close: () => Promise<void>;
}

interface ServeOptions {
  /** As `web.listen` has it. */
  readonly listen: string | null;
  readonly onBug: (error: unknown) => void;
  /** Where a front listens there instead, and passes on what is asked of this desk. */
  readonly behind?: Behind | null;
}

const notServed: Served = { url: null, hasDoor: false, close: async () => undefined };

/** Whether there is anything to serve: an address, or a door for people at this machine. */
export const isServed = (workspace: string, { listen, tokens }: WebConfig): boolean =>
  listen !== null || hasDoor(workspace, tokens);

const hasDoor = (workspace: string, tokens: WebConfig['tokens']): boolean =>
  tokens.length > 0 &&
  process.platform !== 'win32' &&
  existsSync(dirname(join(workspace, doorName)));

/** Pages and API at the configured address, and the door where its folder is. */
export async function serveWeb(
  parts: Omit<Web, 'identities'>,
  options: ServeOptions,
): Promise<Served> {
  const pages = await servePages(parts, options);
  const { workspace, config } = parts.gateway();
  const door = hasDoor(workspace, config.web.tokens) ? await serveDoor(parts, options) : null;
  return {
    ...pages,
    hasDoor: door !== null,
    close: async () => {
      await door?.();
      await pages.close();
    },
  };
}

/** Opens the door. That it cannot be opened keeps nobody from the pages. */
async function serveDoor(
  parts: Omit<Web, 'identities'>,
  { onBug }: ServeOptions,
): Promise<(() => Promise<void>) | null> {
  const { workspace, log } = parts.gateway();
  const path = join(workspace, doorName);
  const app = createApp({
    web: { ...parts, identities: identities(() => parts.gateway().config.web, false, Date.now) },
    hosts: ['localhost'],
    addressOf: () => doorName,
    isDoor: true,
    onBug,
    now: Date.now,
  });
  const answer = getRequestListener(app.fetch);
  const server = createServer(timeLimits, (request, response) => void answer(request, response));
  keepWithinMeasure(server);
  try {
    // Whoever serves holds the workspace: what lies there was left by one that has gone.
    if (lstatSync(path, { throwIfNoEntry: false })?.isSocket() === true) rmSync(path);
    await listening(server, () => server.listen(path));
    chmodSync(path, 0o660);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    log.error({ path: doorName, code }, 'the door for people at this machine cannot be opened');
    return null;
  }
  server.on('error', onBug);
  return () => closing(server);
}

export const listening = (server: Server, listen: () => void): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('listening', () => {
      server.off('error', reject);
      resolve();
    });
    listen();
  });

export const closing = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

/**
 * Throws CONFIG_INVALID for an address that is not open to the machine alone and has no tokens, and
 * for one that cannot be had.
 */
async function servePages(
  parts: Omit<Web, 'identities'>,
  { listen, onBug, behind = null }: ServeOptions,
): Promise<Served> {
  if (listen === null) return notServed;
  const { workspace, config } = parts.gateway();
  const { tokens, openOnLoopback, tls, publicAddress, signIn } = config.web;
  const mayComeIn = tokens.length > 0 || signIn !== null;
  const { host, port } = hostAndPort(listen);
  const isLoopback = loopbackNames.includes(host);
  if (!isLoopback && !mayComeIn) {
    throw new EngineError(
      'CONFIG_INVALID',
      `web.listen is ${listen}, which others can reach, and web.tokens is empty`,
      'make a token with pawl token NAME --role operator, or listen on 127.0.0.1',
    );
  }
  if (!mayComeIn && !openOnLoopback) return notServed;
  // Behind a front that has the certificate.
  const pair = tls === null || behind !== null ? null : certificateOf(workspace, tls);
  const publicHost = publicAddress === null ? [] : [new URL(publicAddress).hostname];
  const app = createApp({
    web: {
      ...parts,
      identities: identities(() => parts.gateway().config.web, isLoopback, Date.now),
      ...(behind === null ? {} : { otherDesks: (asked) => askFront(behind, asked) }),
    },
    // A front passes on what is asked of this desk alone.
    hosts: isLoopback && behind === null ? [...loopbackNames, ...publicHost] : [],
    addressOf: (context) =>
      behind === null
        ? addressOf(context, publicAddress !== null)
        : (context.req.header('x-forwarded-for') ?? ''),
    publicAddress,
    isTls: tls !== null,
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
  const place = behind === null ? null : socketOf(behind);
  // Whoever serves holds the workspace: what lies there was left by one that has gone.
  if (place !== null) rmSync(place, { force: true });
  await listening(server, () =>
    place === null ? server.listen(port, hostname) : server.listen(place),
  ).catch((error: unknown) => {
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
  if (place !== null) chmodSync(place, 0o600);
  const bound = server.address();
  const actual = typeof bound === 'string' ? port : (bound as AddressInfo).port;
  return {
    url:
      behind === null
        ? `${pair === null ? 'http' : 'https'}://${host}:${actual}/`
        : `${addressOfDesk(behind.name, config.web, actual)}/`,
    hasDoor: false,
    close: () => {
      unfollow();
      return closing(server);
    },
  };
}

function addressOf(context: Context, isBehindProxy: boolean): string {
  const peer = (context.env as HttpBindings).incoming.socket.remoteAddress ?? '';
  return clientAddress(peer, context.req.header('x-forwarded-for'), isBehindProxy);
}

/** A proxy on this machine says who came to it; nobody else is believed. */
export function clientAddress(
  peer: string,
  forwarded: string | readonly string[] | undefined,
  isBehindProxy: boolean,
): string {
  if (!isBehindProxy || !/^(127\.|::1$|::ffff:127\.)/.test(peer)) return peer;
  const named =
    String(forwarded ?? '')
      .split(',')
      .at(-1)
      ?.trim() ?? '';
  return isIP(named) === 0 ? peer : named;
}

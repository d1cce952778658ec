/**
 * The front of several desks: it listens where their configurations say, and passes each request to
 * the desk whose host it asks for, as it is. It opens no store and knows no session; what it knows of
 * a desk is the part `web` of its configuration. The one rule: whatever becomes of one desk, requests
 * for the others are passed on.
 */
import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request as ask,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createSecureContext, type SecureContext } from 'node:tls';
import { hostAndPort } from '../config/index.ts';
import { EngineError } from '../engine-error.ts';
import { desksPath, frontSocketOf, socketOf } from './behind.ts';
import { certificateOf } from './certificate.ts';
import { keepWithinMeasure, timeLimits } from './connections.ts';
import { type AskedDesks, addressOfDesk, findDesks, type FrontDesk, hostsOf } from './desks.ts';
import { Problem } from './problem.ts';
import { clientAddress, closing, listening } from './serve.ts';

export interface Front {
  /** Where the sockets of its desks are. */
  readonly folder: string;
  /** Serves these from now on. */
  readonly follow: (desks: readonly FrontDesk[]) => Promise<void>;
  /** Where people reach a desk; null where its pages are not served. */
  readonly addressOf: (desk: FrontDesk) => string | null;
  readonly close: () => Promise<void>;
}

interface Listener {
  readonly isTls: boolean;
  readonly server: Server;
  readonly port: number;
  byHost: ReadonlyMap<string, FrontDesk>;
}

/** Ours: one desk that answers nobody takes no more of the connections than these. */
const underWayMax = 200;
/** Room for so many desks at once; beyond it, whoever is idle makes room. */
const connectionsMax = 4_096;
const askedMaxBytes = 1_000_000;

/** `onTrouble` hears once of each reason why the pages of a desk are not served, and null when they are. */
export async function openFront(
  onTrouble: (name: string, words: string | null) => void,
): Promise<Front> {
  const folder = ownFolder();
  const listeners = new Map<string, Listener>();
  const contexts = new Map<string, { readonly stamp: string; readonly context: SecureContext }>();
  const underWay = new Map<string, number>();
  const told = new Map<string, string>();
  let desks: readonly FrontDesk[] = [];

  const listenerOf = ({ name, web }: FrontDesk): Listener | null => {
    const found = web.listen === null ? undefined : listeners.get(web.listen);
    const isThere =
      found !== undefined && [...found.byHost.values()].some((one) => one.name === name);
    return isThere ? found : null;
  };

  function serve(listener: () => Listener | undefined) {
    return (request: IncomingMessage, response: ServerResponse): void => {
      const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
      const desk = listener()?.byHost.get(host);
      if (desk === undefined) return refuse(request, response, wrongHost(host));
      try {
        pass(desk, request, response);
      } catch {
        // What a server takes and a client may not say: nothing of it ends the server of all desks.
        refuse(request, response, oddRequest());
      }
    };
  }

  function pass(desk: FrontDesk, request: IncomingMessage, response: ServerResponse): void {
    const { name, web } = desk;
    const number = underWay.get(name) ?? 0;
    if (number >= underWayMax) return refuse(request, response, notNow());
    underWay.set(name, number + 1);
    const sent = ask(
      {
        socketPath: socketOf({ folder, name }),
        agent: false,
        method: request.method,
        path: request.url,
        headers: passedOn(request.headers, {
          'x-forwarded-for': clientAddress(
            request.socket.remoteAddress ?? '',
            request.headers['x-forwarded-for'],
            web.publicAddress !== null,
          ),
          // Its length or its pieces: what is passed on must end where it ended here.
          ...(request.headers['transfer-encoding'] === undefined
            ? {}
            : { 'transfer-encoding': 'chunked' }),
        }),
      },
      (answer) => {
        answer.on('error', () => response.destroy());
        try {
          response.writeHead(answer.statusCode ?? 502, passedOn(answer.headers));
          response.flushHeaders();
          answer.pipe(response);
        } catch {
          response.destroy();
        }
      },
    );
    sent.on('error', () => {
      if (response.headersSent) response.destroy();
      else refuse(request, response, notNow());
    });
    response.once('close', () => {
      underWay.set(name, (underWay.get(name) ?? 1) - 1);
      sent.destroy();
    });
    request.on('error', () => sent.destroy());
    request.pipe(sent);
  }

  function listen(place: string, first: FrontDesk): Promise<Listener> {
    const { tls } = first.web;
    const isTls = tls !== null;
    const byHost: Listener['byHost'] = new Map();
    const here = (): Listener | undefined => listeners.get(place);
    const listener = serve(here);
    const server: Server =
      tls !== null
        ? createTlsServer(
            {
              ...timeLimits,
              ...certificateOf(first.folder, tls),
              minVersion: 'TLSv1.2',
              SNICallback: (host, done) => {
                const desk = here()?.byHost.get(host.toLowerCase());
                done(null, contexts.get(desk?.name ?? '')?.context);
              },
            },
            listener,
          )
        : createServer(timeLimits, listener);
    keepWithinMeasure(server, connectionsMax);
    const { host, port } = hostAndPort(place);
    return listening(server, () => server.listen(port, host.replace(/^\[(.*)\]$/, '$1'))).then(
      () => {
        // Too many open files, for instance: whoever came is not served, and the others are.
        server.on('error', () => undefined);
        return { isTls, server, byHost, port: (server.address() as AddressInfo).port };
      },
    );
  }

  /** The certificate of a desk, read again where its files have changed. Throws CONFIG_INVALID. */
  function followCertificate({ name, folder: workspace, web: { tls } }: FrontDesk): void {
    if (tls === null) return;
    const stamp = [tls.cert, tls.key]
      .map((path) => statSync(resolve(workspace, path), { throwIfNoEntry: false })?.mtimeMs ?? path)
      .join(' ');
    if (contexts.get(name)?.stamp === stamp) return;
    const pair = certificateOf(workspace, tls);
    contexts.set(name, {
      stamp,
      context: createSecureContext({ ...pair, minVersion: 'TLSv1.2' }),
    });
  }

  /** Throws what keeps the pages of a desk from being served. */
  async function route(
    desk: FrontDesk,
    place: string,
    routes: Map<string, Map<string, FrontDesk>>,
  ): Promise<void> {
    const hosts = hostsOf(desk);
    if (hosts.length === 0) throw unfit('web.publicAddress is needed: by its host it is known');
    followCertificate(desk);
    const isTls = desk.web.tls !== null;
    const byHost = routes.get(place) ?? new Map<string, FrontDesk>();
    let listener = listeners.get(place);
    // The first of them says how all are served there.
    if (byHost.size === 0 && listener !== undefined && listener.isTls !== isTls) {
      listeners.delete(place);
      await closing(listener.server);
      listener = undefined;
    }
    if (listener === undefined) {
      listener = await listen(place, desk);
      listeners.set(place, listener);
    }
    if (listener.isTls !== isTls) {
      throw unfit(`at ${place} another desk is served ${listener.isTls ? 'by' : 'without'} TLS`);
    }
    const taken = hosts.find((host) => byHost.has(host));
    if (taken !== undefined) throw unfit(`${taken} leads to another desk already`);
    for (const host of hosts) byHost.set(host, desk);
    routes.set(place, byHost);
  }

  async function follow(next: readonly FrontDesk[]): Promise<void> {
    const routes = new Map<string, Map<string, FrontDesk>>();
    for (const desk of next) {
      const { name, web } = desk;
      let words: string | null = null;
      try {
        if (web.listen !== null) await route(desk, web.listen, routes);
      } catch (error) {
        words = error instanceof Error ? error.message : String(error);
      }
      if ((told.get(name) ?? null) === words) continue;
      if (words === null) told.delete(name);
      else told.set(name, words);
      onTrouble(name, words);
    }
    desks = next;
    for (const [place, listener] of listeners) {
      listener.byHost = routes.get(place) ?? new Map();
      if (listener.byHost.size > 0) continue;
      listeners.delete(place);
      await closing(listener.server);
    }
  }

  const own = createServer(timeLimits, (request, response) => {
    void askedOf(request)
      .then((asked) => {
        const found = findDesks(desks, asked, (desk) => listenerOf(desk)?.port ?? null);
        response.end(JSON.stringify(found));
      })
      .catch(() => response.writeHead(400).end());
  });
  own.on('error', () => undefined);
  await listening(own, () => own.listen(frontSocketOf(folder)));
  chmodSync(frontSocketOf(folder), 0o600);
  return {
    folder,
    follow,
    addressOf: (desk) => {
      const listener = listenerOf(desk);
      return listener === null ? null : `${addressOfDesk(desk.name, desk.web, listener.port)}/`;
    },
    close: async () => {
      await Promise.all([own, ...[...listeners.values()].map(({ server }) => server)].map(closing));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** For its user alone. Throws FOLDER_UNUSABLE. */
function ownFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'pawl-'));
  } catch (error) {
    throw new EngineError(
      'FOLDER_UNUSABLE',
      `no folder can be made in ${tmpdir()}`,
      'give it room and this user the right to write there, or name another in TMPDIR',
      error,
    );
  }
}

async function askedOf(request: IncomingMessage): Promise<AskedDesks> {
  if (request.method !== 'POST' || request.url !== desksPath) throw new Error('nothing is here');
  let text = '';
  request.setEncoding('utf8');
  for await (const piece of request) {
    text += piece as string;
    if (text.length > askedMaxBytes) throw new Error('too large');
  }
  return JSON.parse(text) as AskedDesks;
}

/** RFC 9110, 7.6.1: what is said of one connection is not passed on to the next. */
const ofOneConnection = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  // Answered here.
  'expect',
]);

function passedOn(
  headers: IncomingMessage['headers'],
  more: OutgoingHttpHeaders = {},
): OutgoingHttpHeaders {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  const kept = Object.entries(headers).filter(
    ([name]) => !ofOneConnection.has(name) && !named.includes(name),
  );
  return { ...Object.fromEntries(kept), ...more };
}

const unfit = (words: string): EngineError =>
  new EngineError('CONFIG_INVALID', words, 'docs/operating.md tells how desks are told apart');

/** Names no desk: whoever asks is not known yet. */
const wrongHost = (host: string): Problem =>
  new Problem(421, 'WRONG_HOST', `"${host}" is not served here`, 'use the address of your desk');

const oddRequest = (): Problem =>
  new Problem(400, 'BAD_REQUEST', 'this cannot be passed on', 'look at its address and headers');

const notNow = (): Problem =>
  new Problem(
    503,
    'DESK_NOT_AT_WORK',
    'this desk does not answer just now',
    'try again in a moment; whoever keeps the gateway sees in its log why',
    { headers: { 'retry-after': '10' } },
  );

/** In plain HTML: the desk, which has the rest of a page, may be gone. */
function refuse(request: IncomingMessage, response: ServerResponse, problem: Problem): void {
  const isProgram = /^\/(api\/|openapi\.json$)/.test(request.url ?? '');
  const body = problem.body();
  response.writeHead(problem.status, {
    ...problem.headers,
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'content-type': isProgram ? 'application/json' : 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
    connection: 'close',
  });
  const { code, message, hint } = body.error;
  response.end(isProgram ? JSON.stringify(body) : `${code}: ${message}. ${hint}.\n`);
}

/** Pages and API over a workspace, asked directly: no port, a clock that stands, people with tokens. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixedClock } from '../../src/clock.ts';
import { configFile, configName, readConfig, type AccessRole } from '../../src/config/index.ts';
import { openEngine } from '../../src/engine.ts';
import { createLog } from '../../src/log.ts';
import { createApp } from '../../src/web/app.ts';
import { identities } from '../../src/web/identity.ts';
import { changesSince } from '../../src/web/index.ts';
import { people } from './make-desk.ts';
import { standAt } from './stand-still.ts';

export interface Answered {
  readonly status: number;
  readonly type: string;
  readonly location: string | null;
  readonly text: string;
}

export interface WebDesk {
  /** Every address that is served, pages, API and all else. */
  readonly routes: readonly { readonly method: string; readonly path: string }[];
  readonly ask: (
    role: AccessRole | null,
    method: string,
    path: string,
    body?: object | string | URLSearchParams,
  ) => Promise<Answered>;
  readonly pass: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function openWeb(workspace: string, at: string): Promise<WebDesk> {
  standAt(at);
  const path = join(workspace, configName);
  const written: unknown = JSON.parse(readFileSync(path, 'utf8'));
  const engine = await openEngine({
    workspace,
    config: readConfig(written, path),
    written,
    configFile: configFile(path),
    clock: fixedClock(at),
    log: createLog('silent', 'none'),
    storePath: join(workspace, 'data', 'pawl.db'),
    progress: null,
  });
  const gateway = engine.gateway();
  const nowMs = Date.now();
  const app = createApp({
    web: {
      gateway: () => gateway,
      identities: identities(
        () => gateway.config.web,
        true,
        () => nowMs,
      ),
      version: 'VERSION',
      nudge: () => undefined,
      changes: changesSince(at),
    },
    hosts: [],
    addressOf: () => '127.0.0.1',
    onBug: (error) => {
      throw error;
    },
    now: () => nowMs,
  });
  return {
    routes: app.routes,
    ask: async (role, method, asked, body) => {
      const headers = new Headers();
      const token = people.find((one) => one.role === role)?.token;
      if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
      if (body !== undefined && !(body instanceof URLSearchParams)) {
        headers.set('content-type', 'application/json');
      }
      const sent =
        body === undefined || typeof body === 'string' || body instanceof URLSearchParams
          ? body
          : JSON.stringify(body);
      const init = { method, headers, ...(sent === undefined ? {} : { body: sent }) };
      const response = await app.request(asked, init);
      const type = response.headers.get('content-type') ?? '';
      const location = response.headers.get('location');
      // What goes on for ever is only looked at.
      if (type.startsWith('text/event-stream')) {
        const reader = response.body?.getReader();
        const first = await reader?.read();
        await reader?.cancel();
        const text = new TextDecoder().decode(first?.value as Uint8Array | undefined);
        return { status: response.status, type, location, text };
      }
      return { status: response.status, type, location, text: await response.text() };
    },
    pass: async () => void (await engine.pass({ final: true })),
    close: () => engine.close(),
  };
}

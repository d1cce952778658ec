/**
 * A desk for tests: a gateway with the demonstration story in it, and the app of its pages and API
 * called directly, as a viewer, an operator, an approver, or nobody.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundledBankHolidays, calendarOf, notCovered } from '../../src/calendar/index.ts';
import { fixedClock } from '../../src/clock.ts';
import type { AccessRole } from '../../src/config/index.ts';
import { demonstration, demonstrationMpans } from '../../src/demo/index.ts';
import { loadCatalogue } from '../../src/shipped-flows.ts';
import { createApp } from '../../src/web/app.ts';
import { type Changes, changesSince } from '../../src/web/changes.ts';
import type { Web } from '../../src/web/context.ts';
import { tokenDigestOf, identities } from '../../src/web/identity.ts';
import { openTestGateway, type TestGateway, tempFolder } from '../support/workspace.ts';

/** The day of the story; the clock stands at noon. */
export const today = '2026-08-05';
export const mpans = demonstrationMpans;

export const tokens = { viewer: 'vera', operator: 'otto', approver: 'anna' } as const;

/** The token of a role, and of a second approver. */
export const tokenOf = (name: string): string => `pawl_of_${name}`;

export interface WebDesk extends TestGateway {
  readonly changes: Changes;
  /** How often the gateway was asked to look again. */
  readonly nudges: () => number;
  readonly bugs: unknown[];
  /** Every route of the app, those of pages too. */
  readonly routes: readonly { readonly method: string; readonly path: string }[];
  /** A request as a role, by its token; as nobody where it is null. */
  readonly as: (role: AccessRole | null, path: string, init?: RequestInit) => Promise<Response>;
  /** A request as it is, without anything added. */
  readonly request: (path: string, init?: RequestInit) => Promise<Response>;
  /** Milliseconds on the clock of sessions and tries. */
  readonly passTime: (ms: number) => void;
}

export interface DeskOptions {
  readonly settings?: Record<string, unknown>;
  readonly web?: Record<string, unknown>;
  readonly isLoopback?: boolean;
  readonly hosts?: readonly string[];
  /** Further people with tokens. */
  readonly people?: readonly {
    readonly name: string;
    readonly person?: string;
    readonly role: AccessRole;
    readonly token: string;
  }[];
  readonly publicAddress?: string;
  readonly isTls?: boolean;
  readonly isDoor?: boolean;
  /** How long the provider of `web.signIn` may take to answer. */
  readonly providerWaitMs?: number;
  /** False for a desk on which nothing has happened yet. */
  readonly story?: boolean;
}

export async function openWebDesk(options: DeskOptions = {}): Promise<WebDesk> {
  const { settings = {}, web: webSettings = {}, isLoopback = true, hosts = [] } = options;
  const known = Object.entries(tokens).map(([role, name]) => ({
    name,
    role,
    token: tokenOf(name),
  }));
  const entries = [...known, ...(options.people ?? [])].map(({ token, ...rest }) => ({
    ...rest,
    sha256: tokenDigestOf(token),
  }));
  const desk = await openTestGateway(
    {
      send: 'approve',
      lateClaimWorkingDays: 250,
      ...settings,
      web: { tokens: entries, ...webSettings },
    },
    tempFolder(),
    fixedClock(`${today}T11:00:00Z`),
  );
  if (options.story !== false) {
    for (const { name, into, text } of demonstrationFiles()) {
      writeFileSync(join(desk.workspace, into, name), text);
    }
    await desk.pass();
  }
  const changes = changesSince(desk.clock.now());
  let nudges = 0;
  let nowMs = 1_000_000;
  const bugs: unknown[] = [];
  const web: Web = {
    gateway: () => desk.gateway,
    identities: identities(
      () => desk.gateway.config.web,
      isLoopback,
      () => nowMs,
    ),
    version: '0.0.0-test',
    nudge: () => {
      nudges += 1;
    },
    changes,
  };
  const app = createApp({
    web,
    hosts,
    addressOf: (context) => context.req.header('x-test-address') ?? '127.0.0.1',
    onBug: (error) => bugs.push(error),
    now: () => nowMs,
    publicAddress: options.publicAddress ?? null,
    isTls: options.isTls ?? false,
    isDoor: options.isDoor ?? false,
    ...(options.providerWaitMs === undefined ? {} : { providerWaitMs: options.providerWaitMs }),
  });
  const request = async (path: string, init?: RequestInit): Promise<Response> =>
    app.request(path, init);
  return {
    ...desk,
    changes,
    nudges: () => nudges,
    bugs,
    routes: app.routes,
    request,
    as: (role, path, init = {}) => {
      const headers = new Headers(init.headers);
      if (role !== null) headers.set('authorization', `Bearer ${tokenOf(tokens[role])}`);
      return request(path, { ...init, headers });
    },
    passTime: (ms) => {
      nowMs += ms;
    },
  };
}

let story: Exclude<ReturnType<typeof demonstration>, string> | null = null;

export function demonstrationFiles() {
  if (story === null) {
    const calendar = calendarOf(bundledBankHolidays, 'england-and-wales')!;
    const made = demonstration(loadCatalogue(), calendar, today);
    if (made === notCovered) throw new Error(made);
    story = made;
  }
  return story;
}

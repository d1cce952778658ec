/**
 * Two OpenID providers on loopback. One is real, `oidc-provider`, and lets everybody in as whoever the
 * test says. The other answers what the test tells it, so that it can do what a real one never does.
 */
import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import OidcProvider from 'oidc-provider';
import { onTestFinished, vi } from 'vitest';
import { type DeskOptions, openWebDesk, type WebDesk } from './desk.ts';

export const publicAddress = 'https://pawl.example.com';
export const clientId = 'pawl-of-the-desk';
export const clientSecret = 'a secret for a test, long enough';

export interface Account {
  readonly preferred_username?: string;
  readonly groups?: readonly string[] | string;
}

export interface RealProvider {
  readonly issuer: string;
  /** By `sub`. */
  readonly accounts: Record<string, Account>;
  /** Who is at the browser. */
  signsIn: string;
  /** Whether the person says no. */
  declines: boolean;
  /** As after a change of its keys. */
  readonly renewKeys: () => void;
  readonly close: () => Promise<void>;
  /** Paths that were asked for. */
  readonly asked: string[];
}

export const closing = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => closing(server));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

let keys = 0;

function newKey(): { readonly key: KeyObject; readonly kid: string } {
  keys += 1;
  return {
    key: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
    kid: `key-${keys}`,
  };
}

export async function realProvider(address = publicAddress): Promise<RealProvider> {
  // It says what one has to change before others rely on it.
  const quiet = ['warn', 'info'].map((name) =>
    vi.spyOn(console, name as 'warn').mockImplementation(() => undefined),
  );
  onTestFinished(() => {
    for (const one of quiet) one.mockRestore();
  });
  const accounts: Record<string, Account> = {};
  const asked: string[] = [];
  let provider: OidcProvider;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://x');
    asked.push(pathname);
    if (!pathname.startsWith('/interaction/')) {
      provider.callback()(request, response);
      return;
    }
    const result = real.declines
      ? { error: 'access_denied', error_description: '<script>alert(1)</script>' }
      : { login: { accountId: real.signsIn } };
    void provider.interactionFinished(request, response, result);
  });
  const issuer = await listening(server);
  const start = (): OidcProvider => {
    const { key, kid } = newKey();
    return new OidcProvider(issuer, {
      clients: [
        {
          client_id: clientId,
          client_secret: clientSecret,
          redirect_uris: [`${address}/sign-in/return`],
          post_logout_redirect_uris: [`${address}/sign-in`],
        },
      ],
      jwks: { keys: [{ ...key.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' }] },
      cookies: { keys: ['a key for a test'] },
      claims: { openid: ['sub'], profile: ['preferred_username', 'groups'] },
      conformIdTokenClaims: false,
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
      findAccount: (_: unknown, sub: string) => ({
        accountId: sub,
        claims: () => ({ sub, ...accounts[sub] }),
      }),
      loadExistingGrant: async (context: {
        oidc: { client: { clientId: string }; session: { accountId: string } };
      }) => {
        const { client, session } = context.oidc;
        const { accountId } = session;
        const grant = new provider.Grant({ clientId: client.clientId, accountId });
        grant.addOIDCScope('openid profile');
        await grant.save();
        return grant;
      },
      ttl: { Session: 600, Interaction: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
    });
  };
  const real: RealProvider = {
    issuer,
    accounts,
    signsIn: '',
    declines: false,
    renewKeys: () => {
      provider = start();
    },
    close: () => closing(server),
    asked,
  };
  provider = start();
  return real;
}

/** What the told provider answers; each is made anew for each request. */
export interface Told {
  discovery: (issuer: string) => unknown;
  /** The claims of the ID token, beside those that fit. */
  claims: Record<string, unknown>;
  header: Record<string, unknown>;
  /** Changes the token as it is about to be sent. */
  token: (made: string) => string;
  /** Answers instead of the provider; undefined where it does not. */
  instead: (
    path: string,
  ) => { status: number; type: string; body: string; to?: string } | 'never' | undefined;
}

export interface ToldProvider extends Told {
  readonly issuer: string;
  readonly publicKey: () => string;
  readonly renewKeys: () => void;
  readonly asked: string[];
}

const base64url = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

export async function toldProvider(): Promise<ToldProvider> {
  let { key, kid } = newKey();
  let nonce = '';
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://x');
    asked.push(pathname);
    const other = told.instead(pathname);
    if (other === 'never') return;
    const say = (status: number, type: string, body: string, location?: string): void => {
      const more = location === undefined ? {} : { location };
      response.writeHead(status, { 'content-type': type, ...more }).end(body);
    };
    if (other !== undefined) say(other.status, other.type, other.body, other.to);
    else if (pathname.endsWith('/openid-configuration')) {
      say(200, 'application/json', JSON.stringify(told.discovery(told.issuer)));
    } else if (pathname === '/jwks') {
      const jwk = createPublicKey(key).export({ format: 'jwk' });
      say(200, 'application/json', JSON.stringify({ keys: [{ ...jwk, kid, use: 'sig' }] }));
    } else if (pathname === '/token') {
      const seconds = Math.floor(Date.now() / 1_000);
      const header = { alg: 'RS256', kid, ...told.header };
      const claims = {
        iss: told.issuer,
        aud: clientId,
        sub: 'sub-of-otto',
        iat: seconds,
        exp: seconds + 300,
        nonce,
        groups: ['desk'],
        ...told.claims,
      };
      const head = `${base64url(header)}.${base64url(claims)}`;
      const made = `${head}.${sign('sha256', Buffer.from(head), key).toString('base64url')}`;
      const id_token = told.token(made);
      say(
        200,
        'application/json',
        JSON.stringify({ access_token: 'x', token_type: 'bearer', id_token }),
      );
    } else say(404, 'text/plain', '');
  });
  const issuer = await listening(server);
  const told: ToldProvider & { nonceIs: (value: string) => void } = {
    issuer,
    asked,
    discovery: (at) => ({
      issuer: at,
      authorization_endpoint: `${at}/auth`,
      token_endpoint: `${at}/token`,
      jwks_uri: `${at}/jwks`,
      end_session_endpoint: `${at}/end`,
      id_token_signing_alg_values_supported: ['RS256'],
    }),
    claims: {},
    header: {},
    token: (made) => made,
    instead: () => undefined,
    publicKey: () => createPublicKey(key).export({ format: 'pem', type: 'spki' }),
    renewKeys: () => {
      ({ key, kid } = newKey());
    },
    nonceIs: (value) => {
      nonce = value;
    },
  };
  nonces.set(issuer, told.nonceIs);
  return told;
}

/** A told provider is asked for no page: it hears of the nonce here. */
const nonces = new Map<string, (value: string) => void>();

/** What a browser keeps of a host. */
export type Jar = Map<string, string>;

export const cookiesOf = (jar: Jar): Record<string, string> => ({
  cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
});

export function keepCookies(jar: Jar, response: Response): void {
  for (const line of response.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (/max-age=0|expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(name);
    else jar.set(name, value);
  }
}

/** The address that a page leads on to by itself. */
export const leadsTo = (page: string): string | null =>
  /http-equiv="refresh" content="0;url=([^"]*)"/
    .exec(page)?.[1]
    ?.replaceAll('&amp;', '&')
    .replaceAll('&#39;', "'") ?? null;

/** A browser at a desk: what it has of the pages, and of the provider. */
export interface Browser {
  readonly pages: Jar;
  readonly provider: Jar;
}

export const newBrowser = (): Browser => ({ pages: new Map(), provider: new Map() });

/** Presses *Sign in with …*. */
export async function begin(
  desk: WebDesk,
  { pages }: Browser,
  fields: Record<string, string> = {},
): Promise<{ readonly response: Response; readonly page: string; readonly to: string | null }> {
  const response = await desk.request('/sign-in/begin', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...cookiesOf(pages) },
    body: new URLSearchParams(fields).toString(),
  });
  keepCookies(pages, response);
  const page = await response.text();
  return { response, page, to: leadsTo(page) };
}

/** Goes through the provider; gives the address that it leads back to. */
export async function throughProvider({ provider }: Browser, from: string): Promise<string> {
  const told = nonces.get(new URL(from).origin);
  if (told !== undefined) {
    const asked = new URL(from).searchParams;
    told(asked.get('nonce') ?? '');
    const back = new URL(asked.get('redirect_uri') ?? '');
    back.searchParams.set('code', 'a code');
    back.searchParams.set('state', asked.get('state') ?? '');
    return back.href;
  }
  let at = from;
  for (let hop = 0; hop < 10; hop += 1) {
    const response = await fetch(at, { headers: cookiesOf(provider), redirect: 'manual' });
    keepCookies(provider, response);
    const next = response.headers.get('location');
    if (next === null) throw new Error(`${response.status} at ${at}: ${await response.text()}`);
    at = new URL(next, at).href;
    if (new URL(at).pathname === '/sign-in/return') return at;
  }
  throw new Error(`no way back from ${from}`);
}

/** Comes back from the provider, as an address says. */
export async function comeBack(
  desk: WebDesk,
  { pages }: Browser,
  at: string,
): Promise<{ readonly response: Response; readonly page: string; readonly to: string | null }> {
  const { pathname, search } = new URL(at);
  const response = await desk.request(`${pathname}${search}`, { headers: cookiesOf(pages) });
  keepCookies(pages, response);
  const page = await response.text();
  return { response, page, to: leadsTo(page) };
}

/** The whole way, in one browser. */
export async function signInWith(
  desk: WebDesk,
  browser: Browser = newBrowser(),
  fields: Record<string, string> = {},
): ReturnType<typeof comeBack> {
  const { to, page } = await begin(desk, browser, fields);
  if (to === null) throw new Error(page);
  return comeBack(desk, browser, await throughProvider(browser, to));
}

/** A desk whose people sign in at that issuer. */
export const deskWith = (
  issuer: string,
  more: object = {},
  options: DeskOptions = {},
): Promise<WebDesk> =>
  openWebDesk({
    story: false,
    ...options,
    publicAddress,
    web: {
      publicAddress,
      signIn: {
        issuer,
        clientId,
        clientSecret,
        name: 'Example ID',
        roles: { viewer: ['readers'], operator: ['desk'], approver: ['leads'] },
        ...more,
      },
      ...options.web,
    },
  });

/** Whom the pages take the browser for; null for nobody. */
export async function me(
  desk: WebDesk,
  { pages }: Browser,
): Promise<Record<string, unknown> | null> {
  const answer = await desk.request('/api/v1/me', { headers: cookiesOf(pages) });
  return answer.status === 200 ? ((await answer.json()) as Record<string, unknown>) : null;
}

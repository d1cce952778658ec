/**
 * What is said to the OpenID provider of `web.signIn`, and what it answers: its discovery document,
 * the exchange of a code, its keys. All of it comes from elsewhere: each request has a limit of time
 * and of size, goes by TLS or stays on the machine, and follows no redirect. What goes wrong is a
 * value; nothing here throws at what a provider or a network does.
 */
import type * as Client from 'openid-client';
import { isSafeAddress, type SignInConfig } from '../config/index.ts';

/** What the provider says of whoever signed in. */
export interface Claims {
  readonly issuer: string;
  /** Who it is at this issuer, for good. */
  readonly sub: string;
  /** What they are called there now; null where it does not say. */
  readonly name: string | null;
  /** Null where the ID token has no such claim: it may name them nowhere, or elsewhere. */
  readonly groups: readonly string[] | null;
}

/** Why nobody came in. */
export type Failure =
  /** No answer, or none in time. */
  | 'down'
  /** It answers something else than a provider does. */
  | 'odd'
  /** What it says of itself is of another issuer. */
  | 'otherIssuer'
  /** It knows this gateway not, or not by this secret. */
  | 'notKnownThere'
  /** The person, or the provider, said no. */
  | 'declined'
  /** Not begun here, begun too long ago, or used already. */
  | 'notUnderWay'
  /** An ID token for somebody else, of somebody else, or of no key of theirs. */
  | 'notForUs'
  /** An ID token whose time is over, or has not begun. */
  | 'clock'
  /** Nobody by whom a person can be known. */
  | 'noSub'
  | 'noGroups'
  | 'noRole';

export interface Failed {
  readonly kind: 'failed';
  readonly why: Failure;
  /** A word for the log: a code, never what was in a token. */
  readonly detail: string;
}

/** What one sign-in needs to be told from every other, kept here until the browser is back. */
export interface Proofs {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export interface Provider {
  /** Where to lead the browser. */
  readonly begin: (settings: SignInConfig, back: string, proofs: Proofs) => Promise<Led | Failed>;
  /** What the browser came back with, once it has been looked at. */
  readonly finish: (settings: SignInConfig, at: URL, proofs: Proofs) => Promise<Came | Failed>;
  /** Where the provider's own session ends; null where it has no such place, or was not asked yet. */
  readonly end: (settings: SignInConfig, back: string, idToken: string | null) => string | null;
}

interface Led {
  readonly kind: 'led';
  readonly to: string;
}

interface Came {
  readonly kind: 'came';
  readonly claims: Claims;
  readonly idToken: string;
}

/** Ours: far more than a discovery document, a set of keys or a token of many groups takes. */
const answerMaxBytes = 512_000;
/** Ours: how far the clock of a provider may be from ours. */
const skewSeconds = 60;
/** Ours: what a provider says of itself is asked again after this, and after each failure. */
const keptMs = 3_600_000;

interface Known {
  /** The settings it was asked by. */
  readonly by: string;
  readonly at: number;
  readonly about: Client.ServerMetadata;
  keys: Client.ExportedJWKSCache['jwks'] | null;
}

const keyOf = ({ issuer, clientId, clientSecret }: SignInConfig): string =>
  JSON.stringify([issuer, clientId, clientSecret]);

/** `waitMs` is how long each request may take, `now` milliseconds of the clock of sessions. */
export function providerAt(waitMs: number, now: () => number): Provider {
  let known: Known | null = null;
  let asking: { readonly by: string; readonly answer: Promise<Known> } | null = null;

  /** Asked once, however many wait for it. Throws what the client throws. */
  async function ask(client: typeof Client, settings: SignInConfig): Promise<Known> {
    const by = keyOf(settings);
    if (known?.by === by && now() - known.at < keptMs) return known;
    if (asking?.by !== by) {
      const answer = discovered(client, settings, waitMs).then((about) => {
        known = { by, at: now(), about, keys: null };
        return known;
      });
      asking = { by, answer };
    }
    const mine = asking;
    try {
      return await mine.answer;
    } finally {
      if (asking === mine) asking = null;
    }
  }

  return {
    begin: async (settings, back, { state, nonce, verifier }) => {
      try {
        const client = await load();
        const { about } = await ask(client, settings);
        const to = client.buildAuthorizationUrl(clientOf(client, settings, about, waitMs), {
          redirect_uri: back,
          scope: ['openid', ...settings.scopes].join(' '),
          code_challenge: await client.calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
          state,
          nonce,
        });
        return isSafeAddress(to.href)
          ? { kind: 'led', to: to.href }
          : odd('authorization_endpoint');
      } catch (error) {
        return failedBy(error);
      }
    },
    finish: async (settings, at, { state, nonce, verifier }) => {
      try {
        const client = await load();
        const asked = await ask(client, settings);
        const ours = clientOf(client, settings, asked.about, waitMs);
        client.enableNonRepudiationChecks(ours);
        // With this age a key that is not among them is asked for at once, and the others are not.
        const uat = Math.floor(Date.now() / 1_000) - 60;
        if (asked.keys !== null) client.setJwksCache(ours, { jwks: asked.keys, uat });
        const answer = await client.authorizationCodeGrant(ours, at, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        });
        asked.keys = client.getJwksCache(ours)?.jwks ?? null;
        const claims = answer.claims();
        if (claims === undefined) return odd('id_token');
        return { kind: 'came', claims: claimsIn(claims, settings), idToken: answer.id_token ?? '' };
      } catch (error) {
        const failure = failedBy(error);
        // Its addresses or keys may be others by now. That somebody said no tells nothing of them.
        if (failure.why !== 'declined') known = null;
        return failure;
      }
    },
    end: (settings, back, idToken) => {
      if (known?.by !== keyOf(settings)) return null;
      const place = known.about.end_session_endpoint;
      if (place === undefined || !isSafeAddress(place)) return null;
      const to = new URL(place);
      to.searchParams.set('client_id', settings.clientId);
      to.searchParams.set('post_logout_redirect_uri', back);
      if (idToken !== null) to.searchParams.set('id_token_hint', idToken);
      return to.href;
    },
  };
}

/** What a provider says of itself, for whoever sets it up. */
export async function askAbout(
  settings: SignInConfig,
  waitMs: number,
): Promise<{ readonly about: Client.ServerMetadata; readonly keys: number } | Failed> {
  try {
    const about = await discovered(await load(), settings, waitMs);
    const answer = await fetchWithin(about.jwks_uri ?? '', { signal: AbortSignal.timeout(waitMs) });
    const said = (await answer.json()) as { readonly keys?: unknown };
    return Array.isArray(said.keys) ? { about, keys: said.keys.length } : odd('jwks_uri');
  } catch (error) {
    return failedBy(error);
  }
}

const load = (): Promise<typeof Client> => import('openid-client');

/** A document that names another issuer than was asked for. */
const isOfAnother = (errors: readonly Error[]): boolean =>
  errors.some(
    (one) =>
      one instanceof OtherIssuer ||
      ('code' in one && one.code === 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED'),
  );

async function discovered(
  client: typeof Client,
  settings: SignInConfig,
  waitMs: number,
): Promise<Client.ServerMetadata> {
  const found = await client.discovery(
    new URL(settings.issuer),
    settings.clientId,
    undefined,
    undefined,
    {
      [client.customFetch]: fetchWithin,
      timeout: waitMs / 1_000,
      execute: isOnThisMachine(settings) ? [client.allowInsecureRequests] : [],
    },
  );
  // Without what the client adds to be asked.
  const about = JSON.parse(JSON.stringify(found.serverMetadata())) as Client.ServerMetadata;
  // Some addresses stand for every tenant of a provider: anybody's directory would let people in.
  if (new URL(about.issuer).href !== new URL(settings.issuer).href) throw new OtherIssuer();
  return about;
}

class OtherIssuer extends Error {}

/** `allowInsecureRequests` takes plain HTTP; that it stays on this machine is looked at by each request. */
const isOnThisMachine = ({ issuer }: SignInConfig): boolean => issuer.startsWith('http:');

function clientOf(
  client: typeof Client,
  settings: SignInConfig,
  about: Client.ServerMetadata,
  waitMs: number,
): Client.Configuration {
  const { clientId, clientSecret: secret } = settings;
  const methods = about.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  const proof =
    secret === null
      ? client.None()
      : methods.includes('client_secret_basic')
        ? client.ClientSecretBasic(secret)
        : client.ClientSecretPost(secret);
  const made = new client.Configuration(
    about,
    clientId,
    { [client.clockTolerance]: skewSeconds },
    proof,
  );
  made[client.customFetch] = fetchWithin;
  made.timeout = waitMs / 1_000;
  if (isOnThisMachine(settings)) client.allowInsecureRequests(made);
  return made;
}

class TooLarge extends Error {}

/** Throws TooLarge, and what `fetch` throws. The signal that comes with the options ends the reading too. */
async function fetchWithin(
  address: string,
  options: Client.CustomFetchOptions | { readonly signal: AbortSignal },
): Promise<Response> {
  if (!isSafeAddress(address)) throw new TypeError('only requests to HTTPS are allowed');
  const response = await fetch(address, { ...(options as RequestInit), redirect: 'manual' });
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body ?? []) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes > answerMaxBytes) throw new TooLarge();
  }
  const { status, statusText, headers } = response;
  return new Response(bytes === 0 ? null : Buffer.concat(pieces), { status, statusText, headers });
}

function claimsIn(
  claims: Readonly<Record<string, unknown>> & { readonly iss: string; readonly sub: string },
  { groupsClaim, nameClaim }: SignInConfig,
): Claims {
  const of = (name: string): unknown => (Object.hasOwn(claims, name) ? claims[name] : undefined);
  const name = of(nameClaim);
  const groups = of(groupsClaim);
  const listed = typeof groups === 'string' ? [groups] : groups;
  return {
    issuer: claims.iss,
    sub: claims.sub,
    name: typeof name === 'string' ? name : null,
    groups: Array.isArray(listed) ? listed.filter((one) => typeof one === 'string') : null,
  };
}

const odd = (detail: string): Failed => ({ kind: 'failed', why: 'odd', detail });

/** Codes of the client (`OAUTH_…`), of Node (`ECONNREFUSED`), of the protocol (`access_denied`). */
function failedBy(error: unknown): Failed {
  const errors = chainOf(error);
  const words = errors.flatMap((one) =>
    ['error', 'code'].map((key) => (key in one ? String(Reflect.get(one, key)) : '')),
  );
  const detail = words.find((word) => /^[A-Za-z]\w{1,59}$/.test(word)) ?? errors.at(-1)?.name;
  return { kind: 'failed', why: whyOf(errors, words), detail: detail ?? 'unknown' };
}

function whyOf(errors: readonly Error[], words: readonly string[]): Failure {
  if (isOfAnother(errors)) return 'otherIssuer';
  const has = (...codes: readonly string[]): boolean => codes.some((code) => words.includes(code));
  // To a wrong secret some answer with a challenge instead of a word.
  if (has('invalid_client', 'unauthorized_client', 'OAUTH_WWW_AUTHENTICATE_CHALLENGE')) {
    return 'notKnownThere';
  }
  if (errors.some((one) => one.constructor.name === 'AuthorizationResponseError'))
    return 'declined';
  if (has('invalid_grant')) return 'notUnderWay';
  if (has('OAUTH_JWT_TIMESTAMP_CHECK_FAILED')) return 'clock';
  if (
    has(
      'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
      'OAUTH_KEY_SELECTION_FAILED',
      'OAUTH_INVALID_RESPONSE',
      'OAUTH_UNSUPPORTED_OPERATION',
    )
  ) {
    return 'notForUs';
  }
  if (has('OAUTH_TIMEOUT', 'OAUTH_ABORT')) return 'down';
  const unfit = errors.map(({ cause }) => cause).find((cause) => cause instanceof Response);
  if (unfit !== undefined && unfit.status >= 500) return 'down';
  // What the network did has a code of its own; a name that is not known is one too.
  if (words.some((word) => /^(E[A-Z]+|UND_ERR_\w+|CERT_\w+|\w+_CERT\w*)$/.test(word)))
    return 'down';
  return 'odd';
}

/** An error with its causes; a circle of them ends too. */
function chainOf(error: unknown): readonly Error[] {
  const errors: Error[] = [];
  for (let one = error; one instanceof Error && errors.length < 8; one = one.cause)
    errors.push(one);
  return errors;
}

/**
 * Who is let in. A request comes with a bearer token (programs) or a session cookie (browsers); what
 * changes anything must also prove that it comes from our own form.
 */

import type { MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { type Context, type Env, refuseForged, type Web } from './context.ts';
import { auditOf } from './audit-of.ts';
import { formOf } from './form.ts';
import { type SessionOrigin, type Person, type Session, tokenDigestOf } from './identity.ts';
import { isApi, Problem } from './problem.ts';
import type { Tries } from './tries.ts';
import { underWaySeconds } from './sign-ins.ts';
import { isUpload, uploadPath } from './upload.ts';

const csrfField = '_csrf';

/** Browsers do not keep cookies apart by port: two desks on one machine must not share one. */
function plainCookieName({ req }: Context): string {
  const [, port = ''] = /:(\d+)$/.exec(req.header('host') ?? '') ?? [];
  return port === '' ? 'pawl_session' : `pawl_session_${port}`;
}

export interface Admission {
  readonly identify: MiddlewareHandler<Env>;
  readonly signIn: (context: Context, token: string) => Session | null;
  /** Whoever came back from the provider; the session that they had before ends. */
  readonly letIn: (
    context: Context,
    person: Person,
    origin: SessionOrigin,
    sessionBefore: string | null,
  ) => Session;
  /** Tells of somebody who came back from the provider, or was to be led there, and is not let in. */
  readonly refused: (context: Context, why: string, detail: string) => void;
  readonly signOut: (context: Context) => void;
  /** Throws 403 where the form came from a page elsewhere, 429 where too many come from one address. */
  readonly mayBegin: (context: Context) => void;
  /** What this browser was given when it was led away. */
  readonly begunBy: (context: Context) => string | undefined;
  readonly rememberBegun: (context: Context, browser: string) => void;
  readonly sessionIdOf: (context: Context) => string | null;
}

interface DoorOptions {
  readonly attempts: Tries;
  /** Where a request comes from. */
  readonly addressOf: (context: Context) => string;
  /** The host of `web.publicAddress`, with its port; null where there is none. */
  readonly publicHost: string | null;
  /** Whether browsers reach the pages by TLS, ours or a proxy's. */
  readonly isSecure: boolean;
}

export function admission(
  { identities, gateway }: Pick<Web, 'identities' | 'gateway'>,
  { attempts, addressOf, publicHost, isSecure }: DoorOptions,
): Admission {
  // A browser takes a cookie of this prefix from the host itself alone, and by TLS alone.
  const cookieName = (context: Context): string =>
    `${isSecure ? '__Host-' : ''}${plainCookieName(context)}`;
  // It must come along when the provider leads the browser back from elsewhere.
  const underWayName = (context: Context): string => `${cookieName(context)}_begun`;
  const remember = (context: Context, person: Person, origin: SessionOrigin): Session => {
    const session = identities.open(person, origin);
    setCookie(context, cookieName(context), session.id, {
      httpOnly: true,
      sameSite: 'Strict',
      secure: isSecure,
      path: '/',
    });
    return session;
  };
  const personOfToken = (context: Context, token: string): Person | null => {
    const person = identities.ofToken(token);
    if (person === null) attempts.failed(addressOf(context));
    return person;
  };
  const letIn: Admission['letIn'] = (context, person, origin, sessionBefore) => {
    // Whoever signs in anew is somebody else, as far as this browser goes.
    if (sessionBefore !== null) identities.close(sessionBefore);
    const { name, credential, role } = person;
    gateway().log.info({ login: name, credential, role, peer: addressOf(context) }, 'signed in');
    context.set('person', person);
    auditOf({ gateway }, context, signing('signed-in'));
    return remember(context, person, origin);
  };
  return {
    identify: async (context, next) => {
      const [scheme, token] = (context.req.header('authorization') ?? '').split(' ');
      if (scheme?.toLowerCase() === 'bearer' && token !== undefined) {
        const person = personOfToken(context, token);
        if (person === null) throw unknown();
        context.set('person', person);
        context.set('session', null);
        return next();
      }
      const known = identities.ofSession(getCookie(context, cookieName(context)));
      const open = identities.atThisMachine();
      if (known === null && open === null) throw unknown();
      // A program that looks is given no session: it would open another with each request.
      const isLook = isApi(context) && isSafe(context);
      const session =
        known ?? (open === null || isLook ? null : remember(context, open, { by: 'this machine' }));
      const person = session?.person ?? open;
      if (person === null) throw unknown();
      context.set('person', person);
      context.set('session', session);
      if (session !== null) await refuseForgery(context);
      return next();
    },
    signIn: (context, token) => {
      refuseForeignSignIn(context, publicHost);
      const person = personOfToken(context, token);
      if (person === null) return null;
      const origin = { by: 'token', sha256: tokenDigestOf(token) } as const;
      return letIn(context, person, origin, getCookie(context, cookieName(context)) ?? null);
    },
    letIn,
    refused: (context, why, detail) => {
      attempts.tell('sign-in refused', { why, detail, peer: addressOf(context) });
    },
    mayBegin: (context) => {
      refuseForeignSignIn(context, publicHost);
      attempts.begun(addressOf(context));
    },
    begunBy: (context) => getCookie(context, underWayName(context)),
    rememberBegun: (context, browser) => {
      setCookie(context, underWayName(context), browser, {
        httpOnly: true,
        sameSite: 'Lax',
        secure: isSecure,
        path: '/',
        maxAge: underWaySeconds,
      });
    },
    sessionIdOf: (context) => getCookie(context, cookieName(context)) ?? null,
    signOut: (context) => {
      gateway().log.info(
        { login: context.get('person').name, peer: addressOf(context) },
        'signed out',
      );
      auditOf({ gateway }, context, signing('signed-out'));
      identities.close(getCookie(context, cookieName(context)) ?? '');
      deleteCookie(context, cookieName(context), { path: '/', secure: isSecure });
      context.header('clear-site-data', '"cache", "storage"');
    },
  };
}

const signing = (kind: 'signed-in' | 'signed-out') =>
  ({ kind, outcome: 'done', operation: null, code: null, mpans: null }) as const;

const unknown = (): Problem =>
  new Problem(
    401,
    'NOT_SIGNED_IN',
    'a known token is needed',
    'pages: sign in at /sign-in; API: send Authorization: Bearer TOKEN; pawl token makes one',
    { headers: { 'www-authenticate': 'Bearer realm="pawl"' } },
  );

/**
 * A page elsewhere must not sign a browser in as somebody else. Browsers say with a form where its
 * page came from; programs say nothing.
 */
function refuseForeignSignIn({ req }: Context, publicHost: string | null): void {
  const origin = req.header('origin');
  const site = req.header('sec-fetch-site') ?? 'same-origin';
  const own = [req.header('host')?.toLowerCase(), publicHost];
  const isOurs =
    origin === undefined
      ? ['same-origin', 'none'].includes(site)
      : URL.canParse(origin) && own.includes(new URL(origin).host);
  if (isOurs) return;
  throw new Problem(
    403,
    'FORM_NOT_OURS',
    'the form did not come from the sign-in page here',
    'open /sign-in and sign in there; behind a proxy set web.publicAddress',
  );
}

const isSafe = ({ req }: Context): boolean => req.method === 'GET' || req.method === 'HEAD';

/** A browser sends the cookie along whoever asks it to: a change must bring the session's own word. */
async function refuseForgery(context: Context): Promise<void> {
  // Of a form with files its page asks, before anything of it is kept.
  if (isSafe(context) || (context.req.path === uploadPath && isUpload(context))) return;
  const given = context.req.header('x-csrf-token') ?? (await formOf(context))[csrfField];
  refuseForged(context, typeof given === 'string' ? given : undefined);
}

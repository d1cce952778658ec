/**
 * Who is let in. A request comes with a bearer token (programs) or a session cookie (browsers); what
 * changes anything must also prove that it comes from our own form. Failed tries are slowed down by
 * address, so that a token cannot be guessed.
 */

import type { MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Context, Env, Web } from './context.ts';
import { formOf } from './form.ts';
import type { Person, Session } from './identity.ts';
import { isApi, Problem } from './problem.ts';

export const csrfField = '_csrf';
const triesMax = 10;
const triesWindowMs = 60_000;

/** Browsers do not keep cookies apart by port: two desks on one machine must not share one. */
function cookieName({ req }: Context): string {
  const [, port = ''] = /:(\d+)$/.exec(req.header('host') ?? '') ?? [];
  return port === '' ? 'pawl_session' : `pawl_session_${port}`;
}

/** Failed sign-ins by address, in a window of a minute. */
export interface Tries {
  readonly refuse: (address: string) => void;
  readonly failed: (address: string) => void;
}

export function tries(now: () => number): Tries {
  const failures = new Map<string, readonly number[]>();
  const recent = (address: string): readonly number[] =>
    (failures.get(address) ?? []).filter((at) => now() - at < triesWindowMs);
  return {
    refuse: (address) => {
      if (recent(address).length < triesMax) return;
      throw new Problem(
        429,
        'TOO_MANY_TRIES',
        `${triesMax} failed sign-ins within a minute`,
        'wait a minute, then use a token that pawl token made',
        { headers: { 'retry-after': String(triesWindowMs / 1_000) } },
      );
    },
    failed: (address) => {
      if (failures.size > 10_000) failures.clear();
      failures.set(address, [...recent(address), now()]);
    },
  };
}

export interface Admission {
  readonly identify: MiddlewareHandler<Env>;
  readonly signIn: (context: Context, token: string) => Session | null;
  readonly signOut: (context: Context) => void;
}

/** `addressOf` tells where a request comes from. */
export function admission(
  { identities }: Pick<Web, 'identities'>,
  attempts: Tries,
  addressOf: (context: Context) => string,
): Admission {
  const remember = (context: Context, person: Person, token: string | null): Session => {
    const session = identities.open(person, token);
    setCookie(context, cookieName(context), session.id, {
      httpOnly: true,
      sameSite: 'Strict',
      path: '/',
    });
    return session;
  };
  const personOfToken = (context: Context, token: string): Person | null => {
    const address = addressOf(context);
    attempts.refuse(address);
    const person = identities.ofToken(token);
    if (person === null) attempts.failed(address);
    return person;
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
      const session = known ?? (open === null || isLook ? null : remember(context, open, null));
      const person = session?.person ?? open;
      if (person === null) throw unknown();
      context.set('person', person);
      context.set('session', session);
      if (session !== null) await refuseForgery(context, session);
      return next();
    },
    signIn: (context, token) => {
      const person = personOfToken(context, token);
      return person === null ? null : remember(context, person, token);
    },
    signOut: (context) => {
      identities.close(getCookie(context, cookieName(context)) ?? '');
      deleteCookie(context, cookieName(context), { path: '/' });
    },
  };
}

const unknown = (): Problem =>
  new Problem(
    401,
    'NOT_SIGNED_IN',
    'this needs a token that is known here',
    'pages: sign in at /sign-in; API: send Authorization: Bearer TOKEN; pawl token makes one',
    { headers: { 'www-authenticate': 'Bearer realm="pawl"' } },
  );

const isSafe = ({ req }: Context): boolean => req.method === 'GET' || req.method === 'HEAD';

/** A browser sends the cookie along whoever asks it to: a change must bring the session's own word. */
async function refuseForgery(context: Context, session: Session): Promise<void> {
  if (isSafe(context)) return;
  const given = context.req.header('x-csrf-token') ?? (await formOf(context))[csrfField];
  if (given === session.csrf) return;
  throw new Problem(
    403,
    'FORM_NOT_OURS',
    'the form did not come from a page of this session',
    'load the page again and repeat; programs send a bearer token instead of a cookie',
  );
}

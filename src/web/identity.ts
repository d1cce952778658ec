/**
 * Who asks. A bearer token names a person for a program; a session cookie names one for a browser
 * after signing in with the same token, or at the provider of `web.signIn`. A session holds the CSRF token that every form must bring.
 * The one rule: nobody acts without a name, because the journal keeps who did what.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { userInfo } from 'node:os';
import { loginOf, type AccessRole, roles, type WebConfig } from '../config/index.ts';
import { personSignedIn, type SignedIn } from './signed-in.ts';

export interface Person {
  /** The login that the journal keeps, whichever of their tokens they came with. */
  readonly name: string;
  /** Name of the token; the login again where none was needed. */
  readonly credential: string;
  readonly role: AccessRole;
}

/** What somebody had written into a form that was not done, until the page shows it once more. */
export interface Written {
  /** The page of the form. */
  readonly page: string;
  /** Where the form was sent. */
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** What lets a session in: it ends when that does. */
export type SessionOrigin =
  | { readonly by: 'token'; readonly sha256: string }
  | { readonly by: 'provider'; readonly signedIn: SignedIn }
  | { readonly by: 'this machine' };

export interface Session {
  readonly id: string;
  readonly person: Person;
  readonly origin: SessionOrigin;
  /** What every form of this session brings along. */
  readonly csrf: string;
  written: Written | null;
}

export interface Identities {
  readonly ofToken: (token: string) => Person | null;
  readonly open: (person: Person, origin: SessionOrigin) => Session;
  readonly ofSession: (id: string | undefined) => Session | null;
  readonly close: (id: string) => void;
  /** Who is let in without a token; null where a token is needed. */
  readonly atThisMachine: () => Person | null;
}

interface KeptSession extends Session {
  readonly openedAt: number;
  usedAt: number;
  /** False until a browser has come back with it: what never comes back makes room first. */
  isUsed: boolean;
}

/** Ours: as many browsers as one person has at hand. A person's sessions never end another's. */
const sessionsOfPersonMax = 20;

export const tokenDigestOf = (token: string): string =>
  createHash('sha256').update(token, 'utf8').digest('hex');

export const newToken = (): string => `pawl_${randomBytes(24).toString('base64url')}`;

export const mayAct = (person: Person, needed: AccessRole): boolean =>
  roles.indexOf(person.role) >= roles.indexOf(needed);

/**
 * `config` is asked each time, so that a token taken out of it ends its sessions at once. `now` in
 * milliseconds: how long a session lasts is a matter of the machine's clock.
 */
export function identities(
  config: () => Pick<
    WebConfig,
    'tokens' | 'sessionHours' | 'sessionLifeHours' | 'openOnLoopback' | 'signIn'
  >,
  isLoopback: boolean,
  now: () => number,
): Identities {
  const sessions = new Map<string, KeptSession>();
  const isOver = ({ openedAt, usedAt }: KeptSession): boolean =>
    now() - usedAt > config().sessionHours * hourMs ||
    now() - openedAt > config().sessionLifeHours * hourMs;
  const makeRoom = (name: string): void => {
    for (const session of sessions.values()) {
      if (isOver(session) || !isStillLetIn(session)) sessions.delete(session.id);
    }
    const own = [...sessions.values()]
      .filter(({ person }) => person.name === name)
      .toSorted((a, b) => Number(a.isUsed) - Number(b.isUsed) || a.usedAt - b.usedAt);
    for (const { id } of own.slice(0, Math.max(0, own.length - sessionsOfPersonMax + 1))) {
      sessions.delete(id);
    }
  };
  const atThisMachine = (): Person | null => {
    if (!isLoopback || !config().openOnLoopback) return null;
    const name = machineUser();
    return { name, credential: name, role: 'approver' };
  };
  const isStillLetIn = ({ person: { name, role }, origin }: KeptSession): boolean => {
    switch (origin.by) {
      case 'this machine':
        return atThisMachine() !== null;
      case 'token':
        return config().tokens.some(
          (token) =>
            token.sha256 === origin.sha256 && loginOf(token) === name && token.role === role,
        );
      case 'provider': {
        const now = personSignedIn(config().signIn, origin.signedIn);
        return typeof now !== 'string' && now.name === name && now.role === role;
      }
    }
  };
  return {
    ofToken: (token) => {
      const asked = Buffer.from(tokenDigestOf(token), 'hex');
      const found = config().tokens.find(({ sha256 }) =>
        timingSafeEqual(asked, Buffer.from(sha256, 'hex')),
      );
      if (found === undefined) return null;
      return { name: loginOf(found), credential: found.name, role: found.role };
    },
    open: (person, origin) => {
      makeRoom(person.name);
      const id = randomBytes(24).toString('base64url');
      const csrf = randomBytes(18).toString('base64url');
      const times = { openedAt: now(), usedAt: now(), isUsed: false };
      const session = { id, person, origin, csrf, written: null, ...times };
      sessions.set(id, session);
      return session;
    },
    ofSession: (id) => {
      const session = id === undefined ? undefined : sessions.get(id);
      if (session === undefined) return null;
      if (isOver(session) || !isStillLetIn(session)) {
        sessions.delete(session.id);
        return null;
      }
      session.usedAt = now();
      session.isUsed = true;
      return session;
    },
    close: (id) => void sessions.delete(id),
    atThisMachine,
  };
}

const hourMs = 3_600_000;

function machineUser(): string {
  try {
    return userInfo().username;
  } catch {
    // A user without an entry in the system's list, as in some containers.
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}

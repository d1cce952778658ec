/**
 * Who asks. A bearer token names a person for a program; a session cookie names one for a browser
 * after signing in with the same token. A session holds the CSRF token that every form must bring.
 * The one rule: nobody acts without a name, because the journal keeps who did what.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { userInfo } from 'node:os';
import { type Role, roles, type WebConfig } from '../config/index.ts';

export interface Person {
  readonly name: string;
  readonly role: Role;
}

export interface Session {
  readonly id: string;
  readonly person: Person;
  /** What every form of this session brings along. */
  readonly csrf: string;
}

export interface Identities {
  readonly ofToken: (token: string) => Person | null;
  /** A session of whoever came with a token, or of whoever uses this machine. */
  readonly open: (person: Person, token: string | null) => Session;
  readonly ofSession: (id: string | undefined) => Session | null;
  readonly close: (id: string) => void;
  /** Who is let in without a token; null where a token is needed. */
  readonly atThisMachine: () => Person | null;
}

interface KeptSession extends Session {
  /** Digest of the token it was opened with; null where none was needed. */
  readonly sha256: string | null;
  usedAt: number;
}

const sessionsMax = 1_000;

export const digestOf = (token: string): string =>
  createHash('sha256').update(token, 'utf8').digest('hex');

export const newToken = (): string => `pawl_${randomBytes(24).toString('base64url')}`;

export const mayAct = (person: Person, needed: Role): boolean =>
  roles.indexOf(person.role) >= roles.indexOf(needed);

/**
 * `config` is asked each time, so that a token taken out of it ends its sessions at once. `now` in
 * milliseconds: how long a session was not used is a matter of the machine's clock.
 */
export function identities(
  config: () => Pick<WebConfig, 'tokens' | 'sessionHours' | 'openOnLoopback'>,
  isLoopback: boolean,
  now: () => number,
): Identities {
  const sessions = new Map<string, KeptSession>();
  const isOver = (usedAt: number): boolean => now() - usedAt > config().sessionHours * 3_600_000;
  const sweep = (): void => {
    for (const [id, { usedAt }] of sessions) {
      if (isOver(usedAt) || sessions.size >= sessionsMax) sessions.delete(id);
    }
  };
  const atThisMachine = (): Person | null =>
    isLoopback && config().openOnLoopback ? { name: machineUser(), role: 'approver' } : null;
  const isStillLetIn = ({ person: { name, role }, sha256 }: KeptSession): boolean =>
    sha256 === null
      ? atThisMachine() !== null
      : config().tokens.some(
          (token) => token.sha256 === sha256 && token.name === name && token.role === role,
        );
  return {
    ofToken: (token) => {
      const asked = Buffer.from(digestOf(token), 'hex');
      const found = config().tokens.find(({ sha256 }) =>
        timingSafeEqual(asked, Buffer.from(sha256, 'hex')),
      );
      return found === undefined ? null : { name: found.name, role: found.role };
    },
    open: (person, token) => {
      sweep();
      const id = randomBytes(24).toString('base64url');
      const csrf = randomBytes(18).toString('base64url');
      const sha256 = token === null ? null : digestOf(token);
      const session = { id, person, csrf, sha256, usedAt: now() };
      sessions.set(id, session);
      return session;
    },
    ofSession: (id) => {
      const session = id === undefined ? undefined : sessions.get(id);
      if (session === undefined) return null;
      if (isOver(session.usedAt) || !isStillLetIn(session)) {
        sessions.delete(session.id);
        return null;
      }
      session.usedAt = now();
      return session;
    },
    close: (id) => void sessions.delete(id),
    atThisMachine,
  };
}

function machineUser(): string {
  try {
    return userInfo().username;
  } catch {
    // A user without an entry in the system's list, as in some containers.
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}

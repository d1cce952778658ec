/**
 * Who somebody is here, of what their provider says: the login that the journal keeps, and the role.
 * The one rule: issuer and `sub` alone say who it is. A name at a provider is what its people call
 * themselves; it changes, and two may have the same.
 */
import { createHash } from 'node:crypto';
import { type AccessRole, roles, type SignInConfig } from '../config/index.ts';
import { plainText } from '../flow/index.ts';
import type { Claims, Failure } from './provider.ts';

/** What a session keeps of a sign-in. */
export interface SignedIn extends Claims {
  readonly clientId: string;
  /** For signing out there; null where it is too long for an address. */
  readonly idToken: string | null;
}

/** By which name it is told that somebody came from the provider and not with a token. */
const providerCredential = 'web.signIn';

interface PersonSignedIn {
  readonly name: string;
  readonly credential: string;
  readonly role: AccessRole;
}

/** By which other desks know somebody. */
export const claimsOf = ({ issuer, sub, groups }: Claims): Omit<Claims, 'name'> => ({
  issuer,
  sub,
  groups,
});

/** OpenID Connect Core 1.0, 2: `sub` has at most 255 ASCII characters. */
const isSub = (text: string): boolean => /^[\x21-\x7e]{1,255}$/.test(text);

/** With the settings as they are now; why nobody comes in, where nobody does. */
export function personSignedIn(
  settings: SignInConfig | null,
  { issuer, clientId, sub, name, groups }: Pick<SignedIn, 'clientId' | keyof Claims>,
): PersonSignedIn | Failure {
  const isTheSame =
    settings !== null &&
    settings.clientId === clientId &&
    new URL(settings.issuer).href === new URL(issuer).href;
  if (!isTheSame) return 'notForUs';
  if (!isSub(sub)) return 'noSub';
  if (groups === null) return 'noGroups';
  const role = roles.findLast((one) => settings.roles[one].some((group) => groups.includes(group)));
  if (role === undefined) return 'noRole';
  const known = Object.hasOwn(settings.people, sub) ? settings.people[sub] : undefined;
  return { name: known ?? loginBy(issuer, sub, name), credential: providerCredential, role };
}

/** Only those that the configuration names: a person may be in thousands. */
export const groupsThatCount = (
  { roles: asked }: SignInConfig,
  groups: Claims['groups'],
): Claims['groups'] =>
  groups?.filter((group) => roles.some((role) => asked[role].includes(group))) ?? null;

const nameMax = 40;

/** Readable, and by its end nobody else's (`isSamePerson`). */
function loginBy(issuer: string, sub: string, name: string | null): string {
  const plain = plainText((name ?? '').slice(0, 200))
    .replaceAll(/[^A-Za-z0-9._@ -]/g, '')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, nameMax)
    .trim();
  return `${plain === '' ? 'person' : plain}+x${keyBy(issuer, sub)}`;
}

/** Sixty bits of a digest: twelve digits of base 32. */
function keyBy(issuer: string, sub: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([issuer, sub]))
    .digest();
  return (digest.readBigUInt64BE() >> 4n).toString(32).padStart(12, '0');
}

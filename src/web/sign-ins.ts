/**
 * Sign-ins at the provider that are under way: what was sent along with each browser, until it is
 * back. The one rule: one that comes back was begun here, by the same browser, a short while ago, and
 * comes back once.
 */
import { randomBytes } from 'node:crypto';
import type { SignInConfig, WebConfig } from '../config/index.ts';
import type { Web } from './context.ts';
import type { SessionOrigin, Person, Written } from './identity.ts';
import { type Claims, type Failed, type Provider, providerAt, type Proofs } from './provider.ts';
import { claimsOf, groupsThatCount, personSignedIn } from './signed-in.ts';

/** Where the provider leads people back to, below the address of the pages. */
export const returnPath = '/sign-in/return';

/** What somebody was about before they were led away. */
interface Asked {
  readonly to: string;
  readonly written: Written | null;
  /** The session that the browser had, which ends when somebody signs in. */
  readonly sessionBefore: string | null;
}

export interface WaysIn {
  /** The settings in force, and null where nobody signs in at a provider. */
  readonly settings: () => WebConfig['signIn'];
  /** `browser` is what the browser's cookie says. */
  readonly begin: (browser: string | undefined, asked: Asked) => Promise<Begun | Failed>;
  readonly finish: (browser: string | undefined, query: string) => Promise<Finished | NotFinished>;
  /** Where signing out goes on; null where it ends here. */
  readonly end: (origin: SessionOrigin) => string | null;
}

interface Begun {
  readonly kind: 'led';
  readonly to: string;
  readonly browser: string;
}

interface Finished extends Asked {
  readonly kind: 'came';
  readonly person: Person;
  readonly origin: SessionOrigin;
}

interface NotFinished extends Failed {
  /** Null where nothing is known of a beginning. */
  readonly asked: Asked | null;
}

interface UnderWay extends Proofs, Asked {
  readonly browser: string;
  /** Where it was begun: a code goes to nobody else, whatever the configuration has become. */
  readonly issuer: string;
  readonly clientId: string;
  readonly begunAt: number;
}

/** Ours: whoever is led away types a password, and perhaps looks for a telephone. */
export const underWaySeconds = 600;
/** Ours: many desks signing in at once. Beyond it the eldest must begin anew. */
const underWayMax = 10_000;
/** Ours: a form whose text is longer is not kept over a sign-in elsewhere, nor are more forms than these. */
const writtenMaxChars = 64_000;
const writtenMax = 100;
/** Ours: an address may have sixteen thousand characters on most servers. */
const idTokenMaxChars = 8_000;

export function signIns(
  config: () => Pick<WebConfig, 'signIn' | 'publicAddress'>,
  {
    waitMs,
    now,
    otherDesks,
  }: { readonly waitMs: number; readonly now: () => number } & Pick<Web, 'otherDesks'>,
): WaysIn {
  const provider: Provider = providerAt(waitMs, now);
  const underWay = new Map<string, UnderWay>();
  const random = (): string => randomBytes(24).toString('base64url');
  const backTo = (path: string): string => `${config().publicAddress ?? ''}${path}`;

  function makeRoom(): void {
    for (const [state, { begunAt }] of underWay) {
      // They lie in the order in which they were begun.
      const isOver = now() - begunAt > underWaySeconds * 1_000;
      if (!isOver && underWay.size < underWayMax) break;
      underWay.delete(state);
    }
  }

  function kept(written: Written | null): Written | null {
    if (written === null || JSON.stringify(written).length > writtenMaxChars) return null;
    const others = [...underWay.values()].filter((one) => one.written !== null);
    return others.length < writtenMax ? written : null;
  }

  /** Here, or at another desk of the same front: there too it is asked who somebody is. */
  async function countAnywhere(signIn: SignInConfig, claims: Claims): Promise<Set<string>> {
    const asked = { login: '', isAtThisMachine: false, signedIn: claimsOf(claims) };
    const elsewhere = (await otherDesks?.(asked))?.groups ?? [];
    const given = new Set(claims.groups);
    const counting = elsewhere.filter((group) => given.has(group));
    return new Set([...(groupsThatCount(signIn, claims.groups) ?? []), ...counting]);
  }

  return {
    settings: () => config().signIn,
    begin: async (browser, { written, ...asked }) => {
      const { signIn } = config();
      if (signIn === null) return notUnderWay;
      makeRoom();
      const isKnown = [...underWay.values()].some((one) => one.browser === browser);
      const own = browser !== undefined && isKnown ? browser : random();
      const proofs = {
        state: random(),
        nonce: random(),
        verifier: randomBytes(48).toString('base64url'),
      };
      const led = await provider.begin(signIn, backTo(returnPath), proofs);
      if (led.kind === 'failed') return led;
      underWay.set(proofs.state, {
        ...proofs,
        ...asked,
        written: kept(written),
        browser: own,
        issuer: signIn.issuer,
        clientId: signIn.clientId,
        begunAt: now(),
      });
      return { ...led, browser: own };
    },
    finish: async (browser, query) => {
      makeRoom();
      const at = new URL(`${backTo(returnPath)}${query}`);
      const state = at.searchParams.get('state') ?? '';
      const begun = underWay.get(state);
      const { signIn } = config();
      const isHere =
        begun !== undefined &&
        begun.browser === browser &&
        begun.issuer === signIn?.issuer &&
        begun.clientId === signIn.clientId;
      if (!isHere) return { ...notUnderWay, asked: null };
      underWay.delete(state);
      const { to, written, sessionBefore } = begun;
      const asked = { to, written, sessionBefore };
      const came = await provider.finish(signIn, at, begun);
      if (came.kind === 'failed') return { ...came, asked };
      const { claims, idToken } = came;
      const signedIn = {
        ...claims,
        groups: claims.groups === null ? null : [...(await countAnywhere(signIn, claims))],
        clientId: signIn.clientId,
        idToken: idToken.length <= idTokenMaxChars ? idToken : null,
      };
      const person = personSignedIn(signIn, signedIn);
      if (typeof person === 'string') {
        return { kind: 'failed', why: person, detail: person, asked };
      }
      return { kind: 'came', person, origin: { by: 'provider', signedIn }, ...asked };
    },
    end: (origin) => {
      const { signIn } = config();
      if (origin.by !== 'provider' || signIn === null) return null;
      return provider.end(signIn, backTo('/sign-in'), origin.signedIn.idToken);
    },
  };
}

const notUnderWay: Failed = { kind: 'failed', why: 'notUnderWay', detail: 'notUnderWay' };

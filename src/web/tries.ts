/**
 * Who tried to get in and could not. A right token is never slowed down by the wrong ones of others,
 * nor by its own neighbours behind one address: only wrong tokens are counted, and only they wait.
 */
import type { Gateway } from '../gateway/index.ts';
import { Problem } from './problem.ts';

const triesMax = 10;
/** Ours: a whole desk behind one address signs in within a minute. */
const begunMax = 60;
const windowMs = 60_000;
/** A flood must not fill the disk with what is said about it. */
const linesMax = 200;

/** What a refusal is in the log, and to a SIEM. */
const auditKinds = {
  refused: 'refused',
  'sign-in refused': 'sign-in-refused',
  'sign-ins locked out': 'locked-out',
} as const;
type Refusal = keyof typeof auditKinds;

export interface Tries {
  /** Counts a wrong token; throws 429 once there are too many from that address. */
  readonly failed: (address: string) => void;
  /** Counts who is led to the provider; throws 429 once there are too many from that address. */
  readonly begun: (address: string) => void;
  /** Logs a refusal of any kind, and tells a SIEM, within measure. */
  readonly tell: (
    what: Refusal,
    facts: Readonly<Record<string, unknown>>,
    by?: Pick<Parameters<Gateway['audit']['tell']>[1], 'role' | 'through'>,
  ) => void;
}

export function tries(now: () => number, gateway: () => Gateway): Tries {
  const failures = new Map<string, readonly number[]>();
  const begun = new Map<string, readonly number[]>();
  let lines = { since: now(), number: 0 };
  const recentOf = (of: typeof failures, address: string): readonly number[] =>
    (of.get(address) ?? []).filter((at) => now() - at < windowMs);
  const count = (of: typeof failures, address: string, recent: readonly number[]): void => {
    if (of.size > 10_000) of.clear();
    of.set(address, [...recent, now()]);
  };
  const tell: Tries['tell'] = (what, facts, by = { role: null, through: null }) => {
    const { log, audit, clock } = gateway();
    if (now() - lines.since >= windowMs) {
      const untold = lines.number - linesMax;
      if (untold > 0) log.warn({ untold }, 'more refusals than are told');
      lines = { since: now(), number: 0 };
    }
    lines.number += 1;
    if (lines.number > linesMax) return;
    log.warn(facts, what);
    const told = (name: string): string | null => {
      const fact = facts[name];
      return typeof fact === 'string' ? fact : null;
    };
    audit.tell(clock.now(), {
      kind: auditKinds[what],
      outcome: 'refused',
      who: told('login'),
      ...by,
      operation: null,
      code: told('code') ?? told('why'),
      peer: told('peer'),
      mpans: null,
    });
  };
  return {
    tell,
    begun: (address) => {
      const recent = recentOf(begun, address);
      if (recent.length >= begunMax) {
        throw new Problem(
          429,
          'TOO_MANY_TRIES',
          `${begunMax} sign-ins were begun from this address within a minute`,
          'wait a minute, or use a token',
          { headers: { 'retry-after': String(windowMs / 1_000) } },
        );
      }
      count(begun, address, recent);
    },
    failed: (address) => {
      const recent = recentOf(failures, address);
      if (recent.length >= triesMax) {
        throw new Problem(
          429,
          'TOO_MANY_TRIES',
          `this token is not known, nor were ${triesMax} before it within a minute`,
          'wait a minute, or use a token that pawl token made: a known one is let in at once',
          { headers: { 'retry-after': String(windowMs / 1_000) } },
        );
      }
      count(failures, address, recent);
      tell('sign-in refused', { peer: address });
      if (recent.length + 1 === triesMax) {
        tell('sign-ins locked out', { peer: address, seconds: windowMs / 1_000 });
      }
    },
  };
}

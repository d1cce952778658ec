/**
 * The history of the configuration: each set of rules that was put in force, what it had that the
 * one before had not, and which checks it changed. Secrets are left out before they come here.
 */
import type { Instant } from '../calendar/index.ts';

/** One key that differs, by its whole path; null where it is not written. */
interface KeyChange {
  readonly key: string;
  readonly from: unknown;
  readonly to: unknown;
}

export interface BegunConfigChange {
  readonly at: Instant;
  /** Null for the first configuration of a workspace. */
  readonly digestBefore: string | null;
  readonly digestAfter: string;
  /** The configuration as it is written, without its secrets. */
  readonly written: unknown;
  readonly keys: readonly KeyChange[];
  /** Bank-holiday feeds and reference data that came since the change before, by their names. */
  readonly feeds: readonly string[];
}

export interface ConfigChange extends BegunConfigChange {
  readonly id: number;
  /** When every MPAN had been looked at; null if that was broken off, or is still going on. */
  readonly finishedAt: Instant | null;
  readonly mpansLookedAt: number;
  readonly checksChanged: number;
}

export interface CheckChange {
  readonly what: 'state' | 'outcome' | 'deadline' | 'alert';
  readonly from: string | null;
  readonly to: string | null;
}

/** What other rules make of one check. */
export interface ChangedCheck {
  readonly mpan: string;
  readonly supplier: string;
  readonly sequence: number;
  readonly changes: readonly CheckChange[];
}

export interface ConfigHistoryStore {
  beginConfigChange(change: BegunConfigChange): Promise<number>;
  /** Telling a check again takes the place of what was told of it before. */
  tellChangedChecks(id: number, checks: readonly ChangedCheck[]): Promise<void>;
  finishConfigChange(id: number, at: Instant, mpansLookedAt: number): Promise<void>;
  /** The newest first, at most `limit`. */
  configChanges(limit: number): Promise<ConfigChange[]>;
  countConfigChanges(): Promise<number>;
  /** How many checks one of them has changed so far. */
  countChangedChecks(id: number): Promise<number>;
  /** In order of MPAN, at most `limit` after `after`, or from the first on. */
  changedChecks(id: number, after: ChangedCheck | null, limit: number): Promise<ChangedCheck[]>;
  /** True if an event of the journal goes by the profile of that name. */
  isProfileInUse(profile: string): Promise<boolean>;
}

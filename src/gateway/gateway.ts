/** What the parts of the gateway share: where they work, what they remember, what the rules are. */

import type { Instant } from '../calendar/index.ts';
import type { AuditLog } from '../audit/index.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config/index.ts';
import type { Log } from '../log.ts';
import type { Alert, AlertRules, ProcessRules } from '../process/index.ts';
import type { Looks, Store } from '../store/index.ts';
import type { Telemetry } from '../telemetry/index.ts';
import type { CalendarTimeline } from './calendars.ts';

/** Who is told of alerts. What a channel is, this room need not know. */
interface Audience {
  /** The channels that an alert goes to, besides the lines in alerts/. */
  readonly channelsFor: (gateway: Gateway, alert: Alert) => readonly string[];
  /** When a channel first tells what is raised now; null where there is no such channel any more. */
  readonly firstTellingAt: (gateway: Gateway, channel: string, now: Instant) => Instant | null;
  /** The channels by which programs follow checks. */
  readonly milestoneChannels: (gateway: Gateway) => readonly string[];
}

/**
 * A value like any other: rules that come into force make another one of it, which whoever lives
 * longer than a pass asks for (`Engine.gateway`).
 */
export interface Gateway {
  readonly workspace: string;
  readonly config: Config;
  readonly store: Store;
  /** Who looked at whose data; closed with the store. */
  readonly looks: Looks;
  /** Lines for a SIEM. */
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly log: Log;
  readonly rules: ProcessRules;
  /** Which of the rules that were ever in force these are: what is folded by others is stale. */
  readonly epoch: number;
  readonly alertRules: AlertRules;
  readonly calendars: CalendarTimeline;
  readonly audience: Audience;
  /** Not there where the configuration names no collector of traces. */
  readonly telemetry?: Telemetry;
  /** What failed in this pass and did not stop it, for whoever tells people of it. */
  readonly mishaps: Mishap[];
  /** Not there where no other can have the store. */
  readonly joined?: Joined;
  /** Tells how far long work has come, where somebody looks. */
  readonly progress: ((what: string, done: number, of: number) => void) | null;
}

/** A gateway that is at work on a database, where others may be at work too. */
export interface Joined {
  /** Given to this life of the gateway alone. */
  readonly fence: number;
  /**
   * The first gateway, beside which this one takes files in, and does nothing else; null: this is the
   * first, which does besides what one alone may do.
   */
  readonly beside: string | null;
  readonly files: FileClaims;
  /** Throws why this gateway is none any more, GATEWAY_FENCED or CLOCK_SKEWED, or has to begin anew. */
  readonly check: () => void;
  /** Calls this as soon as `check` throws. */
  readonly onOver: (hear: () => void) => void;
  /**
   * The same, and STORE_UNAVAILABLE where it may have been declared dead and not heard of it: asked
   * before anything that cannot be taken back.
   */
  readonly sure: () => void;
  /** Keeps, on its own disk, what the database has acknowledged so far. Throws STORE_WENT_BACK. */
  readonly acknowledge: () => Promise<void>;
  /** What it goes by from now on. */
  readonly goesBy: (config: Config) => void;
  readonly leave: () => Promise<void>;
}

/** Which files of drop folders this gateway has in hand, and no other: several may share a folder. */
export interface FileClaims {
  /** The token of a drop folder. */
  readonly rootOf: (folder: 'inbox' | 'sent') => string;
  /** See `Membership.claimFiles`. */
  readonly claim: (
    folder: 'inbox' | 'sent',
    names: readonly string[],
    most: number,
    isWaiting: boolean,
  ) => Promise<readonly string[]>;
  readonly release: (folder: 'inbox' | 'sent', names: readonly string[]) => Promise<void>;
}

/** Something that failed by itself, named, while everything else went on. */
export interface Mishap {
  readonly code: 'FILE_HELD' | 'PART_FAILED';
  readonly about: string;
  readonly error: unknown;
}

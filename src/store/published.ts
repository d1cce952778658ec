/**
 * What was shown or told outside the store and has to be taken up again later: the entries of the
 * calendar of deadlines, and the messages to late counterparties.
 */
import type { Instant, LocalDate } from '../calendar/index.ts';

/** An entry as readers of the calendar know it. */
export interface PublishedEntry {
  readonly uid: string;
  /** How often it has changed since it was first shown. */
  readonly sequence: number;
  readonly body: string;
  readonly changedAt: Instant;
  /** Since when it is shown as cancelled; null while it stands. */
  readonly cancelledAt: Instant | null;
}

/** A message to a late counterparty. There is one at most for a party and a day. */
export interface Chase {
  readonly party: string;
  readonly chasedOn: LocalDate;
  /** Null where no address is known. */
  readonly mailTo: string | null;
  readonly subject: string;
  readonly text: string;
  /** What goes with it as a file, where it is too long to be read in a mail. */
  readonly csv?: string;
}

export interface StoredChase extends Chase {
  readonly id: number;
  /** Attempts to send it that failed. */
  readonly attempts: number;
  /** Null where there is nothing to send any more. */
  readonly nextAttemptAt: Instant | null;
  readonly sentAt: Instant | null;
  readonly lastError: string | null;
}

/** What came of an attempt to send a chase. */
export type ChaseResult =
  | { readonly outcome: 'sent' }
  | { readonly outcome: 'later'; readonly nextAttemptAt: Instant; readonly error: string }
  | { readonly outcome: 'givenUp'; readonly error: string };

export interface PublishedStore {
  publishedEntries(): Promise<PublishedEntry[]>;
  /** Takes changed entries in and forgets others, together. */
  publish(changed: readonly PublishedEntry[], forgotten: readonly string[]): Promise<void>;

  /**
   * Queues the chases of a day together with the note that says that it was looked at. What is
   * still unsent to the same party is given up, for the new one says it all; what is older than
   * `keepFrom` is forgotten.
   */
  queueChases(
    chases: readonly Chase[],
    day: {
      readonly note: string;
      readonly on: LocalDate;
      readonly keepFrom: LocalDate;
      /** When those with an address may be sent; null where there is no mail server. */
      readonly sendAt: Instant | null;
    },
  ): Promise<void>;
  chasesUnwritten(limit: number): Promise<StoredChase[]>;
  markChaseWritten(id: number): Promise<void>;
  /** Chases to be sent by now, the longest waiting first. */
  chasesDue(now: Instant, limit: number): Promise<StoredChase[]>;
  markChase(id: number, result: ChaseResult, now: Instant): Promise<void>;
  chasesOf(on: LocalDate): Promise<StoredChase[]>;

  /** Differs whenever anything at all was committed since, by this program or another. */
  changeMark(): Promise<string>;
}

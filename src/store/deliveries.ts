/**
 * The queue of alerts on their way to people: one delivery per alert and channel, written in the
 * commit that raises the alert and kept until it was taken or given up.
 */
import type { Instant } from '../calendar/index.ts';
import type { RaisedAlert } from '../process/index.ts';

/** A delivery to be queued. One that was queued before begins anew, under another key. */
export interface QueuedDelivery {
  /** The key of the alert. */
  readonly alert: string;
  readonly channel: string;
  /** Not to be tried before. */
  readonly dueAt: Instant;
}

export interface Delivery {
  readonly id: number;
  /** Names the delivery to its receiver, the same at each attempt. */
  readonly key: string;
  readonly channel: string;
  readonly dueAt: Instant;
  /** Attempts that failed so far. */
  readonly attempts: number;
  readonly alert: RaisedAlert;
}

export interface GivenUpDelivery extends Delivery {
  readonly givenUpAt: Instant;
  readonly lastError: string;
}

/** What came of an attempt. */
export type DeliveryResult = { readonly id: number } & (
  | { readonly outcome: 'delivered' }
  | { readonly outcome: 'later'; readonly nextAttemptAt: Instant; readonly error: string }
  | { readonly outcome: 'givenUp'; readonly error: string }
);

export interface ChannelStanding {
  readonly channel: string;
  readonly delivered: number;
  readonly pending: number;
  readonly givenUp: number;
  /** Of those that are pending: since when, when the next is tried, and what failed last. */
  readonly oldestDueAt: Instant | null;
  readonly nextAttemptAt: Instant | null;
  readonly lastError: string | null;
}

export interface DeliveryStore {
  /** Channels with something to be tried by now. */
  channelsDue(now: Instant): Promise<string[]>;
  /** What is to be tried on a channel by now, the longest waiting first. */
  deliveriesDue(channel: string, now: Instant, limit: number): Promise<Delivery[]>;
  /** When the next attempt after `now` is to be made. */
  nextDeliveryAfter(now: Instant): Promise<Instant | null>;
  markAttempted(results: readonly DeliveryResult[], now: Instant): Promise<void>;
  /** The channels for which each of these alerts was ever queued. */
  channelsOf(alerts: readonly string[]): Promise<(alert: string) => string[]>;
  channelStandings(): Promise<ChannelStanding[]>;

  givenUp(channel: string): Promise<GivenUpDelivery[]>;
  /** Given up, and not in the journal yet. */
  givenUpUntold(limit: number): Promise<GivenUpDelivery[]>;
  markTold(deliveries: readonly GivenUpDelivery[]): Promise<void>;
  /** Begins given-up deliveries anew, with the key they had. */
  retryDeliveries(ids: readonly number[], now: Instant): Promise<void>;
}

/**
 * The queue of milestones on their way to programs: one row for each and each channel, written in the
 * commit that brings it about, and kept with its MPAN.
 */
import type { Instant } from '../calendar/index.ts';
import type { Milestone } from '../process/index.ts';
import type { DeliveryResult } from './deliveries.ts';

/** A milestone to be told. One that was told before begins anew, under another key. */
export interface QueuedMilestone {
  readonly channel: string;
  readonly dueAt: Instant;
  readonly milestone: Milestone;
}

export interface MilestoneDelivery extends QueuedMilestone {
  readonly id: number;
  /** Names it to its receiver, the same at each attempt. */
  readonly key: string;
  /** Attempts that failed so far. */
  readonly attempts: number;
}

/** Channels, their standings and their next attempt are those of deliveries: they count both. */
export interface MilestoneStore {
  /** What is to be tried on a channel by now, the longest waiting first. */
  milestonesDue(channel: string, now: Instant, limit: number): Promise<MilestoneDelivery[]>;
  markMilestones(results: readonly DeliveryResult[], now: Instant): Promise<void>;
  /** Begins what a channel has given up anew, with the keys it had. Answers how many. */
  retryMilestones(channel: string, now: Instant): Promise<number>;
}

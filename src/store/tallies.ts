/**
 * Counts for whoever watches the gateway. Each is answered from an index or from the end of a table:
 * a million closed checks must not make a look at the figures slow.
 */
import type { Instant, LocalDate } from '../calendar/index.ts';
import type { Side } from '../market/index.ts';

/** What one participant owes and has not done by its deadline. */
export interface Overdue {
  readonly owner: Side;
  /** MPID of the owner; null where no Meter Operator is known. */
  readonly party: string | null;
  readonly number: number;
  /** The longest overdue of them. */
  readonly oldestMpan: string;
  readonly oldestDueOn: LocalDate;
  readonly oldestDueAt: Instant;
}

/** The open items of the work queue under one code. */
export interface OpenItems {
  readonly code: string;
  readonly number: number;
  readonly oldestMpan: string;
  readonly oldestAt: Instant;
}

interface Totals {
  /** Journal entries, seals among them, and alerts raised since the store was made. */
  readonly events: number;
  readonly alertsRaised: number;
  /** Alerts that no line in alerts/ tells of yet. */
  readonly alertsUndelivered: number;
  readonly outboxUnwritten: number;
  /** Files whose receipt is durable and that lie where they arrived. */
  readonly filesUnsettled: number;
}

/** How many open checks somebody must act on by one instant. */
export interface DueChecks {
  readonly owner: Side;
  readonly dueAt: Instant;
  readonly number: number;
}

export interface Tallies {
  checksByState(): Promise<ReadonlyMap<string, number>>;
  /** Deadlines after one instant and up to another that somebody still owes, the oldest first. */
  overdue(after: Instant | null, until: Instant): Promise<Overdue[]>;
  /** Deadlines after one instant and up to another that somebody still owes, in the order of time. */
  deadlines(after: Instant, until: Instant): Promise<DueChecks[]>;
  /** The oldest first. */
  openItems(): Promise<OpenItems[]>;
  totals(): Promise<Totals>;
  /** True while another program holds the right to write. Never waits. */
  isLocked(): Promise<boolean>;
}

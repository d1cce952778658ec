/**
 * Searching everything that is kept. Which content names which MPAN is remembered with every file,
 * refused ones too; what people look for is then found by MPAN, file, counterparty and period.
 */
import type { Instant, LocalDate } from '../calendar/index.ts';
import type { Resubmission } from './unit-of-work.ts';

export const foundKinds = ['file', 'outbox', 'event', 'check', 'exception', 'alert'] as const;
export type FoundKind = (typeof foundKinds)[number];

/** What is looked for; everything that is named must fit. */
export interface SearchFilter {
  readonly mpan?: string;
  /** A File Identifier, or the name of a file. */
  readonly file?: string;
  readonly party?: string;
  /** Both days inclusive, and the instants at which they begin and end. */
  readonly period?: {
    readonly firstOn: LocalDate;
    readonly lastOn: LocalDate;
    readonly from: Instant;
    readonly until: Instant;
  };
}

/** One thing that was found, in the same words whatever it is. */
export interface Found {
  readonly kind: FoundKind;
  /** When it came or was done; of a check the date on which it was opened. */
  readonly at: string;
  readonly mpan: string | null;
  readonly party: string | null;
  readonly flow: string | null;
  readonly fileIdentifier: string | null;
  /** The name of a file as it arrived or was written. */
  readonly file: string | null;
  /** Where the file lies, below the workspace. */
  readonly path: string | null;
  readonly line: number | null;
  readonly says: string;
  /** What other commands know it by: an alert's key, an Exception's id, an event's key. */
  readonly id: string;
}

/** Where the next page begins. */
interface SearchPlace {
  readonly at: string;
  readonly tie: string | number;
}

export interface SearchStore {
  /** A page of one kind in the order of time, and where the next begins; null after the last. */
  search(
    kind: FoundKind,
    filter: SearchFilter,
    after: SearchPlace | null,
    limit: number,
  ): Promise<{ readonly found: readonly Found[]; readonly next: SearchPlace | null }>;
  /** Resubmissions whose file has not been put into inbox/ yet. */
  resubmissions(): Promise<Resubmission[]>;
  markResubmitted(id: number): Promise<void>;
}

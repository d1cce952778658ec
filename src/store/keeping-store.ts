/**
 * What a store does for keeping: the chain over its journal looked at entry by entry, what was
 * erased or purged taken out of it for good, and which files of the archive are not any more as they
 * were received. Each change is one transaction with the journal entry that records it.
 */

import type { Instant } from '../calendar/index.ts';
import type { Finding } from '../flow/index.ts';
import type { ErasedEvent, ProcessEvent } from '../process/index.ts';
import type { CommitAnswer } from './guards.ts';
import type { JournalHead } from './journal.ts';
import type { FileChange } from './receipts.ts';
import type { KeepingSource, SealedEntry, SealedRecord } from './seals.ts';
import type { TeamEntry } from './team-entries.ts';
import type { MpanUpdate, OutboxFile } from './unit-of-work.ts';

/** Numbers of journal entries whose bodies are gone, each with the digest of its key. */
export type GoneEntries = readonly (readonly [seq: number, key: string])[];

/** What `pawl purge` took away in one commit, and by which rule of the configuration. */
interface PurgedEntry extends KeepingSource {
  readonly kind: 'purged';
  readonly retention: Readonly<Record<string, string | null>>;
  readonly mpans: number;
  readonly files: readonly string[];
  readonly alerts: number;
  readonly entries: GoneEntries;
}

/** The store was put back from a backup: what the journal had after `seq` is gone with the old one. */
export interface RestoredEntry extends KeepingSource {
  readonly kind: 'restored';
  readonly seq: number;
  readonly link: string;
}

/** A problem that `pawl verify` finds is known to people, who take it as it is. */
export interface AcceptedEntry extends KeepingSource {
  readonly kind: 'accepted';
  /** By which verification knows the problem again. */
  readonly id: string;
  readonly says: string;
  readonly reason: string;
  /** The first of two people: it counts when another does the same. */
  readonly isProposal?: true;
  readonly proposedBy?: string;
}

/** The store was gone, and somebody began anew on purpose. */
interface BegunEntry extends KeepingSource {
  readonly kind: 'begun';
  readonly reason: string;
  /** The newest link that was written down of the journal before; null where none was. */
  readonly before: JournalHead | null;
}

type KeepingEntry = PurgedEntry | RestoredEntry | SealedEntry | AcceptedEntry | BegunEntry;

/** What is appended to the journal. */
export type JournalEntry = ProcessEvent | KeepingEntry | TeamEntry;

/** What was done to the journal and with it. */
export type KeptEntry = ErasedEvent | Exclude<KeepingEntry, SealedEntry>;

export interface Erasure {
  readonly at: Instant;
  /** Without its entries: the store adds those whose bodies it takes away. */
  readonly event: Omit<ErasedEvent, 'entries'>;
  readonly update: MpanUpdate;
  /** What files that hold other MPANs too have become. */
  readonly files: readonly FileChange[];
  /** Findings of receipts, without the words of those about the MPAN. */
  readonly findings: readonly { readonly fileId: number; readonly left: readonly Finding[] }[];
  readonly outbox: readonly Pick<OutboxFile, 'name' | 'text'>[];
}

export interface Purge {
  readonly at: Instant;
  readonly entry: Omit<PurgedEntry, 'entries' | 'mpans' | 'alerts'>;
  /** MPANs and the revisions they were looked at with; one that moved on meanwhile is left alone. */
  readonly mpans: readonly { readonly mpan: string; readonly revision: number }[];
  readonly alertsBefore: Instant | null;
  readonly files: readonly FileChange[];
  readonly outbox: readonly Pick<OutboxFile, 'name' | 'text'>[];
}

interface ClosedMpan {
  readonly mpan: string;
  readonly revision: number;
  /** When the last of its checks was closed, and how many they are. */
  readonly closedOn: string;
  readonly checks: number;
}

export interface Keeping {
  /** What was done to the journal and with it, in order: all of its kind but the seals. */
  keepingEntries(): AsyncIterable<{
    readonly seq: number;
    readonly entry: KeptEntry;
  }>;
  /** Appends an entry by itself. */
  record(entry: AcceptedEntry | BegunEntry): Promise<void>;
  /** Everything that is sealed, as it stands now; one at a time. */
  sealedRecords(): AsyncIterable<SealedRecord>;
  erase(erasure: Erasure): Promise<CommitAnswer>;
  purge(purge: Purge): Promise<{ readonly mpans: number; readonly alerts: number }>;
  /** `skipped`: so many numbers for file identifiers are not given, because what is lost may have them. */
  recordRestore(entry: RestoredEntry, skipped: number): Promise<void>;
  /** MPANs that were erased at an instant or after it. */
  erasedSince(at: Instant): Promise<string[]>;
  /** MPANs that were ever erased, of those that a content names. */
  erasedIn(sha256: string): Promise<string[]>;
  /** Of these MPANs those of which all checks were closed before, with nothing open. */
  closedAmong(closedBefore: string, mpans: readonly string[]): Promise<Set<string>>;
  /** MPANs whose checks are all closed, the last before `closedBefore`, with nothing open. */
  closedMpans(closedBefore: string, after: string, limit: number): Promise<ClosedMpan[]>;
}

/**
 * What a store does for keeping: the chain over its journal looked at entry by entry, what was
 * erased or purged taken out of it for good, and which files of the archive are not any more as they
 * were received. Each change is one transaction with the journal entry that records it.
 */
import type { Instant } from '../calendar/index.ts';
import type { Finding } from '../flow/index.ts';
import type { ErasedEvent, ProcessEvent } from '../process/index.ts';
import type { FileChange } from './receipts.ts';
import type { KeepingSource, SealedEntry, SealedRecord } from './seals.ts';
import type { CheckRow, ExceptionRow, MpanUpdate, OutboxFile, Receipt } from './unit-of-work.ts';

/** Numbers of journal entries whose bodies are gone, each with the digest of its key. */
export type GoneEntries = readonly (readonly [seq: number, key: string])[];

/** What `pawl purge` took away in one commit, and by which rule of the configuration. */
export interface PurgedEntry extends KeepingSource {
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
export interface BegunEntry extends KeepingSource {
  readonly kind: 'begun';
  readonly reason: string;
  /** The newest link that was written down of the journal before; null where none was. */
  readonly before: JournalHead | null;
}

export type KeepingEntry = PurgedEntry | RestoredEntry | SealedEntry | AcceptedEntry | BegunEntry;

/** One MPAN as it stands beside its journal: everything that follows from that. */
export interface DerivedRows {
  readonly revision: number;
  readonly wakeAt: Instant | null;
  readonly alerted: boolean;
  readonly excepted: boolean;
  readonly open: boolean;
  readonly owing: boolean;
  readonly checks: readonly CheckRow[];
  readonly exceptions: readonly ExceptionRow[];
}

/** A journal entry as it stands in the chain. `body` is null where it was erased or purged. */
export interface ChainedEntry {
  readonly seq: number;
  readonly mpan: string;
  readonly key: string;
  readonly kind: string;
  readonly effectiveAt: string;
  readonly receivedAt: string;
  readonly body: string | null;
  readonly digest: string;
  readonly link: string;
  /** The link of the entry before it. */
  readonly previous: string;
}

export interface JournalHead {
  readonly seq: number;
  readonly link: string;
}

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

export interface ClosedMpan {
  readonly mpan: string;
  readonly revision: number;
  /** When the last of its checks was closed, and how many they are. */
  readonly closedOn: string;
  readonly checks: number;
}

export interface KeepingStore {
  head(): Promise<JournalHead>;
  /** The head as it was written down beside the journal with the newest entry; null if never. */
  headWrittenDown(): Promise<JournalHead | null>;
  linkAt(seq: number): Promise<string | null>;
  /** All entries in order, or those of one MPAN; one at a time, so that memory does not grow. */
  chain(mpan: string | null): AsyncIterable<ChainedEntry>;
  /** What was done to the journal and with it, in order: all of its kind but the seals. */
  keepingEntries(): AsyncIterable<{
    readonly seq: number;
    readonly entry: ErasedEvent | Exclude<KeepingEntry, SealedEntry>;
  }>;
  /** Appends an entry by itself. */
  record(entry: AcceptedEntry | BegunEntry): Promise<void>;
  /** Everything that is sealed, as it stands now; one at a time. */
  sealedRecords(): AsyncIterable<SealedRecord>;
  /** MPANs that the journal or anything that follows from it names, in order, after `after`. */
  everyMpan(after: string, limit: number): Promise<string[]>;
  /** Every small fact that is noted, by its name. */
  notes(): Promise<ReadonlyMap<string, string>>;
  /** Takes away what stands of an MPAN of which the journal knows nothing. */
  dropDerived(mpan: string): Promise<void>;
  /** Null where there is no snapshot of it. */
  derivedRows(mpan: string): Promise<DerivedRows | null>;
  /** When the newest alert was raised. */
  lastAlertAt(): Promise<Instant | null>;

  erase(erasure: Erasure): Promise<'committed' | 'conflict'>;
  purge(purge: Purge): Promise<{ readonly mpans: number; readonly alerts: number }>;
  recordRestore(entry: RestoredEntry, nextFileNumber: number): Promise<void>;
  /** Overwrites what was freed, gives the room back, and empties the write-ahead log. */
  scrub(): Promise<void>;

  fileChanges(): Promise<Map<number, FileChange>>;
  /** Receipts after a number, in their order, so that memory does not grow with the archive. */
  receiptsAfter(id: number, limit: number): Promise<Receipt[]>;
  /** Sent files after a number, and the number of the last; null where there are no more. */
  outboxAfter(
    id: number,
    limit: number,
  ): Promise<{ readonly files: readonly OutboxFile[]; readonly last: number | null }>;
  /** MPANs that were erased at an instant or after it. */
  erasedSince(at: Instant): Promise<string[]>;
  /** MPANs that were ever erased, of those that a content names. */
  erasedIn(sha256: string): Promise<string[]>;
  /** Remembers what a file is to become that is not put away as it was received. */
  recordFileChange(change: FileChange): Promise<void>;
  /** Null where the file is as it was received. */
  fileChange(fileId: number): Promise<FileChange | null>;
  /** The numbers of the files that an open check or item rests on. */
  filesInUse(): Promise<Set<number>>;
  /** The numbers of the files that the events of an MPAN came in. */
  filesOfMpan(mpan: string): Promise<number[]>;
  /** Of these MPANs those of which all checks were closed before, with nothing open. */
  closedAmong(closedBefore: string, mpans: readonly string[]): Promise<Set<string>>;
  /** MPANs whose checks are all closed, the last before `closedBefore`, with nothing open. */
  closedMpans(closedBefore: string, after: string, limit: number): Promise<ClosedMpan[]>;
  /** Delivered alerts raised before, of MPANs without an open check. */
  countAlertsBefore(before: Instant): Promise<number>;
  openMpans(): Promise<Set<string>>;
}

/** An entry of the journal that is an event of an MPAN. */
export const eventIn = ({ body }: ChainedEntry): ProcessEvent | null =>
  body === null ? null : (JSON.parse(body) as ProcessEvent);

/** The files that came, each with its receipt. */
import type { Instant } from '../calendar/index.ts';
import type { FileMarks } from './guards.ts';
import type { Receipt } from './unit-of-work.ts';

/** What a flow file is known by; other bytes under the same are another version of it. */
interface FileIdentity {
  readonly sender: string;
  readonly flow: string;
  readonly fileIdentifier: string;
}

/** A file that is no longer as it was received; `sha256` is null where it was purged. */
export interface FileChange {
  readonly fileId: number;
  readonly sha256: string | null;
  readonly at: Instant;
  readonly why: 'erased' | 'purged';
}

export interface Receipts {
  /** How often a file of these marks was taken or sent: what judging one rests on. */
  timesTaken(file: FileMarks): Promise<number>;
  receiptsFor(identity: FileIdentity): Promise<Receipt[]>;
  /** Those of an identity of which something was applied. */
  appliedFor(identity: FileIdentity): Promise<Receipt[]>;
  receiptsOfBytes(sha256: string): Promise<Receipt[]>;
  /** Those of these bytes that were taken: applied, in part or whole, or found to be not ours. */
  takenOfBytes(sha256: string): Promise<Receipt[]>;
  /** When these bytes came first, by a receipt before this one. */
  firstReceivedAt(sha256: string, beforeId: number): Promise<Instant | null>;
  receipts(): Promise<Receipt[]>;
  /** Receipts whose file has not been moved to its place yet. */
  unsettled(): Promise<Receipt[]>;
  markSettled(ids: readonly number[]): Promise<void>;
  /** The paths among these that a receipt names, each with its number: they are nobody else's. */
  destinationsAmong(paths: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Receipts after a number, in their order, so that memory does not grow with the archive. */
  receiptsAfter(id: number, limit: number): Promise<Receipt[]>;
  /** Files by a File Identifier, a name, or the path where they lie, the first received first. */
  receiptsNamed(wanted: string): Promise<Receipt[]>;

  fileChanges(): Promise<Map<number, FileChange>>;
  /** Null where the file is as it was received. */
  fileChange(fileId: number): Promise<FileChange | null>;
  /** Remembers what a file is to become that is not put away as it was received. */
  recordFileChange(change: FileChange): Promise<void>;
  /** The numbers of the files that an open check or item rests on. */
  filesInUse(): Promise<Set<number>>;
  /** The numbers of the files that the events of an MPAN came in. */
  filesOfMpan(mpan: string): Promise<number[]>;
}

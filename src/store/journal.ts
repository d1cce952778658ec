/** The journal: what was taken in, in its order, and the chain over it. */
import type { Instant } from '../calendar/index.ts';
import type { ProcessEvent } from '../process/index.ts';
import type { JournalCommit } from './chain.ts';

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
  /** The entry that it follows from, 0 where none does; null on the line from before commits. */
  readonly follows: number | null;
  /** The link of that entry; null where it is missing. */
  readonly previous: string | null;
}

/** Where the journal ends with a commit: its last entry, and the head of the chain with it. */
export interface JournalHead {
  readonly seq: number;
  readonly link: string;
}

export interface Journal {
  /** Which of these event keys are in the journal. */
  knownKeys(keys: readonly string[]): Promise<Set<string>>;
  /** The events of one MPAN in the order they were taken in. */
  journalOf(mpan: string): Promise<ProcessEvent[]>;
  /**
   * The same of each of these MPANs, in one question. What cannot be read of one fails when that one
   * is asked for, and keeps nobody from the others.
   */
  journalsOf(mpans: readonly string[]): Promise<(mpan: string) => ProcessEvent[]>;
  /** Number of the last entry about an MPAN; 0 where there is none. */
  journalNumber(mpan: string): Promise<number>;
  /** Events whose keys begin so, by key, after this one. A prefix ends with a slash. */
  journalUnder(prefix: string, after: string, limit: number): Promise<ProcessEvent[]>;
  /** Instant of the last entry of the newest commit; a clock far behind it is wrong. */
  lastRecordedAt(): Promise<Instant | null>;
  /** The newest head; where entries are gone from the end, the one that still stands. */
  head(): Promise<JournalHead>;
  /** Whether there is no entry at all; may be asked of a store of any version. */
  isEmpty(): Promise<boolean>;
  /** The head as it was written down beside the journal with the newest entry; null if never. */
  headWrittenDown(): Promise<JournalHead | null>;
  /** The head as it was with the commit that ended with this entry; null where none did. */
  linkAt(seq: number): Promise<string | null>;
  /** What was committed together, in order, after the commit that ends with this entry. */
  commits(after: number, limit: number): Promise<JournalCommit[]>;
  /** All entries in order, or those of one MPAN; one at a time, so that memory does not grow. */
  chain(mpan: string | null): AsyncIterable<ChainedEntry>;
}

/** An entry of the journal that is an event of an MPAN. */
export const eventIn = ({ body }: ChainedEntry): ProcessEvent | null =>
  body === null ? null : (JSON.parse(body) as ProcessEvent);

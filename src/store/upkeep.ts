/** What a store does for itself, whatever is in it. */

export interface Upkeep {
  /** Problems the database finds in itself; empty if it is sound. */
  selfCheck(): Promise<string[]>;
  /** Counts open items anew where their counts are wrong. Returns whether they were. */
  countAgain(): Promise<boolean>;
  backup(path: string): Promise<void>;
  /** Overwrites what was freed, gives the room back, and empties the write-ahead log. */
  scrub(): Promise<void>;
  close(): Promise<void>;
}

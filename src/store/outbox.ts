/** The files that this gateway sends, from the commit that makes one until it lies in outbox/. */
import type { OutboxFile } from './unit-of-work.ts';

export interface Outbox {
  /** A file this gateway wrote itself, so that a copy of it dropped in is known. */
  sentFile(sender: string, flow: string, fileIdentifier: string): Promise<OutboxFile | null>;
  outbox(): Promise<OutboxFile[]>;
  /** Sent files after a number, and the number of the last; null where there are no more. */
  outboxAfter(
    id: number,
    limit: number,
  ): Promise<{ readonly files: readonly OutboxFile[]; readonly last: number | null }>;
  outboxNamed(wanted: string): Promise<OutboxFile[]>;
  unwritten(limit: number): Promise<OutboxFile[]>;
  /** Files that lie ready and are about to be moved into outbox/, or have been. */
  outboxOnTheWay(): Promise<readonly string[]>;
  noteOnTheWay(names: readonly string[]): Promise<void>;
  /** `onTheWay`: what is on its way still; nothing if left out. */
  markWritten(names: readonly string[], onTheWay?: readonly string[]): Promise<void>;
  /**
   * Gives so many numbers for file identifiers to whoever asks, and the first of them. They are never
   * given again, also where no file comes of them.
   */
  takeFileNumbers(count: number): Promise<number>;
}

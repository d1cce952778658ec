/**
 * The durable memory, behind one narrow door: reads, and one commit that takes a whole unit of work
 * as a value. There is no transaction to hold open, so an asynchronous store can stand beside the
 * embedded one without changing a caller. Tables are not a public interface.
 */
import type { Instant } from '../calendar/index.ts';
import type { ProcessEvent, RaisedAlert } from '../process/index.ts';
import type { ConfigHistoryStore } from './config-history.ts';
import type { DeliveryStore } from './deliveries.ts';
import type { KeepingStore } from './keeping-store.ts';
import type { Lists } from './lists.ts';
import type { PublishedStore } from './published.ts';
import type { ReceiptStore } from './receipts.ts';
import type { SearchStore } from './search.ts';
import type { SharedStore } from './shared.ts';
import type { Tallies } from './tallies.ts';
import type {
  OutboxFile,
  StoredCalendar,
  StoredCheck,
  StoredException,
  StoredMpan,
  UnitOfWork,
} from './unit-of-work.ts';

export interface CheckFilter {
  readonly mpan?: string;
  readonly state?: string;
  /** Open checks whose deadline is at or before this instant and that still wait for somebody. */
  readonly breachedAt?: Instant;
  readonly open?: boolean;
}

export interface Store
  extends ConfigHistoryStore,
    DeliveryStore,
    SearchStore,
    Tallies,
    Lists,
    KeepingStore,
    PublishedStore,
    ReceiptStore,
    SharedStore {
  /** Takes the unit whole. `conflict`: an MPAN or the file number moved on; load and try again. */
  commit(unit: UnitOfWork): Promise<'committed' | 'conflict'>;

  loadMpans(mpans: readonly string[]): Promise<Map<string, StoredMpan>>;
  /** Which of these event keys are in the journal. */
  knownKeys(keys: readonly string[]): Promise<Set<string>>;
  /** The events of one MPAN in the order they were taken in. */
  journalOf(mpan: string): Promise<ProcessEvent[]>;
  /** Events whose keys begin so, by key, after this one. A prefix ends with a slash. */
  journalUnder(prefix: string, after: string, limit: number): Promise<ProcessEvent[]>;
  /** All MPANs after `after`, in order, at most `limit`. */
  mpansAfter(after: string, limit: number): Promise<StoredMpan[]>;
  /** MPANs to be looked at by `now`, the longest waiting first. */
  due(now: Instant, limit: number): Promise<StoredMpan[]>;
  nextWake(): Promise<Instant | null>;
  /** MPANs with flows this gateway could write now, after `after`, in order. */
  owing(after: string, limit: number): Promise<StoredMpan[]>;

  checks(filter: CheckFilter): Promise<StoredCheck[]>;
  exceptions(filter: {
    readonly mpan?: string;
    readonly open?: boolean;
  }): Promise<StoredException[]>;
  /** MPANs that a fault of ours holds, with what is told of it. */
  heldMpans(limit: number): Promise<{ readonly mpan: string; readonly detail: string }[]>;
  alertsOf(mpan: string | null): Promise<RaisedAlert[]>;
  undeliveredAlerts(limit: number): Promise<RaisedAlert[]>;
  markDelivered(keys: readonly string[]): Promise<void>;

  /** A file this gateway wrote itself, so that a copy of it dropped in is known. */
  sentFile(sender: string, flow: string, fileIdentifier: string): Promise<OutboxFile | null>;
  outbox(): Promise<OutboxFile[]>;
  unwritten(limit: number): Promise<OutboxFile[]>;
  /** Files that lie ready and are about to be moved into outbox/, or have been. */
  outboxOnTheWay(): Promise<readonly string[]>;
  noteOnTheWay(names: readonly string[]): Promise<void>;
  /** `onTheWay`: what is on its way still; nothing unless said. */
  markWritten(names: readonly string[], onTheWay?: readonly string[]): Promise<void>;
  nextFileNumber(): Promise<number>;

  calendars(): Promise<StoredCalendar[]>;
  /** Small facts about the store itself, such as the last time the gateway was alive. */
  note(key: string): Promise<string | null>;
  setNote(key: string, value: string): Promise<void>;
  /** Instant of the newest journal entry; a clock far behind it is wrong. */
  lastRecordedAt(): Promise<Instant | null>;

  /** Problems the database finds in itself; empty if it is sound. */
  selfCheck(): Promise<string[]>;
  /** Counts open items anew where their counts are wrong. Returns whether they were. */
  countAgain(): Promise<boolean>;
  backup(path: string): Promise<void>;
  close(): Promise<void>;
}

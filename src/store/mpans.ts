/** The MPANs as they stand: their snapshots, and the rows that follow from them. */
import type { Instant } from '../calendar/index.ts';
import type {
  CheckRow,
  ExceptionRow,
  StoredCheck,
  StoredException,
  StoredMpan,
} from './unit-of-work.ts';

export interface CheckFilter {
  readonly mpan?: string;
  readonly state?: string;
  /** Open checks whose deadline is at or before this instant and that still wait for somebody. */
  readonly breachedAt?: Instant;
  readonly open?: boolean;
}

/** One MPAN as it stands beside its journal: everything that follows from that. */
export interface DerivedRows {
  readonly revision: number;
  readonly wakeAt: Instant | null;
  readonly releaseAt: Instant | null;
  readonly alerted: boolean;
  readonly excepted: boolean;
  readonly open: boolean;
  readonly owing: boolean;
  readonly checks: readonly CheckRow[];
  readonly exceptions: readonly ExceptionRow[];
}

export interface Mpans {
  loadMpans(mpans: readonly string[]): Promise<Map<string, StoredMpan>>;
  /** All MPANs after `after`, in order, at most `limit`. */
  mpansAfter(after: string, limit: number): Promise<StoredMpan[]>;
  /** MPANs to be looked at by `now`, the longest waiting first. */
  due(now: Instant, limit: number): Promise<StoredMpan[]>;
  /** When an MPAN is to be looked at next, or what was approved goes out. */
  nextWake(): Promise<Instant | null>;
  /** MPANs of which something was approved that can no longer be undone at `now`. */
  releasable(now: Instant, limit: number): Promise<StoredMpan[]>;
  /** MPANs with flows this gateway could write now, after `after`, in order. */
  owing(after: string, limit: number): Promise<StoredMpan[]>;

  checks(filter: CheckFilter): Promise<StoredCheck[]>;
  exceptions(filter: {
    readonly mpan?: string;
    readonly open?: boolean;
  }): Promise<StoredException[]>;
  /** MPANs that a fault of ours holds, with what is told of it. */
  heldMpans(limit: number): Promise<{ readonly mpan: string; readonly detail: string }[]>;

  openMpans(): Promise<Set<string>>;
  /** MPANs that the journal or anything that follows from it names, in order, after `after`. */
  everyMpan(after: string, limit: number): Promise<string[]>;
  /** Null where there is no snapshot of it. */
  derivedRows(mpan: string): Promise<DerivedRows | null>;
  /** Takes away what stands of an MPAN of which the journal knows nothing. */
  dropDerived(mpan: string): Promise<void>;
}

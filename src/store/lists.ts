/**
 * What people look through, a page at a time, and the counts they begin with. Each page continues
 * after the last item of the one before (a cursor), so that what comes or goes in between neither
 * repeats an item nor hides one; each list and count is read in the order of an index.
 */
import type { Instant, LocalDate } from '../calendar/index.ts';
import type { Side } from '../market/index.ts';
import type { ExceptionCode, OperatorEvent, RaisedAlert } from '../process/index.ts';
import type { ClaimFilter, TeamEntry } from './team-entries.ts';
import type {
  FileOutcome,
  OutboxFile,
  Receipt,
  StoredCheck,
  StoredException,
} from './unit-of-work.ts';

/** Which part of a list is wanted. */
export interface Place {
  /** `next` of the page before; null for the first page. */
  readonly after: string | null;
  readonly limit: number;
  /** Where it is wanted how many the whole list has: up to how many they are counted. */
  readonly countTo?: number;
}

/** How many a list has, on all its pages: so many, or more. */
export interface Counted {
  readonly number: number;
  readonly isMore: boolean;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Opaque; null where this page is the last. */
  readonly next: string | null;
  /** Where the place asked for it. */
  readonly counted?: Counted;
}

/** Null: `after` does not belong to this list, or not in this order. Begin again without it. */
export type PageOrNone<T> = Page<T> | null;

/** Everything that is named must fit. */
export interface ListedCheckFilter {
  /** An MPAN, or the digits it begins with. */
  readonly mpan?: string;
  /** The stage that is open, or `closed`. */
  readonly state?: string;
  readonly supplier?: string;
  readonly meterOperator?: string;
  /** Whose turn it is. */
  readonly owner?: Side;
  readonly open?: boolean;
  /**
   * Open checks somebody must act on, with a deadline after one instant and up to another: those
   * breached at `now` are { after: null, until: now }.
   */
  readonly due?: { readonly after: Instant | null; readonly until: Instant };
  /** Flows that this gateway could write now wait to be approved or sent. */
  readonly owed?: boolean;
  /** This flow waits to be approved or sent. */
  readonly flow?: string;
  readonly claim?: ClaimFilter;
}

export const checkOrders = ['due', 'mpan', 'opened', 'stage', 'waits'] as const;

export interface CheckSort {
  /**
   * By `due`, checks without a deadline follow those with one, and closed ones come last. By `stage`
   * those with a deadline, and by `waits` those that somebody must act on, stand before all others.
   */
  readonly by: (typeof checkOrders)[number];
  readonly descending: boolean;
}

export const indexedFileOrders = [
  'received',
  'name',
  'outcome',
  'flow',
  'sender',
  'identifier',
] as const;
export type FileSort = (typeof indexedFileOrders)[number];

export interface ListedFileFilter {
  readonly outcome?: FileOutcome;
  /** Without its version: `D0002`. */
  readonly flow?: string;
  readonly sender?: string;
  /** A File Identifier, or the name of a file; whole, not a part of it. */
  readonly named?: string;
  /** Received at or after. */
  readonly from?: Instant;
  /** Received before. */
  readonly until?: Instant;
  /** By when they were received, if left out. What has no such value comes last. */
  readonly by?: FileSort;
  /** The oldest first, or the lowest. */
  readonly isRising?: true;
}

/** A receipt as lists show it: how many Findings, not each. */
export interface ListedFile extends Omit<Receipt, 'findings'> {
  readonly findings: number;
}

export interface ListedOutboxFilter {
  /** Without its version: `D0142`. */
  readonly flow?: string;
  readonly toMpid?: string;
  readonly written?: boolean;
}

/** A file that this gateway wrote, without its text. */
export interface ListedOutboxFile extends Omit<OutboxFile, 'text'> {
  readonly id: number;
  readonly written: boolean;
}

export interface ListedExceptionFilter {
  readonly mpan?: string;
  readonly code?: ExceptionCode;
  /** Whose flow gave rise to it. */
  readonly sender?: string;
  readonly open?: boolean;
  /** Of open items. */
  readonly claim?: ClaimFilter;
  /** Groups of open items to leave out; for a list of what is open. */
  readonly without?: readonly Pick<ItemGroup, 'code' | 'sender'>[];
  /** Of what is open: the Meter Operator of its check. */
  readonly meterOperator?: string;
  /** Of what is open: the words that were unclear, as they are compared. */
  readonly words?: string;
  /** Of what is open: on checks with a deadline after one instant and up to another. */
  readonly due?: { readonly after: Instant | null; readonly until: Instant };
}

/** `cause`: what says the same words stands together, then what has the same code. */
export const itemOrders = ['due', 'since', 'meterOperator', 'cause'] as const;

/** Of what is open. What has no deadline, no Meter Operator or no words comes last. */
export interface ItemSort {
  readonly by: (typeof itemOrders)[number];
  readonly descending: boolean;
}

/** Open items of one code that say the same words. */
export interface ItemCause {
  readonly code: ExceptionCode;
  /** As they are compared; empty where there are none. */
  readonly words: string;
  readonly number: number;
  readonly oldestAt: Instant;
  /** Of the one that is due first. */
  readonly dueAt: Instant | null;
  /** Of one of them. */
  readonly id: string;
  /** The first and the last Meter Operator by MPID; empty where one has none. */
  readonly meterOperators: readonly [string, string];
}

/** Open items of one cause and one sender. */
export interface ItemGroup {
  readonly code: ExceptionCode;
  readonly sender: string;
  readonly number: number;
  readonly oldestAt: Instant;
}

export interface ListedAlertFilter {
  readonly mpan?: string;
  readonly kind?: string;
  readonly retracted?: boolean;
  /** Those that stand of one kind, raised at or after. */
  readonly from?: Instant;
}

/** What people did; of a proposal the act that was proposed. */
export interface ListedActFilter {
  /** The login of a person, whatever its capital letters. */
  readonly who?: string;
  readonly act?: OperatorEvent['action']['name'] | TeamEntry['act'];
  /** Only what moves checks and files; not what people tell each other. */
  readonly moves?: true;
  readonly mpan?: string;
  /** Done at or after. */
  readonly from?: Instant;
  /** Done before. */
  readonly until?: Instant;
  /** The first done first. */
  readonly isRising?: true;
}

/** Open checks that are alike in what lists are narrowed by. */
export interface CheckGroup {
  readonly state: string;
  readonly owner: string | null;
  readonly supplier: string;
  readonly meterOperator: string | null;
  /** Between which of the instants that were asked the deadline is: 0 before the first; null where none is waited for. */
  readonly due: number | null;
  readonly number: number;
}

/** Exceptions that are alike in what lists are narrowed by; of what is settled the code and the sender are kept alone. */
export interface AlikeItems {
  readonly code: ExceptionCode;
  readonly sender: string | null;
  readonly meterOperator: string | null;
  readonly claimedBy: string | null;
  /** As that of a group of checks. */
  readonly due: number | null;
  readonly number: number;
}

/** What one participant owes on open checks. */
export interface Awaited {
  readonly owner: Side;
  /** MPID of the owner; null where no Meter Operator is known. */
  readonly party: string | null;
  readonly number: number;
  /** For each instant that was asked, how many of them are due at or before it. */
  readonly dueBy: readonly number[];
  readonly oldestDueOn: LocalDate | null;
}

export interface Lists {
  checksPage(
    filter: ListedCheckFilter,
    sort: CheckSort,
    place: Place,
  ): Promise<PageOrNone<StoredCheck>>;
  /** How many checks and open items fit, up to so many. */
  countChecks(filter: ListedCheckFilter, most: number): Promise<number>;
  countExceptions(filter: ListedExceptionFilter, most: number): Promise<number>;
  /** The open checks in groups; null where there are more than so many. */
  checkGroups(
    filter: ListedCheckFilter,
    dueBy: readonly Instant[],
    most: number,
  ): Promise<CheckGroup[] | null>;
  /** Checks with flows that wait to be approved or sent, those due first before others; counted are the flows. */
  owingPage(place: Place, filter?: ListedCheckFilter): Promise<PageOrNone<StoredCheck>>;
  /** Of so many checks with flows that wait, at most, which flows those are. */
  owingFlows(filter: ListedCheckFilter, most: number): Promise<readonly string[]>;
  /** Checks with flows that were approved and have not gone out; counted are the flows. */
  approvedPage(place: Place): Promise<PageOrNone<StoredCheck>>;
  /** The newest first, unless the filter says otherwise. */
  filesPage(filter: ListedFileFilter, place: Place): Promise<PageOrNone<ListedFile>>;
  /** The newest first. */
  outboxPage(place: Place, filter?: ListedOutboxFilter): Promise<PageOrNone<ListedOutboxFile>>;
  /** With `open: true` as it is sorted, else the longest waiting first; otherwise the newest first. */
  exceptionsPage(
    filter: ListedExceptionFilter,
    place: Place,
    sort?: ItemSort,
  ): Promise<PageOrNone<StoredException>>;
  /** Exceptions in groups; null where there are more than so many. */
  alikeItems(
    filter: ListedExceptionFilter,
    dueBy: readonly Instant[],
    most: number,
  ): Promise<AlikeItems[] | null>;
  /** Open items counted by code and words, in no order. */
  itemCauses(filter: Omit<ListedExceptionFilter, 'open'>): Promise<ItemCause[]>;
  /** One item, open or not. */
  exception(id: string): Promise<StoredException | null>;
  /** Groups of more than so many open items that came of a flow, the largest first. */
  itemGroups(moreThan: number): Promise<ItemGroup[]>;
  /** Acts of people as the journal has them, the last done first; what was erased is left out. */
  actsPage(filter: ListedActFilter, place: Place): Promise<PageOrNone<OperatorEvent | TeamEntry>>;
  /** The last raised first. */
  alertsPage(filter: ListedAlertFilter, place: Place): Promise<PageOrNone<RaisedAlert>>;

  /** The receipt of one file. */
  receipt(id: number): Promise<Receipt | null>;

  /**
   * Whose turn it is on the open checks that somebody must act on, by owner and participant, and how
   * many of them are due by each of these instants: with [now, end of today] the first is what is
   * breached, the second less the first what is due today.
   */
  awaited(dueBy: readonly Instant[]): Promise<Awaited[]>;
  /** How many open checks there are. */
  openChecks(): Promise<number>;
  /** How many checks have flows that wait to be approved or sent. */
  owingChecks(): Promise<number>;
  filesByOutcome(since: Instant): Promise<ReadonlyMap<FileOutcome, number>>;
}

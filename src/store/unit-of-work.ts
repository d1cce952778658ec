/**
 * One commit as a plain value: everything that must become durable together, and nothing that needs
 * an answer in between. A store either takes it whole or not at all.
 */
import type { BankHolidays, Instant } from '../calendar/index.ts';
import type { Edition, Finding } from '../flow/index.ts';
import type { MarketFacts, MergeKind } from '../market/index.ts';
import type { ExceptionRecord, MpanState, ProcessEvent, RaisedAlert } from '../process/index.ts';
import type { QueuedDelivery } from './deliveries.ts';
import { type Guards, unguarded } from './guards.ts';
import type { QueuedMilestone } from './milestones.ts';

export const fileOutcomes = [
  'applied',
  'partly-applied',
  'duplicate',
  'rejected',
  'set-aside',
  'not-ours',
  'left',
] as const;
export type FileOutcome = (typeof fileOutcomes)[number];

/** Folders whose files change the rules, and stay where they are. */
export const feedFolders = ['calendar', 'reference'] as const;
export type FeedFolder = (typeof feedFolders)[number];

/** The private copy of a file, and how the original looked when it was made. */
export interface Claim {
  readonly staged: string;
  readonly look: string;
  /** Nobody writes to the original any more: it proved that it was whole. */
  readonly isClosed: boolean;
  /** The token of the folder that it lay in, where several gateways may share it. */
  readonly root?: string;
}

/** What became of one file that arrived. */
export interface Receipt {
  readonly id: number;
  readonly name: string;
  /** The folder it arrived in. */
  readonly folder: 'inbox' | 'sent' | FeedFolder;
  readonly sha256: string;
  readonly size: number;
  /** Null for CSV files and for files without a readable header. */
  readonly flow: string | null;
  readonly fileIdentifier: string | null;
  readonly sender: string | null;
  readonly receivedAt: Instant;
  readonly outcome: FileOutcome;
  readonly findings: readonly Finding[];
  readonly instances: number;
  readonly instancesAccepted: number;
  /** Where it is moved to, below the workspace. Fixed before the move, so that a repeat is harmless. */
  readonly destination: string;
  /** Until it lies there. */
  readonly claim?: Claim;
}

/** A receipt as it is committed: the store gives it its number. */
export type NewReceipt = Omit<Receipt, 'id'>;

/** A file this gateway sends. The bytes are fixed in the commit, so writing twice is harmless. */
export interface OutboxFile {
  readonly name: string;
  readonly flow: string;
  readonly fileIdentifier: string;
  readonly fromMpid: string;
  readonly toRole: string;
  readonly toMpid: string;
  readonly mpans: readonly string[];
  readonly text: string;
  readonly sha256: string;
  readonly createdAt: Instant;
}

/** A check as lists show it; the whole of it is in the MPAN's state. */
export interface CheckRow {
  readonly supplier: string;
  readonly sequence: number;
  readonly profile: string;
  readonly meterOperator: string | null;
  readonly state: string;
  readonly outcome: string | null;
  readonly openedOn: string;
  readonly closedOn: string | null;
  /** Who owes the open stage. */
  readonly owner: string | null;
  readonly dueOn: string | null;
  readonly dueAt: Instant | null;
  /** True while somebody must act before dueAt. */
  readonly awaited: boolean;
  /** Flows this gateway could write now, separated by commas. */
  readonly owed: string;
  /** Flows that were approved and go out once that can no longer be undone. */
  readonly approved: readonly ApprovedFlow[];
}

interface ApprovedFlow {
  readonly flow: string;
  readonly to: string;
  readonly who: string;
  readonly at: Instant;
  readonly until: Instant;
}

/** Whether flows of it wait, or were approved and have not gone out. */
export const isOwing = ({ owed, approved }: CheckRow): boolean =>
  owed !== '' || approved.length > 0;

/** When the first flow of an MPAN goes out that was approved; null where none is kept back. */
export const releaseAtOf = (checks: readonly CheckRow[]): Instant | null =>
  checks
    .flatMap(({ approved }) => approved.map(({ until }) => until))
    .reduce<Instant | null>((first, at) => (first === null || at < first ? at : first), null);

export interface ExceptionRow extends ExceptionRecord {
  readonly supplier: string | null;
  readonly sequence: number | null;
  /** Of what is open: until when its check is due, where somebody must act on that. */
  readonly dueAt?: Instant;
  /** Of what is open: the Meter Operator of its check, where one is known. */
  readonly meterOperator?: string;
  /** Of what is open: the words that were unclear, as they are compared; absent where there are none. */
  readonly words?: string;
}

export interface StoredMpan {
  readonly mpan: string;
  readonly revision: number;
  readonly state: MpanState;
  /** True if an alert was ever raised for it, so that late news may have to retract one. */
  readonly alerted: boolean;
  /** True if it ever had an Exception, so that one may have to be closed. */
  readonly excepted: boolean;
}

export interface StoredCheck extends CheckRow {
  readonly mpan: string;
  /** Who has claimed it; null where nobody has, or it is closed. */
  readonly claimedBy: string | null;
}

export interface StoredException extends ExceptionRow {
  readonly mpan: string;
  /** Who has claimed its MPAN; null where nobody has, or it is settled. */
  readonly claimedBy: string | null;
}

/** The new snapshot of one MPAN and the rows that follow from it. */
export interface MpanUpdate {
  readonly mpan: string;
  /** The revision this was made from; 0 for an MPAN that was not known. */
  readonly revision: number;
  readonly state: MpanState;
  readonly wakeAt: Instant | null;
  readonly checks: readonly CheckRow[];
  /** True if late news took a check away, so that its row must go. */
  readonly fewerChecks: boolean;
  /** True if the MPAN has or ever had an Exception. */
  readonly excepted: boolean;
  /** All Exceptions that stand; open ones of the MPAN that are not among them are closed. */
  readonly exceptions: readonly ExceptionRow[];
  /** True where alerts of it are known to be there, whatever the snapshot before said. */
  readonly alerted?: boolean;
  /** What it tells the channels of programs: `commit-at.ts` puts it beside what the unit tells. */
  readonly milestones?: readonly QueuedMilestone[];
  /** The rows could not be made anew: those that are there stay, and nothing is owed. */
  readonly keepsRows?: true;
}

/** An MPAN that stands on a line of some content. Not accepted: it counts for nothing there. */
export interface NamedMpan {
  readonly sha256: string;
  readonly line: number;
  readonly mpan: string;
  readonly accepted: boolean;
}

/** Words by which an MPAN may be looked for, as an event tells them. */
export interface Sought {
  readonly mpan: string;
  readonly ids: readonly string[];
  readonly site: readonly string[];
}

/** A stored file that a person wants taken in again. */
export interface Resubmission {
  readonly id: number;
  /** Where it lies, below the workspace. */
  readonly source: string;
  /** What it is called in inbox/. */
  readonly name: string;
  /** The lines on which the wanted instances begin; null for the whole file. */
  readonly lines: readonly number[] | null;
}

export interface UnitOfWork extends Guards {
  readonly at: Instant;
  readonly events: readonly ProcessEvent[];
  readonly mpans: readonly MpanUpdate[];
  readonly receipts: readonly NewReceipt[];
  readonly outbox: readonly OutboxFile[];
  readonly raised: readonly RaisedAlert[];
  /** Keys of alerts that no longer stand, and of retracted ones that stand again. */
  readonly retracted: readonly string[];
  readonly restored: readonly string[];
  /** Who is to be told of the alerts of this unit. */
  readonly deliveries: readonly QueuedDelivery[];
  /** What became of checks, for the channels of programs. */
  readonly milestones: readonly QueuedMilestone[];
  /** Which content names which MPAN, whatever became of it. */
  readonly named: readonly NamedMpan[];
  /** By which words its MPANs may be looked for from now on, besides those of before. */
  readonly sought: readonly Sought[];
  /** Stored files to be put into inbox/, and files of outbox/ to be written, once more. */
  readonly resubmissions: readonly Omit<Resubmission, 'id'>[];
  readonly rewritten: readonly string[];
  /** After the last number for a file identifier that this unit uses; null where it uses none. */
  readonly fileNumbersTo: number | null;
  readonly calendar: StoredCalendar | null;
  readonly merge: StoredMerge | null;
  /** True if every MPAN with an open check must be looked at again. */
  readonly wakeAllOpen: boolean;
  /** True if every MPAN that a fault holds must be tried again. */
  readonly wakeHeld: boolean;
}

export interface StoredCalendar {
  readonly mergedAt: Instant;
  readonly source: string;
  readonly sha256: string;
  readonly bankHolidays: BankHolidays;
  /** Where it is the one before a feed that was taken back. */
  readonly undo?: {
    readonly who: string;
    readonly reason: string;
    /** The place of the calendar that came back, from 1 on; 0 for those of this version. */
    readonly backTo: number;
    readonly proposedBy?: string;
  };
  /** Where it is a feed that was refused until a person accepted it. */
  readonly accepted?: {
    readonly who: string;
    readonly reason: string;
    readonly proposedBy?: string;
  };
}

/** Reference data as they were merged: a file, what a person said, or what a person took back. */
export interface StoredMerge {
  readonly mergedAt: Instant;
  readonly kind: MergeKind;
  /** A file by its name in reference/, or what a person said. */
  readonly source: string;
  /** Empty where there is no file. */
  readonly sha256: string;
  /** Of Industry Standing Data. */
  readonly version: number | null;
  readonly facts: MarketFacts;
  readonly edition: Edition | null;
  /** What of the file was left out, and why. */
  readonly findings: readonly Finding[];
  /** The place of the one that it takes back, from 1 on. */
  readonly undoes: number | null;
  /** Who did it and why; null of a file that was merged by itself. */
  readonly act: {
    readonly who: string;
    readonly reason: string;
    readonly proposedBy?: string;
  } | null;
}

const nothing: Omit<UnitOfWork, 'at'> = {
  ...unguarded,
  events: [],
  mpans: [],
  receipts: [],
  outbox: [],
  raised: [],
  retracted: [],
  restored: [],
  deliveries: [],
  milestones: [],
  named: [],
  sought: [],
  resubmissions: [],
  rewritten: [],
  fileNumbersTo: null,
  calendar: null,
  merge: null,
  wakeAllOpen: false,
  wakeHeld: false,
};

export const unitOfWork = (at: Instant, parts: Partial<UnitOfWork>): UnitOfWork => ({
  ...nothing,
  ...parts,
  at,
});

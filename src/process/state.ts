/**
 * What is known of one MPAN, and what it is made with and of: the rules, the events of its journal,
 * and what each of them meant. It imports no reader of events, so that every file of this
 * room can name it. The state is a cache of the fold; it is plain JSON and may be thrown away.
 */
import type { Instant } from '../calendar/index.ts';
import type { Catalogue } from '../flow/index.ts';
import type { MarketRoles, Side } from '../market/index.ts';
import type { ReadingRules } from '../reading/index.ts';
import type { CheckState, Clockwork } from './check.ts';
import type {
  EventPlace,
  EventSource,
  FlowPart,
  KnownItems,
  SettlingAction,
  ToldEvent,
  VisitEvent,
} from './event.ts';
import type { CitedEvidence } from './evidence.ts';
import type { ExceptionCode, ExceptionRecord } from './exception.ts';
import { type KnownMeters, noMeters } from './known-meters.ts';
import type { CheckMachine } from './machine.ts';

/** Everything besides the events that the answer depends on. */
export interface ProcessRules extends Clockwork {
  readonly participant: { readonly mpid: string; readonly role: Side };
  /** Who stands behind the letters of a header, by date. */
  readonly roles: MarketRoles;
  readonly catalogue: Catalogue;
  readonly machines: ReadonlyMap<string, CheckMachine>;
  readonly reading: ReadingRules;
  readonly staticMeterTypes: readonly string[];
  /** True if the gateway writes the flows its participant owes (so that CANNOT_DRAFT can arise). */
  readonly drafts: boolean;
  /** After how many Working Days a claimed creation time is a person's question; 3 if left out. */
  readonly lateClaimWorkingDays?: number;
  /** Whether a linked export MPAN opens a check of a Supplier; true if left out. */
  readonly linkedExportOpensCheck?: boolean;
}

/** The letters that a counterparty used: its own, and ours. */
interface UsedLetters {
  readonly theirs: string;
  readonly ours: string;
}

interface Orphan {
  readonly flow: string;
  /** The Supplier it was sent to; absent in what an older version kept. */
  readonly to?: string;
  readonly fileIdentifier: string;
  readonly key: string;
  readonly at: Instant;
}

/** What one person proposed, for another to do or to dismiss. */
export interface Proposal {
  /** The id of the Exception that shows it. */
  readonly id: string;
  readonly action: SettlingAction;
  readonly who: string;
  readonly at: Instant;
  /** Where its check stood; null where there is none. */
  readonly stood: {
    readonly supplier: string;
    readonly sequence: number;
    readonly stages: number;
    readonly closed: boolean;
  } | null;
}

/** A flow that was approved and is kept back until it can no longer be undone. */
export interface Approval {
  /** Of the event that approves it. */
  readonly key: string;
  readonly flow: string;
  readonly who: string;
  readonly at: Instant;
  readonly until: Instant;
  readonly supplier: string;
  readonly sequence: number;
  readonly since: Instant;
  readonly to: string;
  readonly draft: string;
}

/** What the transfer service said last of a file of ours. */
export interface Acknowledged {
  readonly outcome: 'delivered' | 'refused';
  /** The code of the service; empty where it gave none. */
  readonly reason: string;
  readonly at: Instant;
}

export interface MpanState {
  readonly mpan: string;
  /** The last event folded, to tell news from late news. */
  last: EventPlace | null;
  /** Appointments that take effect after this instant have not been heard yet. */
  foldedTo: Instant;
  /** When the next appointment takes effect. */
  waitingUntil: Instant | null;
  checks: CheckState[];
  meters: KnownMeters;
  known: KnownItems;
  /** The last D0150, kept where this gateway writes D0150s itself. */
  lastDetails: { readonly version: string; readonly parts: readonly FlowPart[] } | null;
  appointed: {
    meterOperator: string | null;
    /** True once an appointment of a Meter Operator is known; then senders are checked. */
    meterOperatorKnown: boolean;
    supplier: string | null;
    /** Whose appointment has ended, where nobody is known who is appointed since; absent otherwise. */
    meterOperatorEnded?: string;
    /** Since when that Supplier supplies; absent where it is not known. */
    supplierFrom?: Instant;
    /** Whose supply has ended, where nobody is known who supplies since; absent otherwise. */
    supplierEnded?: string;
    /** As what the Meter Operator is appointed (SMEM); absent where its appointment does not say. */
    meterOperatorRole?: string;
    /** Since when; absent where it is not known, and in what an older version kept. */
    meterOperatorFrom?: Instant;
    /** A DIP message appointed it: it is one of the roles that migrated MPANs have. */
    isMigrated?: true;
  };
  /** Proposed by DIP messages and not accepted, as `DipOrigin.proposes` has it; absent where none is. */
  refused?: readonly string[];
  /** By counterparty: the letters under which it last wrote to us; absent where nobody did. */
  letters?: Readonly<Record<string, UsedLetters>>;
  /** What engineers found, as it was told; absent where nothing was. */
  visits?: VisitEvent[];
  /** As version 0.1.0 kept a visit that was told before its request. */
  readonly earlyVisit?: VisitEvent | null;
  /** By the name of a file of ours: what the transfer service said last; absent where it said nothing. */
  acknowledged?: Readonly<Record<string, Acknowledged>>;
  orphans: Orphan[];
  /** Exceptions that belong to no check. */
  loose: ExceptionRecord[];
  /** What operators settled: exception id to accepted. */
  resolutions: Record<string, boolean>;
  /** What waits for a second person; absent where nothing does. */
  proposals?: readonly Proposal[];
  /** What was approved and has not gone out; absent where there is nothing. */
  approvals?: readonly Approval[];
  /** Keys of the acts that were taken back; absent where none was. */
  takenBack?: readonly string[];
  /** What was heard of flows that say they are from us and came through inbox/; absent if nothing. */
  claimsOurs?: readonly string[];
  /** Something still to come has been asked about before its turn: the next fold begins from the journal. */
  isAskedEarly?: true;
  /** The journal has what was not heard yet: the next fold begins from the journal. */
  isBehind?: true;
  /** What of ours failed on it. Then all else is as it was the last time that nothing did. */
  fault?: Fault;
}

/** Something of ours that failed on one MPAN. */
export interface Fault {
  readonly at: Instant;
  readonly place: 'snapshot' | 'events' | 'fold' | 'alerts' | 'rows' | 'drafts' | 'print';
  /** The kind of the error, and where it came from: never its words. */
  readonly trace: readonly string[];
}

/**
 * Stands in the journal for all that was erased of an MPAN before it, and holds what is left: when
 * what was done, and with what end. The fold begins from it.
 */
export interface ErasedEvent extends EventSource {
  readonly kind: 'erased';
  readonly who: string;
  readonly reason: string;
  readonly state: MpanState;
  /** The journal entries whose bodies are gone: their numbers, and digests of their keys. */
  readonly entries: readonly (readonly [seq: number, key: string])[];
}

export type ProcessEvent = ToldEvent | ErasedEvent;

/** What one event meant, for `pawl explain` and for the outcome of its file. */
export interface EventReading {
  readonly event: ProcessEvent;
  readonly means:
    | 'opened'
    | 'moved'
    | 'noted'
    | 'exception'
    | 'orphan'
    | 'baseline'
    | 'notOurs'
    | 'waiting';
  readonly says: string;
  readonly check: { readonly supplier: string; readonly sequence: number } | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly codes: readonly ExceptionCode[];
  readonly evidence: readonly CitedEvidence[];
}

export function emptyState(mpan: string): MpanState {
  return {
    mpan,
    last: null,
    foldedTo: '',
    waitingUntil: null,
    checks: [],
    meters: noMeters,
    known: {},
    lastDetails: null,
    appointed: { meterOperator: null, meterOperatorKnown: false, supplier: null },
    orphans: [],
    loose: [],
    resolutions: {},
  };
}

/** A copy that a fold may change in place: what the fold changes of a state is copied, the rest is shared. */
export const copyOfState = (state: MpanState): MpanState => ({
  ...state,
  checks: state.checks.map(copyOfCheck),
  appointed: { ...state.appointed },
  orphans: [...state.orphans],
  loose: state.loose.map((exception) => ({ ...exception })),
  resolutions: { ...state.resolutions },
});

const copyOfCheck = (check: CheckState): CheckState => ({
  ...check,
  stages: check.stages.map((stage) => ({ ...stage, received: { ...stage.received } })),
  evidence: [...check.evidence],
  exceptions: check.exceptions.map((exception) => ({ ...exception })),
  requestReasons: [...check.requestReasons],
  requestDates: [...check.requestDates],
});

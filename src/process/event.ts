/**
 * A ProcessEvent is a fact about one MPAN: a flow that came or went, a notified generation, an
 * appointment, a visit, an operator's action. It carries what was said, never what it means: the
 * meaning is found when the events are folded, so that rules may change and the journal need not.
 */
import type { Instant, LocalDate } from '../calendar/index.ts';

/** The records of one flow instance as they stood in the file. */
export interface FlowPart {
  readonly line: number;
  readonly text: string;
}

export interface EventSource {
  /** Names the event for ever; the same fact told twice has the same key. */
  readonly key: string;
  readonly mpan: string;
  /** When it counts from: creation time of a flow, start of the day of a CSV row, now for an act. */
  readonly effectiveAt: Instant;
  /** When the gateway first saw it. */
  readonly receivedAt: Instant;
  readonly sender: string;
  readonly fileIdentifier: string;
  readonly line: number;
  /** File name as it arrived, for people who want to look. */
  readonly file: string;
  /** The profile in force when the fact was taken in; a check opened by it keeps it. */
  readonly profile: string;
  /**
   * Of a flow that says it is from us and came through inbox/: how the keys begin that the copy of it
   * in sent/ gives. Its own key begins otherwise, so that it takes nobody's place.
   */
  readonly claimsOurs?: string;
}

/** What the header of a flow says of who sends it to whom, and when. */
export interface EventHeader {
  readonly flow: string;
  readonly sender: string;
  readonly fromRole: string;
  readonly toRole: string;
  readonly toMpid: string;
  /** Creation time that the header claims, as an instant. */
  readonly createdAt: Instant;
}

export interface FlowEvent extends EventSource, EventHeader {
  readonly kind: 'flow';
  readonly version: string;
  /** All instances of this MPAN in this file: together they are one answer. */
  readonly parts: readonly FlowPart[];
  /** Of a flow of ours: what is written in other words than those that were given. */
  readonly mended?: readonly string[];
}

export interface NotificationEvent extends EventSource {
  readonly kind: 'notification';
  readonly notifiedOn: LocalDate;
  readonly source: string;
  readonly reference: string;
  readonly knownBackstop: boolean;
  readonly known: KnownItems;
  /** Since when the site exports; absent where nobody says so. */
  readonly exportSince?: LocalDate;
  /** What was installed; absent where nothing is told of it, and in what an older version kept. */
  readonly generation?: Generation;
}

/** What a notification tells of what generates. */
export interface Generation {
  readonly technology?: string;
  readonly capacityKw?: number;
  readonly commissionedOn?: LocalDate;
}

/** What a notification or an earlier flow tells that a later flow needs; keyed by J reference. */
export interface KnownItems {
  readonly [ref: string]: string;
}

export interface AppointmentEvent extends EventSource {
  readonly kind: 'appointment';
  /** `terminated`: the Supplier who sends it ends the appointment of a Meter Operator (D0151). */
  readonly what:
    | 'meterOperator'
    | 'meterOperatorEnds'
    | 'supplier'
    | 'supplierEnds'
    | 'terminated'
    | 'linkedExport';
  /** Who is appointed or whose appointment ends; of a linked export MPAN that MPAN. */
  readonly party: string;
  /** Of a termination that is told after it took effect: when that was. */
  readonly endedAt?: Instant;
  /** In which role it is appointed, as routes call it (SMEM); absent where nothing says so. */
  readonly role?: string;
  /** Of what a flow says: its header without the sender; absent in what an older version kept. */
  readonly header?: Omit<EventHeader, 'sender'>;
  /** Of what a DIP message says: which. Its MPAN has migrated. */
  readonly dip?: DipOrigin;
}

/** Which DIP message says something. */
export interface DipOrigin {
  readonly interfaceId: string;
  /** Where it stood in its file: `$[3]`. */
  readonly path: string;
  /** It names us neither as Supplier nor as the metering service. */
  readonly ofOthers?: true;
  /** The metering service that it proposes and from when, for an answer that refuses just that. */
  readonly proposes?: string;
}

/**
 * A message of the Data Integration Platform as it came. What it appoints from a date is an event of
 * its own; here it is told when it was sent.
 */
export interface MessageEvent extends EventSource {
  readonly kind: 'message';
  readonly dip: DipOrigin;
  readonly text: string;
}

export const visitOutcomes = [
  'hasBackstop',
  'noBackstop',
  'replaced',
  'cannotReverse',
  'noAccess',
  'refused',
] as const;
export type VisitOutcome = (typeof visitOutcomes)[number];

export interface VisitEvent extends EventSource {
  readonly kind: 'visit';
  readonly visitedOn: LocalDate;
  readonly outcome: VisitOutcome;
  readonly meterId: string | null;
  readonly newMeterId: string | null;
  readonly remarks: string | null;
  readonly items: KnownItems;
}

export const decisions = [
  'has',
  'hasNot',
  'replaced',
  'cannotReverse',
  'askAgain',
  'alreadyKnown',
  'outOfScope',
] as const;
export type Decision = (typeof decisions)[number];

/** Until when an approval can be undone, and what was approved: the draft of a stage, by its digest. */
interface Undo {
  readonly until: Instant;
  readonly supplier: string;
  readonly sequence: number;
  /** When the stage began that owes it. */
  readonly since: Instant;
  readonly to: string;
  readonly draft: string;
}

/** What a person settles, and what under four eyes takes a second person. */
export type SettlingAction =
  | { readonly name: 'decide'; readonly decision: Decision }
  | { readonly name: 'cancel' }
  | {
      readonly name: 'approve';
      readonly flow: string;
      /** Of an approval that can be undone, and of what; absent where the flow went out with it. */
      readonly undo?: Undo;
    }
  | {
      readonly name: 'resolve';
      /** Of an act about many items at once the name of their group. */
      readonly exceptionId: string;
      readonly accept: boolean;
      /** Of such an act: the digests of their ids. Each MPAN hears of its own. */
      readonly items?: readonly string[];
    };

export interface OperatorEvent extends EventSource {
  readonly kind: 'operator';
  readonly action:
    | SettlingAction
    /** The first of two: settles nothing until another person does the same. */
    | { readonly name: 'propose'; readonly action: SettlingAction }
    /** Files taken in, or written, once more; lines are those of single instances. */
    | {
        readonly name: 'resubmit';
        readonly source: string;
        readonly lines: readonly number[] | null;
        /** Somebody brought it in, and nothing like it need have come before. */
        readonly isBrought?: true;
      }
    /** What counts from then on as if it had never been done: an approval, a decision. */
    | {
        readonly name: 'takeBack';
        /** Key of the event that is taken back. */
        readonly key: string;
        readonly act: SettlingAction;
      };
  readonly who: string;
  readonly reason: string;
  /** Whose proposal this confirms. */
  readonly proposedBy?: string;
}

/** An alert was given up on a channel: those whom it was to reach do not know. */
export interface UndeliveredEvent extends EventSource {
  readonly kind: 'undelivered';
  readonly supplier: string;
  readonly sequence: number;
  readonly alertKey: string;
  readonly alertKind: string;
  readonly stage: string;
  readonly channel: string;
  readonly attempts: number;
  /** What the channel said last, without addresses and secrets. */
  readonly lastError: string;
}

/** The transfer service said what became of a flow of ours. */
export interface AcknowledgedEvent extends EventSource {
  readonly kind: 'acknowledged';
  /** What the file is called in outbox/. */
  readonly sent: string;
  /** `D0001` */
  readonly flow: string;
  /** Of the check that the flow was about. */
  readonly supplier: string;
  readonly outcome: 'delivered' | 'refused';
  /** The code that the service gave; empty where it gave none. */
  readonly reason: string;
}

/** An event that something happened, as told apart from one that stands for what was erased. */
export type ToldEvent =
  | FlowEvent
  | NotificationEvent
  | AppointmentEvent
  | MessageEvent
  | VisitEvent
  | OperatorEvent
  | UndeliveredEvent
  | AcknowledgedEvent;

/** Where an event stands among the others of its MPAN, whatever the order of arrival. */
export interface EventPlace {
  readonly effectiveAt: Instant;
  /** Within one second, who asks comes before who answers, and a person acts on what is there. */
  readonly turn: number;
  readonly sender: string;
  readonly fileIdentifier: string;
  /** The flow, or the kind of what is none: two flows of a sender may share an identifier. */
  readonly flow: string;
  readonly line: number;
  readonly key: string;
}

export function placeOf(event: ToldEvent, turn: number): EventPlace {
  const { effectiveAt, sender, fileIdentifier, key } = event;
  const flow = event.kind === 'flow' ? event.flow : event.kind;
  // Of a notification told again the first telling stays first, wherever the other stands in its file.
  const line = event.kind === 'notification' ? 0 : event.line;
  return { effectiveAt, turn, sender, fileIdentifier, flow, line, key };
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Ours (docs/process.md, Order): effective time, sender, file identifier, line. Flow and key part
 * what these leave together, so that there is one order and a file's lines stay side by side. The
 * turn goes before the sender, or an answer of the same second would come before its request by
 * the mere alphabet of MPIDs.
 */
export function comparePlaces(a: EventPlace, b: EventPlace): number {
  return (
    compareText(a.effectiveAt, b.effectiveAt) ||
    a.turn - b.turn ||
    compareText(a.sender, b.sender) ||
    compareText(a.fileIdentifier, b.fileIdentifier) ||
    compareText(a.flow, b.flow) ||
    a.line - b.line ||
    compareText(a.key, b.key)
  );
}

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

interface EventSource {
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
}

export interface FlowEvent extends EventSource {
  readonly kind: 'flow';
  readonly flow: string;
  readonly version: string;
  readonly fromRole: string;
  readonly toRole: string;
  readonly toMpid: string;
  /** Creation time that the header claims, as an instant. */
  readonly createdAt: Instant;
  /** All instances of this MPAN in this file: together they are one answer. */
  readonly parts: readonly FlowPart[];
}

export interface NotificationEvent extends EventSource {
  readonly kind: 'notification';
  readonly notifiedOn: LocalDate;
  readonly source: string;
  readonly reference: string;
  readonly knownBackstop: boolean;
  readonly known: KnownItems;
}

/** What a notification or an earlier flow tells that a later flow needs; keyed by J reference. */
export interface KnownItems {
  readonly [ref: string]: string;
}

export interface AppointmentEvent extends EventSource {
  readonly kind: 'appointment';
  readonly what: 'meterOperator' | 'meterOperatorEnds' | 'supplier' | 'supplierEnds';
  readonly party: string;
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

export interface OperatorEvent extends EventSource {
  readonly kind: 'operator';
  readonly action:
    | { readonly name: 'decide'; readonly decision: Decision }
    | { readonly name: 'cancel' }
    | { readonly name: 'approve'; readonly flow: string }
    | { readonly name: 'resolve'; readonly exceptionId: string; readonly accept: boolean };
  readonly who: string;
  readonly reason: string;
}

export type ProcessEvent =
  | FlowEvent
  | NotificationEvent
  | AppointmentEvent
  | VisitEvent
  | OperatorEvent;

/** Where an event stands among the others of its MPAN, whatever the order of arrival. */
export interface Place {
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

export function placeOf(event: ProcessEvent): Place {
  const { effectiveAt, sender, fileIdentifier, line, key } = event;
  const flow = event.kind === 'flow' ? event.flow : event.kind;
  return { effectiveAt, turn: turnOf(event), sender, fileIdentifier, flow, line, key };
}

const turnOfRole: Readonly<Record<string, number>> = { X: 1, M: 2 };

function turnOf(event: ProcessEvent): number {
  if (event.kind === 'flow') return turnOfRole[event.fromRole] ?? 0;
  return event.kind === 'operator' ? 3 : 0;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Ours (docs/process.md, Order): effective time, sender, file identifier, line. Flow and key part
 * what these leave together, so that there is one order and a file's lines stay side by side. The
 * turn goes before the sender, or an answer of the same second would come before its request by
 * the mere alphabet of MPIDs.
 */
export function comparePlaces(a: Place, b: Place): number {
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

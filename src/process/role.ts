/**
 * Who stands behind the letters of a header: asked of the Market Roles for the local date on which the
 * flow was created. No letter is known here. Whoever reads an event asks this file, so that the letters
 * changed alike in all files of a story leave its end the same.
 */
import { type Instant, localDateOf } from '../calendar/index.ts';
import { type Catalogue, catalogueAt } from '../flow/index.ts';
import type { Party } from '../market/index.ts';
import type { AppointmentEvent, FlowEvent, EventHeader, EventPlace, ToldEvent } from './event.ts';
import { placeOf } from './event.ts';
import type { ProcessRules } from './state.ts';

type Asked = Pick<ProcessRules, 'roles' | 'zone'>;

/** The parties behind a header; null where nobody knows its letter. */
export interface Road {
  readonly from: Party | null;
  readonly to: Party | null;
}

const dateOf = ({ zone }: Asked, { createdAt }: Pick<EventHeader, 'createdAt'>): string =>
  localDateOf(zone, createdAt);

export function roadOf(rules: Asked, header: EventHeader): Road {
  const date = dateOf(rules, header);
  const { roles } = rules;
  return { from: roles.partyOf(header.fromRole, date), to: roles.partyOf(header.toRole, date) };
}

/** The definitions of the flows that are in force on the local day of an instant. */
export const catalogueFor = (
  { catalogue, zone }: Pick<ProcessRules, 'catalogue' | 'zone'>,
  at: Instant,
): Catalogue =>
  catalogue.beside === undefined ? catalogue : catalogueAt(catalogue, localDateOf(zone, at));

export const sideOfSender = (rules: Asked, header: EventHeader) =>
  rules.roles.sideOf(header.fromRole, dateOf(rules, header));

/** What the letter stands for, as routes call it: SMEM. */
export const roleOf = (rules: Asked, letter: string, header: EventHeader): string | null =>
  rules.roles.meaningOf(letter, dateOf(rules, header))?.role ?? null;

/**
 * The parts of a header that tell whether it is ours: it names our MPID under a letter of our side, or
 * under one that nobody knows, of which it must not be said that it is another's.
 */
export function isOurs(
  { roles, participant }: Pick<ProcessRules, 'roles' | 'participant'>,
  mpid: string,
  letter: string,
  date: string,
): boolean {
  if (mpid !== participant.mpid) return false;
  const side = roles.sideOf(letter, date);
  return side === participant.role || roles.partyOf(letter, date) === null;
}

/** True where our MPID stands under the letter of another role alone, by what is known of it now. */
export function isInAnotherRole(rules: ProcessRules, header: EventHeader): boolean {
  const { mpid } = rules.participant;
  const letters = [
    ...(header.toMpid === mpid ? [header.toRole] : []),
    ...(header.sender === mpid ? [header.fromRole] : []),
  ];
  const date = dateOf(rules, header);
  return letters.length > 0 && letters.every((letter) => !isOurs(rules, mpid, letter, date));
}

/** The header of what came in a flow; null of what did not, or what an older version kept without. */
export function headerOf(event: ToldEvent): EventHeader | null {
  if (event.kind === 'flow') return event;
  return event.kind === 'appointment' ? headerOfAppointment(event) : null;
}

const headerOfAppointment = ({ sender, header }: AppointmentEvent): EventHeader | null =>
  header === undefined ? null : { ...header, sender };

/** The letters of a header that nobody knows, with the MPID that each stands with. */
export function unknownLetters(
  rules: ProcessRules,
  event: ToldEvent,
): readonly { readonly letter: string; readonly mpid: string }[] {
  const header = headerOf(event);
  if (header === null) return [];
  const { from, to } = roadOf(rules, header);
  return [
    ...(from === null ? [{ letter: header.fromRole, mpid: header.sender }] : []),
    ...(to === null ? [{ letter: header.toRole, mpid: header.toMpid }] : []),
  ];
}

/** Where events stand in the order of the fold: the side of a sender parts those of one second. */
export const eventPlace = (rules: Asked, event: ToldEvent): EventPlace =>
  placeOf(event, turnOf(rules, event));

const turnOf = (rules: Asked, event: ToldEvent): number =>
  event.kind === 'flow' ? turnOfFlow(rules, event) : turnOfOther(event);

const turnOfClaim = 0.5;
const turnsOfAppointments: Readonly<Partial<Record<AppointmentEvent['what'], number>>> = {
  supplierEnds: 0.6,
  terminated: 0.6,
  linkedExport: 0.7,
};

/** Who asks comes before who answers. */
function turnOfFlow(rules: Asked, event: FlowEvent): number {
  const { from } = roadOf(rules, event);
  if (from === 'Supplier') return 1;
  return from === 'Meter Operator' ? 2 : 0;
}

/** What people and channels do, and what became of a flow, follows the flows of the same second. */
const isAfterFlows: Readonly<Partial<Record<ToldEvent['kind'], true>>> = {
  operator: true,
  undelivered: true,
  acknowledged: true,
};

function turnOfOther(event: Exclude<ToldEvent, FlowEvent>): number {
  // Ours: what claims a backstop closes a check, so that all else that was notified then comes first.
  if (event.kind === 'notification' && event.knownBackstop) return turnOfClaim;
  // Ours: what an end ends, and whether a link opens a check, is asked of all that is known of that day.
  if (event.kind === 'appointment') return turnsOfAppointments[event.what] ?? 0;
  return isAfterFlows[event.kind] === true ? 3 : 0;
}

/**
 * The letters of headers, as one MPAN has seen them: which nobody knows yet, when a Meter Operator
 * changed its role in mid-check, and under which letters what is owed is written.
 */
import { type Instant, localDateOf } from '../calendar/index.ts';
import { meterOperatorSide, otherSide, type Side, supplierSide } from '../market/index.ts';
import { raiseOn } from './advance.ts';
import type { CheckState } from './check.ts';
import type { AppointmentEvent, EventHeader, ToldEvent } from './event.ts';
import { raiseHere, type Telling } from './hear.ts';
import { headerOf, type Road, roleOf, unknownLetters } from './role.ts';
import type { EventReading, MpanState, ProcessRules } from './state.ts';
import { openCheckOf } from './which-check.ts';

/**
 * Nobody knows a letter of its header: nothing is taken from it until somebody does. Then the fold reads
 * it, because the journal has it. Null where all its letters are known.
 */
export function tellUnknownLetters(telling: Telling, event: ToldEvent): EventReading | null {
  const { rules, state } = telling;
  const unknown = unknownLetters(rules, event);
  const header = headerOf(event);
  if (header === null || unknown.length === 0) return null;
  const date = localDateOf(rules.zone, header.createdAt);
  const { flow, sender, fromRole, toMpid, toRole } = header;
  const letters = unknown.map(({ letter, mpid }) => `role ${letter} of ${mpid}`).join(' and ');
  const detail =
    `${telling.where}: nobody knows ${letters}, in a ${flow} from ${sender} (${fromRole}) to ${toMpid} ` +
    `(${toRole}) of ${date}; nothing is taken from it until the reference data know the letter`;
  const check = openCheckOf(state, supplierOf(rules, header));
  const asked = { ...telling, key: fileKeyOf(event) };
  return raiseHere(asked, check, 'ROLE_NOT_KNOWN', detail);
}

/** Of a flow that gives several facts, one question is asked. */
const fileKeyOf = ({ kind, key }: ToldEvent): string =>
  kind === 'appointment' ? key.split('/').slice(0, -3).join('/') : key;

/** Whose check it would be about. */
function supplierOf({ participant }: ProcessRules, { sender, toMpid }: EventHeader): string {
  if (participant.role === supplierSide) return participant.mpid;
  return sender === participant.mpid ? toMpid : sender;
}

/** Keeps under which letters a counterparty wrote to us, for what we write to it. */
export function rememberLetters({ rules, state }: Telling, header: EventHeader): void {
  const { sender, fromRole, toRole, toMpid } = header;
  const { mpid } = rules.participant;
  const [party, used] =
    sender === mpid
      ? [toMpid, { theirs: toRole, ours: fromRole }]
      : [sender, { theirs: fromRole, ours: toRole }];
  state.letters = { ...state.letters, [party]: used };
}

/**
 * Notes on a check that its Meter Operator goes on under another role. An MPAN migrates without a word
 * of the check: nothing begins again. Another MPID is a change of Meter Operator, which others tell.
 */
export function noteRole(telling: Telling, check: CheckState, mpid: string, role: string): boolean {
  if (check.meterOperator !== null && check.meterOperator !== mpid) return false;
  const before = check.meterOperatorAs;
  check.meterOperatorAs = { mpid, role };
  if (before === undefined || before.mpid !== mpid || before.role === role) return false;
  const detail = `${telling.where}: ${mpid} as ${role}, before as ${before.role}`;
  raiseOn(telling.state, check, 'ROLE_CHANGED', telling, detail);
  return true;
}

/**
 * As what an appointment makes somebody Meter Operator: as it says; of an MPAN that has migrated, as
 * the only role of those in which Industry Standing Data (M16) has it. Null where nothing tells.
 */
export function appointedRole(
  { roles, zone }: ProcessRules,
  { party, role, dip, effectiveAt }: AppointmentEvent,
): string | null {
  if (role !== undefined || dip === undefined) return role ?? null;
  return roles.migratedRoleOf(party, localDateOf(zone, effectiveAt));
}

/** The Meter Operator of a flow between the two sides, and its role; null of any other flow. */
export function meterOperatorOf(
  rules: ProcessRules,
  header: EventHeader,
  { from, to }: Road,
): { readonly mpid: string; readonly role: string } | null {
  const isAnswer = from === 'Meter Operator' && to === 'Supplier';
  if (!isAnswer && !(from === 'Supplier' && to === 'Meter Operator')) return null;
  const [mpid, letter] = isAnswer
    ? [header.sender, header.fromRole]
    : [header.toMpid, header.toRole];
  const role = roleOf(rules, letter, header);
  return role === null ? null : { mpid, role };
}

/** The letters of a header to be written; null where no letter is known. */
interface WrittenLetters {
  readonly fromRole: string | null;
  readonly toRole: string | null;
}

/**
 * Ours: the role of the appointment, else the letter last used between the two for this MPAN, else what
 * reference data and the configuration say.
 */
export function lettersFor(
  rules: ProcessRules,
  state: MpanState,
  counterparty: string | null,
  now: Instant,
): WrittenLetters {
  const { participant, roles, zone } = rules;
  const date = localDateOf(zone, now);
  const { meterOperator, meterOperatorRole } = state.appointed;
  const letter = (side: Side, mpid: string, used: string | undefined): string | null => {
    const isAppointed = side === meterOperatorSide && meterOperator === mpid;
    const isMigrated = isAppointed && state.appointed.isMigrated === true;
    const appointed =
      isAppointed && meterOperatorRole !== undefined
        ? roles.reference.defaultLetter(meterOperatorRole, date)
        : null;
    if (appointed !== null) return appointed;
    const isUsable =
      used !== undefined &&
      roles.sideOf(used, date) === side &&
      // Ours: what was used before the MPAN migrated is of a role that it has no more.
      !(isMigrated && !roles.isOfMigrated(used, date));
    return isUsable ? used : roles.letterFor(side, mpid, date, isMigrated);
  };
  const used = counterparty === null ? undefined : state.letters?.[counterparty];
  return {
    fromRole: letter(participant.role, participant.mpid, used?.ours),
    toRole: letter(otherSide(participant.role), counterparty ?? '', used?.theirs),
  };
}

/**
 * From a DIP message to the facts of the journal: the message itself as of when it was sent, and each
 * appointment that it makes as of its date. The keys are made of what names the message, so that one
 * that is told again, or replayed, is one fact.
 */
import { localDateOf } from '../calendar/index.ts';
import type { DipMessage } from '../dip/index.ts';
import { sha256Of } from '../files/index.ts';
import { appointment, type Arrival } from '../gateway/index.ts';
import { supplierSide } from '../market/index.ts';
import type { AppointmentEvent, DipOrigin, MessageEvent, ProcessEvent } from '../process/index.ts';

/** A message that events can be made of. */
export interface TakenMessage extends DipMessage {
  readonly mpan: string;
  readonly readAs: string;
}

export const isTakenMessage = (message: DipMessage): message is TakenMessage =>
  message.accepted && message.mpan !== null && message.readAs !== null;

/** What its sender names it by; of one without a name, what it says. */
export const nameOfMessage = ({ identity, text }: DipMessage): string =>
  identity.senderUniqueReference ?? identity.transactionId ?? sha256Of(text).slice(0, 16);

/** How the keys of all events of a message begin. */
export const keysOfMessage = (message: TakenMessage): string =>
  ['dip', message.sender.dipId ?? '-', message.readAs, nameOfMessage(message), message.mpan]
    .map(encodeURIComponent)
    .join('/')
    .concat('/');

/** What a message says, apart from how it was carried: a replay of it says the same. */
export const contentOfMessage = ({
  mpan,
  appointment: said,
  answer,
  meters,
  linkedMpans,
}: DipMessage): string => JSON.stringify([mpan, said, answer, meters, linkedMpans]);

export function dipEvents(
  arrival: Arrival,
  roleNamed: (dipRole: string | null) => string | null,
  message: TakenMessage,
): ProcessEvent[] {
  const { config, receivedAt, file } = arrival;
  const { mpan, line, path, readAs, sentAt, text, sender, appointment: said } = message;
  const key = keysOfMessage(message).slice(0, -1);
  const proposes = `${said?.meteringService}/${said?.from}`;
  const dip: DipOrigin = {
    interfaceId: readAs,
    path,
    ...(namesUs(arrival, message) ? {} : { ofOthers: true }),
    ...(said?.meteringService == null ? {} : { proposes }),
  };
  const source = {
    key,
    mpan,
    receivedAt,
    sender: sender.dipId ?? '',
    fileIdentifier: nameOfMessage(message),
    line,
    file,
    profile: config.profile,
    dip,
  };
  const told: MessageEvent = {
    ...source,
    kind: 'message',
    key: `${key}/message`,
    effectiveAt: config.measureBy === 'received' ? receivedAt : (sentAt ?? receivedAt),
    text,
  };
  const zone = config.headerTimeZone;
  const of = (what: AppointmentEvent['what'], party: string, on: string): AppointmentEvent =>
    appointment({ ...source, zone }, what, party, on);
  const linked = message.linkedMpans
    .filter(({ direction, mpan: other }) => direction === 'export' && other !== mpan)
    .map((one) => of('linkedExport', one.mpan, localDateOf(zone, told.effectiveAt)));
  if (said === null || !said.takesEffect || said.from === null) return [told, ...linked];
  const { from, supplier, meteringService, incumbent } = said;
  // Whoever answers is the metering service itself, and says in which role.
  const role = message.answer === null ? null : roleNamed(sender.roleId);
  return [
    told,
    ...linked,
    ...(supplier === null ? [] : [of('supplier', supplier, from)]),
    ...(meteringService === null
      ? []
      : [
          { ...of('meterOperator', meteringService, from), ...(role === null ? {} : { role }) },
          ...(incumbent === null || incumbent === meteringService
            ? []
            : [of('meterOperatorEnds', incumbent, from)]),
        ]),
  ];
}

function namesUs({ config }: Arrival, { appointment: said }: DipMessage): boolean {
  if (said === null) return false;
  const { supplier, meteringService, incumbent } = said;
  const named = config.role === supplierSide ? [supplier] : [meteringService, incumbent];
  return named.includes(config.mpid);
}

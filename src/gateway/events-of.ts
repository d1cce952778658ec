/**
 * From what a flow file says to the facts of the journal: one event for each MPAN. The keys are made
 * of what the file is, not of when it came, so that the same fact told twice is one fact.
 */
import {
  dateOfDigits,
  type Instant,
  instantOfLocal,
  localDateOf,
  startOfDay,
} from '../calendar/index.ts';
import type { Config } from '../config/index.ts';
import { catalogueOf, type Envelope, type Group, readInstance } from '../flow/index.ts';
import {
  type AppointmentEvent,
  type FlowEvent,
  type FlowPart,
  isOurs,
  type ProcessEvent,
  type ProcessRules,
} from '../process/index.ts';

/** What all events of one file have in common. */
export interface Arrival {
  readonly config: Config;
  readonly receivedAt: Instant;
  readonly file: string;
  /** Of a file that was dropped: where. What we sent is known by sent/, never by its header alone. */
  readonly folder?: DropFolder;
}

export type DropFolder = 'inbox' | 'sent';

type Letters = Pick<ProcessRules, 'roles' | 'participant'>;

/** True of a header that names this gateway's participant as its sender, as far as its letter tells. */
export const isFromUs = (
  rules: Letters,
  { fromMpid, fromRole, createdAt }: Pick<Envelope, 'fromMpid' | 'fromRole' | 'createdAt'>,
): boolean => isOurs(rules, fromMpid, fromRole, dateOfDigits(createdAt.slice(0, 8)));

/** The same of its recipient. */
export const isToUs = (
  rules: Letters,
  { toMpid, toRole, createdAt }: Pick<Envelope, 'toMpid' | 'toRole' | 'createdAt'>,
): boolean => isOurs(rules, toMpid, toRole, dateOfDigits(createdAt.slice(0, 8)));

/** The instant a header claims as its creation. */
const createdAtOf = (config: Config, envelope: Envelope): Instant =>
  instantOfLocal(config.headerTimeZone, envelope.createdAt);

/** How the keys of all events of a flow file begin. */
export const keysOfFile = ({
  fromMpid,
  flow,
  fileIdentifier,
}: Pick<Envelope, 'fromMpid' | 'flow' | 'fileIdentifier'>): string =>
  `${fromMpid}/${flow}/${fileIdentifier}/`;

/** The same where the file only claims to be ours. */
export const claimedKeys = (keys: string): string => `inbox/${keys}`;

/** An accepted instance of a file, as far as events need it. */
export interface TakenInstance extends FlowPart {
  readonly mpan: string;
}

/**
 * The events of a flow file's instances. Instances of one MPAN are one event: together they are one
 * answer. `correction` sets apart the lines of a corrected file from those of its first version.
 */
export function flowEvents(
  rules: Letters & Pick<ProcessRules, 'catalogue'>,
  arrival: Arrival,
  envelope: Envelope,
  instances: readonly TakenInstance[],
  correction: string,
): ProcessEvent[] {
  const createdAt = createdAtOf(arrival.config, envelope);
  const { flow, version, fileIdentifier, fromMpid, fromRole, toRole, toMpid } = envelope;
  const catalogue = catalogueOf(rules.catalogue, envelope.createdAt);
  const file = keysOfFile(envelope);
  const isClaim = arrival.folder === 'inbox' && isFromUs(rules, envelope);
  const byMpan = new Map<string, FlowPart[]>();
  for (const { mpan, line, text } of instances) {
    const parts = byMpan.get(mpan);
    if (parts === undefined) byMpan.set(mpan, [{ line, text }]);
    else parts.push({ line, text });
  }
  return [...byMpan].flatMap(([mpan, parts]): ProcessEvent[] => {
    const line = parts[0]?.line ?? 0;
    const event: FlowEvent = {
      kind: 'flow',
      key: `${isClaim ? claimedKeys(file) : file}${line}${correction}`,
      mpan,
      effectiveAt: arrival.config.measureBy === 'received' ? arrival.receivedAt : createdAt,
      receivedAt: arrival.receivedAt,
      sender: fromMpid,
      fileIdentifier,
      line,
      file: arrival.file,
      profile: arrival.config.profile,
      flow,
      version,
      fromRole,
      toRole,
      toMpid,
      createdAt,
      parts,
      ...(isClaim ? { claimsOurs: file } : {}),
    };
    const eventsIn = ofAppointments[flow];
    if (eventsIn === undefined) return [event];
    const zone = arrival.config.headerTimeZone;
    return parts.flatMap((part) => {
      const { text, line: at } = part;
      const instance = readInstance(catalogue, flow, version, text, at);
      return eventsIn(rules, { ...event, parts: [part] }, zone, instance);
    });
  });
}

/** What an instance of a flow about appointments comes to. */
const ofAppointments: Readonly<
  Record<
    string,
    (rules: Letters, event: FlowEvent, zone: string, instance: Group) => readonly ProcessEvent[]
  >
> = { D0148: appointmentsOfFlow, D0151: terminationsOfFlow, D0155: appointmentsOfFlow };

export const nextDay = (date: string): string =>
  Temporal.PlainDate.from(date).add({ days: 1 }).toString();

/**
 * D0148 tells others who is appointed (274 to 276); D0155 to a Meter Operator appoints its recipient
 * (317). Both are sent by the Supplier who is registered from J0049 on.
 */
function appointmentsOfFlow(
  rules: Letters,
  event: FlowEvent,
  zone: string,
  instance: Group,
): AppointmentEvent[] {
  const { flow, fromRole, toRole, toMpid, createdAt } = event;
  const source = { ...event, zone, header: { flow, fromRole, toRole, toMpid, createdAt } };
  const appointments: AppointmentEvent[] = [];
  const add = (what: AppointmentEvent['what'], party: string, on: string | undefined): void => {
    if (on === undefined) return;
    appointments.push(appointment(source, what, party, dateOfDigits(on)));
  };
  add('supplier', source.sender, instance.values['J0049']);
  // Of a letter that nobody knows yet the fold asks again.
  const to = rules.roles.partyOf(toRole, localDateOf(zone, createdAt));
  if (flow === 'D0155' && (to === null || to === 'Meter Operator')) {
    const from = instance.children.find((group) => group.id === '317');
    add('meterOperator', source.toMpid, from?.values['J0210']);
  }
  for (const group of instance.children.filter(({ id }) => id === '274')) {
    const party = group.values['J0178'] ?? '';
    const from = group.children.find(({ id }) => id === '275')?.values['J0210'];
    const to = group.children.find(({ id }) => id === '276')?.values['J0360'];
    if (group.values['J0459'] !== 'O') add('meterOperator', party, from);
    if (to !== undefined) {
      const on = nextDay(dateOfDigits(to));
      appointments.push(appointment(source, 'meterOperatorEnds', party, on));
    }
  }
  return appointments;
}

/**
 * D0151: its sender ends the appointment of its recipient, J0360 (298) being the last day. Ours: where that
 * day has passed when it is made it counts once more then, for what was asked in between.
 */
function terminationsOfFlow(
  _rules: Letters,
  event: FlowEvent,
  zone: string,
  instance: Group,
): readonly ProcessEvent[] {
  const { flow, fromRole, toRole, toMpid, createdAt } = event;
  const to = instance.children.find(({ id }) => id === '298')?.values['J0360'];
  if (to === undefined) return [event];
  const on = nextDay(dateOfDigits(to));
  const source = { ...event, zone, header: { flow, fromRole, toRole, toMpid, createdAt } };
  const ended = appointment(source, 'terminated', toMpid, on);
  if (event.effectiveAt <= ended.effectiveAt) return [ended];
  const key = `${event.key}/terminatedSince/${toMpid}/${on}`;
  const { effectiveAt, ...told } = ended;
  return [ended, { ...told, key, effectiveAt: event.effectiveAt, endedAt: effectiveAt }];
}

/** What one file says of an appointment; `key` tells it from what others say of it. */
export function appointment(
  source: Pick<FlowEvent, 'mpan' | 'receivedAt' | 'sender' | 'fileIdentifier' | 'line' | 'file'> & {
    readonly key: string;
    readonly profile: string;
    readonly zone: string;
    readonly claimsOurs?: string;
    readonly header?: AppointmentEvent['header'];
    readonly dip?: AppointmentEvent['dip'];
  },
  what: AppointmentEvent['what'],
  party: string,
  on: string,
): AppointmentEvent {
  const { mpan, receivedAt, sender, fileIdentifier, line, file, profile } = source;
  return {
    kind: 'appointment',
    key: `${source.key}/${what}/${party}/${on}`,
    mpan,
    effectiveAt: startOfDay(source.zone, on),
    receivedAt,
    sender,
    fileIdentifier,
    line,
    file,
    profile,
    what,
    party,
    ...(source.header === undefined ? {} : { header: source.header }),
    ...(source.dip === undefined ? {} : { dip: source.dip }),
    ...(source.claimsOurs === undefined ? {} : { claimsOurs: source.claimsOurs }),
  };
}

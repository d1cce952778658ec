/**
 * One DIP message as a value: what it is, who sent it, about which MPAN, and whom it appoints. The
 * text it came as is kept whole, fields nobody knows included, so that a journal can read it again
 * when a definition has been corrected. The rule that must hold: it is a pure reading of that text.
 */
import type { Instant, LocalDate } from '../calendar/index.ts';
import { type Finding, type FindingCode, findingOf } from '../flow/index.ts';
import { type DipDefinitions, type DipSchema, interfaceOf } from './definition.ts';
import {
  below,
  createFieldReader,
  type FieldValues,
  type JsonNode,
  unknownCode,
} from './fields.ts';
import { jsonFaultOf } from './json-fault.ts';

export interface DipMessage {
  /** `$[3]`, or `$` where the file is this one message. */
  readonly path: string;
  readonly line: number;
  readonly byte: number;
  /** As it came; empty where it was too long, too deep or no UTF-8. */
  readonly text: string;
  /** False where a finding refuses it. */
  readonly accepted: boolean;
  readonly findings: readonly Finding[];
  /** As the message says: IF-035. */
  readonly interfaceId: string | null;
  /** The interface by which it was read; null where it is none that Pawl uses. */
  readonly readAs: string | null;
  readonly schemaVersion: string | null;
  readonly publicationId: string | null;
  readonly eventCode: string | null;
  /** DEV, SIT, PROD …: whoever takes it in knows which of them is real. */
  readonly environmentTag: string | null;
  readonly identity: {
    readonly senderUniqueReference: string | null;
    readonly transactionId: string | null;
    readonly isReplay: boolean;
  };
  readonly sender: { readonly dipId: string | null; readonly roleId: string | null };
  /** When it was sent; if it does not say, when the DIP took it. */
  readonly sentAt: Instant | null;
  readonly publishedAt: Instant | null;
  readonly mpan: string | null;
  readonly distributorDipId: string | null;
  readonly gspGroupId: string | null;
  /** Null where it names no metering service and no Supplier. */
  readonly appointment: DipAppointment | null;
  /** What B007 says, where the interface has one. */
  readonly answer: 'accepted' | 'refused' | 'notSaid' | null;
  readonly meters: readonly DipMeter[];
  readonly linkedMpans: readonly LinkedMpan[];
}

interface DipAppointment {
  readonly scenario: string | null;
  readonly meteringService: string | null;
  readonly from: LocalDate | null;
  readonly incumbent: string | null;
  readonly supplier: string | null;
  /** A request does; an answer only where it accepts. */
  readonly takesEffect: boolean;
}

interface DipMeter {
  readonly meterId: string | null;
  readonly meterType: string | null;
  readonly manufacturersMakeAndType: string | null;
  readonly installedOn: LocalDate | null;
}

interface LinkedMpan {
  readonly mpan: string;
  /** Null where it does not say, or says something unknown. */
  readonly direction: 'import' | 'export' | null;
}

/** Where a message stood in its file. */
export interface MessagePlace {
  readonly path: string;
  readonly line: number;
  readonly byte: number;
}

/** A message from its text alone; nothing it holds makes it throw. */
export function readDipMessage(
  definitions: DipDefinitions,
  text: string,
  options: { readonly zone: string; readonly place?: MessagePlace },
): DipMessage {
  const place = options.place ?? { path: '$', line: 1, byte: 0 };
  const parsed = parsedJson(text);
  if (parsed === null) return refusedMessage(place, text, syntaxFinding(place, text));
  return messageOf(definitions, text, parsed.value, place, options.zone, null);
}

/** The same of a text that is parsed already; `members` is how many its objects are written with. */
export function messageOf(
  definitions: DipDefinitions,
  text: string,
  value: unknown,
  place: MessagePlace,
  zone: string,
  members: number | null,
): DipMessage {
  if (members === null || members !== membersOf(value)) {
    const { repeated } = jsonFaultOf(text);
    if (repeated !== null) {
      const path = `${place.path}${repeated}`;
      const message = `${path} stands twice in its object, so that one reader sees the first and another the last. Ask the sender for the message again.`;
      return refusedMessage(place, text, finding('JSON_KEY_REPEATED', place, path, message));
    }
  }
  const root: JsonNode = { path: place.path, value };
  // Seen in both forms: { "payload": { "CommonBlock": … } }, and the payload by itself.
  const payload = below(root, 'payload') ?? root;
  if (below(payload, 'CommonBlock') === null) {
    const message = `${place.path} is no DIP message: it has no payload with a CommonBlock.`;
    return refusedMessage(place, text, finding('MESSAGE_UNKNOWN', place, place.path, message));
  }
  return read(definitions, text, payload, place, zone);
}

function read(
  definitions: DipDefinitions,
  text: string,
  payload: JsonNode,
  place: MessagePlace,
  zone: string,
): DipMessage {
  const { line } = place;
  const said = versionSaid(definitions, payload);
  const schema = said.schema;
  const first = createFieldReader({ line, interfaceId: null, zone });
  const interfaceId = first.read(payload, named(schema, 'interfaceId')).text('interfaceId');
  const known = interfaceId === null ? null : interfaceOf(schema, interfaceId);
  const reader = createFieldReader({ line, interfaceId, zone });
  const [readAs, definition] = known ?? [null, null];
  // Of an interface that nobody here uses, nothing is needed.
  const common = schema.common
    .filter(({ as }) => as !== 'interfaceId')
    .map((field) => (definition === null ? { ...field, need: 'optional' as const } : field));
  const values = reader.read(payload, [...common, ...(definition?.fields ?? [])]);
  const lists = (as: 'meters' | 'linkedMpans'): readonly FieldValues[] =>
    definition?.lists
      .filter((list) => list.as === as)
      .flatMap((list) => reader.members(payload, list)) ?? [];
  const meters = lists('meters').map(meterOf).filter(isSomeMeter);
  const linkedMpans = lists('linkedMpans').flatMap(linkedOf);
  const findings = [
    ...first.findings,
    ...(definition === null || said.isKnown
      ? []
      : [versionFinding(place, said.path, said.version, schema)]),
    ...(definition === null ? [] : reader.findings),
  ];
  const response = values.text('responseCode');
  const hasAnswer = definition?.fields.some(({ as }) => as === 'responseCode') === true;
  const answer = hasAnswer ? answerOf(response) : null;
  const publishedAt = values.moment('transactionTimestamp')?.at ?? null;
  return {
    ...place,
    text,
    accepted: !findings.some(({ severity }) => severity === 'reject'),
    findings,
    interfaceId,
    readAs,
    schemaVersion: values.text('schemaVersion'),
    publicationId: values.text('publicationId'),
    eventCode: values.text('eventCode'),
    environmentTag: values.text('environmentTag'),
    identity: {
      senderUniqueReference: values.text('senderUniqueReference'),
      transactionId: values.text('transactionId'),
      isReplay: values.flag('replayIndicator') ?? false,
    },
    sender: { dipId: values.text('senderDipId'), roleId: values.text('senderRoleId') },
    sentAt: values.moment('senderTimestamp')?.at ?? publishedAt,
    publishedAt,
    mpan: values.text('mpan'),
    distributorDipId: values.text('distributorDipId'),
    gspGroupId: values.text('gspGroupId'),
    appointment: appointmentOf(
      values,
      definition?.takesEffect === 'asRequested' || answer === 'accepted',
    ),
    answer,
    meters,
    linkedMpans,
  };
}

/** The value of a text, in a box, because null is a value; null where the text is no JSON. */
export function parsedJson(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

export const finding = (
  code: FindingCode,
  { line }: MessagePlace,
  path: string,
  message: string,
): Finding => findingOf(code, { line, group: null, item: path }, message);

/** Where a text stops being JSON, in words that quote nothing of it. */
export function syntaxFinding(place: MessagePlace, text: string): Finding {
  const { at, expected } = jsonFaultOf(text);
  const before = text.slice(0, at ?? 0).split('\n');
  const line = place.line + before.length - 1;
  const column = (before.at(-1)?.length ?? 0) + 1;
  const where = `line ${line}, character ${column}`;
  const from = place.path === '$' ? where : `${where} of what stands there`;
  const message = `${place.path === '$' ? 'The file' : place.path} is no JSON: at ${from}, ${expected || 'a value'} is expected. The sender corrects what writes it.`;
  return finding('JSON_BROKEN', { ...place, line }, place.path, message);
}

export const refusedMessage = (place: MessagePlace, text: string, why: Finding): DipMessage => ({
  ...place,
  text,
  accepted: false,
  findings: [why],
  interfaceId: null,
  readAs: null,
  schemaVersion: null,
  publicationId: null,
  eventCode: null,
  environmentTag: null,
  identity: { senderUniqueReference: null, transactionId: null, isReplay: false },
  sender: { dipId: null, roleId: null },
  sentAt: null,
  publishedAt: null,
  mpan: null,
  distributorDipId: null,
  gspGroupId: null,
  appointment: null,
  answer: null,
  meters: [],
  linkedMpans: [],
});

/** How many members all objects of a value have; as many as were written, where no key stands twice. */
function membersOf(value: unknown): number {
  let count = 0;
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== 'object' || next === null) continue;
    const inside: readonly unknown[] = Array.isArray(next) ? next : Object.values(next);
    if (!Array.isArray(next)) count += inside.length;
    for (const one of inside) if (typeof one === 'object') open.push(one);
  }
  return count;
}

function versionSaid(definitions: DipDefinitions, payload: JsonNode) {
  const { newest, schemas } = definitions;
  const field = newest.common.find(({ as }) => as === 'schemaVersion');
  const found = field === undefined ? null : below(payload, field.path);
  const version = typeof found?.value === 'string' ? found.value.trim() : null;
  const schema = version === null ? undefined : schemas.get(version);
  return {
    version,
    path: found?.path ?? payload.path,
    schema: schema ?? newest,
    isKnown: schema !== undefined,
  };
}

function versionFinding(
  place: MessagePlace,
  path: string,
  version: string | null,
  { schemaVersion }: DipSchema,
): Finding {
  const said =
    version === null ? 'says no schema version' : `has schema version '${version.slice(0, 40)}'`;
  const message = `The message ${said}, which is not known here: it was read as version ${schemaVersion}. Compare what was read with the message; a definition of its version can be added.`;
  return finding('SCHEMA_VERSION_UNKNOWN', place, path, message);
}

const named = (schema: DipSchema, name: string) => schema.common.filter(({ as }) => as === name);

const answerOf = (response: string | null): 'accepted' | 'refused' | 'notSaid' => {
  if (response === 'accepted') return 'accepted';
  return response === 'refused' || response === unknownCode ? 'refused' : 'notSaid';
};

function appointmentOf(values: FieldValues, takesEffect: boolean): DipAppointment | null {
  const meteringService = values.text('meteringService');
  const supplier = values.text('supplier');
  if (meteringService === null && supplier === null) return null;
  return {
    scenario: values.text('appointmentScenario'),
    meteringService,
    from: values.moment('meteringServiceFrom')?.date ?? null,
    incumbent: values.text('incumbentMeteringService'),
    supplier,
    takesEffect,
  };
}

const meterOf = (values: FieldValues): DipMeter => ({
  meterId: values.text('meterId'),
  meterType: values.text('meterType'),
  manufacturersMakeAndType: values.text('manufacturersMakeAndType'),
  installedOn: values.moment('installedOn')?.date ?? null,
});

const isSomeMeter = (meter: DipMeter): boolean =>
  Object.values(meter).some((value) => value !== null);

function linkedOf(values: FieldValues): readonly LinkedMpan[] {
  const mpan = values.text('linkedMpan');
  if (mpan === null) return [];
  const said = values.text('energyDirection');
  const direction = said === 'import' || said === 'export' ? said : null;
  return [{ mpan, direction }];
}

/**
 * What Pawl reads of DIP messages, as data: one file a schema version says which field stands where,
 * how it is written, and how far it matters. Like the flow definitions they are this project's own
 * data, read from public samples, so a mistake in them is told at once and in full:
 * `readDipDefinitions` throws one Error that lists every problem.
 */
import { z } from 'zod';
import version009 from './schemas/009.json' with { type: 'json' };
import version011 from './schemas/011.json' with { type: 'json' };

export type DipField = z.infer<typeof fieldShape>;
export type DipList = z.infer<typeof listShape>;
type DipInterface = z.infer<typeof interfaceShape>;
export type DipSchema = z.infer<typeof schemaShape>;

export interface DipDefinitions {
  /** By schema version, the oldest first. */
  readonly schemas: ReadonlyMap<string, DipSchema>;
  readonly newest: DipSchema;
}

/** Throws one Error listing every mistake. */
export function readDipDefinitions(written: readonly unknown[]): DipDefinitions {
  const problems: string[] = [];
  const schemas: DipSchema[] = [];
  for (const [index, value] of written.entries()) {
    const read = schemaShape.safeParse(value);
    if (read.success) schemas.push(read.data);
    else {
      for (const issue of read.error.issues) {
        problems.push(`definition ${index + 1}: ${issue.path.join('.')}: ${issue.message}`);
      }
    }
  }
  for (const schema of schemas) problems.push(...schemaProblems(schema));
  schemas.sort((one, other) => (one.schemaVersion < other.schemaVersion ? -1 : 1));
  const versions = schemas.map(({ schemaVersion }) => schemaVersion);
  for (const [index, version] of versions.entries()) {
    if (versions.indexOf(version) !== index) problems.push(`${version} is defined twice`);
  }
  const newest = schemas.at(-1);
  if (newest === undefined && problems.length === 0) problems.push('there is no definition');
  if (newest === undefined || problems.length > 0) {
    throw new Error(`The definitions of DIP messages have mistakes:\n- ${problems.join('\n- ')}`);
  }
  return { schemas: new Map(schemas.map((schema) => [schema.schemaVersion, schema])), newest };
}

/** The definition of an interface under its own name or that of its publication, in capitals or not. */
export function interfaceOf(
  schema: DipSchema,
  said: string,
): readonly [string, DipInterface] | null {
  const id = said.toUpperCase();
  return (
    Object.entries(schema.interfaces).find(
      ([name, { publications }]) => name === id || publications.includes(id),
    ) ?? null
  );
}

const confidence = z.enum(['CONFIRMED', 'LIKELY', 'UNKNOWN']);
const path = z
  .string()
  .regex(/^\w+(\.\w+)*$/, 'a path is names joined by points, below the CommonBlock or CustomBlock');

const written = {
  path,
  /**
   * required: missing or unreadable, the message is refused. exact: it may be missing; unreadable,
   * the message is refused. optional: unreadable, it is left out with a warning.
   */
  need: z.enum(['required', 'exact', 'optional']),
  format: z.enum(['text', 'texts', 'mpan', 'mpid', 'moment', 'flag', 'code']),
  confidence,
  note: z.string().min(1).optional(),
  /** Of a code: what its values mean here. */
  values: z.record(z.string().min(1), z.string().min(1)).optional(),
  /** It is required where this other one is there. */
  requiredWith: z.string().optional(),
};

const fieldShape = z.strictObject({
  as: z.enum([
    'interfaceId',
    'schemaVersion',
    'eventCode',
    'environmentTag',
    'senderUniqueReference',
    'senderTimestamp',
    'senderDipId',
    'senderRoleId',
    'publicationId',
    'transactionId',
    'transactionTimestamp',
    'replayIndicator',
    'mpan',
    'distributorDipId',
    'gspGroupId',
    'responseCode',
    'supplier',
    'meteringService',
    'meteringServiceFrom',
    'appointmentScenario',
    'incumbentMeteringService',
  ]),
  ...written,
});

const memberShape = z.strictObject({
  as: z.enum([
    'meterId',
    'meterType',
    'manufacturersMakeAndType',
    'installedOn',
    'linkedMpan',
    'energyDirection',
  ]),
  ...written,
});

const listShape = z.strictObject({
  as: z.enum(['meters', 'linkedMpans']),
  path,
  confidence,
  note: z.string().min(1).optional(),
  fields: z.array(memberShape).min(1),
});

const interfaceShape = z.strictObject({
  name: z.string().min(1),
  publications: z.array(z.string().min(1)),
  /** When an appointment that it names takes effect. */
  takesEffect: z.enum(['asRequested', 'whenAccepted']),
  confidence,
  note: z.string().min(1).optional(),
  fields: z.array(fieldShape),
  lists: z.array(listShape),
});

const schemaShape = z.strictObject({
  schemaVersion: z.string().regex(/^\d{3}$/, 'a schema version is three digits'),
  source: z.string().min(1),
  confidence,
  note: z.string().min(1).optional(),
  common: z.array(fieldShape).min(1),
  interfaces: z.record(
    z.string().regex(/^IF-\d{3}$/, 'an interface is IF- and three digits'),
    interfaceShape,
  ),
});

function* schemaProblems(schema: DipSchema): Generator<string> {
  const { schemaVersion, common, interfaces } = schema;
  for (const wanted of ['interfaceId', 'schemaVersion', 'mpan']) {
    if (!common.some(({ as }) => as === wanted)) yield `${schemaVersion}: ${wanted} is not there`;
  }
  for (const [id, { fields, lists }] of Object.entries(interfaces)) {
    const all = [...common, ...fields];
    yield* fieldProblems(`${schemaVersion} ${id}`, all);
    for (const list of lists)
      yield* fieldProblems(`${schemaVersion} ${id} ${list.as}`, list.fields);
  }
}

interface Named {
  readonly as: string;
  readonly format: string;
  readonly values?: Readonly<Record<string, string>> | undefined;
  readonly requiredWith?: string | undefined;
}

function* fieldProblems(where: string, fields: readonly Named[]): Generator<string> {
  const names = fields.map(({ as }) => as);
  for (const [index, { as, format, values, requiredWith }] of fields.entries()) {
    if (names.indexOf(as) !== index) yield `${where}: ${as} stands twice`;
    if ((format === 'code') !== (values !== undefined)) yield `${where}: ${as}: a code has values`;
    if (requiredWith !== undefined && !names.includes(requiredWith)) {
      yield `${where}: ${as} is required with ${requiredWith}, which is not there`;
    }
  }
}

/** As shipped: read from public samples of the two versions. */
export const shippedDipSchemas: readonly unknown[] = [version009, version011];

let shipped: DipDefinitions | undefined;

/** The same, read when they are first asked for. */
export const shippedDip = (): DipDefinitions => (shipped ??= readDipDefinitions(shippedDipSchemas));

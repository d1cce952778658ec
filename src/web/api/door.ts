/**
 * The door for people at this machine: commands of the desk ask the running gateway through a Unix
 * socket, so that whoever acts needs no right on the store. Two things let somebody in. The folder
 * of the socket may be entered by the desk's group alone: that is the system's word that they belong
 * to the desk. Their token says who they are and what they may: Node cannot ask a socket for its
 * peer. What operations answer and do is asked by their routes; what other commands may read is a
 * list of questions with their shapes.
 */
import { serialize } from 'node:v8';
import { Hono } from 'hono';
import { z } from 'zod';
import { type ExceptionCode, exceptionCodes } from '../../process/index.ts';
import { foundKinds, type Store } from '../../store/index.ts';
import { type Context, type Env, needs, type Web } from '../context.ts';
import { Problem } from '../problem.ts';

const codes = Object.keys(exceptionCodes) as ExceptionCode[];
const text = z.string().max(1_000);
const texts = z.array(text).max(10_000);
const some = z.number().int().min(1).max(1_000);
const instant = z.iso.datetime({ offset: true });
const day = z.iso.date();

const checkFilter = z.strictObject({
  mpan: text.optional(),
  state: text.optional(),
  breachedAt: instant.optional(),
  open: z.boolean().optional(),
});
const period = z.strictObject({ firstOn: day, lastOn: day, from: instant, until: instant });
const searchFilter = z.strictObject({
  mpan: text.optional(),
  file: text.optional(),
  party: text.optional(),
  period: period.optional(),
});
const ofItems = z.object({ code: z.enum(codes), sender: text });
const itemFilter = ofItems.partial().extend({
  mpan: text.optional(),
  open: z.boolean().optional(),
  without: z.array(ofItems).max(1_000).optional(),
});
const place = z.strictObject({ after: text.nullable(), limit: some });
const searchPlace = z.strictObject({ at: text, tie: z.union([text, z.number()]) }).nullable();

/** Of notes only what waits for a person beside the calendar. */
const doorNotes = [
  'calendar-undo-proposed',
  'calendar-feeds-refused',
  'calendar-accept-proposed',
] as const;

/** What the commands of the desk read, and with which words; a viewer may see all of it. */
export const doorReads = {
  alertsOf: z.tuple([text.nullable()]),
  calendars: z.tuple([]),
  checks: z.tuple([checkFilter]),
  checksByState: z.tuple([]),
  configChanges: z.tuple([some]),
  exceptions: z.tuple([z.strictObject({ open: z.boolean().optional() })]),
  exceptionsPage: z.tuple([itemFilter, place]),
  head: z.tuple([]),
  heldMpans: z.tuple([some]),
  itemGroups: z.tuple([z.number().int().min(0)]),
  journalOf: z.tuple([text]),
  note: z.tuple([z.literal(doorNotes)]),
  lastRecordedAt: z.tuple([]),
  loadMpans: z.tuple([texts]),
  mpansAfter: z.tuple([text, some]),
  openItems: z.tuple([]),
  outbox: z.tuple([]),
  outboxNamed: z.tuple([text]),
  proposedTogether: z.tuple([]),
  owing: z.tuple([text, some]),
  receipts: z.tuple([]),
  receiptsFor: z.tuple([z.strictObject({ sender: text, flow: text, fileIdentifier: text })]),
  receiptsNamed: z.tuple([text]),
  receiptsOfBytes: z.tuple([text]),
  search: z.tuple([z.enum(foundKinds), searchFilter, searchPlace, some]),
  sentFile: z.tuple([text, text, text]),
  totals: z.tuple([]),
} as const satisfies Partial<Record<keyof Store, z.ZodType>>;

export const doorName = 'door/pawl.sock';
export const doorPaths = { read: '/door/read' } as const;
/** Both ends are of one package; what they say to each other is no interface. */
export const versionHeader = 'x-pawl-version';

const asked = z.strictObject({ name: text, given: z.array(z.unknown()).max(10) });

export function doorRoutes(web: Web): Hono<Env> {
  const routes = new Hono<Env>();
  routes.post(doorPaths.read, async (context) => {
    needs(context, 'viewer');
    const { name, given } = await askedOf(web, context);
    const shape = Object.hasOwn(doorReads, name) ? doorReads[name as keyof typeof doorReads] : null;
    if (shape === null) throw notHere(name);
    const { store } = web.gateway();
    const read = store[name as keyof typeof doorReads] as Asked;
    return answered(context, await read(...fitting(shape, given)));
  });
  return routes;
}

type Asked = (...given: readonly unknown[]) => Promise<unknown>;

async function askedOf(web: Web, context: Context): Promise<z.output<typeof asked>> {
  const version = context.req.header(versionHeader) ?? '';
  if (version !== web.version) {
    throw new Problem(
      409,
      'NOT_POSSIBLE',
      `the gateway is Pawl ${web.version}, and this command ${version}`,
      'use the pawl of the package that the gateway runs, or start the gateway anew after an upgrade',
    );
  }
  const read = asked.safeParse(await context.req.json().catch(() => null));
  if (!read.success) throw unfit();
  return read.data;
}

function fitting(shape: z.ZodType, given: readonly unknown[]): readonly unknown[] {
  const read = shape.safeParse(given);
  if (!read.success) throw unfit();
  return read.data as readonly unknown[];
}

const unfit = (): Problem =>
  new Problem(400, 'USAGE', 'what was asked at the door has another shape', 'use the command pawl');

const notHere = (name: string): Problem =>
  new Problem(
    409,
    'NOT_POSSIBLE',
    `${JSON.stringify(name)} is not done through the gateway`,
    'whoever keeps the gateway does this as its user, without PAWL_TOKEN',
  );

/** In the form in which threads hand values to each other: a Map stays one. */
const answered = (context: Context, value: unknown): Response =>
  context.body(new Uint8Array(serialize(value)), 200, {
    'content-type': 'application/octet-stream',
  });

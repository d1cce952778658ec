/**
 * The door for people at this machine: commands of the desk ask the running gateway through a Unix
 * socket, so that whoever acts needs no right on the store. Two things let somebody in. The folder
 * of the socket may be entered by the desk's group alone: that is the system's word that they belong
 * to the desk. Their token says who they are and what they may: Node cannot ask a socket for its
 * peer. What may be read is a list of questions with their shapes; what may be done are the deeds of
 * the pages, by the same roles.
 */
import { serialize } from 'node:v8';
import { Hono } from 'hono';
import { z } from 'zod';
import type { Role } from '../../config/index.ts';
import type { DeedName } from '../../desk/index.ts';
import type { Gateway } from '../../gateway/index.ts';
import { decisions, type ExceptionCode, exceptionCodes } from '../../process/index.ts';
import { foundKinds, type Store } from '../../store/index.ts';
import { acting } from '../acts.ts';
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

interface DoorAct {
  readonly role: Exclude<Role, 'viewer'>;
  /** Whether it is kept with a reason in any case. */
  readonly isReasoned: boolean;
  readonly given: z.ZodType<readonly unknown[]>;
}

const action = z.union([
  z.strictObject({ name: z.literal('decide'), decision: z.enum(decisions) }),
  z.strictObject({ name: z.literal('cancel') }),
]);
const chosen = z.strictObject({
  ids: texts,
  flow: text.optional(),
  party: text.optional(),
  dueBy: day.optional(),
});
const pick = z.strictObject({ mpan: text.optional(), line: z.number().int().min(1).optional() });

const doorActs: Readonly<Record<DeedName, DoorAct>> = {
  acceptFeed: { role: 'approver', isReasoned: true, given: z.tuple([text, text]) },
  approve: { role: 'approver', isReasoned: false, given: z.tuple([chosen]) },
  decide: { role: 'operator', isReasoned: true, given: z.tuple([text, action]) },
  requeue: { role: 'operator', isReasoned: false, given: z.tuple([texts]) },
  resolve: { role: 'operator', isReasoned: true, given: z.tuple([text, z.boolean()]) },
  resubmit: { role: 'operator', isReasoned: true, given: z.tuple([text, pick]) },
  retryAlerts: { role: 'operator', isReasoned: true, given: z.tuple([text]) },
  undoCalendar: { role: 'approver', isReasoned: true, given: z.tuple([]) },
};

export const doorName = 'door/pawl.sock';
export const doorPaths = { read: '/door/read', act: '/door/act' } as const;
/** Both ends are of one package; what they say to each other is no interface. */
export const versionHeader = 'x-pawl-version';

const asked = z.strictObject({ name: text, given: z.array(z.unknown()).max(10) });
const askedAct = asked.extend({ reason: z.string().max(2_000) });

export function doorRoutes(web: Web): Hono<Env> {
  const routes = new Hono<Env>();
  routes.post(doorPaths.read, async (context) => {
    needs(context, 'viewer');
    const { name, given } = await askedOf(web, context, asked);
    const shape = Object.hasOwn(doorReads, name) ? doorReads[name as keyof typeof doorReads] : null;
    if (shape === null) throw notHere(name);
    const { store } = web.gateway();
    const read = store[name as keyof typeof doorReads] as Asked;
    return answered(context, await read(...fitting(shape, given)));
  });
  routes.post(doorPaths.act, async (context) => {
    const { name, given, reason } = await askedOf(web, context, askedAct);
    if (!Object.hasOwn(doorActs, name)) throw notHere(name);
    const { role, isReasoned, given: shape } = doorActs[name as DeedName];
    needs(context, role);
    const words = fitting(shape, given);
    const why = isReasoned || reason !== '' ? reason : null;
    const done = await acting(web, context, { role, reason: why }, (gateway, act, deeds) => {
      const deed = deeds[name as DeedName] as unknown as (
        gateway: Gateway,
        ...rest: readonly unknown[]
      ) => Promise<unknown>;
      return name === 'decide' ? deed(gateway, ...words, act, true) : deed(gateway, ...words, act);
    });
    return answered(context, done);
  });
  return routes;
}

type Asked = (...given: readonly unknown[]) => Promise<unknown>;

async function askedOf<T>(web: Web, context: Context, shape: z.ZodType<T>): Promise<T> {
  const version = context.req.header(versionHeader) ?? '';
  if (version !== web.version) {
    throw new Problem(
      409,
      'NOT_POSSIBLE',
      `the gateway is Pawl ${web.version}, and this command ${version}`,
      'use the pawl of the package that the gateway runs, or start the gateway anew after an upgrade',
    );
  }
  const read = shape.safeParse(await context.req.json().catch(() => null));
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

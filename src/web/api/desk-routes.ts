/** The numbers a day begins with, and who is asking. */
import { z } from 'zod';
import { endOfDay, localDateOf, startOfDay } from '../../calendar/index.ts';
import { fileOutcome } from './list-shapes.ts';
import { type Route, route } from './route.ts';
import { exceptionCode, instant, localDate, mpan, mpid, ownerRole } from './terms.ts';

const count = z.number().int();

const todayRoute = route({
  method: 'GET',
  path: '/today',
  group: 'Desk',
  summary: 'What is late, what is due, whose turn it is, and what waits for a person',
  role: 'viewer',
  answer: z.strictObject({
    at: instant,
    openChecks: count,
    toApprove: count.describe('checks with flows that wait to be approved or sent'),
    awaited: z.array(
      z.strictObject({
        owner: ownerRole,
        party: mpid.nullable(),
        number: count,
        breached: count,
        dueToday: count,
        oldestDueOn: localDate.nullable(),
      }),
    ),
    exceptions: z.array(
      z.strictObject({
        code: exceptionCode,
        number: count,
        oldestMpan: mpan,
        oldestAt: instant,
      }),
    ),
    filesToday: z.partialRecord(fileOutcome, count).describe('files since midnight, by outcome'),
  }),
  handle: async ({ gateway: { store, clock, rules } }) => {
    const at = clock.now();
    const today = localDateOf(rules.zone, at);
    const awaited = await store.awaited([at, endOfDay(rules.zone, today)]);
    const files = await store.filesByOutcome(startOfDay(rules.zone, today));
    return {
      at,
      openChecks: await store.openChecks(),
      toApprove: await store.owingChecks(),
      awaited: awaited.map(({ dueBy: [breached = 0, byTonight = 0], ...rest }) => ({
        ...rest,
        breached,
        dueToday: byTonight - breached,
      })),
      exceptions: (await store.openItems()).map((item) => ({
        ...item,
        code: exceptionCode.parse(item.code),
      })),
      filesToday: Object.fromEntries(files),
    };
  },
});

const meRoute = route({
  method: 'GET',
  path: '/me',
  group: 'Desk',
  summary: 'Who is asking, in which role, and whose gateway this is',
  role: 'viewer',
  answer: z.strictObject({
    name: z.string(),
    role: z.enum(['viewer', 'operator', 'approver']),
    participant: z.strictObject({ mpid, role: ownerRole }),
    fourEyes: z.boolean(),
    version: z.string(),
  }),
  handle: async ({ context, gateway: { config }, web }) => {
    const { name, role } = context.get('person');
    const { mpid: own, role: ownRole, fourEyes } = config;
    return {
      name,
      role,
      participant: { mpid: own, role: ownRole },
      fourEyes,
      version: web.version,
    };
  },
});

export const deskRoutes: readonly Route[] = [todayRoute, meRoute];

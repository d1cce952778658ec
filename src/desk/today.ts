/** The numbers a day begins with. */
import { z } from 'zod';
import { endOfDay, localDateOf, startOfDay } from '../calendar/index.ts';
import { fileOutcome } from './list-shapes.ts';
import { operation } from './operation.ts';
import { count, exceptionCode, instant, localDate, mpan, mpid, ownerRole } from './terms.ts';

export const today = operation({
  name: 'today',
  group: 'Desk',
  summary: 'What is late, what is due, whose turn it is, and what waits for a person',
  role: 'viewer',
  takes: z.strictObject({}),
  answers: z.strictObject({
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
  route: 'GET /today',
  typed: '',
  example: {},
  run: async ({ gateway: { store, clock, rules } }) => {
    const at = clock.now();
    const day = localDateOf(rules.zone, at);
    const awaited = await store.awaited([at, endOfDay(rules.zone, day)]);
    const files = await store.filesByOutcome(startOfDay(rules.zone, day));
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

/** The numbers a day begins with. */
import { z } from 'zod';
import { startOfDay } from '../calendar/index.ts';
import { workingDaysOver } from '../process/index.ts';
import { firstOf, firstShape } from './first.ts';
import { horizonOf } from './horizon.ts';
import { fileOutcome } from './list-shapes.ts';
import { operation } from './operation.ts';
import { wholeNumber, exceptionCode, instant, localDate, mpan, mpid, ownerRole } from './terms.ts';

export const today = operation({
  name: 'today',
  group: 'Desk',
  summary: 'What to do first, what is late or due, and whose turn it is',
  role: 'viewer',
  takes: z.strictObject({}),
  answers: z.strictObject({
    at: instant,
    first: firstShape,
    openChecks: wholeNumber,
    toApprove: wholeNumber.describe('checks with flows that wait to be approved or sent'),
    awaited: z.array(
      z.strictObject({
        owner: ownerRole,
        ours: z.boolean().describe('whether it is our turn'),
        party: mpid.nullable(),
        number: wholeNumber,
        breached: wholeNumber,
        dueToday: wholeNumber,
        dueSoon: wholeNumber.describe('due after today, within two Working Days'),
        oldestDueOn: localDate.nullable(),
        workingDaysOver: wholeNumber
          .nullable()
          .describe('of what has been over the longest; null where nothing is'),
      }),
    ),
    exceptions: z.array(
      z.strictObject({
        code: exceptionCode,
        number: wholeNumber,
        oldestMpan: mpan,
        oldestAt: instant,
      }),
    ),
    filesToday: z
      .partialRecord(fileOutcome, wholeNumber)
      .describe('files since midnight, by outcome'),
  }),
  route: 'GET /today',
  typed: '',
  example: {},
  run: async ({ gateway }) => {
    const { store, rules } = gateway;
    const { now: at, today: day, todayEnds, soonEnds } = horizonOf(gateway);
    const awaited = await store.awaited([at, todayEnds, soonEnds]);
    const overdue = await store.overdue(null, at);
    const files = await store.filesByOutcome(startOfDay(rules.zone, day));
    const counted = {
      toApprove: await store.owingChecks(),
      awaited: awaited.map(({ dueBy: [breached = 0, byTonight = 0, bySoon = 0], ...rest }) => {
        const longest = overdue.find((one) => one.owner === rest.owner && one.party === rest.party);
        return {
          ...rest,
          ours: rest.owner === gateway.config.role,
          breached,
          dueToday: byTonight - breached,
          dueSoon: bySoon - byTonight,
          // By the calendar of the MPAN that has been over the longest, as everywhere else.
          workingDaysOver:
            longest === undefined
              ? null
              : workingDaysOver(rules, longest.oldestMpan, longest.oldestDueOn, day),
        };
      }),
      exceptions: (await store.openItems()).map((item) => ({
        ...item,
        code: exceptionCode.parse(item.code),
      })),
    };
    return {
      at,
      first: await firstOf(gateway, counted),
      openChecks: await store.openChecks(),
      ...counted,
      filesToday: Object.fromEntries(files),
    };
  },
});

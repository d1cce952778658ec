/** What will come of an MPAN's check if nothing more comes: alerts, and how it stands on a day ahead. */
import { z } from 'zod';
import { outlookOf } from '../account/index.ts';
import { endOfDay } from '../calendar/index.ts';
import { alertKind, stageShape } from './check-shapes.ts';
import { ofMpan } from './history.ts';
import { operation, Unfit } from './operation.ts';
import { exceptionCode, flow, instant, localDate, mpan, mpid, ownerRole } from './terms.ts';

export const outlook = operation({
  name: 'outlook',
  group: 'Checks',
  summary: 'What will happen to a check if nothing more comes',
  role: 'viewer',
  takes: z.strictObject({
    ...ofMpan,
    until: localDate.optional().describe('and how it stands at the end of this day'),
  }),
  answers: z.strictObject({
    mpan,
    asOf: instant,
    check: z
      .strictObject({ supplier: mpid, sequence: z.number().int() })
      .nullable()
      .describe('the one that is open; null where none is'),
    alerts: z
      .array(
        z.strictObject({
          at: instant,
          kind: alertKind,
          number: z.number().int().nullable(),
          stage: z.string(),
          owner: ownerRole,
          owes: z.array(flow),
        }),
      )
      .describe('the next four'),
    standing: z
      .strictObject({
        on: localDate,
        stage: stageShape.nullable().describe('null where it is closed'),
        workingDaysOver: z.number().int().nullable(),
        exceptions: z.array(z.strictObject({ code: exceptionCode, says: z.string() })),
      })
      .nullable(),
    waitingUntil: instant
      .nullable()
      .describe('when an appointment that is known takes effect; after that this may change'),
  }),
  route: 'GET /checks/:mpan/outlook',
  typed: '<mpan>',
  example: { mpan: '1200000001042' },
  problems: [404, 409],
  run: async ({ gateway }, { mpan: of, asOf, until = null }) => {
    const at = asOf ?? gateway.clock.now();
    if (until !== null && endOfDay(gateway.rules.zone, until) <= at) {
      throw new Unfit([{ field: 'until', message: 'has passed: name a later day' }]);
    }
    return outlookOf(gateway, of, at, until);
  },
});

/** How the deadlines stand, what waits longest, and whether the gateway is well. */
import { z } from 'zod';
import { gatewayAlertCodes, healthNow } from '../health/index.ts';
import { operation } from './operation.ts';
import { wholeNumber, instant, keysOf, localDate, mpan, mpid, ownerRole } from './terms.ts';

const overdueShape = z
  .strictObject({
    owner: ownerRole,
    party: mpid.nullable(),
    number: wholeNumber,
    oldestMpan: mpan,
    oldestDueOn: localDate,
    oldestDueAt: instant,
    oldestOver: wholeNumber.nullable().describe('Working Days by which the oldest is over'),
  })
  .meta({ id: 'Overdue' });

export const health = operation({
  name: 'health',
  group: 'Desk',
  summary: 'How deadlines stand, what waits for a person, and whether the gateway is well',
  role: 'viewer',
  takes: z.strictObject({
    within: z.coerce
      .number('a number of minutes, such as 30')
      .positive('a number of minutes, such as 30')
      .default(5)
      .describe('within how many minutes a gateway must have been at work'),
  }),
  answers: z.strictObject({
    status: z.enum(['ok', 'troubled', 'notAlive']),
    at: instant,
    aliveAt: instant.nullable().describe('when a gateway was last at work'),
    gateway: z
      .array(
        z.strictObject({
          code: z.enum(keysOf(gatewayAlertCodes)),
          since: instant.nullable().describe('null where only this look found it'),
          detail: z.string(),
          next: z.string().describe('what to do'),
        }),
      )
      .describe('gateway alerts that are not over'),
    gateways: z
      .array(
        z.strictObject({
          name: z.string().describe('its machine and its folder'),
          isFirst: z.boolean().describe('whether it does what one alone may do'),
        }),
      )
      .describe(
        'those at work on the database, the first one first; none where the store is a file',
      ),
    overdue: z.array(overdueShape).describe('the longest over first'),
    openItems: z.array(
      z.strictObject({
        code: z.string(),
        number: wholeNumber,
        oldestMpan: mpan,
        oldestAt: instant,
        oldestOpen: wholeNumber.nullable().describe('Working Days'),
      }),
    ),
    down: z
      .strictObject({ from: instant, until: instant, becameDue: z.array(overdueShape) })
      .nullable()
      .describe('when no gateway was at work last, and what became due then and is still owed'),
  }),
  route: 'GET /health',
  typed: '',
  example: {},
  run: ({ gateway }, { within }) => healthNow(gateway, within),
});

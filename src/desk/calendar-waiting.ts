/** What waits for a person beside the calendar. */
import { z } from 'zod';
import { waitingFeeds } from '../account/index.ts';
import { waitingShape } from './list-shapes.ts';
import { operation } from './operation.ts';
import { toldWaiting } from './queued.ts';

export const calendarWaiting = operation({
  name: 'calendar waiting',
  group: 'Calendar',
  summary:
    'Refused feeds, and proposals about the calendar and the reference data, that wait for a person',
  role: 'viewer',
  takes: z.strictObject({}),
  answers: z.strictObject({ items: z.array(waitingShape) }),
  route: 'GET /calendar/waiting',
  typed: { no: 'pawl queue shows them' },
  example: {},
  run: async ({ gateway }) => ({
    items: await toldWaiting(gateway, await waitingFeeds(gateway)),
  }),
});

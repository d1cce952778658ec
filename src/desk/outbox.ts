/** Files that this gateway sent. */
import { z } from 'zod';
import { outboxShape } from './list-shapes.ts';
import { listed } from './listing.ts';
import { operation } from './operation.ts';
import { pageOf, paging } from './terms.ts';

export const outbox = operation({
  name: 'outbox',
  group: 'Files',
  summary: 'Files that this gateway sent, the newest first',
  role: 'viewer',
  takes: z.strictObject(paging),
  answers: pageOf(outboxShape),
  route: 'GET /outbox',
  typed: '',
  example: {},
  run: ({ gateway }, asked) => listed(asked, (place) => gateway.store.outboxPage(place)),
});

/** What one person proposed and waits for a second. */
import { z } from 'zod';
import { decisionOf } from '../account/index.ts';
import { waitingShape } from './list-shapes.ts';
import { listed } from './listing.ts';
import { operation } from './operation.ts';
import { pageOf, paging } from './terms.ts';

export const proposals = operation({
  name: 'proposals',
  group: 'Work queue',
  summary: 'What one person proposed and waits for a second, the longest waiting first',
  role: 'viewer',
  takes: z.strictObject(paging),
  answers: pageOf(waitingShape),
  route: 'GET /proposals',
  typed: '',
  example: {},
  run: async ({ gateway }, asked) => {
    const filter = { open: true, code: 'SECOND_PERSON_NEEDED' } as const;
    const { items, next } = await listed(asked, (place) =>
      gateway.store.exceptionsPage(filter, place),
    );
    const waiting = items.map(async (item) =>
      decisionOf(gateway, item, await gateway.store.checks({ mpan: item.mpan })),
    );
    return { items: await Promise.all(waiting), next };
  },
});

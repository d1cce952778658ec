/** Everything that happened to an MPAN. */
import { z } from 'zod';
import { shortEvent } from '../account/index.ts';
import { eventShape } from './check-shapes.ts';
import { someOf } from './cursor.ts';
import { explained, ofMpan } from './history.ts';
import { operation } from './operation.ts';
import { instant, mpan, pageOf, paging } from './terms.ts';

export const events = operation({
  name: 'events',
  group: 'Checks',
  summary:
    'Everything that happened to an MPAN in the order in which it counts, and how it was read',
  role: 'viewer',
  takes: z.strictObject({ ...ofMpan, ...paging }),
  answers: pageOf(eventShape).extend({ mpan, asOf: instant }),
  route: 'GET /checks/:mpan/events',
  typed: { no: 'pawl explain shows them' },
  example: { mpan: '1200000001042', limit: 10 },
  problems: [404, 409],
  looks: ({ mpan: of }) => [of],
  run: async ({ gateway }, asked) => {
    const { mpan: of, asOf, events: all } = await explained(gateway, asked);
    const { items, ...page } = someOf(all, asked);
    return { mpan: of, asOf, items: items.map((one) => shortEvent(gateway, one)), ...page };
  },
});

/** Where the checks of an MPAN stand, and whose turn it is. */
import { z } from 'zod';
import { pageOfHistory } from '../account/index.ts';
import { explainedShape } from './check-shapes.ts';
import { explained, ofMpan } from './history.ts';
import { operation } from './operation.ts';

export const explain = operation({
  name: 'explain',
  group: 'Checks',
  summary: 'Where the checks of an MPAN stand, and whose turn it is',
  role: 'viewer',
  takes: z.strictObject(ofMpan),
  answers: explainedShape,
  route: 'GET /checks/:mpan',
  typed: '<mpan>',
  example: { mpan: '1200000001042' },
  problems: [404, 409],
  run: async ({ gateway }, asked) => {
    const whole = await explained(gateway, asked);
    const { events: _events, page: _page, pages: _pages, ...rest } = pageOfHistory(whole, null);
    return rest;
  },
});

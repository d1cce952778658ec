/** The whole history of an MPAN: where its checks stand, whose turn it is, and what came, page by page. */
import { z } from 'zod';
import { pageOfHistory, remarkedOn, shortEvent } from '../account/index.ts';
import { explainedShape } from './check-shapes.ts';
import { explained, ofMpan } from './history.ts';
import { siteShownTo } from './looks.ts';
import { operation } from './operation.ts';

export const explain = operation({
  name: 'explain',
  group: 'Checks',
  summary: 'The whole history of an MPAN, and why it is where it is',
  role: 'viewer',
  takes: z.strictObject({
    ...ofMpan,
    page: z.coerce
      .number()
      .int()
      .min(1)
      .max(999_999_999)
      .optional()
      .describe('of a long history another page than the newest'),
  }),
  answers: explainedShape,
  route: 'GET /checks/:mpan',
  typed: '<mpan>',
  example: { mpan: '1200000001042' },
  problems: [404, 409],
  looks: ({ mpan }) => [mpan],
  run: async ({ gateway, asker }, { page = null, ...asked }) => {
    // Read before what is shown: an act made from it never overlooks what came in between.
    const revision = await gateway.store.journalNumber(asked.mpan);
    const shown = pageOfHistory(await explained(gateway, asked), page);
    return {
      ...shown,
      revision,
      site: siteShownTo(asker, shown.site),
      events: shown.events.map((one) => shortEvent(gateway, one)),
      findings: await remarkedOn(gateway.store, shown.events),
    };
  },
});

/** Who looked at what is kept of whose home, from which face, and when. */
import { z } from 'zod';
import { roles } from '../config/index.ts';
import { given, instantsOf, listed, rising } from './listing.ts';
import { operation } from './operation.ts';
import { askedMpan, instant, localDate, mpan, newestFirst, pageOf, paging } from './terms.ts';

const columns = ['at', 'who', 'role', 'through', 'what', 'mpan', 'id'] as const;

export const audit = operation({
  name: 'audit',
  group: 'Settings',
  summary: 'Who looked at whose data, the last first',
  role: 'approver',
  takes: z.strictObject({
    who: z.string().trim().min(1).max(100).optional().describe('login of a person'),
    mpan: askedMpan.optional().describe('only looks at this MPAN'),
    from: localDate.optional().describe('looked on or after this day'),
    to: localDate.optional().describe('looked on or before this day'),
    order: newestFirst,
    ...paging,
  }),
  answers: pageOf(
    z
      .strictObject({
        id: z.number().int().describe('number of the look; lines for other programs name it'),
        at: instant,
        who: z.string(),
        role: z.enum(roles),
        through: z.enum(['page', 'api', 'command']),
        what: z.string().describe('what was asked: explain, events, trace, find, lines, export'),
        mpan,
      })
      .meta({ id: 'Look' }),
  ),
  route: 'GET /audit',
  typed: '',
  example: {},
  csv: ({ items }) => ({ columns, rows: items.map((one) => columns.map((name) => one[name])) }),
  run: async ({ gateway }, { limit, cursor, from, to, order, ...filter }) => {
    const { items, ...page } = await listed({ limit, cursor }, async (place) =>
      gateway.looks.looksPage(
        given({ ...filter, ...rising(order), ...instantsOf(gateway, { from, to }) }),
        place,
      ),
    );
    return {
      items: items.map((one) => ({ ...one, role: z.enum(roles).parse(one.role) })),
      ...page,
    };
  },
});

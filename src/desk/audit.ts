/** Who looked at what is kept of whose home, from which face, and when. */
import { z } from 'zod';
import { roles } from '../config/index.ts';
import { isSamePerson } from '../process/index.ts';
import type { KeptLook } from '../store/index.ts';
import { countOperation, facetsAmong } from './facets.ts';
import { given, instantsOf, rising } from './listing.ts';
import { type Desk, operation } from './operation.ts';
import { askedMpan, instant, localDate, mpan, pageOf, paging, turnedOrder } from './terms.ts';
import { type Read, type RowValues, sortedPage, wholeOf } from './whole-list.ts';

const orders = {
  who: ({ who }) => who.toLowerCase(),
  role: ({ role }) => role,
  through: ({ through }) => through,
  what: ({ what }) => what,
  mpan: ({ mpan: of }) => of,
} as const satisfies RowValues<KeptLook>;

const filters = {
  who: z.string().trim().min(1).max(100).optional().describe('login of a person'),
  mpan: askedMpan.optional().describe('only looks at this MPAN'),
  from: localDate.optional().describe('looked on or after this day'),
  to: localDate.optional().describe('looked on or before this day'),
};

const columns = ['at', 'who', 'role', 'through', 'what', 'mpan', 'id'] as const;

export const audit = operation({
  name: 'audit',
  group: 'Settings',
  summary: 'Who looked at whose data, the last first',
  role: 'approver',
  takes: z.strictObject({
    ...filters,
    by: z
      .enum(['at', 'who', 'role', 'through', 'what', 'mpan'])
      .default('at')
      .describe('in which order'),
    order: turnedOrder,
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
  run: async (desk, { limit, cursor, by, order: said, ...asked }) => {
    const order = said ?? (by === 'at' ? 'descending' : 'ascending');
    const { items, ...page } = await sortedPage(
      { limit, cursor },
      reading(desk, { ...asked, order }),
      {
        by,
        order,
        orders,
        idOf: ({ id }) => id,
      },
    );
    return {
      items: items.map((one) => ({ ...one, role: z.enum(roles).parse(one.role) })),
      ...page,
    };
  },
});

type Asked = z.output<z.ZodObject<typeof filters>> & {
  readonly order?: 'ascending' | 'descending' | undefined;
};

function reading({ gateway }: Desk, { from, to, order, ...filter }: Asked): Read<KeptLook> {
  const narrow = { ...filter, ...rising(order), ...instantsOf(gateway, { from, to }) };
  return async (place) => gateway.looks.looksPage(given(narrow), place);
}

export const auditCount = countOperation(audit, {
  things: 'looks',
  names: ['who'],
  facetsOf: async (desk, { who, mpan: of, from, to }) =>
    facetsAmong<KeptLook>(
      (await wholeOf(reading(desk, { mpan: of, from, to }))) ?? [],
      {
        who: {
          wordOf: (one) => one.who,
          fits: (word, wanted) => word !== null && isSamePerson(word, wanted),
        },
      },
      { who },
    ),
});

/** Alerts, the newest first. */
import { z } from 'zod';
import type { RaisedAlert } from '../process/index.ts';
import { alertKind, alertShape } from './check-shapes.ts';
import { countOperation, facetsAmong } from './facets.ts';
import { given } from './listing.ts';
import { type Desk, operation } from './operation.ts';
import { askedMpan, pageOf, paging, turnedOrder, yes } from './terms.ts';
import { type Read, type RowValues, sortedPage, wholeOf } from './whole-list.ts';

const byRow = {
  kind: ({ kind }) => kind,
  mpan: ({ mpan }) => mpan,
  due: ({ dueOn }) => dueOn,
  party: ({ party }) => party,
} as const satisfies RowValues<RaisedAlert>;

const orders: RowValues<RaisedAlert> = { ...byRow, oldest: ({ at }) => at };

const filters = {
  kind: alertKind.optional(),
  mpan: askedMpan.optional(),
  retracted: yes.optional(),
};

export const alerts = operation({
  name: 'alerts list',
  group: 'Alerts',
  summary: 'Alerts, the newest first',
  role: 'viewer',
  takes: z.strictObject({
    ...filters,
    by: z
      .enum(['raised', 'kind', 'mpan', 'due', 'party'])
      .default('raised')
      .describe('in which order'),
    order: turnedOrder,
    ...paging,
  }),
  answers: pageOf(alertShape),
  route: 'GET /alerts',
  typed: '',
  example: { kind: 'BREACHED' },
  run: async (desk, { limit, cursor, by, order: said, ...filter }) => {
    const order = said ?? (by === 'raised' ? 'descending' : 'ascending');
    return sortedPage({ limit, cursor }, reading(desk, filter), {
      // The store has those that were raised last first.
      by: by === 'raised' && order === 'ascending' ? 'oldest' : by,
      order,
      orders,
      idOf: ({ key }) => key,
    });
  },
});

type Asked = z.output<z.ZodObject<typeof filters>>;

function reading({ gateway }: Desk, filter: Asked): Read<RaisedAlert> {
  return async (place) => gateway.store.alertsPage(given(filter), place);
}

export const alertsCount = countOperation(alerts, {
  things: 'alerts',
  names: ['kind', 'retracted'],
  facetsOf: async (desk, { kind, retracted, mpan }) =>
    facetsAmong(
      (await wholeOf(reading(desk, { mpan }))) ?? [],
      {
        kind: { wordOf: (one: RaisedAlert) => one.kind },
        retracted: { wordOf: (one: RaisedAlert) => (one.retracted ? 'yes' : 'no') },
      },
      { kind, retracted: retracted === undefined ? undefined : retracted ? 'yes' : 'no' },
    ),
});

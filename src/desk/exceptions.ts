/** The work queue, and what was settled. */
import { z } from 'zod';
import type { Gateway } from '../gateway/index.ts';
import { exceptionFor } from '../process/index.ts';
import { type ItemSort, placeOfItem, type StoredException } from '../store/index.ts';
import { claimantOf } from './claims.ts';
import { groupsOf } from './exception-groups.ts';
import { exceptionRowShape, itemGroupShape } from './list-shapes.ts';
import { given, listed } from './listing.ts';
import { operation, Unfit } from './operation.ts';
import { itemFilter, queueFilter, queueOrder } from './queue-filter.ts';
import { queuedOf, wordsOfItems } from './queued.ts';
import { pageOf, paging } from './terms.ts';

export const exceptions = operation({
  name: 'exceptions',
  group: 'Work queue',
  summary: 'Exceptions; open ones, the nearest due date first, or all, the newest first',
  role: 'viewer',
  takes: z.strictObject({
    open: z
      .enum(['true', 'false', 'yes', 'no', 'any'])
      .default('true')
      .describe('no: what is settled, and notes; any: those too'),
    ...queueFilter,
    ...queueOrder,
    ...paging,
  }),
  answers: pageOf(exceptionRowShape).extend({
    groups: z
      .array(itemGroupShape)
      .describe(
        'of open ones: groups that are not listed one by one unless their sender is named, and those that somebody proposed to dismiss',
      ),
  }),
  route: 'GET /exceptions',
  typed: '',
  example: { code: 'REPORT_UNCLEAR' },
  looks: ({ items }) => items.flatMap(({ mpan, words }) => (words.length === 0 ? [] : [mpan])),
  run: async (desk, { limit, cursor, by, order, open: asked, ...narrow }) => {
    const { gateway } = desk;
    const { meterOperator, words: said, late, claim, mpan } = narrow;
    // What is settled is nobody's.
    const open =
      claim === undefined && asked === 'any' ? undefined : asked !== 'false' && asked !== 'no';
    const isWide = [mpan, meterOperator, said, late, claim].every((one) => one === undefined);
    if (open !== true) refuseOfOpenAlone({ meterOperator, words: said, late });
    const groups = open === true && isWide ? await groupsOf(gateway, narrow) : [];
    const counted = narrow.sender === undefined ? groups.filter((one) => !one.isListed) : [];
    const without = counted.length === 0 ? undefined : counted;
    const sort = { by, descending: order === 'descending' };
    const { items, ...page } = await listed({ limit, cursor }, (place) =>
      gateway.store.exceptionsPage(
        given({ ...itemFilter(desk, narrow), open, without }),
        place,
        sort,
      ),
    );
    const words = await wordsOfItems(gateway, items);
    return {
      items: items.map((item) => exceptionRow(gateway, item, words, sort)),
      ...page,
      groups: groups.filter((one) => counted.includes(one) || one.notBy.length > 0),
    };
  },
});

/** Of what is settled nothing is known any more by which it was sorted. Throws Unfit. */
function refuseOfOpenAlone(filters: Readonly<Record<string, unknown>>): void {
  const asked = Object.entries(filters).filter(([, value]) => value !== undefined);
  if (asked.length === 0) return;
  throw new Unfit(
    asked.map(([field]) => ({ field, message: 'narrows only what is open; ask for that alone' })),
  );
}

const exceptionRow = (
  gateway: Gateway,
  row: StoredException,
  words: Awaited<ReturnType<typeof wordsOfItems>>,
  sort: ItemSort,
): z.output<typeof exceptionRowShape> => {
  const { id, mpan, supplier, sequence, code, at, detail, open, sender = null } = row;
  return {
    id,
    mpan,
    supplier,
    sequence,
    code,
    at,
    detail,
    sender,
    open,
    claimedBy: claimantOf(gateway, row),
    ...exceptionFor(gateway.config.role, code),
    ...queuedOf(gateway, row, words),
    place: open ? placeOfItem(sort, row) : null,
  };
};

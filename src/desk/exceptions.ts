/** The work queue, and what was settled. */
import { z } from 'zod';
import type { Gateway } from '../gateway/index.ts';
import { exceptionFor, isSamePerson } from '../process/index.ts';
import { type AlikeItems, itemOrders, placeOfItem, type StoredException } from '../store/index.ts';
import { claimantOf } from './claims.ts';
import { groupsOf } from './exception-groups.ts';
import { countOperation, facetsAmong } from './facets.ts';
import { horizonOf, isAsNear, latenesses } from './horizon.ts';
import { exceptionRowShape, itemGroupShape } from './list-shapes.ts';
import { given } from './listing.ts';
import { operation, Unfit } from './operation.ts';
import { itemFilter, queueFilter, queueOrder } from './queue-filter.ts';
import { queuedOf, wordsOfItems } from './queued.ts';
import { keysOf, pageOf, paging } from './terms.ts';
import { placeAmong, type RowValues, sortedPage, wholeMax } from './whole-list.ts';

/** Beside those of the store. */
const orders = {
  code: ({ code }) => code,
  sender: ({ sender }) => sender ?? null,
  mpan: ({ mpan }) => mpan,
  claimed: ({ claimedBy }) => claimedBy,
} as const satisfies RowValues<StoredException>;

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
    by: z
      .enum([...itemOrders, ...keysOf(orders)])
      .default('due')
      .describe('in which order; cause: what says the same words together'),
    order: queueOrder.order,
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
    const open = opennessOf(asked, claim);
    const isWide = [mpan, meterOperator, said, late, claim].every((one) => one === undefined);
    if (open !== true) refuseOfOpenAlone({ meterOperator, words: said, late });
    const groups = open === true && isWide ? await groupsOf(gateway, narrow) : [];
    const counted = narrow.sender === undefined ? groups.filter((one) => !one.isListed) : [];
    const without = counted.length === 0 ? undefined : counted;
    const stored = itemOrders.find((one) => one === by);
    const sort = { by: stored ?? 'due', descending: order === 'descending' };
    const sorted = { by, order, orders, idOf: ({ id }: StoredException) => id };
    const filter = given({ ...itemFilter(desk, narrow), open, without });
    const { items, ...page } = await sortedPage(
      { limit, cursor },
      (place) => gateway.store.exceptionsPage(filter, place, sort),
      sorted,
    );
    const words = await wordsOfItems(gateway, items);
    const placeOf = (item: StoredException): string | null =>
      item.open ? (placeAmong(sorted, item) ?? placeOfItem(sort, item)) : null;
    return {
      items: items.map((item) => exceptionRow(gateway, item, words, placeOf(item))),
      ...page,
      groups: groups.filter((one) => counted.includes(one) || one.notBy.length > 0),
    };
  },
});

/** What is settled is nobody's. Undefined: whether open or not. */
const opennessOf = (asked: string, claim: string | undefined): boolean | undefined =>
  claim === undefined && asked === 'any' ? undefined : asked !== 'false' && asked !== 'no';

export const exceptionsCount = countOperation(exceptions, {
  things: 'exceptions',
  names: ['code', 'sender', 'meterOperator', 'late', 'claim'],
  facetsOf: async (
    desk,
    { code, sender, meterOperator, late, claim, open: asked, mpan, words },
  ) => {
    const { gateway } = desk;
    const open = opennessOf(asked, claim);
    const horizon = horizonOf(gateway);
    const filter = given({ ...itemFilter(desk, given({ mpan, words })), open });
    const dueBy = [horizon.now, horizon.todayEnds, horizon.soonEnds];
    const groups = await gateway.store.alikeItems(filter, dueBy, wholeMax);
    const ofAll = {
      code: { wordOf: (group: AlikeItems) => group.code },
      sender: { wordOf: ({ sender: from }: AlikeItems) => from },
    };
    const ofOpen = {
      meterOperator: { wordOf: ({ meterOperator: of }: AlikeItems) => of },
      late: {
        wordOf: ({ due }: AlikeItems) => (due === null ? null : (latenesses[due] ?? null)),
        fits: isAsNear,
      },
      claim: {
        wordOf: (group: AlikeItems) => {
          const who = claimantOf(gateway, group);
          return who === null ? 'none' : isSamePerson(who, desk.asker.name) ? 'mine' : 'others';
        },
      },
    };
    return facetsAmong<AlikeItems>(
      groups ?? [],
      open === true ? { ...ofAll, ...ofOpen } : ofAll,
      { code, sender, meterOperator, late, claim },
      ({ number }) => number,
    );
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
  place: string | null,
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
    place,
  };
};

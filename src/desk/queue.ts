/** Everything that waits for a person. */
import { z } from 'zod';
import { urgencyOf, type Waiting, waitingItems } from '../account/index.ts';
import { endOfDay } from '../calendar/index.ts';
import { claimsOn, type Gateway } from '../gateway/index.ts';
import { isSamePerson } from '../process/index.ts';
import type { whoseAsked } from './claims.ts';
import { pageByKey } from './cursor.ts';
import { claimedBy, waitingShape } from './list-shapes.ts';
import { given } from './listing.ts';
import { type Desk, operation } from './operation.ts';
import { itemFilter, type QueueFilter, queueFilter, queueOrder } from './queue-filter.ts';
import { toldWaiting } from './queued.ts';
import { wholeNumber, pageOf, paging } from './terms.ts';

export const queue = operation({
  name: 'queue',
  group: 'Work queue',
  summary: 'Everything that waits for a person and what answers it, the nearest due date first',
  role: 'viewer',
  takes: z.strictObject({
    kind: waitingShape.shape.kind.optional(),
    ...queueFilter,
    ...queueOrder,
    ...paging,
  }),
  answers: pageOf(waitingShape.extend({ claimedBy }).meta({ id: 'QueueItem' })).extend({
    toApprove: wholeNumber.describe('flows that wait for approval, on all pages'),
    toDecide: wholeNumber.describe('items that wait for a decision, on all pages'),
  }),
  route: 'GET /queue',
  typed: '',
  example: { kind: 'decision' },
  looks: ({ items }) => items.flatMap(({ mpan, words }) => (words.length === 0 ? [] : [mpan])),
  run: async (desk, { kind, by, order, limit, cursor, ...filter }) => {
    const { gateway } = desk;
    const all = (await claimedItems(gateway, filter)).filter((one) => fits(desk, one, filter));
    const approvals = all.filter((one) => one.kind === 'approval');
    const items = all.reduce((sum, one) => sum + one.items, 0);
    const isDescending = order === 'descending';
    const wanted = all.filter((one) => one.kind === (kind ?? one.kind));
    const page = pageByKey(wanted, (one) => keyOf(one, by, isDescending), {
      limit,
      cursor,
      isDescending,
    });
    return {
      items: (await toldWaiting(gateway, page.items)).map((one, index) => ({
        ...one,
        claimedBy: page.items[index]?.claimedBy ?? null,
      })),
      next: page.next,
      counted: page.counted,
      toApprove: approvals.length,
      toDecide: items - approvals.length,
    };
  },
});

type Claimable = Waiting & { readonly claimedBy: string | null };

async function claimedItems(gateway: Gateway, { words }: QueueFilter): Promise<Claimable[]> {
  const all = await waitingItems(gateway, given({ words }));
  const mpans = [...new Set(all.map(({ mpan }) => mpan))];
  const claims = await claimsOn(gateway, mpans);
  return all.map((one) => ({ ...one, claimedBy: claims.get(one.mpan)?.who ?? null }));
}

/** What is about no one MPAN can be claimed by nobody, and is free. */
function isAsked(
  { asker }: Desk,
  claim: z.output<typeof whoseAsked>,
  { claimedBy: holder }: Claimable,
): boolean {
  if (claim === undefined) return true;
  if (claim === 'none' || holder === null) return claim === 'none' && holder === null;
  return isSamePerson(holder, asker.name) === (claim === 'mine');
}

/** What has no deadline, no Meter Operator or no words comes last, whichever way it is sorted. */
function keyOf(
  one: Waiting,
  by: z.output<(typeof queueOrder)['by']>,
  isDescending: boolean,
): string {
  const { dueOn, since, meterOperator, item, what } = one;
  const none = isDescending ? '' : '~';
  switch (by) {
    case 'due':
      return `${dueOn ?? none} ${since} ${one.id}`;
    case 'since':
      return `${since} ${one.id}`;
    case 'meterOperator':
      return `${meterOperator ?? none} ${urgencyOf(one)}`;
    case 'cause':
      return `${item?.words ?? none} ${what} ${urgencyOf(one)}`;
  }
}

function fits(desk: Desk, one: Claimable, filter: QueueFilter): boolean {
  const { code, sender, mpan, meterOperator, words, due } = itemFilter(desk, filter);
  const { zone } = desk.gateway.rules;
  const dueOfFlow = one.dueOn === null ? null : endOfDay(zone, one.dueOn);
  const dueAt = one.item === null ? dueOfFlow : (one.item.dueAt ?? null);
  return (
    isAsked(desk, filter.claim, one) &&
    (code === undefined || one.what === code) &&
    (sender === undefined || one.item?.sender === sender || one.id === `${one.what}:${sender}`) &&
    (mpan === undefined || one.mpan === mpan) &&
    (meterOperator === undefined || one.meterOperator === meterOperator) &&
    (words === undefined || one.item?.words === words) &&
    (due === undefined || (dueAt !== null && dueAt > (due.after ?? '') && dueAt <= due.until))
  );
}

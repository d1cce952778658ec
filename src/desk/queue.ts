/** Everything that waits for a person. */
import { z } from 'zod';
import { type Waiting, urgencyOf, waitingItems } from '../account/index.ts';
import { claimsOn, type Gateway } from '../gateway/index.ts';
import { isSamePerson } from '../process/index.ts';
import { whoseAsked } from './claims.ts';
import { pageByKey } from './cursor.ts';
import { claimedBy, waitingShape } from './list-shapes.ts';
import { type Desk, operation } from './operation.ts';
import { wholeNumber, pageOf, paging } from './terms.ts';

export const queue = operation({
  name: 'queue',
  group: 'Work queue',
  summary: 'Everything that waits for a person and what answers it, the nearest due date first',
  role: 'viewer',
  takes: z.strictObject({ kind: waitingShape.shape.kind.optional(), claim: whoseAsked, ...paging }),
  answers: pageOf(waitingShape.extend({ claimedBy }).meta({ id: 'QueueItem' })).extend({
    toApprove: wholeNumber.describe('flows that wait for approval, on all pages'),
    toDecide: wholeNumber.describe('items that wait for a decision, on all pages'),
  }),
  route: 'GET /queue',
  typed: '',
  example: { kind: 'decision' },
  run: async (desk, { kind, claim, ...asked }) => {
    const { gateway } = desk;
    const all = await claimedItems(gateway);
    const approvals = all.filter((one) => one.kind === 'approval');
    const items = all.reduce((sum, one) => sum + one.items, 0);
    return {
      ...pageByKey(
        all.filter((one) => one.kind === (kind ?? one.kind) && isAsked(desk, claim, one)),
        urgencyOf,
        asked,
      ),
      toApprove: approvals.length,
      toDecide: items - approvals.length,
    };
  },
});

type Claimable = Waiting & { readonly claimedBy: string | null };

async function claimedItems(gateway: Gateway): Promise<Claimable[]> {
  const all = await waitingItems(gateway);
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

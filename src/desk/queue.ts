/** Everything that waits for a person. */
import { z } from 'zod';
import { urgencyOf, waitingItems } from '../account/index.ts';
import { pageByKey } from './cursor.ts';
import { waitingShape } from './list-shapes.ts';
import { operation } from './operation.ts';
import { wholeNumber, pageOf, paging } from './terms.ts';

export const queue = operation({
  name: 'queue',
  group: 'Work queue',
  summary: 'Everything that waits for a person and what answers it, the nearest due date first',
  role: 'viewer',
  takes: z.strictObject({ kind: waitingShape.shape.kind.optional(), ...paging }),
  answers: pageOf(waitingShape).extend({
    toApprove: wholeNumber.describe('flows that wait for approval, on all pages'),
    toDecide: wholeNumber.describe('items that wait for a decision, on all pages'),
  }),
  route: 'GET /queue',
  typed: '',
  example: { kind: 'decision' },
  run: async ({ gateway }, { kind, ...asked }) => {
    const all = await waitingItems(gateway);
    const approvals = all.filter((one) => one.kind === 'approval');
    const items = all.reduce((sum, one) => sum + one.items, 0);
    return {
      ...pageByKey(
        kind === undefined ? all : all.filter((one) => one.kind === kind),
        urgencyOf,
        asked,
      ),
      toApprove: approvals.length,
      toDecide: items - approvals.length,
    };
  },
});

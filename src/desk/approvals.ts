/** Flows that wait to be approved. */
import { z } from 'zod';
import { approvalOf } from '../account/index.ts';
import { owedFlowsOf } from '../gateway/index.ts';
import { waitingShape } from './list-shapes.ts';
import { listed } from './listing.ts';
import { operation } from './operation.ts';
import { pageOf, paging } from './terms.ts';

export const approvals = operation({
  name: 'approvals waiting',
  group: 'Work queue',
  summary: 'Flows that wait to be approved, those due first before others',
  role: 'viewer',
  takes: z.strictObject(paging),
  answers: pageOf(waitingShape).describe(
    'a page has a check at a time, which may owe several flows',
  ),
  route: 'GET /approvals',
  typed: { no: 'pawl approve --dry-run lists them' },
  example: {},
  run: async ({ gateway }, asked) => {
    const { items, next } = await listed(asked, (place) => gateway.store.owingPage(place));
    const flows = await owedFlowsOf(gateway, [...new Set(items.map(({ mpan }) => mpan))]);
    const waiting = items.flatMap(({ mpan, supplier, sequence }) =>
      flows
        .filter(
          (one) => one.mpan === mpan && one.supplier === supplier && one.sequence === sequence,
        )
        .map((one) => approvalOf(gateway, one)),
    );
    return { items: waiting, next };
  },
});

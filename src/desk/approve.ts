/** Letting flows go out: one, many, or all of a kind. */
import { z } from 'zod';
import type { OwedFlow } from '../gateway/index.ts';
import { given } from './listing.ts';
import { operation, Unfit } from './operation.ts';
import { whichFlows } from './approvals.ts';
import { flow, localDate, mpan, mpid, reason } from './terms.ts';

const approvedShape = z
  .strictObject({
    id: z.string(),
    mpan,
    sequence: z.number().int(),
    supplier: mpid,
    flow,
    to: mpid.nullable(),
    dueOn: localDate.nullable(),
    status: z
      .enum(['sent', 'proposed', 'held', 'needsAnother'])
      .describe(
        'held: not written because of a fault of Pawl (PAWL_FAULT); needsAnother: drafted or approved by you before, so another person must approve',
      ),
    file: z.string().nullable().describe('the file in outbox/ that it is written into'),
    mended: z
      .array(z.string())
      .describe('what is written in other words than those that were given'),
  })
  .meta({ id: 'Approved' });

const approvedOf = (
  { id, mpan: of, sequence, supplier, draft, dueOn }: OwedFlow,
  status: z.output<typeof approvedShape>['status'],
  file: string | null,
): z.output<typeof approvedShape> => ({
  id,
  mpan: of,
  sequence,
  supplier,
  flow: draft.flow,
  to: draft.toMpid,
  dueOn,
  status,
  file,
  mended: [...draft.mended],
});

export const approve = operation({
  name: 'approve',
  group: 'Acts',
  summary: 'Approve owed flows: ids, MPANs, "all", or all that match the filters',
  role: 'approver',
  takes: z.strictObject({
    ids: z
      .array(z.string().min(1).max(100))
      .max(10_000)
      .default([])
      .describe('ids of owed flows or MPANs; none: all that fit the other keys'),
    ...whichFlows,
    all: z.literal(true).optional().describe('everything that waits'),
    reason: reason.optional(),
  }),
  answers: z.strictObject({ items: z.array(approvedShape) }),
  route: 'POST /approvals',
  typed: '[ids...]',
  example: { ids: ['1200000001042-D0142'] },
  problems: [404, 409],
  run: async ({ gateway, act }, { ids, all, reason: why = null, ...filter }) => {
    const named = [filter.flow, filter.party, filter.dueBy, all].some((one) => one !== undefined);
    if (ids.length === 0 && !named) {
      throw new Unfit([{ field: 'ids', message: 'name ids, flow, party, dueBy or all' }]);
    }
    const chosen = { ids: all === true ? ['all'] : ids, ...given(filter) };
    const { sent, proposed, held, own } = await act(why, (deeds, by) =>
      deeds.approve(gateway, chosen, by),
    );
    return {
      items: [
        ...sent.map((one) => approvedOf(one.flow, 'sent', one.file)),
        ...proposed.map((one) => approvedOf(one, 'proposed', null)),
        ...held.map((one) => approvedOf(one, 'held', null)),
        ...own.map((one) => approvedOf(one, 'needsAnother', null)),
      ],
    };
  },
});

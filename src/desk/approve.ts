/** Letting flows go out: one, many, or all of a kind. */
import { z } from 'zod';
import type { OwedFlow } from '../gateway/index.ts';
import { operation, Unfit } from './operation.ts';
import { chosenOf, whichFlows } from './approvals.ts';
import { claimedByOthers, othersAmong } from './claims.ts';
import { flow, instant, localDate, mpan, mpid, reason } from './terms.ts';

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
      .enum(['sent', 'approved', 'proposed', 'held', 'needsAnother'])
      .describe(
        'approved: it goes out at goesOutAt, and can be undone until then; held: not written because of a fault of Pawl (PAWL_FAULT); needsAnother: drafted or approved by you before, so another person must approve',
      ),
    file: z.string().nullable().describe('the file in outbox/ that it is written into'),
    approvedBy: z.string().nullable().describe('of what is approved: by whom'),
    goesOutAt: instant.nullable().describe('of what is approved: until when it can be undone'),
    mended: z
      .array(z.string())
      .describe('what is written in other words than those that were given'),
  })
  .meta({ id: 'Approved' });

const approvedOf = (
  { id, mpan: of, sequence, supplier, draft, dueOn }: OwedFlow,
  status: z.output<typeof approvedShape>['status'],
  more: Partial<Pick<z.output<typeof approvedShape>, 'file' | 'approvedBy' | 'goesOutAt'>> = {},
): z.output<typeof approvedShape> => ({
  id,
  mpan: of,
  sequence,
  supplier,
  flow: draft.flow,
  to: draft.toMpid,
  dueOn,
  status,
  file: null,
  approvedBy: null,
  goesOutAt: null,
  ...more,
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
    seen: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'as a preview gives it')
      .optional()
      .describe(
        '`seen` of the preview: where another set of flows waits by now, nothing is approved',
      ),
    reason: reason.optional(),
  }),
  answers: z.strictObject({ items: z.array(approvedShape), claimedByOthers }),
  route: 'POST /approvals',
  typed: '[ids...]',
  example: { ids: ['1200000001042-D0142'] },
  problems: [404, 409],
  run: async (desk, { ids, all, seen = null, reason: why = null, ...filter }) => {
    const named = [...Object.values(filter), all].some((one) => one !== undefined);
    if (ids.length === 0 && !named) {
      throw new Unfit([{ field: 'ids', message: 'name ids, flow, party, dueBy or all' }]);
    }
    const { gateway, act } = desk;
    const chosen = chosenOf(desk, all === true ? ['all'] : ids, filter);
    const { sent, approved, proposed, held, own } = await act(why, (deeds, by) =>
      deeds.approve(gateway, chosen, by, seen),
    );
    const flows = [...[...sent, ...approved].map(({ flow: one }) => one), ...proposed];
    return {
      claimedByOthers: await othersAmong(
        desk,
        flows.map((one) => one.mpan),
      ),
      items: [
        ...sent.map((one) => approvedOf(one.flow, 'sent', { file: one.file })),
        ...approved.map((one) =>
          approvedOf(one.flow, 'approved', { approvedBy: one.who, goesOutAt: one.until }),
        ),
        ...proposed.map((one) => approvedOf(one, 'proposed')),
        ...held.map((one) => approvedOf(one, 'held')),
        ...own.map((one) => approvedOf(one, 'needsAnother')),
      ],
    };
  },
});

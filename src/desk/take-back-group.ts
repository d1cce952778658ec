/** Taking back that a group of items was dismissed, and which dismissal that would be. */
import { z } from 'zod';
import { groupOf, lastDismissal } from '../gateway/index.ts';
import { operation, Unfit } from './operation.ts';
import { instant, mpan, reason, wholeNumber } from './terms.ts';

const id = z.string().min(3).max(200).describe('of the group: UNEXPECTED_FLOW:MOPX');

/** Throws Unfit for the name of no group. */
function groupNamed(name: string): NonNullable<ReturnType<typeof groupOf>> {
  const group = groupOf(name);
  if (group !== null) return group;
  throw new Unfit([{ field: 'id', message: 'must be a group, such as UNEXPECTED_FLOW:MOPX' }]);
}

export const dismissal = operation({
  name: 'dismissal',
  group: 'Work queue',
  summary: 'Who dismissed a group of items last, so that it can be taken back',
  role: 'viewer',
  takes: z.strictObject({ id }),
  answers: z.strictObject({
    id: z.string(),
    dismissal: z
      .strictObject({
        who: z.string(),
        proposedBy: z.string().nullable(),
        at: instant,
        reason: z.string(),
        items: wholeNumber.describe('of the last 500 entries about items'),
      })
      .nullable()
      .describe('null where nobody has dismissed it of late'),
  }),
  route: 'GET /exceptions/:id/dismissal',
  typed: '<id>',
  example: { id: 'UNEXPECTED_FLOW:MOPX' },
  run: async ({ gateway }, asked) => ({
    id: asked.id,
    dismissal: await lastDismissal(gateway, groupNamed(asked.id)),
  }),
});

export const takeBackGroup = operation({
  name: 'take-back group',
  group: 'Acts',
  summary:
    'Take back that a group of items was dismissed, of each MPAN that nothing has gone out for',
  role: 'operator',
  takes: z.strictObject({
    id,
    reason: reason.optional().describe('why; needed for the act of another person'),
  }),
  answers: z.strictObject({
    id: z.string(),
    mpans: z.array(mpan).describe('of which it was taken back'),
    leftOut: z.array(z.strictObject({ mpan, why: z.string() })).describe('which stay as they are'),
  }),
  route: 'POST /exceptions/:id/take-back',
  typed: '<id>',
  example: { id: 'UNEXPECTED_FLOW:MOPX', reason: 'they were for us after all' },
  problems: [409],
  run: async ({ gateway, asker, act }, { id: which, reason: why = null }) => {
    const group = groupNamed(which);
    const forOthers = asker.role === 'approver';
    const done = await act(why, (deeds, by) => deeds.takeBackGroup(gateway, group, forOthers, by));
    return { id: which, mpans: [...done.mpans], leftOut: [...done.leftOut] };
  },
});

/** Undoing approvals of flows that have not gone out, and which those are. */
import { z } from 'zod';
import { given, listed } from './listing.ts';
import { operation, Unfit } from './operation.ts';
import { askedInstant, flow, instant, mpan, mpid, pageOf, paging, reason } from './terms.ts';

const undoableShape = z
  .strictObject({
    id: z.string(),
    mpan,
    supplier: mpid,
    sequence: z.number().int(),
    flow,
    to: mpid,
    approvedBy: z.string(),
    approvedAt: instant,
    goesOutAt: instant.describe('until then it can be undone'),
  })
  .meta({ id: 'Undoable' });

export const approvalsUndoable = operation({
  name: 'approvals undoable',
  group: 'Work queue',
  summary: 'Flows that were approved and have not gone out, so that it can be undone',
  role: 'viewer',
  takes: z.strictObject(paging),
  answers: pageOf(undoableShape).describe('a page has a check at a time, which may have several'),
  route: 'GET /approvals/undoable',
  typed: { no: 'pawl undo lists them' },
  example: {},
  run: async ({ gateway }, asked) => {
    const { items, ...page } = await listed(asked, (place) => gateway.store.approvedPage(place));
    return {
      items: items.flatMap(({ mpan: of, supplier, sequence, approved }) =>
        approved.map(({ flow: name, to, who, at, until }) => ({
          id: `${of}-${name}`,
          mpan: of,
          supplier,
          sequence,
          flow: name,
          to,
          approvedBy: who,
          approvedAt: at,
          goesOutAt: until,
        })),
      ),
      ...page,
    };
  },
});

export const undo = operation({
  name: 'undo',
  group: 'Acts',
  summary: 'Undo approvals of flows that have not gone out',
  role: 'approver',
  takes: z.strictObject({
    ids: z
      .array(z.string().min(1).max(100))
      .max(10_000)
      .default([])
      .describe('ids of approved flows or MPANs; none: all that the other keys leave'),
    approvedBy: z.string().min(1).max(100).optional().describe('only what this person approved'),
    approvedAt: askedInstant.optional().describe('only what was approved at this instant'),
    all: z.literal(true).optional().describe('everything that can be undone'),
    reason: reason.optional(),
  }),
  answers: z.strictObject({
    items: z.array(
      z.strictObject({ id: z.string(), mpan, flow, to: mpid, approvedBy: z.string() }),
    ),
    gone: z.array(z.string()).describe('named ids of which nothing can be undone any more'),
  }),
  route: 'POST /approvals/undo',
  typed: '[ids...]',
  example: { ids: ['1200000001042-D0142'] },
  problems: [409],
  run: async (
    { gateway, act },
    { ids, approvedBy: by, approvedAt: at, all, reason: why = null },
  ) => {
    if (ids.length === 0 && [by, at, all].every((one) => one === undefined)) {
      throw new Unfit([{ field: 'ids', message: 'name ids, approvedBy, approvedAt or all' }]);
    }
    const which = { ids: all === true ? [] : ids, ...given({ by, at }) };
    const { undone, gone } = await act(why, (deeds, who) =>
      deeds.undoApprovals(gateway, which, who),
    );
    return {
      items: undone.map(({ mpan: of, flow: name, to, who }) => ({
        id: `${of}-${name}`,
        mpan: of,
        flow: name,
        to,
        approvedBy: who,
      })),
      gone,
    };
  },
});

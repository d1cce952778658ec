/** Settling an item of the work queue, or dismissing a group of items. */
import { z } from 'zod';
import { operation } from './operation.ts';
import { leftAt, leftOf } from './settled.ts';
import { exceptionCode, mpan, reason, revision } from './terms.ts';

export const resolve = operation({
  name: 'resolve',
  group: 'Acts',
  summary: 'Accept or dismiss an item of the work queue, or dismiss a group of items at once',
  role: 'operator',
  takes: z.strictObject({
    id: z.string().min(1).max(500).describe('id of the Exception, or of a group'),
    verb: z.enum(['accept', 'dismiss']),
    revision,
    reason,
  }),
  answers: z.strictObject({
    code: exceptionCode,
    isProposed: z.boolean(),
    items: z.number().int().describe('how many items it was about'),
    mpan: mpan.nullable().describe('null for a group'),
    ...leftAt,
  }),
  route: 'POST /exceptions/:id/resolve',
  typed: '<id> <verb>',
  example: { id: 'FLOW_OUT_OF_ORDER:MOPX', verb: 'dismiss', reason: 'sent twice by mistake' },
  problems: [404, 409],
  run: async ({ gateway, act }, { id, verb, revision: at = null, reason: why }) => {
    const accept = verb === 'accept';
    const resolved = await act(why, (deeds, by) => deeds.resolve(gateway, id, accept, by, at));
    // The id of an item begins with its MPAN, that of a group with its code.
    const of = /^\d{13}/.exec(id)?.[0] ?? null;
    return { ...resolved, mpan: of, ...(await leftOf(gateway, of)) };
  },
});

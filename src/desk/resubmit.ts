/** Taking a stored file in again, whole or in part, or writing one again that was sent. */
import { z } from 'zod';
import { given } from './listing.ts';
import { operation } from './operation.ts';
import { fileId, receiptOf } from './receipt.ts';
import { askedMpan, reason } from './terms.ts';

const resubmittedShape = z
  .strictObject({
    kind: z
      .enum(['inbox', 'duplicate', 'outbox', 'there'])
      .describe('inbox: taken in with the next pass; outbox: written with it; there: still there'),
    source: z.string(),
    lines: z.array(z.number().int()).nullable().optional().describe('null for the whole file'),
  })
  .meta({ id: 'Resubmitted' });

export const resubmit = operation({
  name: 'resubmit',
  group: 'Acts',
  summary: 'Take a stored file in again, whole or in part',
  role: 'operator',
  takes: z.strictObject({
    id: fileId,
    mpan: askedMpan.optional().describe('only the instances of this MPAN'),
    line: z.number().int().min(1).optional().describe('only the instance at this line'),
    reason,
  }),
  answers: resubmittedShape,
  route: 'POST /files/:id/resubmit',
  typed: { no: 'pawl resubmit takes the name of a file' },
  example: { id: 1, reason: 'a correction came with the next file' },
  problems: [404, 409],
  run: async ({ gateway, act }, { id, reason: why, ...pick }) => {
    const { destination } = await receiptOf(gateway, id);
    return act(why, (deeds, by) => deeds.resubmit(gateway, destination, given(pick), by));
  },
});

export const rewrite = operation({
  name: 'resubmit sent',
  group: 'Acts',
  summary: 'Write a file that was sent into outbox/ again, the same bytes',
  role: 'operator',
  takes: z.strictObject({
    name: z.string().min(1).max(100).describe('name of the file'),
    reason,
  }),
  answers: resubmittedShape,
  route: 'POST /outbox/:name/resubmit',
  typed: { no: 'pawl resubmit takes the name of a file' },
  example: { name: 'D0001_MOPX_PW00000001.usr', reason: 'lost on the way' },
  problems: [404, 409],
  run: async ({ gateway, act }, { name, reason: why }) =>
    act(why, (deeds, by) => deeds.resubmit(gateway, `outbox/${name}`, {}, by)),
});

/** Taking a stored file in again, whole or in part, or writing one again that was sent. */
import { z } from 'zod';
import type { Deeds } from './deeds.ts';
import { given } from './listing.ts';
import { type Desk, operation, type Settled } from './operation.ts';
import { fileId, receiptOf } from './receipt.ts';
import { reason } from './terms.ts';

const resubmittedShape = z
  .strictObject({
    kind: z
      .enum(['inbox', 'duplicate', 'outbox', 'there'])
      .describe('inbox: taken in with the next pass; outbox: written with it; there: still there'),
    source: z.string(),
    lines: z.array(z.number().int()).nullable().optional().describe('null for the whole file'),
  })
  .meta({ id: 'Resubmitted' });

const part = {
  mpan: z
    .string()
    .regex(/^[\d\s]{13,26}$/, '13 digits')
    .transform((typed) => typed.replaceAll(/\s/g, ''))
    .optional()
    .describe('only the instances of this MPAN, written as in the file, even if mistyped'),
  line: z.number().int().min(1).optional().describe('only the instance at this line'),
};

type Part = Settled<z.output<z.ZodObject<typeof part>>>;

const again = (
  { gateway, act }: Desk,
  wanted: string,
  pick: Part,
  why: string,
): ReturnType<Deeds['resubmit']> =>
  act(why, (deeds, by) => deeds.resubmit(gateway, wanted, given(pick), by));

export const resubmit = operation({
  name: 'resubmit',
  group: 'Acts',
  summary: 'Take a stored file in again, whole or in part, or write one again that was sent',
  role: 'operator',
  takes: z.strictObject({
    file: z
      .string()
      .min(1)
      .max(300)
      .describe('a File Identifier, the name of a file, or its path below the workspace'),
    ...part,
    reason,
  }),
  answers: resubmittedShape,
  route: 'POST /files/resubmit',
  typed: '<file>',
  example: { file: 'DEMO000021', reason: 'a correction came with the next file' },
  problems: [404, 409],
  run: (desk, { file, reason: why, ...pick }) => again(desk, file, pick, why),
});

export const resubmitReceived = operation({
  name: 'resubmit received',
  group: 'Acts',
  summary: 'Take a file that arrived in again, by the number of its receipt',
  role: 'operator',
  takes: z.strictObject({ id: fileId, ...part, reason }),
  answers: resubmittedShape,
  route: 'POST /files/:id/resubmit',
  typed: { no: 'pawl resubmit takes the name of a file' },
  example: { id: 1, reason: 'a correction came with the next file' },
  problems: [404, 409],
  run: async (desk, { id, reason: why, ...pick }) =>
    again(desk, (await receiptOf(desk.gateway, id)).destination, pick, why),
});

export const resubmitSent = operation({
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
  run: (desk, { name, reason: why }) => again(desk, `outbox/${name}`, {}, why),
});

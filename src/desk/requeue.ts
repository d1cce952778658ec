/** Putting files of rejected/ or set-aside/ back into inbox/. */
import { z } from 'zod';
import { operation } from './operation.ts';
import { fileId, receiptOf } from './receipt.ts';
import { reason } from './terms.ts';

const putBack = z.strictObject({ source: z.string().describe('where the file lay') });

export const requeue = operation({
  name: 'requeue',
  group: 'Acts',
  summary: 'Put files of rejected/ or set-aside/ back into inbox/',
  role: 'operator',
  takes: z.strictObject({
    files: z
      .array(z.string().min(1).max(300))
      .min(1)
      .max(1_000)
      .describe('names of files, or their paths below the workspace'),
    reason: reason.optional(),
  }),
  answers: z.strictObject({ items: z.array(putBack) }),
  route: 'POST /files/requeue',
  typed: '<files...>',
  example: { files: ['D0002_MOPX_0000000202.usr'], reason: 'the definition was corrected' },
  problems: [404],
  run: async ({ gateway, act }, { files, reason: why = null }) => {
    const sources = await act(why, (deeds, by) => deeds.requeue(gateway, files, by));
    return { items: sources.map((source) => ({ source })) };
  },
});

export const requeueReceived = operation({
  name: 'requeue received',
  group: 'Acts',
  summary: 'The same for one file, by the number of its receipt',
  role: 'operator',
  takes: z.strictObject({ id: fileId, reason: reason.optional() }),
  answers: putBack,
  route: 'POST /files/:id/requeue',
  typed: { no: 'pawl requeue takes the names of files' },
  example: { id: 1, reason: 'the definition was corrected' },
  problems: [404],
  run: async ({ gateway, act }, { id, reason: why = null }) => {
    const { destination } = await receiptOf(gateway, id);
    await act(why, (deeds, by) => deeds.requeue(gateway, [destination], by));
    return { source: destination };
  },
});

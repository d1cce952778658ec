/** Putting a file of rejected/ or set-aside/ back into inbox/. */
import { z } from 'zod';
import { operation } from './operation.ts';
import { fileId, receiptOf } from './receipt.ts';
import { reason } from './terms.ts';

export const requeue = operation({
  name: 'requeue',
  group: 'Acts',
  summary: 'Put a file of rejected/ or set-aside/ back into inbox/',
  role: 'operator',
  takes: z.strictObject({ id: fileId, reason: reason.optional() }),
  answers: z.strictObject({ source: z.string().describe('where the file lay') }),
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

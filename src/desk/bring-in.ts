/** Bringing a file in: what was sent here goes into inbox/, and is taken in as whatever is dropped. */
import { z } from 'zod';
import { operation } from './operation.ts';
import { reason } from './terms.ts';

export const bringIn = operation({
  name: 'bring',
  group: 'Acts',
  summary: 'Bring a file in: it goes into inbox/ under the name of who brought it',
  role: 'operator',
  takes: z.strictObject({
    name: z.string().min(1).max(200).describe('of the file'),
    staged: z
      .string()
      .regex(/^[0-9a-f]{32}$/)
      .describe('where its bytes were put'),
    reason: reason.optional(),
  }),
  answers: z.strictObject({ name: z.string().describe('under which it is taken in') }),
  route: { no: 'POST /files takes the file itself' },
  typed: { no: 'whoever has the workspace puts the file into inbox/' },
  example: { name: 'visits.csv', staged: '0'.repeat(32) },
  run: async ({ gateway, act }, { name, staged, reason: why = null }) => ({
    name: await act(why, (deeds, by) => deeds.bring(gateway, name, staged, by)),
  }),
});

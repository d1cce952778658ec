/** Deciding what the rules cannot, and closing a check that is not to go on. */
import { z } from 'zod';
import { decisions } from '../process/index.ts';
import { operation } from './operation.ts';
import { settled, settledShape } from './settled.ts';
import { askedMpan, reason, revision } from './terms.ts';

export const decide = operation({
  name: 'decide',
  group: 'Acts',
  summary: 'Decide what the rules cannot',
  role: 'operator',
  takes: z.strictObject({ mpan: askedMpan, decision: z.enum(decisions), revision, reason }),
  answers: settledShape,
  route: 'POST /checks/:mpan/decide',
  typed: '<mpan> <decision>',
  example: { mpan: '1200000001042', decision: 'has', reason: 'photograph seen' },
  problems: [404, 409],
  run: async ({ gateway, act }, { mpan, decision, revision: at = null, reason: why }) => {
    const action = { name: 'decide', decision } as const;
    const means = await act(why, (deeds, by) => deeds.decide(gateway, mpan, action, by, at));
    return settled(gateway, mpan, means);
  },
});

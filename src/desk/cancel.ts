/** Closing a check that is not to go on. */
import { z } from 'zod';
import { operation } from './operation.ts';
import { settled, settledShape } from './settled.ts';
import { askedMpan, reason, revision } from './terms.ts';

export const cancel = operation({
  name: 'cancel',
  group: 'Acts',
  summary: 'Close the open check of an MPAN as cancelled',
  role: 'operator',
  takes: z.strictObject({ mpan: askedMpan, revision, reason }),
  answers: settledShape,
  route: 'POST /checks/:mpan/cancel',
  typed: '<mpan>',
  example: { mpan: '1200000001042', reason: 'asked for twice' },
  problems: [404, 409],
  run: async ({ gateway, act }, { mpan, revision: at = null, reason: why }) => {
    const means = await act(why, (deeds, by) =>
      deeds.decide(gateway, mpan, { name: 'cancel' }, by, at),
    );
    return settled(gateway, mpan, means);
  },
});

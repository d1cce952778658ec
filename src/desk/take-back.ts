/** Taking a decision back, and which that would be. */
import { z } from 'zod';
import { lastDecision } from '../gateway/index.ts';
import { operation } from './operation.ts';
import { leftAt, leftOf } from './settled.ts';
import { askedMpan, flow, instant, mpan, mpid, reason, revision } from './terms.ts';

export const decision = operation({
  name: 'decision',
  group: 'Checks',
  summary: 'The decision that was taken last about an MPAN, and whether it can be taken back',
  role: 'viewer',
  takes: z.strictObject({ mpan: askedMpan }),
  answers: z.strictObject({
    mpan,
    decision: z
      .strictObject({
        what: z.string().describe('as it is typed'),
        who: z.string(),
        proposedBy: z.string().nullable(),
        at: instant,
        reason: z.string(),
        goneOut: z
          .strictObject({ flow, to: mpid, at: instant })
          .nullable()
          .describe('the flow that went out since, so that the decision stands'),
      })
      .nullable()
      .describe('null where nothing was decided, or all of it was taken back'),
  }),
  route: 'GET /checks/:mpan/decision',
  typed: '<mpan>',
  example: { mpan: '1200000001042' },
  run: async ({ gateway }, { mpan: of }) => {
    const last = await lastDecision(gateway, of);
    if (last === null) return { mpan: of, decision: null };
    const { key: _key, ...shown } = last;
    return { mpan: of, decision: shown };
  },
});

export const takeBack = operation({
  name: 'take-back',
  group: 'Acts',
  summary:
    'Take back the decision that was taken last about an MPAN, until a flow has gone out for it',
  role: 'operator',
  takes: z.strictObject({
    mpan: askedMpan,
    revision,
    reason: reason.optional().describe('why; needed for the decision of another person'),
  }),
  answers: z.strictObject({
    mpan,
    what: z.string().describe('the decision that was taken back'),
    ...leftAt,
  }),
  route: 'POST /checks/:mpan/take-back',
  typed: '<mpan>',
  example: { mpan: '1200000001042', reason: 'the photograph was of another meter' },
  problems: [409],
  run: async ({ gateway, asker, act }, { mpan: of, revision: at = null, reason: why = null }) => {
    const asked = { revision: at, forOthers: asker.role === 'approver' };
    const { what } = await act(why, (deeds, by) => deeds.takeBack(gateway, of, asked, by));
    return { mpan: of, what, ...(await leftOf(gateway, of)) };
  },
});

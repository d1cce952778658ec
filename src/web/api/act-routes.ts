/** What operators and approvers do: the same acts as at the command line, kept under their names. */
import { z } from 'zod';
import type { Gateway, Meant, OwedFlow } from '../../gateway/index.ts';
import { decisions, outcomeOf, stateOf } from '../../process/index.ts';
import { acting } from '../acts.ts';
import { fileId, receiptOf } from './receipt.ts';
import { type Route, route } from './route.ts';
import {
  askedFlow,
  askedMpan,
  askedMpid,
  exceptionCode,
  flow,
  localDate,
  mpan,
  mpanParams,
  mpid,
  reason,
} from './terms.ts';

const meaning = z
  .enum(['moved', 'noted', 'exception', 'proposed'])
  .describe(
    'noted: it does not move the check; exception: nor does it fit how the check stands, and the work queue has it now; proposed: it counts when another person does it too',
  );

const settledShape = z
  .strictObject({
    mpan,
    means: meaning,
    state: z.string().nullable().describe('where the newest check stands now'),
    outcome: z.string().nullable(),
  })
  .meta({ id: 'Settled' });

type Settled = z.output<typeof settledShape>;

/** What an act meant, and where it left the newest check of the MPAN. */
async function settled({ store }: Gateway, of: string, means: Meant): Promise<Settled> {
  const check = (await store.loadMpans([of])).get(of)?.state.checks.at(-1);
  return {
    mpan: of,
    means,
    state: check === undefined ? null : stateOf(check),
    outcome: check === undefined ? null : outcomeOf(check),
  };
}

const group = 'Acts';

const decideRoute = route({
  method: 'POST',
  path: '/checks/:mpan/decide',
  group,
  summary: 'Decide what the rules cannot, as pawl decide',
  role: 'operator',
  params: mpanParams,
  body: z.strictObject({ decision: z.enum(decisions), reason }),
  answer: settledShape,
  problems: [404, 409],
  handle: async ({ web, context, params, body }) =>
    acting(web, context, { role: 'operator', reason: body.reason }, async (gateway, act, deeds) => {
      const action = { name: 'decide', decision: body.decision } as const;
      return settled(
        gateway,
        params.mpan,
        await deeds.decide(gateway, params.mpan, action, act, true),
      );
    }),
});

const cancelRoute = route({
  method: 'POST',
  path: '/checks/:mpan/cancel',
  group,
  summary: 'Close the open check of an MPAN as cancelled',
  role: 'operator',
  params: mpanParams,
  body: z.strictObject({ reason }),
  answer: settledShape,
  problems: [404, 409],
  handle: async ({ web, context, params, body }) =>
    acting(web, context, { role: 'operator', reason: body.reason }, async (gateway, act, deeds) =>
      settled(
        gateway,
        params.mpan,
        await deeds.decide(gateway, params.mpan, { name: 'cancel' }, act, true),
      ),
    ),
});

const resolveRoute = route({
  method: 'POST',
  path: '/exceptions/:id/resolve',
  group,
  summary: 'Accept or dismiss an item of the work queue, or dismiss a group of items at once',
  role: 'operator',
  params: z.strictObject({
    id: z.string().min(1).max(500).describe('id of the Exception, or of a group'),
  }),
  body: z.strictObject({ verb: z.enum(['accept', 'dismiss']), reason }),
  answer: z.strictObject({
    code: exceptionCode,
    isProposed: z.boolean(),
    items: z.number().int().describe('how many items it was about'),
  }),
  problems: [404, 409],
  handle: async ({ web, context, params, body }) =>
    acting(web, context, { role: 'operator', reason: body.reason }, (gateway, act, deeds) =>
      deeds.resolve(gateway, params.id, body.verb === 'accept', act),
    ),
});

const approvedShape = z
  .strictObject({
    id: z.string(),
    mpan,
    sequence: z.number().int(),
    supplier: mpid,
    flow,
    to: mpid.nullable(),
    dueOn: localDate.nullable(),
    status: z
      .enum(['sent', 'proposed', 'held', 'needsAnother'])
      .describe(
        'held: not written by a fault of Pawl (PAWL_FAULT); needsAnother: drafted or approved by you before, so that another person must',
      ),
    file: z.string().nullable().describe('the file in outbox/ that it is written into'),
    mended: z.array(z.string()).describe('what is written otherwise than it was told'),
  })
  .meta({ id: 'Approved' });

const approvedOf = (
  { id, mpan: of, sequence, supplier, draft, dueOn }: OwedFlow,
  status: z.output<typeof approvedShape>['status'],
  file: string | null,
): z.output<typeof approvedShape> => ({
  id,
  mpan: of,
  sequence,
  supplier,
  flow: draft.flow,
  to: draft.toMpid,
  dueOn,
  status,
  file,
  mended: [...draft.mended],
});

const approveBody = z
  .strictObject({
    ids: z
      .array(z.string().min(1).max(100))
      .max(10_000)
      .default([])
      .describe('ids of owed flows or MPANs; none: all that fit the other keys'),
    flow: askedFlow.optional(),
    party: askedMpid.optional(),
    dueBy: localDate.optional().describe('only what is due on or before this date'),
    all: z.literal(true).optional().describe('everything that waits'),
    reason: reason.optional(),
  })
  .refine(
    ({ ids, flow: of, party, dueBy, all }) =>
      ids.length > 0 || [of, party, dueBy, all].some((one) => one !== undefined),
    { message: 'name ids, flow, party, dueBy or all', path: ['ids'] },
  );

const approveRoute = route({
  method: 'POST',
  path: '/approvals',
  group,
  summary: 'Approve owed flows, one, many, or all of a kind, as pawl approve',
  role: 'approver',
  body: approveBody,
  answer: z.strictObject({ items: z.array(approvedShape) }),
  problems: [404, 409],
  handle: async ({ web, context, body }) => {
    const { reason: why = null, all, ids, flow: of, party, dueBy } = body;
    const chosen = {
      ids: all === true ? ['all'] : ids,
      ...(of === undefined ? {} : { flow: of }),
      ...(party === undefined ? {} : { party }),
      ...(dueBy === undefined ? {} : { dueBy }),
    };
    return acting(web, context, { role: 'approver', reason: why }, async (gateway, act, deeds) => {
      const { sent, proposed, held, own } = await deeds.approve(gateway, chosen, act);
      return {
        items: [
          ...sent.map((one) => approvedOf(one.flow, 'sent', one.file)),
          ...proposed.map((one) => approvedOf(one, 'proposed', null)),
          ...held.map((one) => approvedOf(one, 'held', null)),
          ...own.map((one) => approvedOf(one, 'needsAnother', null)),
        ],
      };
    });
  },
});

const fileParams = z.strictObject({ id: fileId });

const requeueRoute = route({
  method: 'POST',
  path: '/files/:id/requeue',
  group,
  summary: 'Put a file of rejected/ or set-aside/ back into inbox/',
  role: 'operator',
  params: fileParams,
  body: z.strictObject({ reason: reason.optional() }),
  answer: z.strictObject({ source: z.string().describe('where the file lay') }),
  problems: [404],
  handle: async ({ web, context, params, body }) =>
    acting(
      web,
      context,
      { role: 'operator', reason: body.reason ?? null },
      async (gateway, act, deeds) => {
        const { destination } = await receiptOf(gateway, params.id);
        await deeds.requeue(gateway, [destination], act);
        return { source: destination };
      },
    ),
});

const resubmittedShape = z
  .strictObject({
    kind: z
      .enum(['inbox', 'duplicate', 'outbox', 'there'])
      .describe('inbox: taken in with the next pass; outbox: written with it; there: still there'),
    source: z.string(),
    lines: z.array(z.number().int()).nullable().optional().describe('null for the whole file'),
  })
  .meta({ id: 'Resubmitted' });

const resubmitRoute = route({
  method: 'POST',
  path: '/files/:id/resubmit',
  group,
  summary: 'Take a stored file in again, whole or in part',
  role: 'operator',
  params: fileParams,
  body: z.strictObject({
    mpan: askedMpan.optional().describe('only the instances of this MPAN'),
    line: z.number().int().min(1).optional().describe('only the instance at this line'),
    reason,
  }),
  answer: resubmittedShape,
  problems: [404, 409],
  handle: async ({ web, context, params, body }) => {
    const pick = {
      ...(body.mpan === undefined ? {} : { mpan: body.mpan }),
      ...(body.line === undefined ? {} : { line: body.line }),
    };
    return acting(
      web,
      context,
      { role: 'operator', reason: body.reason },
      async (gateway, act, deeds) => {
        const { destination } = await receiptOf(gateway, params.id);
        return deeds.resubmit(gateway, destination, pick, act);
      },
    );
  },
});

const rewriteRoute = route({
  method: 'POST',
  path: '/outbox/:name/resubmit',
  group,
  summary: 'Write a file that was sent into outbox/ again, the same bytes',
  role: 'operator',
  params: z.strictObject({ name: z.string().min(1).max(100).describe('name of the file') }),
  body: z.strictObject({ reason }),
  answer: resubmittedShape,
  problems: [404, 409],
  handle: async ({ web, context, params, body }) =>
    acting(web, context, { role: 'operator', reason: body.reason }, (gateway, act, deeds) =>
      deeds.resubmit(gateway, `outbox/${params.name}`, {}, act),
    ),
});

export const actRoutes: readonly Route[] = [
  decideRoute,
  cancelRoute,
  resolveRoute,
  approveRoute,
  requeueRoute,
  resubmitRoute,
  rewriteRoute,
];

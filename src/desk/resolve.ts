/** Settling an item of the work queue, or dismissing a group of items. */
import { z } from 'zod';
import { groupId, groupOf } from '../gateway/index.ts';
import { claimedByOthers, othersAmong, othersInGroup } from './claims.ts';
import { operation } from './operation.ts';
import { leftAt, leftOf } from './settled.ts';
import { exceptionCode, mpan, reason, revision, wholeNumber } from './terms.ts';

const id = z.string().min(1).max(500).describe('id of the Exception, or of a group');

export const resolvePreview = operation({
  name: 'resolve preview',
  group: 'Work queue',
  summary: 'What an item or a group of items is about before it is settled, and who has claimed it',
  role: 'viewer',
  takes: z.strictObject({ id }),
  answers: z
    .strictObject({
      id: z.string(),
      items: wholeNumber.describe('how many are open'),
      claimedByOthers,
      revision: wholeNumber.describe('as what it was looked at, for the act'),
    })
    .meta({ id: 'ResolvePreview' }),
  route: 'GET /exceptions/:id/resolve',
  typed: { no: 'pawl resolve without a reason shows it' },
  example: { id: 'UNEXPECTED_FLOW:MOPX' },
  run: async (desk, asked) => {
    const { store } = desk.gateway;
    const group = groupOf(asked.id);
    const of = /^\d{13}/.exec(asked.id)?.[0] ?? '';
    // Read before what is shown: an act made from it never overlooks what came in between.
    const at = group === null ? await store.journalNumber(of) : (await store.head()).seq;
    const known = { id: asked.id, revision: at };
    if (group !== null) {
      const all = (await store.itemGroups(0)).filter((one) => groupId(one) === groupId(group));
      const items = all.reduce((sum, { number }) => sum + number, 0);
      return { ...known, items, claimedByOthers: await othersInGroup(desk, group) };
    }
    const open = await store.exceptions({ mpan: of, open: true });
    const items = open.filter((one) => asked.id === of || one.id === asked.id).length;
    return { ...known, items, claimedByOthers: await othersAmong(desk, [of]) };
  },
});

export const resolve = operation({
  name: 'resolve',
  group: 'Acts',
  summary: 'Accept or dismiss an item of the work queue, or dismiss a group of items at once',
  role: 'operator',
  takes: z.strictObject({
    id,
    verb: z.enum(['accept', 'dismiss']),
    revision,
    reason,
  }),
  answers: z.strictObject({
    code: exceptionCode,
    isProposed: z.boolean(),
    items: wholeNumber.describe('how many items it was about'),
    leftOut: wholeNumber.describe(
      'of a group: what came or moved on since `revision`, and waits still',
    ),
    mpan: mpan.nullable().describe('null for a group'),
    ...leftAt,
  }),
  route: 'POST /exceptions/:id/resolve',
  typed: '<id> <verb>',
  example: { id: 'UNEXPECTED_FLOW:MOPX', verb: 'dismiss', reason: 'sent twice by mistake' },
  problems: [404, 409],
  run: async ({ gateway, act }, { id: which, verb, revision: at = null, reason: why }) => {
    const accept = verb === 'accept';
    const resolved = await act(why, (deeds, by) => deeds.resolve(gateway, which, accept, by, at));
    // The id of an item begins with its MPAN, that of a group with its code.
    const of = /^\d{13}/.exec(which)?.[0] ?? null;
    return { ...resolved, mpan: of, ...(await leftOf(gateway, of)) };
  },
});

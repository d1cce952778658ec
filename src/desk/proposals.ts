/** What one person proposed and waits for a second. */
import { z } from 'zod';
import { decisionOf, proposedGroups, urgencyOf, type Waiting } from '../account/index.ts';
import { placeCursor, placeAfter } from './cursor.ts';
import { waitingShape } from './list-shapes.ts';
import { ofThisList } from './listing.ts';
import { operation } from './operation.ts';
import { toldWaiting } from './queued.ts';
import { countedMax, pageOf, paging } from './terms.ts';

/** Groups come first; then the acts on one check each, whose place is that of a list of the store. */
const placeShape = z.strictObject({
  of: z.enum(['group', 'decision']),
  after: z.string().nullable(),
});

export const proposals = operation({
  name: 'proposals',
  group: 'Work queue',
  summary:
    'What one person proposed and waits for a second: groups, then acts on a check, each the longest waiting first',
  role: 'viewer',
  takes: z.strictObject({
    kind: z.enum(['group', 'decision']).optional().describe('only groups, or only acts on a check'),
    ...paging,
  }),
  answers: pageOf(waitingShape),
  route: 'GET /proposals',
  typed: '',
  example: {},
  run: async ({ gateway }, { kind, limit, cursor }) => {
    const place = placeAfter(cursor, placeShape) ?? { of: 'group', after: null };
    const items: Waiting[] = [];
    const filter = { open: true, code: 'SECOND_PERSON_NEEDED' } as const;
    const proposed = kind === 'decision' ? [] : await proposedGroups(gateway);
    const told = async (next: string | null) => {
      const alone =
        kind === 'group' ? 0 : await gateway.store.countExceptions(filter, countedMax + 1);
      const number = proposed.length + Math.min(alone, countedMax);
      return {
        items: await toldWaiting(gateway, items),
        next,
        counted: { number, isMore: alone > countedMax },
      };
    };
    if (place.of === 'group' && kind !== 'decision') {
      const groups = proposed
        .toSorted((a, b) => (urgencyOf(a) < urgencyOf(b) ? -1 : 1))
        .filter((one) => place.after === null || urgencyOf(one) > place.after);
      items.push(...groups.slice(0, limit));
      const last = items.at(-1);
      if (last !== undefined && groups.length > limit) {
        return told(placeCursor({ of: 'group', after: urgencyOf(last) }));
      }
    }
    if (kind === 'group') return told(null);
    if (items.length === limit) return told(placeCursor({ of: 'decision', after: null }));
    const after = place.of === 'group' ? undefined : (place.after ?? undefined);
    const at = { after: after ?? null, limit: limit - items.length };
    const page = ofThisList(await gateway.store.exceptionsPage(filter, at));
    for (const item of page.items) {
      const checks = await gateway.store.checks({ mpan: item.mpan });
      items.push(await decisionOf(gateway, item, checks));
    }
    const { next } = page;
    return told(next === null ? null : placeCursor({ of: 'decision', after: next }));
  },
});

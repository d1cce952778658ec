/** Flows that wait to be approved. */
import { z } from 'zod';
import { approvalOf, urgencyOf } from '../account/index.ts';
import {
  type Chosen,
  chosenFlows,
  type Gateway,
  isChosen,
  type OwedFlow,
  owedFlowsOf,
} from '../gateway/index.ts';
import type { Counted } from '../store/index.ts';
import { asListed, owingFilter } from './checks.ts';
import { approvalShape } from './list-shapes.ts';
import { given, instantsOf, listed, ofThisList } from './listing.ts';
import { type Desk, operation } from './operation.ts';
import { toldWaiting } from './queued.ts';
import { askedMpid, localDate, pageOf, paging } from './terms.ts';

/** By which owed flows are picked, as a list of checks is; an approval takes the same. */
export const whichFlows = {
  ...asListed,
  party: askedMpid.optional().describe('only to this participant'),
  dueBy: localDate.optional().describe('only what is due on or before this date'),
};

type WhichFlows = z.output<z.ZodObject<typeof whichFlows>>;

/** Which flows are meant. Nothing named: all that wait. */
export function chosenOf(
  desk: Pick<Desk, 'gateway' | 'asker'>,
  ids: readonly string[],
  { flow, party, dueBy, ...list }: WhichFlows,
): Chosen {
  const checks = owingFilter(desk, list);
  return {
    ids: [...ids],
    ...given({ flow, party, dueBy }),
    ...(Object.keys(checks).length === 0 ? {} : { checks }),
  };
}

export const approvals = operation({
  name: 'approvals waiting',
  group: 'Work queue',
  summary: 'Flows that wait to be approved, the nearest due date first',
  role: 'viewer',
  takes: z.strictObject({
    ids: z
      .string()
      .min(1)
      .max(200_000)
      .optional()
      .describe('only these: ids of owed flows or MPANs, separated by commas, all on one page'),
    ...whichFlows,
    ...paging,
  }),
  answers: pageOf(approvalShape).describe(
    'a page has a check at a time, which may owe several flows',
  ),
  route: 'GET /approvals',
  typed: { no: 'pawl approve --dry-run lists them' },
  example: {},
  problems: [404],
  run: async (desk, { ids, limit, cursor, ...which }) => {
    const { gateway } = desk;
    const chosen = chosenOf(desk, ids?.split(',') ?? [], which);
    const owing = { ...chosen.checks, ...given({ flow: which.flow }) };
    if (ids !== undefined) {
      const named = await chosenFlows(gateway, chosen);
      const flows = named.filter(({ approval }) => approval === null);
      const sorted = flows
        .map((flow) => ({ flow, urgency: urgencyOf(approvalOf(gateway, flow)) }))
        .sort((a, b) => (a.urgency < b.urgency ? -1 : 1));
      return {
        items: await waitingOf(
          gateway,
          sorted.map(({ flow }) => flow),
        ),
        next: null,
        counted: { number: sorted.length, isMore: false },
      };
    }
    const items: OwedFlow[] = [];
    for (let after = cursor ?? null; ; ) {
      const place = { after, limit };
      const page = ofThisList(await gateway.store.owingPage(place, owing));
      const flows = await owedFlowsOf(gateway, [...new Set(page.items.map(({ mpan }) => mpan))]);
      for (const { mpan, supplier, sequence } of page.items) {
        const own = flows.filter(
          (one) => one.mpan === mpan && one.supplier === supplier && one.sequence === sequence,
        );
        const meant = own.filter((one) => one.approval === null && isChosen(one, chosen));
        items.push(...meant);
      }
      if (page.next === null || items.length >= limit) {
        const counted = await flowsCounted(desk, which);
        return { items: await waitingOf(gateway, items), next: page.next, counted };
      }
      after = page.next;
    }
  },
});

/** How many flows wait that fit, by the rows of their checks. */
async function flowsCounted(desk: Desk, { dueBy, flow, ...list }: WhichFlows): Promise<Counted> {
  const filter = owingFilter(desk, { ...list, flow });
  const { until } = instantsOf(desk.gateway, { to: dueBy });
  const end = [filter.due?.until, until].flatMap((one) => one ?? []).sort()[0];
  const due = end === undefined ? undefined : { after: filter.due?.after ?? null, until: end };
  const narrowed = { ...filter, ...given({ due }) };
  return (await listed({ limit: 1 }, (place) => desk.gateway.store.owingPage(place, narrowed)))
    .counted;
}

async function waitingOf(
  gateway: Gateway,
  flows: readonly OwedFlow[],
): Promise<z.input<typeof approvalShape>[]> {
  const waiting = await toldWaiting(
    gateway,
    flows.map((one) => approvalOf(gateway, one)),
  );
  return flows.map(({ sequence, supplier, draft }, index) => {
    const { flow, toMpid: to, toRole, mended } = draft;
    const more = { sequence, supplier, flow, to, toRole, mended: [...mended] };
    return { ...(waiting[index] as (typeof waiting)[number]), ...more };
  });
}

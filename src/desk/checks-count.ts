/** How many checks a list has, and how many it would have with one filter more or another. */
import { z } from 'zod';
import { supplierSide } from '../market/index.ts';
import type { CheckGroup } from '../store/index.ts';
import { checks, filterOf } from './checks.ts';
import { horizonOf, latenesses } from './horizon.ts';
import { type Desk, operation } from './operation.ts';
import { counted, countedMax, wholeNumber } from './terms.ts';

/** Ours: where an MPAN, a flow or a claim is asked for, of more checks than this the filters have no numbers. */
const facetsMax = 10_000;

const { by: _by, order: _order, limit: _limit, cursor: _cursor, ...filters } = checks.takes.shape;

const facetNames = ['state', 'late', 'turn', 'party'] as const;
type FacetName = (typeof facetNames)[number];

export const checksCount = operation({
  name: 'checks count',
  group: 'Checks',
  summary: 'How many checks there are, and how many with each filter',
  role: 'viewer',
  takes: z.strictObject(filters),
  answers: z.strictObject({
    ...counted.shape,
    facets: z
      .array(
        z.strictObject({
          name: z.enum(facetNames).describe('a filter'),
          values: z.array(z.strictObject({ value: z.string(), number: wholeNumber })),
        }),
      )
      .describe(
        `how many open checks each value of a filter would leave beside the other filters; empty beside an MPAN, flow or claim that more than ${facetsMax} have`,
      ),
  }),
  route: 'GET /counts/checks',
  typed: '',
  example: { late: 'breached' },
  run: async (desk, asked) => {
    const { gateway } = desk;
    const number = await gateway.store.countChecks(
      filterOf(desk, horizonOf(gateway), asked),
      countedMax + 1,
    );
    return {
      number: Math.min(number, countedMax),
      isMore: number > countedMax,
      facets: await facetsOf(desk, asked),
    };
  },
});

type Asked = Parameters<typeof filterOf>[2];

/** Each filter is counted beside the others, so that one sees where else to look. */
async function facetsOf(desk: Desk, asked: Asked) {
  const { gateway } = desk;
  if (asked.open === false || asked.state === 'closed') return [];
  const { state, late, breached, turn, owner, party, ...others } = asked;
  const horizon = horizonOf(gateway);
  const groups = await gateway.store.checkGroups(
    filterOf(desk, horizon, others),
    [horizon.now, horizon.todayEnds, horizon.soonEnds],
    facetsMax,
  );
  if (groups === null) return [];
  const { role } = gateway.config;
  const wordOf: Readonly<Record<FacetName, (group: CheckGroup) => string | null>> = {
    state: (group) => group.state,
    late: ({ due }) => (due === null ? null : (latenesses[due] ?? null)),
    turn: (group) => (group.owner === null ? null : group.owner === role ? 'us' : 'them'),
    party: (group) => (role === supplierSide ? group.meterOperator : group.supplier),
  };
  const nearness = late ?? (breached === undefined ? undefined : 'breached');
  const isFit: Readonly<Record<FacetName, (group: CheckGroup) => boolean>> = {
    state: (group) => state === undefined || group.state === state,
    late: ({ due }) =>
      nearness === undefined ||
      (nearness === 'near'
        ? due !== null && due < 3
        : due !== null && latenesses[due] === nearness),
    turn: (group) =>
      (turn === undefined || wordOf.turn(group) === turn) &&
      (owner === undefined || group.owner === owner),
    party: (group) => party === undefined || wordOf.party(group) === party,
  };
  return facetNames.map((name) => {
    const beside = facetNames.filter((other) => other !== name);
    const numbers = new Map<string, number>();
    for (const group of groups) {
      const value = wordOf[name](group);
      if (value === null || !beside.every((other) => isFit[other](group))) continue;
      numbers.set(value, (numbers.get(value) ?? 0) + group.number);
    }
    const values = [...numbers].map(([value, number]) => ({ value, number }));
    return { name, values: values.toSorted((a, b) => (a.value < b.value ? -1 : 1)) };
  });
}

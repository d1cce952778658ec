/** How many checks a list has, and how many it would have with one filter more or another. */
import { supplierSide } from '../market/index.ts';
import type { CheckGroup } from '../store/index.ts';
import { checks, filterOf } from './checks.ts';
import { countOperation, facetsAmong } from './facets.ts';
import { horizonOf, isAsNear, latenesses } from './horizon.ts';
import { wholeMax } from './whole-list.ts';

export const checksCount = countOperation(checks, {
  things: 'checks',
  open: 'open ',
  names: ['state', 'late', 'turn', 'party'],
  facetsOf: async (desk, { by: _by, order: _order, limit: _limit, cursor: _cursor, ...asked }) => {
    const { gateway } = desk;
    if (asked.open === false || asked.state === 'closed') return [];
    const { state, late, breached, turn, owner, party, ...others } = asked;
    const horizon = horizonOf(gateway);
    const { role } = gateway.config;
    const groups = await gateway.store.checkGroups(
      filterOf(desk, horizon, others),
      [horizon.now, horizon.todayEnds, horizon.soonEnds],
      wholeMax,
    );
    const turnOf = (of: string | null | undefined): string | null =>
      of == null ? null : of === role ? 'us' : 'them';
    return facetsAmong<CheckGroup>(
      groups ?? [],
      {
        state: { wordOf: (group) => group.state },
        late: {
          wordOf: ({ due }) => (due === null ? null : (latenesses[due] ?? null)),
          fits: isAsNear,
        },
        turn: { wordOf: (group) => turnOf(group.owner) },
        party: {
          wordOf: (group) => (role === supplierSide ? group.meterOperator : group.supplier),
        },
      },
      {
        state,
        late: late ?? (breached === undefined ? undefined : 'breached'),
        turn: turn ?? turnOf(owner) ?? undefined,
        party,
      },
      ({ number }) => number,
    );
  },
});

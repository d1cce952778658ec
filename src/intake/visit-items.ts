/**
 * The Data Items a CSV may carry besides its own columns, by reference or by name: in visits those
 * of a D0150, in notifications those that the kind's own columns hold.
 */
import type { Catalogue } from '../flow/index.ts';
import type { ItemColumn } from './csv-columns.ts';

const groupsOfVisits = ['288', '289', '290', '293'];

export function visitItems(catalogue: Catalogue): readonly ItemColumn[] {
  const details = [...catalogue.flows.values()].findLast(({ flow }) => flow === 'D0150');
  const groups = details?.groups.filter(({ id }) => groupsOfVisits.includes(id)) ?? [];
  const items = groups.flatMap(({ items: uses }) =>
    uses.map(({ item }) => ({ ref: item.ref, name: item.name })),
  );
  const provider = catalogue.items.get('J1677')?.name ?? '';
  return [
    ...items.filter(({ ref }) => ref !== 'J0003'),
    { ref: '08A J1677', name: `${provider} of the removed meter` },
  ];
}

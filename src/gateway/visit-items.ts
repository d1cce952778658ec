/** The Data Items a visits CSV may carry besides its own columns: those of a new meter. */
import type { Catalogue } from '../flow/index.ts';
import type { ItemColumn } from './csv-columns.ts';

export function visitItems(catalogue: Catalogue): readonly ItemColumn[] {
  const details = [...catalogue.flows.values()].findLast(({ flow }) => flow === 'D0150');
  const groups = details?.groups.filter(({ id }) => id === '290' || id === '293') ?? [];
  return groups.flatMap(({ items }) =>
    items.map(({ item }) => ({ ref: item.ref, name: item.name })),
  );
}

/**
 * What keeps one drafted instance from being sent, item by item, before any file is made of it: what
 * is empty and must not be, and what our own reader would reject. A value outside a valid set is no
 * fault here, as it is none on the way in.
 */
import { type Catalogue, currentDefinition, type GroupDefinition } from './catalogue.ts';
import { type DataItem, expectation, itemFault } from './data-item.ts';
import { mpanReason } from './identifiers.ts';
import { isWritable } from './plain-text.ts';
import { rowKeyOf } from './rows.ts';
import type { Group } from './tree.ts';

export interface DraftFault {
  readonly group: string;
  readonly item: DataItem;
  /** Empty where the item is mandatory and nothing supplies it. */
  readonly value: string;
  /** What stands against the value; empty where there is none. */
  readonly why: string;
}

export function faultsOfInstance(
  catalogue: Catalogue,
  flow: string,
  instance: Group,
): readonly DraftFault[] {
  const definition = currentDefinition(catalogue, flow);
  const faults: DraftFault[] = [];
  const look = (group: Group): void => {
    const known = definition?.groupByKey.get(rowKeyOf(group.id));
    if (known !== undefined) faults.push(...faultsOfGroup(known, group));
    for (const child of group.children) look(child);
  };
  look(instance);
  return faults;
}

function faultsOfGroup(known: GroupDefinition, group: Group): DraftFault[] {
  return known.items.flatMap(({ item, mandatory }): DraftFault[] => {
    const value = group.values[item.ref] ?? '';
    const fault = { group: known.id, item, value };
    if (value.trim() === '') return mandatory ? [{ ...fault, value: '', why: '' }] : [];
    const why = faultOfValue(item, value);
    return why === null ? [] : [{ ...fault, why }];
  });
}

/** Why a flow file cannot hold this value of this item; null if it can. */
export function faultOfValue(item: DataItem, value: string): string | null {
  if (value.includes('|')) return 'has a |, which separates the items of a flow';
  const odd = Array.from(value).find((character) => !isWritable(character));
  if (odd !== undefined) return `has a character that a flow cannot carry: ${nameOf(odd)}`;
  const bytes = Buffer.from(value, 'latin1');
  const fault = itemFault(item, bytes, 0, bytes.length);
  switch (fault) {
    case null:
    case 'CODE_UNKNOWN':
      return null;
    case 'ITEM_TOO_LONG':
      return `is too long (${value.length} characters): expected ${expectation(item.format)}`;
    case 'ITEM_FORMAT':
      return `has the wrong format: expected ${expectation(item.format)}`;
    case 'MPAN_FORMAT':
    case 'MPAN_ALL_ZEROS':
    case 'MPAN_CHECK_DIGIT_WRONG':
      break;
  }
  return `is not an MPAN: ${mpanReason(fault, value)}`;
}

const nameOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

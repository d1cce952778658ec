/**
 * The accepted text of an instance as a tree of groups: what the process reads. It asks nothing
 * again: the text was judged when the file was read. It is total all the same, since a person may
 * want to see a refused instance; records it does not know are left out.
 */
import { type Catalogue, definitionFor, type FlowDefinition } from './catalogue.ts';
import { rowKeyOf } from './rows.ts';

export interface Group {
  readonly id: string;
  readonly line: number;
  /** By J reference; only items that are filled, without the spaces around them. */
  readonly values: Readonly<Record<string, string>>;
  readonly children: readonly Group[];
}

/** The tree of one instance. Without a top-level group in the text its id is empty. */
export function readInstance(
  catalogue: Catalogue,
  flow: string,
  version: string,
  text: string,
  firstLine: number,
): Group {
  const definition = definitionFor(catalogue, flow, version);
  const none: Group = { id: '', line: firstLine, values: {}, children: [] };
  if (definition === null) return none;
  const open: OpenGroup[] = [];
  for (const [index, record] of text.split('\n').entries()) {
    const read = readRecord(definition, record, firstLine + index);
    if (read === null) continue;
    const { group, depth } = read;
    if (depth > open.length) continue;
    open[depth - 1]?.children.push(group);
    if (depth === 0 && open.length > 0) break;
    open.length = depth;
    open.push(group);
  }
  return open[0] ?? none;
}

type OpenGroup = Omit<Group, 'children'> & { readonly children: OpenGroup[] };

function readRecord(
  definition: FlowDefinition,
  record: string,
  line: number,
): { readonly group: OpenGroup; readonly depth: number } | null {
  const pieces = record.split('|');
  const id = pieces[0] ?? '';
  const known = id.length === 3 ? definition.groupByKey.get(rowKeyOf(id)) : undefined;
  if (known === undefined) return null;
  const values: Record<string, string> = {};
  for (const [index, { item }] of known.items.entries()) {
    // Ours: spaces around a value are padding of the sender's system, not part of the value.
    const value = (pieces[index + 1] ?? '').trim();
    if (value !== '') values[item.ref] = value;
  }
  return { group: { id, line, values, children: [] }, depth: known.depth };
}

/** The filled values of one item in all groups of an id, in file order. */
export function itemsOf(groups: readonly Group[], groupId: string, ref: string): string[] {
  const found: string[] = [];
  const look = (group: Group): void => {
    const value = group.id === groupId ? group.values[ref] : undefined;
    if (value !== undefined && value !== '') found.push(value);
    for (const child of group.children) look(child);
  };
  for (const group of groups) look(group);
  return found;
}

/**
 * The filled values of some items of an instance, wherever they stand, in file order: what a look-up
 * needs of a text, without the tree of it.
 */
export function valuesAmong(
  definition: FlowDefinition,
  text: string,
  refs: ReadonlySet<string>,
): [ref: string, value: string][] {
  const found: [string, string][] = [];
  for (const record of text.split('\n')) {
    const id = record.slice(0, 3);
    const known = record[3] === '|' ? definition.groupByKey.get(rowKeyOf(id)) : undefined;
    if (!known?.items.some(({ item }) => refs.has(item.ref))) continue;
    const pieces = record.split('|');
    for (const [index, { item }] of known.items.entries()) {
      const value = refs.has(item.ref) ? (pieces[index + 1] ?? '').trim() : '';
      if (value !== '') found.push([item.ref, value]);
    }
  }
  return found;
}

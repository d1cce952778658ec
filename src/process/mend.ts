/**
 * A drafted instance made fit to be sent where that does not change what it says: plain letters for
 * letters with marks, a space for a line end, the known spelling of a code, a long remark over
 * several groups and a long address line over two. All that was done is told, and what cannot be
 * mended stays as it is: then the draft has a fault.
 */
import {
  type Catalogue,
  currentDefinition,
  type FlowDefinition,
  type Group,
  plainText,
  withoutControls,
} from '../flow/index.ts';
import { wrapped } from './wrapped-text.ts';
import { shortened } from '../shortened.ts';

interface Mended {
  readonly instance: Group;
  /** For people: what is written in other words than those that were given. */
  readonly notes: readonly string[];
}

export function mendInstance(catalogue: Catalogue, flow: string, instance: Group): Mended {
  const definition = currentDefinition(catalogue, flow);
  if (definition === undefined) return { instance, notes: [] };
  const notes = new Set<string>();
  const [mended = instance] = mendGroup(definition, instance, notes);
  return { instance: mended, notes: [...notes] };
}

type GroupDefinition = FlowDefinition['groups'][number];
type DataItem = GroupDefinition['items'][number]['item'];

/** The group, or several where a text needs more than one. */
function mendGroup(definition: FlowDefinition, group: Group, notes: Set<string>): Group[] {
  const known = definition.groups.find(({ id }) => id === group.id);
  if (known === undefined) return [group];
  const values: Record<string, string> = { ...group.values };
  for (const { item } of known.items) {
    const value = values[item.ref];
    if (value === undefined) continue;
    const mended = mendValue(item, value);
    if (mended !== value.trim()) {
      notes.add(`${item.ref} ${item.name}: «${shownValue(value)}» written as «${mended}»`);
    }
    values[item.ref] = mended;
  }
  wrapAddress(known, values, notes);
  const children = group.children.flatMap((child) => mendGroup(definition, child, notes));
  return overSeveral(known, { ...group, values, children }, notes);
}

/** Free text, and the makes that people write; all else is a name or a code and is not respelled. */
const isText = ({ ref, personal }: DataItem): boolean => personal || ref === 'J0410';

/** Where a | parts two things said; in an address it might as well be part of a number. */
const remarks: ReadonlySet<string> = new Set(['J0008', 'J0012', 'J0173']);

/** A value as a flow would have it. What it names or says is never changed. */
export function mendValue(item: DataItem, value: string): string {
  if (isText(item)) {
    const plain = plainText(value);
    return remarks.has(item.ref) ? plain.replaceAll('|', '/') : plain;
  }
  const bare = withoutControls(value);
  const { values, format } = item;
  const capital = bare.toUpperCase();
  if (values !== null && !values.has(bare) && values.has(capital)) return capital;
  // Ours: the CSV files have dates as yyyy-mm-dd and booleans as true and false.
  if (format.kind === 'DATE') return bare.replace(/^(\d{4})-(\d\d)-(\d\d)$/, '$1$2$3');
  if (format.kind === 'BOOL') return bare.replace(/^(t|true)$/i, 'T').replace(/^(f|false)$/i, 'F');
  return bare;
}

const addressLines = Array.from({ length: 9 }, (_, index) => `J${1036 + index}`);

/**
 * A line too long is parted between two words where a line is free. The order of the lines stays,
 * so that the address reads as before. Where none is free, nothing is changed.
 */
function wrapAddress(
  known: GroupDefinition,
  values: Record<string, string>,
  notes: Set<string>,
): void {
  const uses = known.items.filter(({ item }) => addressLines.includes(item.ref));
  const max = uses[0]?.item.format.length ?? 0;
  const lines = uses.map(({ item }) => values[item.ref] ?? '');
  const long = lines.filter((line) => line.length > max);
  if (long.length === 0) return;
  for (;;) {
    const at = lines.findIndex((line) => line.length > max);
    if (at < 0) break;
    const parts = wrapped(lines[at] ?? '', max);
    if (parts === null) return;
    const next = lines.indexOf('', at + 1);
    const free = next < 0 ? lines.lastIndexOf('', at) : next;
    if (free < 0) return;
    const [first = '', ...rest] = parts;
    lines.splice(at, 1, first, rest.join(' '));
    lines.splice(free < at ? free : free + 1, 1);
  }
  for (const [index, { item }] of uses.entries()) values[item.ref] = lines[index] ?? '';
  for (const line of long) notes.add(`address: the line «${line}» written over several lines`);
}

/** A text too long goes on in further groups of its kind, where the flow may have as many. */
function overSeveral(known: GroupDefinition, group: Group, notes: Set<string>): Group[] {
  const isRepeatable = known.parent !== null && known.children.length === 0 && known.most > 99;
  const long = known.items.find(
    ({ item }) =>
      remarks.has(item.ref) && (group.values[item.ref] ?? '').length > item.format.length,
  )?.item;
  if (!isRepeatable || long === undefined) return [group];
  const lines = wrapped(group.values[long.ref] ?? '', long.format.length);
  if (lines === null) return [group];
  notes.add(
    `${long.ref} ${long.name}: a long text written over ${lines.length} groups ${known.id}`,
  );
  return lines.map((line) => ({ ...group, values: { ...group.values, [long.ref]: line } }));
}

/** Long values are cut where people look; the whole of it stands where it came from. */
export const shownValue = (value: string): string => shortened(value, 60);

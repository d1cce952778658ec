/**
 * The written form of what a flow looks like: one JSON file a flow, and one for the data items.
 * They are this project's own data, corrected by people who hold the licensed catalogue, so a
 * mistake in them is told at once and in full: `readDefinitions` throws one Error that lists every
 * problem. The rule that must hold: what it returns needs no further check by anybody.
 */
import { z } from 'zod';
import { formatOf } from './data-item.ts';

interface Definitions {
  readonly flows: readonly FlowShape[];
  readonly items: Readonly<Record<string, ItemShape>>;
}

export function readDefinitions(definitions: readonly unknown[], dataItems: unknown): Definitions {
  const problems: string[] = [];
  const items = shaped(dataItemsShape, dataItems, 'data items', problems) ?? {};
  const flows: FlowShape[] = [];
  for (const [index, definition] of definitions.entries()) {
    const flow = shaped(flowShape, definition, labelOf(definition, index), problems);
    if (flow !== null) flows.push(flow);
  }
  problems.push(...itemProblems(items), ...flowsProblems(flows));
  for (const flow of flows) {
    for (const problem of flowProblems(flow, items)) {
      problems.push(`${flow.flow} ${flow.version}: ${problem}`);
    }
  }
  if (problems.length > 0) {
    throw new Error(`The flow definitions have mistakes:\n- ${problems.join('\n- ')}`);
  }
  return { flows, items };
}

/** `1`, `0-1`, `1-*` … as [least, most]; null when it is not a range. */
export function rangeOf(text: string): readonly [number, number] | null {
  const match = /^(0|[1-9][0-9]{0,5})(?:-([1-9][0-9]{0,5}|\*))?$/.exec(text);
  if (match === null) return null;
  const least = Number(match[1]);
  const most = match[2] === '*' ? Number.POSITIVE_INFINITY : Number(match[2] ?? match[1]);
  return most >= least && most > 0 ? [least, most] : null;
}

export type FlowShape = z.infer<typeof flowShape>;
export type ItemShape = z.infer<typeof itemShape>;

const confidence = z.enum(['CONFIRMED', 'LIKELY', 'UNKNOWN']);
const reference = z.string().regex(/^J[0-9]{4}$/, 'a data item reference is J and four digits');
const printable = z.string().regex(/^[\x20-\x7e]+$/, 'printable ASCII only');

const itemShape = z.strictObject({
  name: z.string().min(1),
  format: z.string(),
  confidence,
  note: z.string().min(1).optional(),
  values: z.record(printable, z.string().min(1)).optional(),
  secret: z.boolean().optional(),
  personal: z.boolean().optional(),
});

const dataItemsShape = z.record(reference, itemShape);

const groupShape = z.strictObject({
  id: z.string().regex(/^[0-9A-Z]{3}$/, 'a group id is three digits or capitals'),
  name: z.string().min(1),
  parent: z.string().nullable(),
  range: z.string(),
  /** The range applies only where an item of the parent has one of these values. */
  when: z.strictObject({ item: reference, is: z.array(printable).min(1) }).optional(),
  confidence,
  note: z.string().min(1).optional(),
  items: z.array(z.strictObject({ ref: reference, mandatory: z.boolean() })).min(1),
});

const flowShape = z.strictObject({
  flow: z.string().regex(/^[A-Z][0-9]{4}$/, 'a flow is a capital and four digits'),
  version: z.string().regex(/^[0-9]{3}$/, 'a version is three digits'),
  name: z.string().min(1),
  source: z.string().min(1),
  note: z.string().min(1).optional(),
  readsVersions: z.array(z.string().regex(/^[0-9]{3}$/)).optional(),
  routes: z.array(z.string().regex(/^[A-Za-z]+>[A-Za-z]+$/, 'a route is Sender>Recipient')),
  groups: z.array(groupShape).min(1),
});

function shaped<T>(
  shape: z.ZodType<T>,
  value: unknown,
  label: string,
  problems: string[],
): T | null {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    problems.push(`${label}: ${issue.path.join('.')}: ${issue.message}`);
  }
  return null;
}

const labelOf = (definition: unknown, index: number): string =>
  typeof definition === 'object' && definition !== null && 'flow' in definition
    ? String(definition.flow)
    : `definition ${index + 1}`;

function* itemProblems(items: Readonly<Record<string, ItemShape>>): Generator<string> {
  for (const [ref, item] of Object.entries(items)) {
    const format = formatOf(item.format, ref === 'J0003');
    if (format === null) {
      yield `${ref}: format ${item.format} is not ` +
        'NUM(n), NUM(n,m), CHAR(n), DATE, TIME, DATETIME or BOOL';
      continue;
    }
    for (const code of Object.keys(item.values ?? {})) {
      if (code.trim() !== code) yield `${ref}: code '${code}' has a space at an end`;
      if (code.includes('|')) yield `${ref}: code '${code}' has a bar in it`;
      if (code.length > format.length) yield `${ref}: code '${code}' is longer than ${item.format}`;
    }
  }
}

function* flowsProblems(flows: readonly FlowShape[]): Generator<string> {
  const seen = new Set<string>();
  for (const flow of flows) {
    for (const version of [flow.version, ...(flow.readsVersions ?? [])]) {
      const key = flow.flow + version;
      if (seen.has(key)) yield `${key} is defined twice`;
      seen.add(key);
    }
  }
}

function* flowProblems(
  flow: FlowShape,
  items: Readonly<Record<string, ItemShape>>,
): Generator<string> {
  const earlier = new Map<string, FlowShape['groups'][number]>();
  for (const group of flow.groups) {
    if (RESERVED.has(group.id)) yield `group ${group.id}: the name of a header or trailer`;
    if (earlier.has(group.id)) yield `group ${group.id} stands twice`;
    if (group.parent !== null && !earlier.has(group.parent)) {
      yield `group ${group.id}: its parent ${group.parent} does not stand before it`;
    }
    earlier.set(group.id, group);
    yield* conditionProblems(group, earlier.get(group.parent ?? ''), items);
    if (rangeOf(group.range) === null) yield `group ${group.id}: ${group.range} is not a range`;
    const refs = new Set<string>();
    for (const { ref } of group.items) {
      if (refs.has(ref)) yield `group ${group.id}: ${ref} stands twice`;
      refs.add(ref);
      if (items[ref] === undefined) yield `group ${group.id}: ${ref} is not among the data items`;
    }
    // DTC 15.4: every flow read here begins an instance with its MPAN Core.
    if (group.parent === null && group.items[0]?.ref !== 'J0003') {
      yield `group ${group.id}: a top-level group begins with J0003`;
    }
  }
  if (!flow.groups.some((group) => group.parent === null)) yield 'there is no top-level group';
}

function* conditionProblems(
  { id, when }: FlowShape['groups'][number],
  parent: FlowShape['groups'][number] | undefined,
  items: Readonly<Record<string, ItemShape>>,
): Generator<string> {
  if (when === undefined) return;
  if (parent?.items.some(({ ref }) => ref === when.item) !== true) {
    yield `group ${id}: its condition names ${when.item}, which its parent does not have`;
  }
  const values = items[when.item]?.values;
  for (const value of when.is) {
    if (values !== undefined && !Object.hasOwn(values, value)) {
      yield `group ${id}: its condition names '${value}', which ${when.item} does not have`;
    }
  }
}

const RESERVED: ReadonlySet<string> = new Set(['ZHV', 'ZHF', 'ZHD', 'ZPT']);

/**
 * An edition of the catalogue as somebody else wrote it down: in the form of `flows/`, or in the public
 * form `flow-schema/v1` (one object a flow, with `flowId` and its groups by their ids), one flow, an
 * array of them, or `{ flows, dataItems }`. What is read is an outline that can be laid beside ours
 * (`edition-diff.ts`), and definitions in our form that can be put in force (`editions.ts`).
 *
 * Read from the text and not from its value: the public form keeps groups as the members of an
 * object, and an object gives members named like numbers in the order of the numbers, not of the file.
 */
import { z } from 'zod';

export interface FlowOutline {
  readonly flow: string;
  readonly version: string;
  readonly name: string;
  readonly routes: readonly string[];
  readonly groups: readonly GroupOutline[];
}

export interface GroupOutline {
  readonly id: string;
  readonly name: string;
  readonly parent: string | null;
  readonly range: string;
  readonly items: readonly ItemOutline[];
}

export interface ItemOutline {
  readonly ref: string;
  readonly name: string | null;
  readonly mandatory: boolean;
  /** Null where the flow does not say. The public form leaves out the decimals of a number here. */
  readonly format: string | null;
}

interface DataItemOutline {
  readonly name: string;
  /** Null where the item is described by another one, and not said by which. */
  readonly format: string | null;
  /** Code to meaning; null where there is no list. */
  readonly values: Readonly<Record<string, string>> | null;
}

export interface ReadEdition {
  readonly form: 'pawl' | 'flow-schema/v1';
  readonly flows: readonly FlowOutline[];
  readonly items: ReadonlyMap<string, DataItemOutline>;
  /** The definitions and data items as they were written, where they are in our form. */
  readonly written: { readonly flows: readonly unknown[]; readonly items: unknown };
}

type EditionRead = ReadEdition | { readonly problems: readonly string[] };

export function readEdition(file: string): EditionRead {
  // What Windows writes may begin with a byte order mark, which JSON does not have.
  const text = file.replace(/^\uFEFF/, '');
  let value: unknown;
  try {
    value = JSON.parse(withNumbersAsNames(text));
  } catch {
    return { problems: ['the file is not JSON'] };
  }
  const parts = partsOf(value);
  if ('problem' in parts) return { problems: [parts.problem] };
  const { flows, items } = parts;
  const isPublic = [...flows, ...Object.values(items)].some(
    (one) => has(one, 'flowId') || has(one, 'logicalFormat'),
  );
  const problems: string[] = [];
  const outlines = flows.flatMap((flow, index) =>
    read(isPublic ? publicFlow : ownFlow, flow, `flow ${index + 1}`, problems),
  );
  const described = Object.entries(items).flatMap(([ref, item]) =>
    // Seen in the public form: an entry without a reference, left over from the head of a table.
    /^J\d{4}$/.test(ref)
      ? read(isPublic ? publicItem : ownItem, item, ref, problems).map((one) => [ref, one] as const)
      : [],
  );
  const named = outlines.map(({ flow, version }) => `${flow} version ${version}`);
  for (const name of new Set(named.filter((one, index) => named.indexOf(one) < index))) {
    problems.push(`${name} stands twice, so that one reader sees the first and another the last`);
  }
  if (outlines.length === 0 && described.length === 0 && problems.length === 0) {
    problems.push('the file has neither flows nor data items');
  }
  if (problems.length > 0) return { problems: problems.slice(0, problemsMax) };
  return {
    form: isPublic ? 'flow-schema/v1' : 'pawl',
    flows: outlines,
    items: new Map(described),
    written: isPublic ? { flows: [], items: {} } : partsWritten(text),
  };
}

/** The same without the marks, for what is in our form needs none. */
function partsWritten(text: string): ReadEdition['written'] {
  const parts = partsOf(JSON.parse(text));
  return 'problem' in parts ? { flows: [], items: {} } : parts;
}

/** Ours: more than anybody mends before looking again. */
const problemsMax = 20;

function partsOf(
  value: unknown,
):
  | { readonly flows: readonly unknown[]; readonly items: Readonly<Record<string, unknown>> }
  | { readonly problem: string } {
  if (Array.isArray(value)) return { flows: value, items: {} };
  if (!isObject(value)) return { problem: 'the file holds neither a flow nor a list of flows' };
  if (has(value, 'flow') || has(value, 'flowId')) return { flows: [value], items: {} };
  const { flows, items, dataItems } = value;
  if (Array.isArray(flows) && flows.some((flow) => has(flow, 'file') && !has(flow, 'groups'))) {
    return { problem: 'this is the list of a bundle: give one of the files that it names' };
  }
  const described = dataItems ?? items;
  if (Array.isArray(flows) || isObject(described)) {
    return {
      flows: Array.isArray(flows) ? flows : [],
      items: isObject(described) ? described : {},
    };
  }
  return { flows: [], items: value };
}

const range = z.string().regex(/^\d+(-(\d+|\*))?$/, 'a range such as 1, 0-1 or 1-*');
const ref = z.string().regex(/^J\d{4}$/, 'a data item reference is J and four digits');

const ownFlow = z
  .looseObject({
    flow: z.string(),
    version: z.string(),
    name: z.string(),
    routes: z.array(z.string()),
    groups: z.array(
      z.looseObject({
        id: z.string(),
        name: z.string(),
        parent: z.string().nullable(),
        range,
        items: z.array(z.looseObject({ ref, mandatory: z.boolean() })),
      }),
    ),
  })
  .transform(
    ({ flow, version, name, routes, groups }): FlowOutline => ({
      flow,
      version,
      name,
      routes,
      groups: groups.map(({ id, name, parent, range, items }) => ({
        id,
        name,
        parent,
        range,
        items: items.map((item) => ({
          ref: item.ref,
          name: null,
          mandatory: item.mandatory,
          format: null,
        })),
      })),
    }),
  );

const ownItem = z
  .looseObject({
    name: z.string(),
    format: z.string(),
    values: z.record(z.string(), z.string()).optional(),
  })
  .transform(
    ({ name, format, values }): DataItemOutline => ({
      name,
      format: formatOf(format),
      values: values === undefined ? null : named(values),
    }),
  );

const publicFlow = z
  .looseObject({
    flowId: z.string(),
    flowVersion: z.string(),
    flowName: z.string(),
    routes: z.array(z.looseObject({ from: z.string(), to: z.string() })).default([]),
    groups: z.record(
      z.string(),
      z.looseObject({
        name: z.string(),
        parent: z.string().nullable(),
        cardinality: z.looseObject({
          min: z.number().int().nonnegative(),
          max: z.number().int().positive().nullable(),
        }),
        fields: z.array(
          z.looseObject({ ref, name: z.string(), format: z.string(), required: z.boolean() }),
        ),
      }),
    ),
  })
  .transform(
    ({ flowId, flowVersion, flowName, routes, groups }): FlowOutline => ({
      flow: flowId,
      version: flowVersion,
      name: flowName,
      routes: routes.map(({ from, to }) => `${from}>${to}`),
      groups: Object.entries(groups).map(([id, { name, parent, cardinality, fields }]) => ({
        id: plainName(id),
        name,
        parent,
        range: rangeText(cardinality),
        items: fields.map((field) => ({
          ref: field.ref,
          name: field.name,
          mandatory: field.required,
          format: formatOf(field.format),
        })),
      })),
    }),
  );

const publicItem = z
  .looseObject({
    name: z.string(),
    logicalFormat: z.string(),
    validSet: z
      .looseObject({
        kind: z.string(),
        values: z.array(z.looseObject({ code: z.string(), label: z.string() })).optional(),
      })
      .optional(),
  })
  .transform(
    ({ name, logicalFormat, validSet }): DataItemOutline => ({
      name,
      format: formatOf(logicalFormat),
      values:
        validSet?.kind === 'enum' && validSet.values !== undefined
          ? Object.fromEntries(validSet.values.map(({ code, label }) => [code, label]))
          : null,
    }),
  );

function read<T>(
  shape: z.ZodType<T>,
  value: unknown,
  label: string,
  problems: string[],
): readonly T[] {
  const result = shape.safeParse(value);
  if (result.success) return [result.data];
  for (const { path, message } of result.error.issues) {
    problems.push(`${label}: ${path.join('.').replaceAll('#', '')}: ${message}`);
  }
  return [];
}

/** `1`, `0-1`, `1-*` of the least and the most. */
const rangeText = ({ min, max }: { readonly min: number; readonly max: number | null }): string =>
  min === max ? String(min) : `${min}-${max ?? '*'}`;

/**
 * A format in our words. The public form writes the length of a date as 0 or 8, `NUM(5 ,2)`, and
 * `(0)` or nothing where an item is described by another one.
 */
function formatOf(written: string): string | null {
  const text = written.replaceAll(' ', '');
  if (text === '' || text === '(0)') return null;
  const fixed = /^(DATE|TIME|DATETIME|BOOLEAN|BOOL)(?:\(\d+\))?$/.exec(text)?.[1];
  if (fixed === undefined) return text;
  return fixed === 'BOOLEAN' ? 'BOOL' : fixed;
}

/**
 * A name that is a number gets a mark before it, so that it keeps its place among the others. In JSON
 * quotation marks around digits alone, with a colon behind them, are a name: within a text they would
 * have a backslash.
 */
const withNumbersAsNames = (text: string): string => text.replaceAll(/"(\d+)"(\s*:)/g, '"#$1"$2');

const plainName = (name: string): string => name.replace(/^#(?=\d+$)/, '');

const named = <T>(members: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(members).map(([name, member]) => [plainName(name), member]));

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const has = (value: unknown, name: string): boolean =>
  isObject(value) && Object.hasOwn(value, name);

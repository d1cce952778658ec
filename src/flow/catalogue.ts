/**
 * The catalogue: every definition compiled once into flat tables, so that reading a record needs no
 * search by name. A Catalogue never changes after it was made; an operator who corrects a
 * definition starts the program again.
 */
import { type Confidence, codeTable, type DataItem, formatOf } from './data-item.ts';
import { type FlowShape, type ItemShape, rangeOf, readDefinitions } from './definition.ts';
import { rowKeyOf } from './rows.ts';

export interface Catalogue {
  /** By flow and version as the header writes them: `D0001001`. */
  readonly flows: ReadonlyMap<string, FlowDefinition>;
  readonly items: ReadonlyMap<string, DataItem>;
  /** What it is compiled from. */
  readonly sources: DefinitionSources;
  /** Other editions beside this one, and what is in force on a day. Where there are none, this is. */
  readonly beside?: {
    readonly base: Catalogue;
    readonly editions: readonly Edition[];
    readonly on: (date: string) => Catalogue;
  };
}

interface DefinitionSources {
  readonly flows: readonly unknown[];
  readonly items: unknown;
}

/** Definitions that count from a day on, in our form; they need not be all there are. */
export interface Edition {
  /** Where it is from, for people. */
  readonly name: string;
  /** The first day on which it counts, yyyy-mm-dd; null where it always did. */
  readonly from: string | null;
  /** Definitions and data items in our form. */
  readonly flows: readonly unknown[];
  readonly items: Readonly<Record<string, unknown>>;
}

/** The definitions in force on a day. */
export const catalogueAt = (catalogue: Catalogue, date: string): Catalogue =>
  catalogue.beside?.on(date) ?? catalogue;

/** Those of a flow file, by when its header says that it was created: fourteen digits. */
export const catalogueOf = (catalogue: Catalogue, createdAt: string): Catalogue =>
  catalogue.beside === undefined
    ? catalogue
    : catalogueAt(catalogue, createdAt.replace(/^(\d{4})(\d\d)(\d\d).*$/, '$1-$2-$3'));

export interface FlowDefinition {
  readonly flow: string;
  readonly version: string;
  readonly name: string;
  readonly source: string;
  readonly readsVersions: readonly string[];
  readonly routes: readonly string[];
  /** In catalogue order. */
  readonly groups: readonly GroupDefinition[];
  readonly groupByKey: ReadonlyMap<number, GroupDefinition>;
  /** The same with an AMSID in the place of each MPAN; null where no AMVLP sends or gets the flow. */
  readonly ofAmvlp: FlowDefinition | null;
}

export interface GroupDefinition {
  readonly id: string;
  readonly name: string;
  /** Its place in `groups`. */
  readonly index: number;
  /** 0 for a top-level group. */
  readonly depth: number;
  readonly parent: GroupDefinition | null;
  readonly children: readonly GroupDefinition[];
  readonly range: string;
  readonly least: number;
  readonly most: number;
  /** Where the range applies only under a condition: an item of the parent, and what it then says. */
  readonly when: Condition | null;
  /** True where the range of a child depends on an item of this group. */
  readonly decides: boolean;
  readonly confidence: Confidence;
  readonly note: string | null;
  readonly items: readonly ItemUse[];
}

interface Condition {
  readonly ref: string;
  /** Its place among the items of the parent. */
  readonly index: number;
  readonly is: readonly string[];
}

export interface ItemUse {
  readonly item: DataItem;
  readonly mandatory: boolean;
  /** Free text up to this length is right without a further look; -1 where there is more to judge. */
  readonly plainMax: number;
  /** The one length the item can have, where its format allows no `|`; otherwise 0. */
  readonly onlyLength: number;
}

/** Throws one Error listing every mistake: definitions are ours, not a sender's. */
export function compileCatalogue(definitions: readonly unknown[], dataItems: unknown): Catalogue {
  const read = readDefinitions(definitions, dataItems);
  const items = new Map<string, DataItem>();
  for (const [ref, shape] of Object.entries(read.items)) items.set(ref, dataItemOf(ref, shape));
  const withAmsids = new Map(
    [...items].map(([ref, item]) => [ref, item.format.kind === 'MPAN' ? amsidOf(item) : item]),
  );
  const flows = new Map<string, FlowDefinition>();
  for (const shape of read.flows) {
    const isOfAmvlp = shape.routes.some((route) => route.split('>').includes('AMVLP'));
    const ofAmvlp = isOfAmvlp ? flowDefinitionOf(shape, withAmsids) : null;
    flows.set(shape.flow + shape.version, { ...flowDefinitionOf(shape, items), ofAmvlp });
  }
  return { flows, items, sources: { flows: definitions, items: dataItems } };
}

type Lookup =
  | { readonly known: 'current' | 'superseded'; readonly definition: FlowDefinition }
  | { readonly known: 'not-this-version'; readonly versions: readonly string[] }
  | { readonly known: 'not-this-flow' };

/** The definition that reads this flow and version, or how far the catalogue knows it. */
export function lookUp(catalogue: Catalogue, flow: string, version: string): Lookup {
  const current = catalogue.flows.get(flow + version);
  if (current !== undefined) return { known: 'current', definition: current };
  const versions: string[] = [];
  for (const definition of catalogue.flows.values()) {
    if (definition.flow !== flow) continue;
    if (definition.readsVersions.includes(version)) return { known: 'superseded', definition };
    versions.push(definition.version, ...definition.readsVersions);
  }
  return versions.length === 0
    ? { known: 'not-this-flow' }
    : { known: 'not-this-version', versions: versions.sort() };
}

export const definitionFor = (
  catalogue: Catalogue,
  flow: string,
  version: string,
): FlowDefinition | null => {
  const found = lookUp(catalogue, flow, version);
  return 'definition' in found ? found.definition : null;
};

/** The definition by which a flow is written: that of its newest version. */
export const currentDefinition = (catalogue: Catalogue, flow: string): FlowDefinition | undefined =>
  [...catalogue.flows.values()].findLast((known) => known.flow === flow);

function dataItemOf(ref: string, shape: ItemShape): DataItem {
  const format = formatOf(shape.format, ref === 'J0003');
  if (format === null) throw new Error(`${ref}: format ${shape.format} passed unread.`);
  const values = shape.values === undefined ? null : new Map(Object.entries(shape.values));
  return {
    ref,
    name: shape.name,
    format,
    formatText: shape.format,
    confidence: shape.confidence,
    note: shape.note ?? null,
    values,
    codes: values === null ? null : codeTable(values.keys()),
    secret: shape.secret ?? false,
    personal: shape.personal ?? false,
  };
}

const amsidOf = (item: DataItem): DataItem => ({
  ...item,
  format: { ...item.format, kind: 'AMSID' },
});

const itemUse = (item: DataItem, mandatory: boolean): ItemUse => ({
  item,
  mandatory,
  plainMax: item.format.kind === 'CHAR' && item.codes === null ? item.format.length : -1,
  onlyLength: ['CHAR', 'NUM'].includes(item.format.kind) ? 0 : item.format.length,
});

type GroupBeingMade = Omit<GroupDefinition, 'children' | 'decides'> & {
  readonly children: GroupDefinition[];
  decides: boolean;
};

function conditionOf({ when }: FlowShape['groups'][number], parent: GroupBeingMade) {
  if (when === undefined) return null;
  const index = parent.items.findIndex(({ item }) => item.ref === when.item);
  return { ref: when.item, index, is: when.is };
}

function flowDefinitionOf(shape: FlowShape, items: ReadonlyMap<string, DataItem>): FlowDefinition {
  const groups: GroupDefinition[] = [];
  const byId = new Map<string, GroupBeingMade>();
  for (const group of shape.groups) {
    const parent = group.parent === null ? null : (byId.get(group.parent) ?? null);
    const [least, most] = rangeOf(group.range) ?? [0, 0];
    const compiled = {
      id: group.id,
      name: group.name,
      index: groups.length,
      depth: parent === null ? 0 : parent.depth + 1,
      parent,
      children: [],
      range: group.range,
      least,
      most,
      when: parent === null ? null : conditionOf(group, parent),
      decides: false,
      confidence: group.confidence,
      note: group.note ?? null,
      items: group.items.flatMap(({ ref, mandatory }) => {
        const item = items.get(ref);
        return item === undefined ? [] : [itemUse(item, mandatory)];
      }),
    };
    parent?.children.push(compiled);
    if (parent !== null && compiled.when !== null) parent.decides = true;
    byId.set(group.id, compiled);
    groups.push(compiled);
  }
  return {
    flow: shape.flow,
    version: shape.version,
    name: shape.name,
    source: shape.source,
    readsVersions: shape.readsVersions ?? [],
    routes: shape.routes,
    groups,
    groupByKey: new Map(groups.map((group) => [rowKeyOf(group.id), group])),
    ofAmvlp: null,
  };
}

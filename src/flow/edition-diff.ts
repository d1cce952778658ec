/**
 * Another edition of the catalogue laid beside ours: flow by flow, group by group, item by item. Only
 * what differs is told. What the other edition does not say is no difference: a file of one flow says
 * nothing of the others, and the public form neither the format of an alias nor, in a flow, decimals.
 */
import { type Catalogue, currentDefinition } from './catalogue.ts';
import type { FlowOutline, GroupOutline, ItemOutline, ReadEdition } from './edition.ts';

export interface EditionDiff {
  readonly flows: readonly FlowDiff[];
  readonly items: readonly PartDiff[];
  /** Flows of the other edition that are as ours. */
  readonly alike: readonly string[];
}

interface FlowDiff {
  readonly flow: string;
  readonly version: string;
  /** The version of ours that it was compared with; null where we have no such flow. */
  readonly against: string | null;
  readonly differences: readonly Difference[];
  readonly groups: readonly GroupDiff[];
}

interface PartDiff {
  /** A group's id or an item's reference. */
  readonly id: string;
  readonly name: string;
  readonly kind: 'only ours' | 'only theirs' | 'differs';
  readonly differences: readonly Difference[];
}

interface GroupDiff extends PartDiff {
  readonly items: readonly PartDiff[];
}

interface Difference {
  readonly what:
    | 'name'
    | 'route'
    | 'version'
    | 'parent'
    | 'range'
    | 'place'
    | 'mandatory'
    | 'format'
    | 'code';
  /** Empty where there is none. */
  readonly ours: string;
  readonly theirs: string;
}

export function diffEdition(ours: Catalogue, theirs: ReadEdition): EditionDiff {
  const alike: string[] = [];
  const flows = theirs.flows.flatMap((flow) => {
    const diff = diffFlow(ours, theirs, flow);
    if (diff.differences.length > 0 || diff.groups.length > 0) return [diff];
    alike.push(`${flow.flow}${flow.version}`);
    return [];
  });
  return { flows, items: diffItems(ours, theirs), alike };
}

function diffFlow(ours: Catalogue, edition: ReadEdition, theirs: FlowOutline): FlowDiff {
  const { flow, version } = theirs;
  const own = ours.flows.get(flow + version) ?? currentDefinition(ours, flow);
  const outline = own === undefined ? null : outlineOf(own);
  return {
    flow,
    version,
    against: outline?.version ?? null,
    differences: [
      ...different('version', outline?.version ?? '', version),
      ...different('name', outline?.name ?? '', theirs.name),
      ...routesApart(outline?.routes ?? [], theirs.routes),
    ],
    groups: diffGroups(ours, edition, outline?.groups ?? [], theirs.groups),
  };
}

function diffGroups(
  ours: Catalogue,
  edition: ReadEdition,
  own: readonly GroupOutline[],
  theirs: readonly GroupOutline[],
): readonly GroupDiff[] {
  return sideBySide(own, theirs, ({ id }) => id).flatMap(({ one, other, isMoved }): GroupDiff[] => {
    const group = other ?? one;
    if (group === undefined) return [];
    const items = diffUses(ours, edition, one?.items ?? [], other?.items ?? []);
    if (one === undefined || other === undefined) {
      const kind = one === undefined ? 'only theirs' : 'only ours';
      return [{ id: group.id, name: group.name, kind, differences: [], items }];
    }
    const differences = [
      ...different('name', one.name, other.name),
      ...different('parent', one.parent ?? '', other.parent ?? ''),
      ...different('range', one.range, other.range),
      ...place(isMoved, own, theirs, ({ id }) => id, group.id),
    ];
    return differences.length === 0 && items.length === 0
      ? []
      : [{ id: group.id, name: group.name, kind: 'differs', differences, items }];
  });
}

function diffUses(
  ours: Catalogue,
  edition: ReadEdition,
  own: readonly ItemOutline[],
  theirs: readonly ItemOutline[],
): readonly PartDiff[] {
  const refOf = ({ ref }: ItemOutline): string => ref;
  return sideBySide(own, theirs, refOf).flatMap(({ one, other, isMoved }): PartDiff[] => {
    const item = other ?? one;
    if (item === undefined) return [];
    const known = ours.items.get(item.ref);
    const name = known?.name ?? item.name ?? edition.items.get(item.ref)?.name ?? '';
    const { ref: id } = item;
    if (one === undefined || other === undefined) {
      const kind = one === undefined ? 'only theirs' : 'only ours';
      return [{ id, name, kind, differences: [] }];
    }
    const differences = [
      ...different('mandatory', yesOrNo(one.mandatory), yesOrNo(other.mandatory)),
      ...place(isMoved, own, theirs, refOf, id),
      // Where the edition describes the item by itself, that is compared, and once.
      ...(edition.items.has(id) ? [] : formats(known?.formatText ?? null, other.format, false)),
    ];
    return differences.length === 0 ? [] : [{ id, name, kind: 'differs', differences }];
  });
}

/** Data items that both describe. Those that only one edition needs show in the flows. */
function diffItems(ours: Catalogue, theirs: ReadEdition): readonly PartDiff[] {
  return [...theirs.items].flatMap(([id, item]): PartDiff[] => {
    const own = ours.items.get(id);
    if (own === undefined) return [];
    const differences = [
      ...different('name', own.name, item.name),
      ...formats(own.formatText, item.format, true),
      ...codes(own.values, item.values),
    ];
    return differences.length === 0 ? [] : [{ id, name: own.name, kind: 'differs', differences }];
  });
}

const different = (what: Difference['what'], ours: string, theirs: string): Difference[] =>
  plain(ours) === plain(theirs) ? [] : [{ what, ours, theirs }];

/** Spaces and their number say nothing. */
const plain = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

function formats(ours: string | null, theirs: string | null, isExact: boolean): Difference[] {
  if (ours === null || theirs === null || ours === theirs) return [];
  const withoutDecimals = ours.replace(/,\d+\)$/, ')');
  if (!isExact && withoutDecimals === theirs) return [];
  return [{ what: 'format', ours, theirs }];
}

function codes(
  ours: ReadonlyMap<string, string> | null,
  theirs: Readonly<Record<string, string>> | null,
): Difference[] {
  if (theirs === null || ours === null) return [];
  const all = new Set([...ours.keys(), ...Object.keys(theirs).map((code) => code.trim())]);
  const listed = new Map(Object.entries(theirs).map(([code, label]) => [code.trim(), label]));
  return [...all].flatMap((code) =>
    ours.has(code) && listed.has(code)
      ? []
      : [
          {
            what: 'code' as const,
            ours: said(code, ours.get(code)),
            theirs: said(code, listed.get(code)),
          },
        ],
  );
}

const said = (code: string, meaning: string | undefined): string =>
  meaning === undefined ? '' : `${code} ${meaning}`;

const routesApart = (ours: readonly string[], theirs: readonly string[]): Difference[] => [
  ...ours
    .filter((route) => !theirs.includes(route))
    .map((route) => ({ what: 'route' as const, ours: route, theirs: '' })),
  ...theirs
    .filter((route) => !ours.includes(route))
    .map((route) => ({ what: 'route' as const, ours: '', theirs: route })),
];

/** Behind what it stands, on either side. */
function place<T>(
  isMoved: boolean,
  ours: readonly T[],
  theirs: readonly T[],
  keyOf: (part: T) => string,
  key: string,
): Difference[] {
  if (!isMoved) return [];
  const before = (parts: readonly T[]): string => {
    const at = parts.findIndex((part) => keyOf(part) === key);
    const previous = parts[at - 1];
    return previous === undefined ? 'first' : `behind ${keyOf(previous)}`;
  };
  return [{ what: 'place', ours: before(ours), theirs: before(theirs) }];
}

/** The parts of both lists by their keys; moved is who does not keep its place among the common ones. */
function sideBySide<T>(ours: readonly T[], theirs: readonly T[], keyOf: (part: T) => string) {
  const own = new Map(ours.map((part) => [keyOf(part), part]));
  const others = new Map(theirs.map((part) => [keyOf(part), part]));
  const kept = inOrderOnBothSides(
    [...own.keys()].filter((key) => others.has(key)),
    [...others.keys()].filter((key) => own.has(key)),
  );
  return [...new Set([...own.keys(), ...others.keys()])].map((key) => ({
    one: own.get(key),
    other: others.get(key),
    isMoved: own.has(key) && others.has(key) && !kept.has(key),
  }));
}

/** As many of the common keys as stand in the same order on both sides. */
function inOrderOnBothSides(
  ours: readonly string[],
  theirs: readonly string[],
): ReadonlySet<string> {
  const best: string[][] = [];
  for (const [index, key] of ours.entries()) {
    const before = ours
      .slice(0, index)
      .map((_, at) => at)
      .filter((at) => theirs.indexOf(ours[at] ?? '') < theirs.indexOf(key));
    const longest = before.reduce<readonly string[]>(
      (most, at) => ((best[at]?.length ?? 0) > most.length ? (best[at] ?? most) : most),
      [],
    );
    best.push([...longest, key]);
  }
  return new Set(best.reduce((most, one) => (one.length > most.length ? one : most), []));
}

const yesOrNo = (value: boolean): string => (value ? 'yes' : 'no');

function outlineOf(definition: NonNullable<ReturnType<typeof currentDefinition>>): FlowOutline {
  const { flow, version, name, routes, groups } = definition;
  return {
    flow,
    version,
    name,
    routes,
    groups: groups.map(({ id, name, parent, range, items }) => ({
      id,
      name,
      parent: parent?.id ?? null,
      range,
      items: items.map(({ item, mandatory }) => ({
        ref: item.ref,
        name: item.name,
        mandatory,
        format: item.formatText,
      })),
    })),
  };
}

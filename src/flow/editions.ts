/**
 * Editions of the catalogue side by side: ours, and those that an operator puts in force from a date
 * on. An edition need not be whole; what it has counts from its date, and for all else the edition
 * before it goes on. A catalogue is compiled once for each date on which something changes.
 */
import { type Catalogue, compileCatalogue, type Edition } from './catalogue.ts';
import type { FlowOutline, ItemOutline, ReadEdition } from './edition.ts';

/** What is in force from a date on, until the next one. */
interface CatalogueInForce {
  readonly from: string | null;
  readonly catalogue: Catalogue;
  /** By flow and version, the name of the edition that it is of. */
  readonly editionOf: ReadonlyMap<string, string>;
}

/** The earliest first. Throws one Error listing every mistake, as the catalogue itself does. */
export function cataloguesInForce(editions: readonly Edition[]): readonly CatalogueInForce[] {
  const inOrder = [...editions].sort((one, other) => compared(one.from, other.from));
  const dates = [...new Set(inOrder.map(({ from }) => from))];
  return dates.map((from) => {
    const flows = new Map<string, { readonly definition: unknown; readonly edition: string }>();
    const items: Record<string, unknown> = {};
    for (const edition of inOrder.filter((one) => compared(one.from, from) <= 0)) {
      for (const definition of edition.flows) {
        flows.set(keyOf(definition), { definition, edition: edition.name });
      }
      Object.assign(items, edition.items);
    }
    // The newest version of a flow stands last: by it the flow is written.
    const sorted = [...flows].sort(([one], [other]) => (one < other ? -1 : 1));
    return {
      from,
      catalogue: compileCatalogue(
        sorted.map(([, { definition }]) => definition),
        items,
      ),
      editionOf: new Map(sorted.map(([key, { edition }]) => [key, edition])),
    };
  });
}

/** A catalogue with other editions beside it; those that were beside it before are forgotten. */
export function catalogueWith(catalogue: Catalogue, editions: readonly Edition[]): Catalogue {
  const base = catalogue.beside?.base ?? catalogue;
  if (editions.length === 0) return base;
  let made: readonly CatalogueInForce[] | null = null;
  const inForce = (): readonly CatalogueInForce[] => {
    const { flows, items } = base.sources;
    const own = {
      name: 'this version of Pawl',
      from: null,
      flows,
      items: { ...(items as object) },
    };
    made ??= cataloguesInForce([own, ...editions]);
    return made;
  };
  return {
    get flows() {
      return base.flows;
    },
    get items() {
      return base.items;
    },
    get sources() {
      return base.sources;
    },
    beside: { base, editions, on: (date) => catalogueOn(inForce(), date)?.catalogue ?? base },
  };
}

/** What is in force on a date; null where every edition begins later. */
export const catalogueOn = (
  inForce: readonly CatalogueInForce[],
  date: string,
): CatalogueInForce | null => inForce.findLast(({ from }) => from === null || from <= date) ?? null;

/**
 * What was read of another form as an edition of ours, beside the items as they are known here: what
 * is secret or personal stays so. Ours: a text of forty characters or more that is not known here may
 * speak of a person, and an item named for a password, a PIN or a key is secret.
 */
export function editionOf(
  read: ReadEdition,
  options: { readonly name: string; readonly from: string | null; readonly known: object },
): Edition {
  const { name, from } = options;
  const { written } = read;
  if (read.form === 'pawl') {
    return {
      name,
      from,
      flows: written.flows,
      items: Object.fromEntries(Object.entries(written.items ?? {})),
    };
  }
  const known: Readonly<Record<string, object>> = Object.fromEntries(Object.entries(options.known));
  const items: Record<string, unknown> = {};
  for (const use of read.flows.flatMap(({ groups }) => groups.flatMap((group) => group.items))) {
    const item = itemOf(use, read, known[use.ref]);
    if (item !== null) items[use.ref] = item;
  }
  return { name, from, flows: read.flows.map((flow) => definitionOf(flow, name)), items };
}

const definitionOf = ({ groups, ...flow }: FlowOutline, source: string): object => ({
  ...flow,
  source,
  groups: groups.map(({ items, ...group }) => ({
    ...group,
    confidence: 'CONFIRMED',
    items: items.map(({ ref, mandatory }) => ({ ref, mandatory })),
  })),
});

/** Null where nothing here or there says what the item is. */
function itemOf(
  use: ItemOutline,
  { items }: ReadEdition,
  known: object | undefined,
): object | null {
  const described = items.get(use.ref);
  const format = described?.format ?? null;
  const values =
    described?.values === null || described === undefined ? {} : { values: described.values };
  if (known !== undefined) {
    return { ...known, ...(format === null ? {} : { format }), ...values };
  }
  const name = described?.name ?? use.name;
  const anyFormat = format ?? use.format;
  if (name === null || anyFormat === null) return null;
  const length = Number(/^CHAR\((\d+)\)$/.exec(anyFormat)?.[1] ?? 0);
  return {
    name,
    format: anyFormat,
    confidence: 'CONFIRMED',
    ...values,
    ...(length >= 40 ? { personal: true } : {}),
    ...(/\b(password|pin|key)\b/i.test(name) ? { secret: true } : {}),
  };
}

const compared = (one: string | null, other: string | null): number =>
  one === other ? 0 : (one ?? '') < (other ?? '') ? -1 : 1;

function keyOf(definition: unknown): string {
  const { flow, version } = (definition ?? {}) as {
    readonly flow?: unknown;
    readonly version?: unknown;
  };
  return `${String(flow)}${String(version)}`;
}

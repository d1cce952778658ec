/**
 * What is told of one home: where it is, which meters it has, what was installed, and under which
 * references it was notified. None of it moves a check; people look for a check by it.
 */
import type { LocalDate } from '../calendar/index.ts';
import { type Catalogue, definitionFor, valuesAmong } from '../flow/index.ts';
import type { Generation, KnownItems } from './event.ts';
import type { MpanState, ProcessEvent } from './state.ts';

/** Metering Point Address Lines 1 to 9 (group 267). */
const addressRefs: readonly string[] = Array.from({ length: 9 }, (_, index) => `J${1036 + index}`);
const postcodeRef = 'J0263';
const meterRef = 'J0004';

const refsOfSite: ReadonlySet<string> = new Set([...addressRefs, postcodeRef, meterRef]);

/** True of an item that says where somebody lives. */
export const isOfAddress = (ref: string): boolean =>
  ref === postcodeRef || addressRefs.includes(ref);

export interface Site {
  readonly addressLines: readonly string[];
  readonly postcode: string | null;
  readonly meters: readonly {
    readonly id: string;
    readonly installedOn: LocalDate | null;
    readonly removedOn: LocalDate | null;
  }[];
  /** Of the only meter there is; null where there are more, or none told it. */
  readonly meterType: string | null;
  readonly generation: Generation;
  readonly references: readonly {
    readonly reference: string;
    readonly source: string;
    readonly notifiedOn: LocalDate;
  }[];
}

/** What one event says by which its MPAN may be looked for. */
interface SoughtWords {
  /** Numbers and references. */
  readonly ids: readonly string[];
  /** Where somebody lives: not for everybody to look for. */
  readonly site: readonly string[];
}

type Told = readonly (readonly [ref: string, value: string])[];

function toldOf(catalogue: Catalogue, event: ProcessEvent): Told {
  if (event.kind === 'notification') return Object.entries(event.known);
  if (event.kind !== 'flow') return [];
  const definition = definitionFor(catalogue, event.flow, event.version);
  if (definition === null) return [];
  return event.parts.flatMap(({ text }) => valuesAmong(definition, text, refsOfSite));
}

export function soughtWordsOf(catalogue: Catalogue, event: ProcessEvent): SoughtWords {
  const told = toldOf(catalogue, event);
  const ids = told.flatMap(([ref, value]) => (ref === meterRef ? [value] : []));
  const site = told.flatMap(([ref, value]) => (isOfAddress(ref) ? [value] : []));
  if (event.kind === 'notification') ids.push(event.reference);
  if (event.kind === 'visit') ids.push(event.meterId ?? '', event.newMeterId ?? '');
  return { ids, site };
}

/** The site as its events tell it, in the order in which they count. */
export function siteTold(
  catalogue: Catalogue,
  { meters, known }: Pick<MpanState, 'meters' | 'known'>,
  events: readonly ProcessEvent[],
): Site {
  let address: KnownItems = {};
  let generation: Generation = {};
  const references = new Map<string, Site['references'][number]>();
  for (const event of events) {
    const own = toldOf(catalogue, event).filter(([ref]) => isOfAddress(ref));
    // An address is told as a whole: lines of two of them are none.
    if (own.length > 0) address = Object.fromEntries(own);
    if (event.kind !== 'notification') continue;
    const { reference, source, notifiedOn } = event;
    references.set(reference, { reference, source, notifiedOn });
    generation = { ...generation, ...event.generation };
  }
  const removed = Object.entries(meters.removed).filter(
    ([id]) => !meters.present.some((meter) => meter.id === id),
  );
  return {
    addressLines: addressRefs.flatMap((ref) => address[ref] ?? []),
    postcode: address[postcodeRef] ?? null,
    meters: [
      ...meters.present.map(({ id, installedOn }) => ({ id, installedOn, removedOn: null })),
      ...removed.map(([id, removedOn]) => ({ id, installedOn: null, removedOn })),
    ],
    meterType: meters.present.length === 1 ? (known['J0483'] ?? null) : null,
    generation,
    references: [...references.values()],
  };
}

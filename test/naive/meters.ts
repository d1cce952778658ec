/**
 * "How a D0150 is read" and the decisions about meters of docs/process.md, in the order of its table.
 * What the page calls the last known meters is `Known` here.
 */
import type { ToldMeter } from './facts.ts';

export interface Known {
  /** The meters last told, with the day of installation. */
  readonly present: readonly { readonly id: string; readonly installedOn: string }[];
  /** Those whose removal (08A) was told. */
  readonly removed: readonly string[];
}

export const nothingKnown: Known = { present: [], removed: [] };

export type Finding =
  | 'outOfScope'
  | 'exchangedBeforeRequest'
  | 'metersDiffer'
  | 'replaced'
  | 'replacedProvisionally'
  | 'removedOnly'
  | 'backstopStated'
  | 'backstopDenied'
  | 'cannotReverse'
  | 'refresh'
  | 'someMeters'
  | 'noMeter';

interface Details {
  readonly meters: readonly ToldMeter[];
  readonly removed: readonly string[];
}

/** The Meter Id, whatever its spaces, case and leading zeros. */
const bare = (id: string): string => id.replace(/\s/g, '').toUpperCase().replace(/^0+/, '');
const isIn = (ids: readonly string[], id: string): boolean =>
  ids.some((one) => bare(one) === bare(id));

/**
 * @param awaited the new meters whose removal (08A) of the old ones is awaited
 * @param requestOn the local day of the request
 */
export function findingOf(
  { meters, removed }: Details,
  known: Known,
  awaited: readonly string[],
  requestOn: string,
): { readonly finding: Finding; readonly newMeters: readonly string[] } {
  const gone = [...known.removed, ...removed];
  const knownIds = known.present.map(({ id }) => id);
  const isFirst = knownIds.length === 0 && known.removed.length === 0;
  const isNew = ({ id }: { readonly id: string }): boolean =>
    !isIn(knownIds, id) || isIn(awaited, id);
  const newMeters = meters.filter(isNew);
  const since = newMeters.filter(({ installedOn }) => installedOn >= requestOn);
  const ids = since.map(({ id }) => id);
  const found = (finding: Finding) => ({ finding, newMeters: [...new Set([...awaited, ...ids])] });

  // "If the new meter was itself exchanged (its 08A, and another new meter, in any order), that proves it."
  const isExchangedAgain = (others: readonly string[]): boolean =>
    awaited.some((id) => isIn(gone, id)) && [...awaited, ...others].some((id) => !isIn(gone, id));

  if (meters.some(({ nature }) => nature === 'halfHourly')) return found('outOfScope');
  // "a new meter from before the request"; the first meter known is no new one.
  if (!isFirst && newMeters.length > since.length) return found('exchangedBeforeRequest');
  // "Where no meter was known … only if every meter told came since."
  if (since.length > 0 && !(isFirst && newMeters.length > since.length)) {
    // "one of several meters is new and another is not"
    const another = meters.some(
      (meter) => !isNew(meter) && !isIn(gone, meter.id) && meter.installedOn < requestOn,
    );
    if (another) return found('metersDiffer');
    // "A known meter that was installed since the request … needs no removal."
    const old = known.present
      .filter(({ id, installedOn }) => !isIn(awaited, id) && installedOn < requestOn)
      .map(({ id }) => id);
    const isAwaited = old.some((id) => !isIn(gone, id));
    if (!isAwaited || isExchangedAgain(ids)) return found('replaced');
    // "A later D0150 of the same new meter whose text states or denies a backstop is heard as such."
    if (ids.every((id) => isIn(awaited, id))) {
      const said = sameMeters({ meters, removed }, known, awaited, requestOn);
      if (said === 'backstopStated' || said === 'backstopDenied') return found(said);
    }
    return found('replacedProvisionally');
  }
  if (meters.length === 0) {
    // The removal that was awaited.
    const old = knownIds.filter((id) => !isIn(awaited, id));
    const isSeen = old.every((id) => isIn(gone, id)) || isExchangedAgain([]);
    if (removed.length > 0 && awaited.length > 0 && isSeen) {
      return { finding: 'replaced', newMeters: awaited };
    }
    return found(removed.length > 0 ? 'removedOnly' : 'noMeter');
  }
  return found(sameMeters({ meters, removed }, known, awaited, requestOn));
}

/** The same meters: what their texts, registers and types say. */
function sameMeters(
  { meters, removed }: Details,
  known: Known,
  awaited: readonly string[],
  requestOn: string,
): Finding {
  const says = ({ text }: ToldMeter) => (text !== null && text.on >= requestOn ? text.says : null);
  // "In several meters one denial is enough; stated and cannotReverse need all of them."
  if (meters.some((meter) => says(meter) === 'hasNot')) return 'backstopDenied';
  // "*Has* and *cannot reverse* must speak of every known meter, and of no other."
  const isWhole = speaksOfAll(
    meters.map(({ id }) => id),
    knownAfter(known, { meters: [], removed }, true),
    awaited,
    false,
  );
  if (meters.every((meter) => says(meter) === 'has')) {
    return isWhole ? 'backstopStated' : 'someMeters';
  }
  if (meters.every(({ nature }) => nature === 'static' || nature === 'exports')) {
    return isWhole ? 'cannotReverse' : 'someMeters';
  }
  return meters.some((meter) => says(meter) === 'has') ? 'someMeters' : 'refresh';
}

/** "A known meter that a D0150 only does not list stays known while a check is open." */
export function knownAfter(
  known: Known,
  { meters, removed }: Details,
  keepsUnlisted: boolean,
): Known {
  const told = meters.map(({ id, installedOn }) => ({ id, installedOn }));
  const toldIds = told.map(({ id }) => id);
  const earlier =
    keepsUnlisted || told.length === 0 ? known.present.filter(({ id }) => !isIn(toldIds, id)) : [];
  const gone = [...known.removed, ...removed].filter((id) => !isIn(toldIds, id));
  return { present: [...earlier, ...told].filter(({ id }) => !isIn(gone, id)), removed: gone };
}

/**
 * "*Has* and *cannot reverse* must speak of every known meter, and of no other." A record without a
 * Meter Id is about one meter. `named` are the Meter Ids of the report, "-" for none.
 */
export function speaksOfAll(
  named: readonly string[],
  known: Known,
  awaited: readonly string[],
  isReplaced: boolean,
): boolean {
  const ids = named.filter((id) => id !== '-');
  const unnamed = named.length - ids.length;
  const present = known.present.map(({ id }) => id);
  // "The known meters are those last told; while a removal is awaited, the new ones."
  const there = (awaited.length > 0 ? awaited : present).filter((id) => !isIn(known.removed, id));
  const gone = known.removed;
  for (const id of ids) {
    if (isIn(there, id)) continue;
    if (isIn(gone, id)) {
      // "A proved replacement answers for the meters that went and for those that came."
      if (!isReplaced) return false;
    } else if (there.length > 0) return false;
  }
  if (isReplaced) return true;
  return there.filter((id) => !isIn(ids, id)).length <= unnamed;
}

/**
 * What reference data would change, were they merged or taken back: which letters and participants would
 * mean something else and since when, and which checks would stand otherwise.
 */
import type { Gateway } from '../gateway/index.ts';
import { changesBetween, type ReferenceChange, referenceOf } from '../market/index.ts';
import type { StoredMerge } from '../store/index.ts';
import { configInForce } from './config-in-force.ts';
import { type Preview, type PreviewedCheck, previewChanges } from './preview.ts';

export interface MergePreview extends Preview {
  readonly changes: readonly ReferenceChange[];
  /** The first of the checks that would change. */
  readonly shown: readonly PreviewedCheck[];
}

/** At most so many checks are shown. */
export async function previewMerge(
  gateway: Gateway,
  merge: StoredMerge,
  shownMax: number,
): Promise<MergePreview> {
  const { store, config } = gateway;
  const merges = await store.merges();
  const inForce = (await configInForce(store)) ?? config;
  const shown: PreviewedCheck[] = [];
  const candidate = { config: inForce, holidays: null, merge, about: 'reference data' };
  const found = await previewChanges(gateway, inForce, candidate, async (check) => {
    if (shown.length < shownMax) shown.push(check);
  });
  const changes = changesBetween(referenceOf(merges), referenceOf([...merges, merge]));
  return { ...found, shown, changes };
}

/**
 * Where files of one commit are put. A destination is given once and never again: it is reserved with
 * the receipt, so that no two receipts name one place, whatever lies there now.
 */

import { findingsPath, freePath } from '../files/index.ts';
import type { Gateway } from '../gateway/index.ts';
import type { FileOutcome } from '../store/index.ts';

interface Wanted {
  readonly name: string;
  /** Null where it is not known yet, and archived in any case. */
  readonly outcome: FileOutcome | null;
}

/** A path below the workspace for each, in their order. */
export async function reserve(gateway: Gateway, wanted: readonly Wanted[]): Promise<string[]> {
  const { store, clock, workspace } = gateway;
  const [year = '', month = ''] = clock.now().split('-');
  const given = new Set<string>();
  const destinations: string[] = [];
  for (const { name, outcome } of wanted) {
    const isRefused = outcome === 'rejected' || outcome === 'set-aside';
    const folder = isRefused ? outcome : `archive/${year}/${month}`;
    const taken = { has: (path: string) => given.has(path) || store.isDestination(path) };
    const destination = freePath(`${folder}/${name}`, taken, workspace);
    given.add(destination).add(findingsPath(destination));
    destinations.push(destination);
  }
  return destinations;
}

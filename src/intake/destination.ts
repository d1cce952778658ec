/**
 * Where files of one commit are put. A destination is given once and never again: it is reserved with
 * the receipt, so that no two receipts name one place, whatever lies there now.
 */

import { findingsPath, freePath } from '../files/index.ts';
import { foldedName } from '../windows-path.ts';
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
  const paths = wanted.map(({ name, outcome }) => {
    const isRefused = outcome === 'rejected' || outcome === 'set-aside';
    return `${isRefused ? outcome : `archive/${year}/${month}`}/${name}`;
  });
  const named = new Set<string>();
  // Where names that differ in capital letters are one, what a scanner keeps from its place takes it too.
  const toCome = process.platform === 'win32' ? await store.unsettled() : [];
  for (;;) {
    const asked = new Set<string>();
    const given = new Set(toCome.map(({ destination }) => foldedName(destination)));
    const has = (path: string): boolean => {
      if (!named.has(path)) asked.add(path);
      return given.has(foldedName(path)) || named.has(path);
    };
    const destinations = paths.map((path) => {
      const free = freePath(path, { has }, workspace);
      given.add(foldedName(free)).add(foldedName(findingsPath(free)));
      return free;
    });
    // All are asked for at once; where a receipt names one already, they are found anew.
    const known = await store.destinationsAmong([...asked]);
    if (known.size === 0) return destinations;
    for (const path of known.keys()) named.add(path);
  }
}

/**
 * Which dropped files are whole. A flow file proves it by its trailer, a complete last record that
 * names the same file as the header; a CSV by standing still for a moment. A file that never becomes
 * whole is handed over after the quiet period, to be refused with a finding rather than wait for
 * ever.
 */
import { closeSync, openSync, readdirSync, readSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Gateway } from './gateway.ts';
import type { InboundFile } from './judge.ts';

export interface Listing {
  readonly ready: readonly InboundFile[];
  /** Files that somebody may still be writing, and how long until they count as given up. */
  readonly waiting: readonly (InboundFile & { readonly waitMs: number })[];
}

/** Remembers how files looked when they were last listed. One for each running gateway. */
export type Watch = Map<string, { readonly size: number; readonly mtimeMs: number; since: number }>;

const folders = ['sent', 'inbox'] as const;

/** Lists both drop folders, names in order. `final`: every file there is complete as it is. */
export function listDropped(gateway: Gateway, watch: Watch, final: boolean): Listing {
  const ready: InboundFile[] = [];
  const waiting: (InboundFile & { waitMs: number })[] = [];
  const seen = new Set<string>();
  for (const folder of folders) {
    for (const name of namesIn(join(gateway.workspace, folder))) {
      const path = join(gateway.workspace, folder, name);
      const stats = statOf(path);
      if (stats === null || !stats.isFile()) continue;
      seen.add(path);
      const waitMs = final ? 0 : waitFor(gateway, watch, path, stats);
      if (waitMs <= 0) ready.push({ folder, name });
      else waiting.push({ folder, name, waitMs });
    }
  }
  for (const path of watch.keys()) if (!seen.has(path)) watch.delete(path);
  return { ready, waiting };
}

/** Names of a folder in order, without what producers set apart: dot-files, *.tmp, *.part. */
function namesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.') && !/\.(tmp|part)$/i.test(name))
    .sort();
}

function statOf(path: string): Stats | null {
  // A producer may take its file away again between listing and looking.
  return statSync(path, { throwIfNoEntry: false }) ?? null;
}

function waitFor(gateway: Gateway, watch: Watch, path: string, stats: Stats): number {
  const { size, mtimeMs } = stats;
  const now = Date.now();
  const last = watch.get(path);
  const isUnchanged = last !== undefined && last.size === size && last.mtimeMs === mtimeMs;
  const since = isUnchanged ? last.since : now;
  if (!isUnchanged) watch.set(path, { size, mtimeMs, since });
  const quietMs = Math.max(now - since, now - mtimeMs);
  const quietNeededMs = quietNeeded(gateway, path, size);
  return quietNeededMs === 0 ? 0 : quietNeededMs - quietMs;
}

/** How long a file of these ends must have stood still to count as complete. */
function quietNeeded(gateway: Gateway, path: string, size: number): number {
  const { quietPeriodMs, csvQuietPeriodMs } = gateway.config;
  const byEnds: Record<Ends, number> = {
    gone: 0,
    empty: quietPeriodMs,
    csv: csvQuietPeriodMs,
    'open-flow': quietPeriodMs,
    'closed-flow': 0,
    // The last line end may still come, and would then be written into a file that has moved.
    'closed-flow-mid-line': Math.min(csvQuietPeriodMs, quietPeriodMs),
  };
  return byEnds[size === 0 ? 'empty' : endsOf(path, size)];
}

type Ends = 'closed-flow' | 'closed-flow-mid-line' | 'open-flow' | 'csv' | 'empty' | 'gone';

/** Reads both ends of a file: is it a flow, and does its last record close what its first opened? */
function endsOf(path: string, size: number): Ends {
  let handle: number;
  try {
    handle = openSync(path, 'r');
  } catch {
    // Taken away, or not to be read: whoever takes it in says so.
    return 'gone';
  }
  try {
    const read = (from: number, length: number): string => {
      const bytes = Buffer.alloc(length);
      return bytes.subarray(0, readSync(handle, bytes, 0, length, from)).toString('latin1');
    };
    const first = read(0, Math.min(size, 400)).split(/\r?\n/)[0] ?? '';
    const start = Math.max(0, size - 400);
    const tail = read(start, size - start);
    const isFlow = first.startsWith('ZH') || first.includes('|');
    if (!isFlow) return 'csv';
    const last = tail.trimEnd().split(/\r?\n/).at(-1) ?? '';
    // DTC 15.4: the trailer has five items, of which the last is a time of fourteen digits.
    const [kind, identifier, , , , completedAt = ''] = last.split('|');
    if (kind !== 'ZPT' || identifier !== first.split('|')[1]) return 'open-flow';
    if (tail.endsWith('\n')) return 'closed-flow';
    return completedAt.length >= 14 ? 'closed-flow-mid-line' : 'open-flow';
  } finally {
    closeSync(handle);
  }
}

/**
 * Which dropped files are whole. A flow file proves it by its trailer, which names the same file as
 * its header; a CSV by standing still for a moment. A file that never becomes whole is handed over
 * after the quiet period, to be refused with a finding rather than wait for ever.
 */
import { closeSync, openSync, readdirSync, readSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Gateway } from './gateway.ts';
import type { InboundFile } from './intake.ts';

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
  const { quietPeriodMs, csvQuietPeriodMs } = gateway.config;
  const ends = endsOf(path, size);
  if (ends.isFlow) return ends.isWhole ? 0 : quietPeriodMs - quietMs;
  return (size === 0 ? quietPeriodMs : csvQuietPeriodMs) - quietMs;
}

/** Reads both ends of a file: is it a flow, and does its last record close what its first opened? */
function endsOf(
  path: string,
  size: number,
): { readonly isFlow: boolean; readonly isWhole: boolean } {
  const handle = openSync(path, 'r');
  try {
    const read = (from: number, length: number): string => {
      const bytes = Buffer.alloc(length);
      return bytes.subarray(0, readSync(handle, bytes, 0, length, from)).toString('latin1');
    };
    const first = read(0, Math.min(size, 400)).split(/\r?\n/)[0] ?? '';
    const start = Math.max(0, size - 400);
    const last =
      read(start, size - start)
        .trimEnd()
        .split(/\r?\n/)
        .at(-1) ?? '';
    const isFlow = first.startsWith('ZH') || first.includes('|');
    const isWhole = last.startsWith('ZPT|') && last.split('|')[1] === first.split('|')[1];
    return { isFlow, isWhole };
  } finally {
    closeSync(handle);
  }
}

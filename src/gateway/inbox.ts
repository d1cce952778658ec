/**
 * Which dropped files are whole. A flow file proves it by its trailer, a complete last record that
 * names the same file as the header; a CSV by standing still for a moment. A file that never becomes
 * whole is handed over after the quiet period, to be refused with a finding rather than wait for
 * ever.
 */
import { closeSync, openSync, readdirSync, readSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { readSeen, type SeenFile } from './folders.ts';
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
  let keptBytes = 0;
  for (const folder of folders) {
    for (const name of namesIn(join(gateway.workspace, folder))) {
      const path = join(gateway.workspace, folder, name);
      seen.add(path);
      if (final) {
        ready.push({ folder, name });
        continue;
      }
      const { waitMs, seen: read } = waitFor(gateway, watch, path, keptBytes);
      if (waitMs > 0) {
        waiting.push({ folder, name, waitMs });
      } else if (read === null) {
        ready.push({ folder, name });
      } else {
        ready.push({ folder, name, seen: read });
        keptBytes += read.bytes.length;
      }
    }
  }
  for (const path of watch.keys()) if (!seen.has(path)) watch.delete(path);
  return { ready, waiting };
}

/** Files of a folder in order, without what producers set apart: dot-files, *.tmp, *.part. */
function namesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(
      (entry) => entry.isFile() || (entry.isSymbolicLink() && isFile(join(folder, entry.name))),
    )
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('.') && !/\.(tmp|part)$/i.test(name))
    .sort();
}

/** A link that leads nowhere, or in a circle, is no file. */
function isFile(path: string): boolean {
  try {
    return statOf(path)?.isFile() ?? false;
  } catch {
    return false;
  }
}

function statOf(path: string): Stats | null {
  // A producer may take its file away again between listing and looking.
  return statSync(path, { throwIfNoEntry: false }) ?? null;
}

/** Files up to this size are read whole to be listed, and need not be opened again. */
const seenMaxBytes = 65_536;
/** How much of that one listing may keep in memory. */
const keptMaxBytes = 32_000_000;

function waitFor(
  gateway: Gateway,
  watch: Watch,
  path: string,
  keptBytes: number,
): { readonly waitMs: number; readonly seen: SeenFile | null } {
  const small = keptBytes < keptMaxBytes ? seenOrNull(path) : null;
  const stats = small ?? statOf(path);
  // Taken away, or not to be read: whoever takes it in says so.
  if (stats === null) return { waitMs: 0, seen: null };
  const { size, mtimeMs } = stats;
  const now = Date.now();
  const last = watch.get(path);
  const isUnchanged = last !== undefined && last.size === size && last.mtimeMs === mtimeMs;
  const since = isUnchanged ? last.since : now;
  if (!isUnchanged) watch.set(path, { size, mtimeMs, since });
  const quietMs = Math.max(now - since, now - mtimeMs);
  const ends = small === null ? endsOf(path, size) : endsIn(small.bytes);
  const neededMs = quietNeeded(gateway, ends);
  return { waitMs: neededMs === 0 ? 0 : neededMs - quietMs, seen: small };
}

function seenOrNull(path: string): SeenFile | null {
  try {
    return readSeen(path, seenMaxBytes);
  } catch {
    return null;
  }
}

type Ends = 'closed-flow' | 'closed-flow-mid-line' | 'open-flow' | 'csv' | 'empty' | 'gone';

/** How long a file of these ends must have stood still to count as complete. */
function quietNeeded(gateway: Gateway, ends: Ends): number {
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
  return byEnds[ends];
}

/** As much of either end of a file as is needed to know its first and its last record. */
const endBytes = 400;

const endsIn = (bytes: Buffer): Ends =>
  endsFrom(
    bytes.subarray(0, endBytes).toString('latin1'),
    bytes.subarray(Math.max(0, bytes.length - endBytes)).toString('latin1'),
  );

/** Reads both ends of a file that is too large to be kept. */
function endsOf(path: string, size: number): Ends {
  let handle: number;
  try {
    handle = openSync(path, 'r');
  } catch {
    return 'gone';
  }
  try {
    const read = (from: number): string => {
      const bytes = Buffer.alloc(Math.min(size, endBytes));
      return bytes.subarray(0, readSync(handle, bytes, 0, bytes.length, from)).toString('latin1');
    };
    return endsFrom(read(0), read(Math.max(0, size - endBytes)));
  } finally {
    closeSync(handle);
  }
}

/** Is it a flow, and does its last record close what its first opened? */
function endsFrom(start: string, tail: string): Ends {
  if (start === '') return 'empty';
  const first = start.split(/\r?\n/)[0] ?? '';
  if (!first.startsWith('ZH') && !first.includes('|')) return 'csv';
  const last = tail.trimEnd().split(/\r?\n/).at(-1) ?? '';
  // DTC 15.4: the trailer has five items, of which the last is a time of fourteen digits.
  const [kind, identifier, , , , completedAt = ''] = last.split('|');
  if (kind !== 'ZPT' || identifier !== first.split('|')[1]) return 'open-flow';
  if (tail.endsWith('\n')) return 'closed-flow';
  return completedAt.length >= 14 ? 'closed-flow-mid-line' : 'open-flow';
}

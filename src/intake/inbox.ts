/**
 * Which dropped files are whole. A flow file proves it by its trailer, a complete last record that
 * names the same file as the header; a CSV by standing still for a moment. A file that never becomes
 * whole is handed over after the quiet period, to be refused with a finding rather than wait for
 * ever.
 */
import { closeSync, lstatSync, readdirSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { kindOf, openRegular, readHandle } from '../regular-file.ts';
import { lookOf, looksLikeZip, stagingFolder } from '../files/index.ts';
import { type Gateway, mayBeTheFile } from '../gateway/index.ts';
import { type Ends, endsIn, endsOf, type InboundFile, type SeenFile } from './dropped-file.ts';
import { isAcknowledgement } from './acknowledgement-name.ts';
import type { OddEntry } from './odd-entries.ts';

export interface Listing {
  readonly ready: readonly InboundFile[];
  /** Those that are read in pieces, and workbooks. Nobody's file waits for them: they come last. */
  readonly large: readonly InboundFile[];
  /** Files that somebody may still be writing, and how long until they count as given up. */
  readonly waiting: readonly (InboundFile & { readonly waitMs: number })[];
  /** What lies there and is no file that could be taken in. */
  readonly odd: readonly OddEntry[];
  /** True where more lies there than one pass takes in. */
  readonly isMore: boolean;
}

/** Remembers how files looked when they were last listed. One for each running gateway. */
export type Watch = Map<string, { readonly size: number; readonly mtimeMs: number; since: number }>;

const folders = ['sent', 'inbox'] as const;

/** Ours: so many commits of each folder are one pass. What comes meanwhile, and time, wait no longer. */
const turnsPerPass = 4;

/**
 * Lists both drop folders, names in order, as much as one pass takes in. `final`: all of it, and every
 * file there is complete as it is. `passed`: files that are known to be left, which take no one's turn.
 */
export function listDropped(
  gateway: Gateway,
  watch: Watch,
  final: boolean,
  passed: { readonly has: (about: string) => boolean } = new Set(),
): Listing {
  const { filesPerCommit, wholeFileMaxBytes } = gateway.config.limits;
  const small: Turns = { sent: [], inbox: [] };
  const large: Turns<InboundFile & { readonly size: number }> = { sent: [], inbox: [] };
  const room = roomFor(gateway);
  const waiting: (InboundFile & { waitMs: number })[] = [];
  const odd: OddEntry[] = [];
  const seen = new Set<string>();
  let keptBytes = 0;
  let isMore = false;
  const most = final ? Number.POSITIVE_INFINITY : turnsPerPass * filesPerCommit;
  for (const folder of folders) {
    let counted = 0;
    const lyingIn = join(gateway.workspace, folder);
    const entries = entriesOf(lyingIn);
    odd.push(...entries.odd.map((entry) => ({ ...entry, folder })));
    const isFlood = entries.names.length > most;
    for (const name of isFlood ? byTurns(lyingIn, entries.names) : entries.names) {
      const path = join(lyingIn, name);
      seen.add(path);
      if (counted >= most) {
        isMore = true;
        continue;
      }
      const looked = lookOrNot(path, keptBytes < keptMaxBytes);
      if (looked === null) continue;
      if (looked === 'not') {
        small[folder].push({ folder, name });
        if (!passed.has(`${folder}/${name}`)) counted += 1;
        continue;
      }
      if ('odd' in looked) {
        odd.push({ folder, name, kind: looked.odd, look: oddLook(path) });
        continue;
      }
      const isLarge = looked.size > wholeFileMaxBytes || looked.isZip;
      if (isLarge && !room.has(looked.size)) {
        odd.push({ folder, name, kind: 'too large file', look: oddLook(path) });
        continue;
      }
      const waitMs = final ? 0 : waitFor(gateway, watch, { folder, name }, looked);
      if (waitMs > 0) {
        waiting.push({ folder, name, waitMs });
        continue;
      }
      if (!passed.has(`${folder}/${name}`)) counted += 1;
      if (isLarge) {
        large[folder].push({ folder, name, size: looked.size });
      } else if (looked.seen === null) {
        small[folder].push({ folder, name });
      } else {
        small[folder].push({ folder, name, seen: looked.seen });
        keptBytes += looked.seen.bytes.length;
      }
    }
  }
  for (const path of watch.keys()) if (!seen.has(path)) watch.delete(path);
  const ones = inTurns(large, 1);
  // A large one is one pass, of workbooks as many as are as large as one; and no turn of the others
  // is taken by those that are left.
  let bytes = 0;
  const now = new Set(
    ones.filter(({ folder, name, size }) => {
      if (final || passed.has(`${folder}/${name}`)) return true;
      bytes += size;
      return bytes === size || bytes <= wholeFileMaxBytes;
    }),
  );
  return {
    ready: inTurns(small, filesPerCommit),
    large: [...now],
    waiting,
    odd,
    isMore: isMore || now.size < ones.length,
  };
}

type Turns<One = InboundFile> = Record<(typeof folders)[number], One[]>;

/** Whether the disk has room for a copy of a large file, besides what must stay free. */
function roomFor({ workspace, config }: Gateway): { readonly has: (size: number) => boolean } {
  let free: number | null = null;
  return {
    has: (size) => {
      if (free === null) {
        const { bavail, bsize } = statfsSync(stagingFolder(workspace));
        free = bavail * bsize - config.limits.diskFreeMinBytes;
      }
      return size <= free;
    },
  };
}

/**
 * The oldest and the newest in turn: where more lies there than one pass takes in, a file that came
 * before a flood of others does not wait for them, and neither does one that comes after it. Of the
 * times of a file this is the one that its producer cannot set.
 */
function byTurns(folder: string, names: readonly string[]): string[] {
  const byAge = names
    .map((name) => ({
      name,
      cameMs: lstatSync(join(folder, name), { throwIfNoEntry: false })?.ctimeMs ?? 0,
    }))
    .sort((one, other) => one.cameMs - other.cameMs);
  const half = Math.ceil(byAge.length / 2);
  return byAge.slice(0, half).flatMap((old, at) => {
    const young = byAge[byAge.length - 1 - at];
    return young === undefined || young === old ? [old.name] : [old.name, young.name];
  });
}

/** Copies of what was sent come first; but however many there are, the inbox has its turn. */
function inTurns<One>({ sent, inbox }: Turns<One>, turn: number): One[] {
  const files: One[] = [];
  for (let at = 0; at < Math.max(sent.length, inbox.length); at += turn) {
    files.push(...sent.slice(at, at + turn), ...inbox.slice(at, at + turn));
  }
  return files;
}

/** Without what producers set apart: dot-files, *.tmp, *.part. */
export const isSetApart = (name: string): boolean =>
  name.startsWith('.') || /\.(tmp|part)$/i.test(name);

/** Names of files in order, and what is none. A name is bytes: not all of them are UTF-8. */
export function entriesOf(folder: string): {
  readonly names: string[];
  readonly odd: Omit<OddEntry, 'folder'>[];
} {
  const names: string[] = [];
  const odd: Omit<OddEntry, 'folder'>[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true, encoding: 'buffer' })) {
    const name = entry.name.toString('utf8');
    if (isSetApart(name)) continue;
    if (!Buffer.from(name, 'utf8').equals(entry.name)) {
      const shown = escaped(entry.name);
      odd.push({ name: shown, kind: 'file whose name is not UTF-8', look: shown });
    } else if (entry.isFile()) {
      names.push(name);
    } else {
      odd.push({ name, kind: kindOf(entry), look: oddLook(join(folder, name)) });
    }
  }
  return { names: names.sort(), odd };
}

/** "caf%E9.usr": each byte that is no printable ASCII by its number. */
const escaped = (name: Buffer): string =>
  [...name]
    .map((byte) =>
      byte > 0x20 && byte < 0x7f && byte !== 0x25
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .join('');

function oddLook(path: string): string {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  // The time of a directory changes with what is put into it; it is the same directory.
  return stats === undefined ? '' : `${stats.ino} ${stats.isDirectory() ? '' : stats.mtimeMs}`;
}

/** Files up to this size are read whole to be listed, and need not be opened again. */
const seenMaxBytes = 65_536;
/** How much of that one listing may keep in memory. */
const keptMaxBytes = 32_000_000;

interface Looked {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ends: Ends;
  readonly seen: SeenFile | null;
  /** A workbook is one, and unpacks to more than it is. */
  readonly isZip: boolean;
}

const isZip = (bytes: Buffer): boolean => looksLikeZip(bytes.toString('latin1', 0, 4));

/** Opens a file once and reads it whole if it is small, else its ends. Null if it has gone. */
function lookAt(
  path: string,
  mayKeep: boolean,
): Looked | Extract<ReturnType<typeof openRegular>, { odd: unknown }> | null {
  const opened = openRegular(path);
  if ('gone' in opened) return null;
  if ('odd' in opened) return opened;
  const { handle, stats } = opened;
  const { size, mtimeMs } = stats;
  try {
    if (mayKeep && size <= seenMaxBytes) {
      const bytes = readHandle(handle, size);
      const ends = endsIn(bytes);
      const seen = { bytes, look: lookOf(stats), isClosed: ends === 'closed-flow' };
      return { size, mtimeMs, ends, seen, isZip: isZip(bytes) };
    }
    const ends = endsOf(handle, size);
    return { size, mtimeMs, ends, seen: null, isZip: isZip(readHandle(handle, 4)) };
  } finally {
    closeSync(handle);
  }
}

/** What cannot be read is handed over as it is: whoever takes it in says so, of that file alone. */
function lookOrNot(path: string, mayKeep: boolean): ReturnType<typeof lookAt> | 'not' {
  try {
    return lookAt(path, mayKeep);
  } catch (error) {
    if (mayBeTheFile(error)) return 'not';
    throw error;
  }
}

function waitFor(
  gateway: Gateway,
  watch: Watch,
  file: InboundFile,
  { size, mtimeMs, ends }: Looked,
): number {
  const path = join(gateway.workspace, file.folder, file.name);
  const now = Date.now();
  const last = watch.get(path);
  const isUnchanged = last !== undefined && last.size === size && last.mtimeMs === mtimeMs;
  const since = isUnchanged ? last.since : now;
  if (!isUnchanged) watch.set(path, { size, mtimeMs, since });
  const quietMs = Math.max(now - since, now - mtimeMs);
  // Ours: no trailer proves an acknowledgement whole, whatever its lines begin with.
  const neededMs = quietNeeded(gateway, isAcknowledgement(gateway, file) ? 'csv' : ends);
  return neededMs === 0 ? 0 : neededMs - quietMs;
}

/** How long a file of these ends must have stood still to count as complete. */
function quietNeeded(gateway: Gateway, ends: Ends): number {
  const { quietPeriodMs, csvQuietPeriodMs } = gateway.config;
  const byEnds: Record<Ends, number> = {
    empty: quietPeriodMs,
    csv: csvQuietPeriodMs,
    'open-flow': quietPeriodMs,
    'closed-flow': 0,
    // The last line end may still come, and would then be written into a file that has moved.
    'closed-flow-mid-line': Math.min(csvQuietPeriodMs, quietPeriodMs),
  };
  return byEnds[ends];
}

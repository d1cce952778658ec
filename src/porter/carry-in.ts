/**
 * Brings files from a place elsewhere into a drop folder: a private copy, read a second time and compared
 * by digest; a note; the copy into its folder; and only then the original goes, renamed first and looked
 * at then, so that what came under its name a moment ago stays. After a kill the note says what is left,
 * and no file is brought twice; where a drop folder lies on another volume a kill may bring the same
 * bytes twice, which the store knows by their digest.
 */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, statfsSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { monotonicMs } from '../clock.ts';
import type { Config, PickUp } from '../config/index.ts';
import { crashPoint } from '../crash-point.ts';
import { flushFolder, freePath, placeStaged, removeFile } from '../files/index.ts';
import { isSetApart, keepSenders } from '../intake/index.ts';
import type { Log } from '../log.ts';
import { type BroughtFile, keptFolder, noteIn, sweepCopies, writeNote } from './kept.ts';
import { type PlaceThere, type PlaceEntry, PlaceError } from './place.ts';
import { isPlainName, localName, shownName } from './place-names.ts';

/** Ours: more lies in no drop folder that somebody looks after, and all of it has to be remembered. */
const entriesMax = 250_000;
/** Ours: with so many files that cannot be removed, or read, no more are brought. */
const faultsMax = 100;
/** Ours: what is written for an hour is told. */
const longMs = 3_600_000;
/** Times of an SFTP server are whole seconds: what stood still for less may be another file. */
const surelyQuietMs = 2_000;

export interface Lane {
  readonly workspace: string;
  readonly log: Log;
  readonly limits: Config['limits'];
  readonly stop: AbortSignal;
}

interface Round {
  /** How long until a file that still has to stand still may be brought; null where there is none. */
  readonly waitMs: number | null;
  /** Why some of what lies there is left. */
  readonly left: string | null;
}

/** How files looked when they were listed last. */
type Seen = Map<
  string,
  { size: number; mtimeMs: number; sinceMs: number; readonly firstMs: number }
>;

/** Makes rounds: each lists the place once, and brings what stood still. */
export function carryIn(
  lane: Lane,
  pickUp: PickUp,
  onBrought: () => void,
): (place: PlaceThere) => Promise<Round> {
  const { workspace, log, limits, stop } = lane;
  const { name: source, from, into, quietMs, moveTo, senders } = pickUp;
  const noteName = `in-${source}`;
  const seen: Seen = new Map();
  let isSwept = false;
  let note: readonly BroughtFile[] = noteIn(workspace, noteName) as readonly BroughtFile[];
  const keep = (next: readonly BroughtFile[]): void => {
    note = next;
    writeNote(workspace, noteName, note);
  };

  /** What is left to be done of files whose copies are durable; what cannot be done stays noted. */
  async function finish(
    place: PlaceThere,
    files: readonly BroughtFile[],
    left: Faults,
  ): Promise<void> {
    let placed = 0;
    for (const file of files) {
      const copy = join(keptFolder(workspace), file.copy);
      if (!existsSync(copy)) continue;
      // Found only now: whatever came under its name meanwhile, after a kill above all, stays.
      const path = freePath(`${into}/${localName(file.name)}`, new Set(), workspace);
      const name = path.slice(into.length + 1);
      if (senders !== null) {
        const { sha256 } = file;
        keepSenders(workspace, { pickUp: source, folder: into, name, sha256, senders, copy });
      }
      await placeStaged(copy, join(workspace, path));
      placed += 1;
      log.info({ pickUp: source, name, size: file.size }, 'brought');
    }
    if (placed > 0) {
      flushFolder(join(workspace, into));
      onBrought();
    }
    crashPoint('carried-in');
    const done = new Set<BroughtFile>();
    try {
      for (const file of files) {
        await left.unless(file.name, 'it cannot be taken away there', async () => {
          // What was brought from another place, before the configuration changed, is left there.
          if (file.at === from) await clear(place, file);
          done.add(file);
        });
      }
    } finally {
      if (done.size > 0) keep(note.filter((file) => !done.has(file)));
    }
  }

  async function clear(place: PlaceThere, file: BroughtFile): Promise<void> {
    const aside = `.pawl-${file.sha256.slice(0, 32)}.taken`;
    if (moveTo === null && (await place.look(aside)) !== null) await settle(place, file, aside);
    const there = await place.look(file.name);
    if (there === null || !looksSame(there, file)) return;
    let to = aside;
    if (moveTo !== null) {
      await place.makeFolder(moveTo);
      to = `${moveTo}/${file.name}`;
      if ((await place.look(to)) !== null) to = `${moveTo}/${file.sha256.slice(0, 8)}-${file.name}`;
      if ((await place.look(to)) !== null) await place.remove(to);
    }
    await place.rename(file.name, to);
    crashPoint('mid-clearing');
    await settle(place, file, to);
  }

  /** Of what was renamed away: whether it is what was brought, and may go. */
  async function settle(place: PlaceThere, file: BroughtFile, aside: string): Promise<void> {
    const there = await place.look(aside);
    if (there === null) return;
    const isSame =
      looksSame(there, file) &&
      (quietMs >= surelyQuietMs || (await digestThere(place, aside, file.size)) === file.sha256);
    if (!isSame) {
      const isFree = (await place.look(file.name)) === null;
      await place.rename(aside, isFree ? file.name : `${file.sha256.slice(0, 8)}-${file.name}`);
      log.warn(
        { pickUp: source },
        'a file changed after it was brought; what is new is brought too',
      );
    } else if (moveTo === null) {
      await place.remove(aside);
    }
  }

  /** A durable copy of a file that read the same twice; null where it is not whole, or gone. */
  async function copyOf(
    place: PlaceThere,
    { name, size, mtimeMs }: PlaceEntry,
  ): Promise<BroughtFile | null> {
    const copy = `${noteName}.${randomBytes(16).toString('hex')}.copy`;
    const path = join(keptFolder(workspace), copy);
    let isWhole = false;
    try {
      const sha256 = await copied(place, { name, size }, path, stop);
      const again = await digestThere(place, name, size);
      const there = await place.look(name);
      isWhole = again === sha256 && there !== null && looksSame(there, { size, mtimeMs });
      return isWhole ? { at: from, name, size, mtimeMs, sha256, copy } : null;
    } catch (error) {
      isWhole = false;
      // Somebody else has taken it.
      if (error instanceof PlaceError && error.trouble === 'gone') return null;
      throw error;
    } finally {
      if (!isWhole) removeFile(path);
    }
  }

  /** Brings some files together, so that the disk is asked to keep a note but once. */
  async function bring(
    place: PlaceThere,
    some: readonly PlaceEntry[],
    left: Faults,
  ): Promise<void> {
    const files: BroughtFile[] = [];
    try {
      for (const entry of some) {
        if (stop.aborted) break;
        await left.unless(entry.name, 'it cannot be read there', async () => {
          const file = await copyOf(place, entry);
          if (file === null) return;
          files.push(file);
          seen.delete(entry.name);
        });
      }
    } catch (error) {
      for (const { copy } of files) removeFile(join(keptFolder(workspace), copy));
      throw error;
    }
    if (files.length === 0) return;
    keep([...note, ...files]);
    crashPoint('brought');
    await finish(place, files, left);
  }

  return async (place) => {
    const left = faults();
    if (!isSwept) sweepCopies(workspace, noteName, new Set(note.map((file) => file.copy)));
    isSwept = true;
    if (note.length > 0) await finish(place, note, left);
    const { ready, waitMs } = await listed(place, seen, { quietMs, limits, left, note });
    for (let next = 0; next < ready.length && !stop.aborted; ) {
      if (note.length + left.failed() >= faultsMax) break;
      const some = together(ready, next);
      const bytes = some.reduce((sum, { size }) => sum + size, 0);
      if (!hasRoomFor(workspace, bytes, limits.diskFreeMinBytes)) break;
      await bring(place, some, left);
      next += some.length;
    }
    return { waitMs, left: left.inWords() };
  };
}

/** Ours: so many files, or bytes, are brought together. */
const togetherMax = 50;
const togetherMaxBytes = 16_000_000;

function together(ready: readonly PlaceEntry[], from: number): readonly PlaceEntry[] {
  const some: PlaceEntry[] = [];
  let bytes = 0;
  for (const entry of ready.slice(from, from + togetherMax)) {
    bytes += entry.size;
    if (some.length > 0 && bytes > togetherMaxBytes) break;
    some.push(entry);
  }
  return some;
}

interface Listing {
  readonly ready: readonly PlaceEntry[];
  readonly waitMs: number | null;
}

async function listed(
  place: PlaceThere,
  seen: Seen,
  how: {
    readonly quietMs: number;
    readonly limits: Config['limits'];
    readonly left: Faults;
    readonly note: readonly BroughtFile[];
  },
): Promise<Listing> {
  const { quietMs, limits, left } = how;
  const now = monotonicMs();
  const ready: PlaceEntry[] = [];
  const names = new Set<string>();
  let entries = 0;
  const waits: number[] = [];
  const pending = new Set(how.note.map((file) => file.name));
  for await (const some of place.list()) {
    for (const entry of some) {
      const { name, kind, size, mtimeMs } = entry;
      entries += 1;
      if (entries > entriesMax) {
        throw new PlaceError('many', `more than ${entriesMax} entries lie there`);
      }
      if (isSetApart(name) || kind === 'directory' || pending.has(name)) continue;
      names.add(name);
      if (!isPlainName(name)) left.add(name, 'its name leads elsewhere');
      else if (kind !== 'file') left.add(name, `it is a ${kind}`);
      else if (size > limits.fileSizeMaxBytes)
        left.add(name, 'it is larger than limits.fileSizeMaxBytes');
      else {
        const last = seen.get(name);
        const isSame = last?.size === size && last.mtimeMs === mtimeMs;
        const { sinceMs, firstMs } = isSame
          ? last
          : { sinceMs: now, firstMs: last?.firstMs ?? now };
        seen.set(name, { size, mtimeMs, sinceMs, firstMs });
        if (now - sinceMs >= quietMs) ready.push(entry);
        else waits.push(quietMs - (now - sinceMs));
        if (!isSame && now - firstMs > longMs) left.add(name, 'it has been written for an hour');
      }
    }
  }
  for (const name of seen.keys()) if (!names.has(name)) seen.delete(name);
  ready.sort((one, other) => one.mtimeMs - other.mtimeMs || (one.name < other.name ? -1 : 1));
  const shortest = waits.reduce((least, one) => Math.min(least, one), Number.POSITIVE_INFINITY);
  return { ready, waitMs: waits.length === 0 ? null : shortest };
}

const looksSame = (
  entry: PlaceEntry,
  { size, mtimeMs }: Pick<PlaceEntry, 'size' | 'mtimeMs'>,
): boolean => entry.kind === 'file' && entry.size === size && entry.mtimeMs === mtimeMs;

/** Copies a file and flushes the copy. Returns the digest; throws where it has another size. */
async function copied(
  place: PlaceThere,
  { name, size }: Pick<PlaceEntry, 'name' | 'size'>,
  path: string,
  stop: AbortSignal,
): Promise<string> {
  const hash = createHash('sha256');
  const to: FileHandle = await open(path, 'wx', 0o600);
  try {
    let offset = 0;
    for await (const piece of place.read(name, size)) {
      if (stop.aborted) throw new PlaceError('cut', 'the gateway stops');
      hash.update(piece);
      for (let done = 0; done < piece.length; ) {
        done += (await to.write(piece, done, piece.length - done, offset + done)).bytesWritten;
      }
      offset += piece.length;
    }
    if (offset !== size) throw new PlaceError('entry', 'it was cut short while it was read');
    await to.datasync();
    return hash.digest('hex');
  } finally {
    await to.close();
  }
}

export async function digestThere(place: PlaceThere, name: string, size: number): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of place.read(name, size)) hash.update(piece);
  return hash.digest('hex');
}

function hasRoomFor(workspace: string, size: number, mostFree: number): boolean {
  const { bavail, bsize } = statfsSync(keptFolder(workspace));
  return bavail * bsize - mostFree >= size;
}

interface Faults {
  readonly add: (name: string, why: string) => void;
  /** Goes on without a file that alone has a trouble. */
  readonly unless: (name: string, why: string, work: () => Promise<void>) => Promise<void>;
  readonly failed: () => number;
  readonly inWords: () => string | null;
}

/** Which entries are left at a place in a round, and why the first of them is. */
export function faults(): Faults {
  let first: string | null = null;
  let all = 0;
  let failed = 0;
  const add = (name: string, why: string): void => {
    first ??= `${shownName(name)}: ${why}`;
    all += 1;
  };
  return {
    add,
    unless: async (name, why, work) => {
      try {
        await work();
      } catch (error) {
        if (!(error instanceof PlaceError) || error.trouble !== 'entry') throw error;
        failed += 1;
        add(name, `${why} (${error.message})`);
      }
    },
    failed: () => failed,
    inWords: () => (first === null ? null : all === 1 ? first : `${first}; and ${all - 1} more`),
  };
}

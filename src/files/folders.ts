/**
 * The folders of a workspace and the few ways files move in them. Everything that must survive a
 * crash is written to a temporary file, flushed, and renamed; a rename is the only way a file
 * changes its place.
 */
import { createHash, hash, randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  statSync,
  symlinkSync,
  writeSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { isAlive } from '../alive.ts';
import { crashPoint } from '../crash-point.ts';
import { EngineError } from '../engine-error.ts';
import { whileHeld } from '../held-file.ts';
import { openRegular } from '../regular-file.ts';
import { isUncPath } from '../windows-path.ts';

export const folderNames = [
  'inbox',
  'sent',
  'outbox',
  'archive',
  'rejected',
  'set-aside',
  'reports',
  'alerts',
  'calendar',
  'reference',
  'data',
] as const;

/** Makes the folders that are missing. */
export function makeFolders(workspace: string): void {
  for (const name of folderNames) mkdirSync(join(workspace, name), { recursive: true });
}

/**
 * Puts a link in the place of each folder that lies elsewhere, so that every path below the workspace
 * stays what it is. A folder that holds something is never replaced: throws CONFIG_INVALID.
 */
export function linkFolders(
  workspace: string,
  places: Readonly<Partial<Record<string, string>>>,
): void {
  for (const [name, given] of Object.entries(places)) {
    if (given === undefined) continue;
    const own = join(workspace, name);
    const place = resolve(workspace, given);
    mkdirSync(place, { recursive: true });
    const stats = lstatSync(own, { throwIfNoEntry: false });
    if (stats !== undefined && realpathSync(own) === realpathSync(place)) continue;
    if (stats?.isSymbolicLink() === true) removeFile(own);
    else if (stats !== undefined) removeEmptyFolder(own, name, place);
    symlinkSync(place, own, folderLinkTo(place));
  }
}

/** Heeded by Windows alone, where a junction needs no right but leads to no share. */
export const folderLinkTo = (place: string): 'dir' | 'junction' =>
  isUncPath(place) ? 'dir' : 'junction';

function removeEmptyFolder(own: string, name: string, place: string): void {
  try {
    rmdirSync(own);
  } catch (error) {
    throw new EngineError(
      'CONFIG_INVALID',
      `folders.${name}: ${place} cannot take the place of ${own}, which is not empty`,
      `move what is in ${own} to ${place}, or take folders.${name} out of the configuration`,
      error,
    );
  }
}

export const sha256Of = (bytes: Uint8Array | string): string => hash('sha256', bytes);

/** How a file looks from outside; the same look is the same content, unless somebody cheats. */
export const lookOf = ({ ino, size, mtimeMs }: Stats): string => `${ino} ${size} ${mtimeMs}`;

/** The digest of a file of any size, read piece by piece. */
export function sha256OfFile(path: string): string {
  const hash = createHash('sha256');
  const handle = openStored(path);
  try {
    for (;;) {
      const length = readSync(handle, hashed);
      if (length === 0) return hash.digest('hex');
      hash.update(hashed.subarray(0, length));
    }
  } finally {
    closeSync(handle);
  }
}

/** One for all: a piece of its own for each of many small files costs more than reading them. */
const hashed = Buffer.allocUnsafeSlow(1 << 18);

/** Opens a stored file. Throws NOT_POSSIBLE where something else lies in its place. */
export function openStored(path: string): number {
  const opened = openRegular(path);
  if ('handle' in opened) return opened.handle;
  if ('gone' in opened) return openSync(path, 'r');
  throw new EngineError(
    'NOT_POSSIBLE',
    `${path} is a ${opened.odd}, not a file that was received`,
    'take it away; pawl verify says what was received there',
  );
}

/** Makes a rename durable: the folder itself must reach the disk. */
export function flushFolder(path: string): void {
  // Windows cannot open a folder; there NTFS orders the rename itself.
  if (process.platform === 'win32') return;
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** The same for several folders at once, while other work may go on. */
export async function flushFolders(paths: Iterable<string>): Promise<void> {
  if (process.platform === 'win32') return;
  await Promise.all(
    [...paths].map(async (path) => {
      const handle = await open(path, 'r');
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
    }),
  );
}

/** Writes a whole file that stays, whatever happens next. */
export function writeWhole(
  path: string,
  content: string | Uint8Array | Iterable<Uint8Array>,
  scratch = dirname(path),
): void {
  placeWhole(path, content, scratch);
  flushFolder(dirname(path));
}

/**
 * Writes a whole file so that it appears at once or not at all; it stays once its folder is flushed.
 * Repeating it is harmless. The temporary file has a name that nobody can guess, and is made only where
 * nothing has it; `scratch` is where it is written, for folders that others write to.
 * `mode` is that of the file, whatever the umask.
 */
export function placeWhole(
  path: string,
  content: string | Uint8Array | Iterable<Uint8Array>,
  scratch = dirname(path),
  mode: number | null = null,
): void {
  const temporary = join(scratch, temporaryName());
  const handle = openNew(temporary);
  try {
    if (mode !== null) fchmodSync(handle, mode);
    for (const bytes of piecesOf(content)) {
      let written = 0;
      while (written < bytes.length) written += writeSync(handle, bytes, written);
    }
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  crashPoint('before-rename');
  try {
    renamePatiently(temporary, path);
  } catch (error) {
    removeFile(temporary);
    // Where folders lie on another volume than the store, only the same folder will do.
    if (errorCode(error) !== 'EXDEV') throw error;
    placeWhole(path, content, dirname(path), mode);
  }
}

/** The name of a file that is being written: not to be guessed, and swept away by a start. */
export const temporaryName = (): string =>
  `.${randomBytes(16).toString('hex')}.${process.pid}.pawl.tmp`;

/** Makes a file that was not there, and goes through no link to do so. */
export const openNew = (path: string): number =>
  whileHeld(() =>
    openSync(
      path,
      constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0),
      0o666,
    ),
  );

function piecesOf(content: string | Uint8Array | Iterable<Uint8Array>): Iterable<Uint8Array> {
  if (typeof content === 'string') return [Buffer.from(content, 'utf8')];
  return content instanceof Uint8Array ? [content] : content;
}

/** Ours: nobody writes one file for so long. */
const sharedSweptAfterMs = 3_600_000;

/**
 * Removes the temporary files that a killed process left behind; those of a living one stay. `areShared`:
 * of folders that other machines write to, whose processes are not known here, only old ones go.
 */
export function sweepTemporaries(workspace: string, areShared = false): readonly string[] {
  const staging = `data/staging-${process.getuid?.() ?? 0}`;
  const there = [...folderNames, staging, ...newestMonths(workspace)].filter(
    // What else is in the place of one is told by whoever needs that folder.
    (name) => statSync(join(workspace, name), { throwIfNoEntry: false })?.isDirectory() ?? false,
  );
  return there.flatMap((folder) => {
    const isShared = areShared && folder !== 'data' && folder !== staging;
    const left = readdirSync(join(workspace, folder)).filter(
      (name) => isLeftOver(name) && !(isShared && isYoung(join(workspace, folder, name))),
    );
    for (const name of left) removeFile(join(workspace, folder, name));
    return left.map((name) => `${folder}/${name}`);
  });
}

const isYoung = (path: string): boolean =>
  Date.now() - (lstatSync(path, { throwIfNoEntry: false })?.ctimeMs ?? 0) < sharedSweptAfterMs;

/** Where an archive on another volume is written to; what lies in older ones an erasure sweeps. */
function newestMonths(workspace: string): readonly string[] {
  const newest = (folder: string, pattern: RegExp): string[] =>
    (statSync(join(workspace, folder), { throwIfNoEntry: false })?.isDirectory() ?? false)
      ? readdirSync(join(workspace, folder))
          .filter((name) => pattern.test(name))
          .sort()
          .slice(-2)
          .map((name) => `${folder}/${name}`)
      : [];
  return newest('archive', /^\d{4}$/).flatMap((year) => newest(year, /^\d{2}$/));
}

/** True of a half-written file of a process that is no more. */
export function isLeftOver(name: string): boolean {
  const owner = /^\..+\.(\d+)\.pawl\.tmp(?:-wal|-shm|-journal)?$/.exec(name)?.[1];
  return owner !== undefined && !isAlive(Number(owner));
}

/** The code of a system error, such as ENOENT; undefined for anything else. */
export const errorCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? String(error.code) : undefined;

/** Gives a file its place, also where a scanner looks at it just then. */
export const renamePatiently = (from: string, to: string): void =>
  whileHeld(() => renameSync(from, to));

/** Moves a file into a folder that may not be there yet. False if it has gone already. */
export function moveFile(from: string, to: string): boolean {
  try {
    renamePatiently(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    if (!existsSync(from)) return false;
    makeDurableFolder(dirname(to));
    renamePatiently(from, to);
    return true;
  }
}

/** A new folder is only there for good once the one above it knows it. */
export function makeDurableFolder(path: string): void {
  const first = mkdirSync(path, { recursive: true });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) {
    flushFolder(dirname(made));
  }
}

/** Ours: file systems take names of 255 bytes, and a name must leave room for what is put to it. */
const nameMaxBytes = 200;

/** The names that a file may take, in order: name, name~2, name~3 … */
function nameAt(path: string, count: number): string {
  const given = extname(path);
  // Ours: what is longer is no extension but a name with a dot in it.
  const extension = Buffer.byteLength(given) > extensionMaxBytes ? '' : given;
  const stem = shortened(path.slice(0, path.length - extension.length), extension);
  return count === 1 ? `${stem}${extension}` : `${stem}~${count}${extension}`;
}

const extensionMaxBytes = 32;

/** A free name among those of nameAt, found in few steps even where thousands are taken. */
function firstFree(path: string, isFree: (candidate: string) => boolean): string {
  const nearby = 8;
  for (let count = 1; count <= nearby; count += 1) {
    if (isFree(nameAt(path, count))) return nameAt(path, count);
  }
  let taken = nearby;
  let free = nearby * 2;
  while (!isFree(nameAt(path, free))) {
    taken = free;
    free *= 2;
  }
  while (free - taken > 1) {
    const middle = Math.floor((free + taken) / 2);
    if (isFree(nameAt(path, middle))) free = middle;
    else taken = middle;
  }
  return nameAt(path, free);
}

/**
 * A name that is free among files and among the names given; outside the archive, where findings
 * lie beside files, free also of those.
 */
export function freePath(
  path: string,
  taken: { readonly has: (path: string) => boolean },
  root: string,
): string {
  const isFree = (candidate: string): boolean =>
    !taken.has(candidate) && !isTaken(join(root, candidate));
  return firstFree(
    path,
    (candidate) =>
      (candidate.startsWith('archive/') || isFree(findingsPath(candidate))) && isFree(candidate),
  );
}

/** True where anything lies there, a link that leads nowhere too. */
function isTaken(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    if (errorCode(error) === 'ENOTDIR') return false;
    throw error;
  }
}

/** Where the findings of a refused file lie. */
export const findingsPath = (path: string): string => `${path}.findings.json`;

function shortened(stem: string, extension: string): string {
  let name = basename(stem);
  const tooLong = (): boolean => Buffer.byteLength(name + extension) > nameMaxBytes;
  if (!tooLong()) return stem;
  while (tooLong()) name = name.slice(0, -1);
  // Windows would drop what then is its end.
  name = name.replace(/[. ]+$/, '') || '_';
  return `${stem.slice(0, stem.length - basename(stem).length)}${name}`;
}

export const removeFile = (path: string): void => {
  whileHeld(() => rmSync(path, { force: true }));
};

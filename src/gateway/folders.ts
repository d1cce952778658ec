/**
 * The folders of a workspace and the few ways files move in them. Everything that must survive a
 * crash is written to a temporary file, flushed, and renamed; a rename is the only way a file
 * changes its place.
 */
import { createHash, hash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  symlinkSync,
  writeSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { crashPoint } from '../crash-point.ts';
import { EngineError } from '../engine-error.ts';

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
  'data',
] as const;

/** Makes the folders that are missing. */
export function makeFolders(workspace: string): void {
  for (const name of folderNames) mkdirSync(join(workspace, name), { recursive: true });
}

/**
 * Puts a link in the place of each folder that lies elsewhere, so that every path below the workspace
 * stays what it is. A folder that holds something is never replaced: throws FOLDER_UNUSABLE.
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
    symlinkSync(place, own, 'junction');
  }
}

function removeEmptyFolder(own: string, name: string, place: string): void {
  try {
    rmdirSync(own);
  } catch (error) {
    throw new EngineError(
      'FOLDER_UNUSABLE',
      `folders.${name}: ${place} cannot take the place of ${own}, which is not empty`,
      `move what is in ${own} to ${place}, or take folders.${name} out of the configuration`,
      error,
    );
  }
}

export const sha256Of = (bytes: Uint8Array | string): string => hash('sha256', bytes);

/** A file as it was read in one go: its bytes, and how it looked then. */
export interface SeenFile {
  readonly bytes: Buffer;
  readonly size: number;
  readonly mtimeMs: number;
  readonly look: string;
}

/** How a file looks from outside; the same look is the same content, unless somebody cheats. */
export const lookOf = ({ ino, size, mtimeMs }: Stats): string => `${ino} ${size} ${mtimeMs}`;

/** Reads a file whole, opening it once: opening costs more than reading. Null if it is larger. */
export function readSeen(path: string, sizeMax: number): SeenFile | null {
  const handle = openSync(path, 'r');
  try {
    const stats = fstatSync(handle);
    if (stats.size > sizeMax) return null;
    const { size, mtimeMs } = stats;
    return { bytes: readFileSync(handle), size, mtimeMs, look: lookOf(stats) };
  } finally {
    closeSync(handle);
  }
}

/** The digest of a file of any size, read piece by piece. */
export function sha256OfFile(path: string): string {
  const hash = createHash('sha256');
  const handle = openSync(path, 'r');
  try {
    const piece = Buffer.alloc(1 << 20);
    for (;;) {
      const length = readSync(handle, piece);
      if (length === 0) return hash.digest('hex');
      hash.update(piece.subarray(0, length));
    }
  } finally {
    closeSync(handle);
  }
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
): void {
  placeWhole(path, content);
  flushFolder(dirname(path));
}

/**
 * Writes a whole file so that it appears at once or not at all; it stays once its folder is flushed.
 * Repeating it is harmless. The name of the temporary file carries the process, because two may
 * write the same file at once.
 */
export function placeWhole(
  path: string,
  content: string | Uint8Array | Iterable<Uint8Array>,
): void {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.pawl.tmp`);
  const handle = openSync(temporary, 'w');
  try {
    for (const bytes of piecesOf(content)) {
      let written = 0;
      while (written < bytes.length) written += writeSync(handle, bytes, written);
    }
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  crashPoint('before-rename');
  renameSync(temporary, path);
}

function piecesOf(content: string | Uint8Array | Iterable<Uint8Array>): Iterable<Uint8Array> {
  if (typeof content === 'string') return [Buffer.from(content, 'utf8')];
  return content instanceof Uint8Array ? [content] : content;
}

const foldersWithTemporaries = ['outbox', 'rejected', 'set-aside', 'reports', 'alerts', 'inbox'];

/** Removes the temporary files that a killed process left behind; those of a living one stay. */
export function sweepTemporaries(workspace: string): readonly string[] {
  return foldersWithTemporaries.flatMap((folder) => {
    const left = readdirSync(join(workspace, folder)).filter((name) => {
      const owner = /^\..+\.(\d+)\.pawl\.tmp$/.exec(name)?.[1];
      return owner !== undefined && !isAlive(Number(owner));
    });
    for (const name of left) removeFile(join(workspace, folder, name));
    return left.map((name) => `${folder}/${name}`);
  });
}

function isAlive(owner: number): boolean {
  // A number that is this process's own was an earlier one's: nothing is being written just now.
  if (owner === process.pid) return false;
  try {
    return process.kill(owner, 0);
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** The code of a system error, such as ENOENT; undefined for anything else. */
export const errorCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? String(error.code) : undefined;

/** Moves a file into a folder that may not be there yet. False if it has gone already. */
export function moveFile(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    if (!existsSync(from)) return false;
    makeDurableFolder(dirname(to));
    renameSync(from, to);
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

/**
 * The first of name, name~2, name~3 … that is free among files and among the names given; outside
 * the archive, where findings lie beside files, free also of those.
 */
export function freePath(path: string, taken: ReadonlySet<string>, root: string): string {
  const extension = extname(path);
  const stem = shortened(path.slice(0, path.length - extension.length), extension);
  const isFree = (candidate: string): boolean =>
    !taken.has(candidate) && !existsSync(join(root, candidate));
  for (let count = 1; ; count += 1) {
    const candidate = count === 1 ? `${stem}${extension}` : `${stem}~${count}${extension}`;
    const isAlone = candidate.startsWith('archive/') || isFree(findingsPath(candidate));
    if (isAlone && isFree(candidate)) return candidate;
  }
}

/** Where the findings of a refused file lie. */
export const findingsPath = (path: string): string => `${path}.findings.json`;

function shortened(stem: string, extension: string): string {
  let name = basename(stem);
  const tooLong = (): boolean => Buffer.byteLength(name + extension) > nameMaxBytes;
  if (!tooLong() || extension.length > nameMaxBytes / 2) return stem;
  while (tooLong()) name = name.slice(0, -1);
  return `${stem.slice(0, stem.length - basename(stem).length)}${name}`;
}

export const removeFile = (path: string): void => {
  rmSync(path, { force: true });
};

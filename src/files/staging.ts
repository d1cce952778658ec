/**
 * The private folder of the gateway, on the store's side, where what is taken in is copied before it
 * is read, and what is written before it appears. Nobody else can look into it or change what is in
 * it; each operating-system user has one, because a desk may have several. Names are random, and
 * a file is made only where nothing has its name.
 */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fdatasync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  writeSync,
} from 'node:fs';
import { copyFile, type FileHandle, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EngineError } from '../engine-error.ts';
import { whileHeld } from '../held-file.ts';
import {
  errorCode,
  flushFolder,
  moveFile,
  removeFile,
  renamePatiently,
  temporaryName,
} from './folders.ts';

export const stagingFolder = (workspace: string): string =>
  join(workspace, 'data', `staging-${process.getuid?.() ?? 0}`);

/** Makes the folder. Throws FOLDER_UNUSABLE where something else is in its place. */
export function makeStaging(workspace: string): void {
  const folder = stagingFolder(workspace);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stats = lstatSync(folder);
  const isOwn = process.getuid === undefined || stats.uid === process.getuid();
  const isPrivate = process.platform === 'win32' || (stats.mode & 0o077) === 0;
  if (stats.isDirectory() && isOwn && isPrivate) return;
  throw new EngineError(
    'FOLDER_UNUSABLE',
    `${folder} is not a folder that only this user can open`,
    'move it away: a new one is made. What was claimed and not yet moved is still in its own folder',
  );
}

export const randomName = (): string => randomBytes(16).toString('hex');

const exclusive =
  constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);

interface StagedCopy {
  readonly name: string;
  /** Settles once the bytes are on the disk. */
  readonly flushed: Promise<void>;
}

/** Writes bytes into staging; they reach the disk while other work goes on. */
export function stageBytes(workspace: string, bytes: Uint8Array): StagedCopy {
  const name = randomName();
  const path = join(stagingFolder(workspace), name);
  const handle = whileHeld(() => openSync(path, exclusive, 0o666));
  try {
    for (let written = 0; written < bytes.length; ) {
      written += writeSync(handle, bytes, written);
    }
  } catch (error) {
    closeSync(handle);
    removeFile(path);
    throw error;
  }
  const flushed = new Promise<void>((resolve, reject) => {
    fdatasync(handle, (error) => {
      closeSync(handle);
      if (error === null) resolve();
      else reject(error);
    });
  });
  // Whoever needs it waits for it; where nobody comes to that, its failure is of no interest.
  flushed.catch(() => undefined);
  return { name, flushed };
}

/** A new file in staging, written to its end and flushed. Nothing is left of what fails. */
async function staged(
  workspace: string,
  write: (to: FileHandle) => Promise<number>,
): Promise<{ readonly name: string; readonly size: number }> {
  const name = randomName();
  const path = join(stagingFolder(workspace), name);
  const to = await open(path, exclusive, 0o666);
  try {
    const size = await write(to);
    await to.datasync();
    return { name, size };
  } catch (error) {
    removeFile(path);
    throw error;
  } finally {
    await to.close();
  }
}

/** Copies an open file into staging piece by piece. */
export const stageHandle = (
  workspace: string,
  from: number,
  onPiece: (piece: Buffer) => void,
  readPiece: (handle: number, at: number) => Promise<Buffer>,
): ReturnType<typeof staged> =>
  staged(workspace, async (to) => {
    let size = 0;
    let isHole = false;
    for (;;) {
      const piece = await readPiece(from, size);
      if (piece.length === 0) break;
      onPiece(piece);
      // A hole stays a hole: a file that is large by its size alone takes no room.
      isHole = isZero(piece);
      if (!isHole) await writeAll(to, piece, size);
      size += piece.length;
    }
    if (isHole) await to.truncate(size);
    return size;
  });

/** Writes what comes piece by piece into staging. */
export const stagePieces = (
  workspace: string,
  pieces: AsyncIterable<Uint8Array>,
  onPiece: (piece: Uint8Array) => void | Promise<void>,
): ReturnType<typeof staged> =>
  staged(workspace, async (to) => {
    let size = 0;
    for await (const piece of pieces) {
      await onPiece(piece);
      await writeAll(to, Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength), size);
      size += piece.length;
    }
    return size;
  });

const zeros = Buffer.alloc(1 << 20);
const isZero = (piece: Buffer): boolean => zeros.subarray(0, piece.length).equals(piece);

async function writeAll(to: FileHandle, piece: Buffer, at: number): Promise<void> {
  for (let done = 0; done < piece.length; ) {
    done += (await to.write(piece, done, piece.length - done, at + done)).bytesWritten;
  }
}

/** Moves a file to its place if it is there still; across volumes by a copy that appears by rename. */
export async function placeStaged(from: string, to: string): Promise<void> {
  try {
    moveFile(from, to);
  } catch (error) {
    if (errorCode(error) !== 'EXDEV') throw error;
    const temporary = join(dirname(to), temporaryName());
    await copyFile(from, temporary, constants.COPYFILE_EXCL);
    const handle = await open(temporary, 'r+');
    await handle.sync();
    await handle.close();
    renamePatiently(temporary, to);
    flushFolder(dirname(to));
    removeFile(from);
  }
}

/** At a start: removes copies that no receipt names. `kept` are those that one does. */
export function sweepStaging(workspace: string, kept: ReadonlySet<string>): void {
  for (const name of readdirSync(stagingFolder(workspace))) {
    if (/^[0-9a-f]{32}$/.test(name) && !kept.has(name)) {
      removeFile(join(stagingFolder(workspace), name));
    }
  }
}

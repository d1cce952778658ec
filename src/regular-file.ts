/**
 * Opening what others may have put there: never through a link, never waiting for a FIFO's other
 * end, and only a regular file is read or added to. The one way in for every folder that others write to.
 */
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import { whileHeld } from './held-file.ts';

/** What lies there instead of a file that can be read. */
export type OddKind =
  | 'symbolic link'
  | 'directory'
  | 'FIFO'
  | 'socket'
  | 'device'
  | 'unreadable file'
  | 'too large file'
  | 'file whose name is not UTF-8';

type Opened =
  | { readonly handle: number; readonly stats: Stats }
  | { readonly odd: OddKind }
  | { readonly gone: true };

const careful = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const flags = constants.O_RDONLY | careful;
const followFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Opens a regular file. Whoever is given a handle closes it. */
export function openRegular(path: string, follow = false): Opened {
  let handle: number;
  try {
    handle = whileHeld(() => openSync(path, follow ? followFlags : flags));
  } catch (error) {
    return whyNot(error);
  }
  const stats = fstatSync(handle);
  if (stats.isFile()) return { handle, stats };
  closeSync(handle);
  return { odd: kindOf(stats) };
}

function whyNot(error: unknown): Opened {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') return { gone: true };
  if (code === 'ELOOP' || code === 'EMLINK') return { odd: 'symbolic link' };
  if (code === 'ENXIO' || code === 'ENODEV') return { odd: 'socket' };
  if (code === 'EACCES' || code === 'EPERM') return { odd: 'unreadable file' };
  throw error;
}

interface Kind {
  isSymbolicLink(): boolean;
  isDirectory(): boolean;
  isFIFO(): boolean;
  isSocket(): boolean;
}

export function kindOf(entry: Kind): OddKind {
  if (entry.isSymbolicLink()) return 'symbolic link';
  if (entry.isDirectory()) return 'directory';
  if (entry.isFIFO()) return 'FIFO';
  return entry.isSocket() ? 'socket' : 'device';
}

/** The whole of a regular file no larger than `maxBytes`; otherwise why not. */
export function readRegular(
  path: string,
  maxBytes: number,
  follow = false,
): { readonly bytes: Buffer; readonly stats: Stats } | Exclude<Opened, { handle: number }> {
  const opened = openRegular(path, follow);
  if (!('handle' in opened)) return opened;
  try {
    if (opened.stats.size > maxBytes) return { odd: 'too large file' };
    return { bytes: readHandle(opened.handle, opened.stats.size), stats: opened.stats };
  } finally {
    closeSync(opened.handle);
  }
}

/**
 * Adds a line, with its end, to a regular file, which is made for this user alone. What a full disk
 * left of another line is ended first. Throws where something else is in the place of the file.
 */
export function appendLine(path: string, line: string): void {
  const adding = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | careful;
  const handle = whileHeld(() => openSync(path, adding, 0o600));
  try {
    const stats = fstatSync(handle);
    if (!stats.isFile()) throw new Error(`a ${kindOf(stats)} is in the place of a file`);
    const isCut = stats.size > 0 && readHandle(handle, 1, stats.size - 1)[0] !== 0x0a;
    writeFileSync(handle, `${isCut ? '\n' : ''}${line}\n`);
  } finally {
    closeSync(handle);
  }
}

/** The first bytes of an open file, and no more of it than it had when it was opened. */
export function readHandle(handle: number, size: number, from = 0): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  let read = 0;
  while (read < size) {
    const length = readSync(handle, bytes, read, size - read, from + read);
    if (length === 0) break;
    read += length;
  }
  return bytes.subarray(0, read);
}

/**
 * The folders of a workspace and the few ways files move in them. Everything that must survive a
 * crash is written to a temporary file, flushed, and renamed; a rename is the only way a file
 * changes its place.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';

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

export const sha256Of = (bytes: Uint8Array | string): string =>
  createHash('sha256').update(bytes).digest('hex');

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

/** Writes a whole file so that it appears at once or not at all. Repeating it is harmless. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const temporary = join(dirname(path), `.${basename(path)}.tmp`);
  const handle = openSync(temporary, 'w');
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
    let written = 0;
    while (written < bytes.length) written += writeSync(handle, bytes, written);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, path);
  flushFolder(dirname(path));
}

/** Adds one line to a file and flushes it. */
export function appendLines(path: string, lines: readonly string[]): void {
  mkdirSync(dirname(path), { recursive: true });
  const handle = openSync(path, 'a');
  try {
    writeSync(handle, lines.map((line) => `${line}\n`).join(''));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Moves a file into a folder that may not be there yet. False if it has gone already. */
export function moveFile(from: string, to: string): boolean {
  if (!existsSync(from)) return false;
  mkdirSync(dirname(to), { recursive: true });
  renameSync(from, to);
  return true;
}

/** The first of name, name~2, name~3 … that is free among files and among the names given. */
export function freePath(path: string, taken: ReadonlySet<string>, root: string): string {
  const extension = extname(path);
  const stem = path.slice(0, path.length - extension.length);
  for (let count = 1; ; count += 1) {
    const candidate = count === 1 ? path : `${stem}~${count}${extension}`;
    if (!taken.has(candidate) && !existsSync(join(root, candidate))) return candidate;
  }
}

export const removeFile = (path: string): void => {
  rmSync(path, { force: true });
};

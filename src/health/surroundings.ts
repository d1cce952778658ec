/**
 * What the gateway stands on, as far as it can change while it runs: room on the disks, folders, the
 * clock that nobody can set. An interface, so that a test can fill a disk without filling one.
 */
import { accessSync, constants, mkdirSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { monotonicMs } from '../clock.ts';
import { folderNames } from '../files/index.ts';

export interface Surroundings {
  readonly folders: readonly string[];
  /** Room for this user on the fullest disk of the workspace; null where it cannot be told. */
  readonly diskFreeBytes: () => number | null;
  /** Why a folder cannot be written; null if it can. */
  readonly folderProblem: (name: string) => string | null;
  readonly monotonicMs: () => number;
  readonly sizeOf: (name: string) => number | null;
}

export const surroundingsOf = (workspace: string): Surroundings => ({
  folders: folderNames,
  diskFreeBytes: () => {
    // data/ may be on a disk of its own; all others are on one.
    const rooms = ['inbox', 'data'].flatMap((name) => freeBytes(join(workspace, name)) ?? []);
    return rooms.length === 0 ? null : Math.min(...rooms);
  },
  folderProblem: (name) => problemOf(join(workspace, name)),
  monotonicMs,
  sizeOf: (name) => statSync(join(workspace, name), { throwIfNoEntry: false })?.size ?? null,
});

function freeBytes(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    // Not every file system tells; a folder that is gone is told of as a folder.
    return null;
  }
}

/**
 * Asks for the right to write and writes nothing: a file in inbox/ would wake the watcher, which
 * would look again. What rights do not tell, such as a quota, the first failing write does.
 */
function problemOf(folder: string): string | null {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return null;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  }
}

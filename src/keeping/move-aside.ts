/** Puts what is left of a store aside, whole, before another takes its place. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { renamePatiently } from '../files/index.ts';
import type { Instant } from '../calendar/index.ts';

const storeFiles = ['pawl.db', 'pawl.db-wal', 'pawl.db-shm'];

/** Who looked at whose data, of a workspace whose store is a file. */
export const looksFile = 'looks.db';

/**
 * Returns the folder it is in now, below the workspace; null where there is nothing of a store. `besides`
 * are files of data/ that go with it, with what SQLite keeps of them.
 */
export function moveAside(
  workspace: string,
  why: string,
  now: Instant,
  besides: readonly string[] = [],
): string | null {
  const more = besides.flatMap((name) => [name, `${name}-wal`, `${name}-shm`]);
  const there = [...storeFiles, ...more].filter((name) =>
    existsSync(join(workspace, 'data', name)),
  );
  if (there.length === 0) return null;
  const folder = asideFolder(workspace, why, now);
  for (const name of there) {
    renamePatiently(join(workspace, 'data', name), join(workspace, folder, name));
  }
  return folder;
}

/** A new folder for a store that is put aside, below the workspace. */
export function asideFolder(workspace: string, why: string, now: Instant): string {
  const stem = `data/${why}-${now.replaceAll(':', '')}`;
  let folder = stem;
  for (let count = 2; existsSync(join(workspace, folder)); count += 1) folder = `${stem}~${count}`;
  mkdirSync(join(workspace, folder), { recursive: true });
  return folder;
}

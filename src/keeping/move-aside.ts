/** Puts what is left of a store aside, whole, before another takes its place. */
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Instant } from '../calendar/index.ts';

const storeFiles = ['pawl.db', 'pawl.db-wal', 'pawl.db-shm'];

/** Returns the folder it is in now, below the workspace; null where there is nothing of a store. */
export function moveAside(workspace: string, why: string, now: Instant): string | null {
  const there = storeFiles.filter((name) => existsSync(join(workspace, 'data', name)));
  if (there.length === 0) return null;
  const stem = `data/${why}-${now.replaceAll(':', '')}`;
  let folder = stem;
  for (let count = 2; existsSync(join(workspace, folder)); count += 1) folder = `${stem}~${count}`;
  mkdirSync(join(workspace, folder), { recursive: true });
  for (const name of there) {
    renameSync(join(workspace, 'data', name), join(workspace, folder, name));
  }
  return folder;
}

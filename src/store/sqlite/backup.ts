/** A consistent copy of the store while it is at work, whole under its name or not there. */
import { readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { backup, type DatabaseSync } from 'node:sqlite';
import { isAlive } from '../../alive.ts';
import { crashPoint } from '../../crash-point.ts';

export async function backupTo(database: DatabaseSync, target: string): Promise<void> {
  sweepBeside(target);
  // A backup that was interrupted must not look like one.
  const temporary = `${target}.${process.pid}.tmp`;
  await backup(database, temporary);
  crashPoint('mid-backup');
  renameSync(temporary, target);
}

/** Removes what killed backups to the same file have left; what is being made stays. */
function sweepBeside(target: string): void {
  const folder = dirname(resolve(target));
  const stem = `${basename(target)}.`;
  for (const name of readdirSync(folder).filter((one) => one.startsWith(stem))) {
    const end = /^(\d+)\.tmp(?:-wal|-shm|-journal)?$/.exec(name.slice(stem.length));
    if (end !== null && !isAlive(Number(end[1]))) rmSync(join(folder, name), { force: true });
  }
}

/** A consistent copy of the store while it is at work, whole under its name or not there. */
import { readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { backup, type DatabaseSync } from 'node:sqlite';
import { isAlive } from '../../alive.ts';
import { whileHeld } from '../../held-file.ts';
import { crashPoint } from '../../crash-point.ts';

export const backupTo = (database: DatabaseSync, target: string): Promise<void> =>
  writtenWhole(target, async (temporary) => void (await backup(database, temporary)));

/** A backup that was interrupted must not look like one. */
export async function writtenWhole(
  target: string,
  write: (temporary: string) => Promise<void>,
): Promise<void> {
  sweepBeside(target);
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    await write(temporary);
  } catch (error) {
    for (const end of ['', '-wal', '-shm', '-journal'])
      rmSync(`${temporary}${end}`, { force: true });
    throw error;
  }
  crashPoint('mid-backup');
  whileHeld(() => renameSync(temporary, target));
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

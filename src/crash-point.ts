/**
 * Places where a crash would hurt most, by name. Where PAWL_CRASH_AT names one (`after-commit`, or
 * `after-commit#3` for the third time it is come by), the process kills itself there as kill -9
 * would, so that tests can be sure of the moment; where PAWL_STOP_AT does, it stops as by SIGSTOP, and
 * goes on once it is told to. Otherwise nothing happens.
 *
 * - `mid-intake`: a part of a file is committed, its receipt is not.
 * - `after-claim`: files are copied into staging, their receipts are not committed.
 * - `after-commit`: the receipts are committed, no file has moved.
 * - `mid-settle`: what was refused lies in rejected/, the file itself has not moved.
 * - `before-removal`: the copy is in its place, the original lies where it was dropped.
 * - `mid-removal`: the original is renamed out of its folder, and not removed.
 * - `after-move`: the file has moved, the store does not know it.
 * - `before-rename`: a file is written under its temporary name.
 * - `made-ready`: a file of outbox/ lies ready, the store does not know it.
 * - `on-its-way`: the store knows that a file is on its way into outbox/, and it lies ready.
 * - `after-rename`: a file of outbox/ is there, the store does not know it.
 * - `mid-alert`: the first characters of an alert's line are written.
 * - `after-send`: something was sent to somebody, and the queue does not know it.
 * - `mid-migration`: a migration has run, its transaction is not committed.
 * - `mid-backup`: the copy is made under its temporary name.
 * - `mid-purge`: what goes is recorded, its files lie where they were.
 * - `mid-erase`: the store has forgotten, a file has not been written anew yet.
 * - `mid-adoption`: new rules are begun, or checks are folded by them, and that is not noted.
 * - `mid-decision`: some of many checks that are decided at once are, the others are not.
 * - `mid-restore`: the old store is aside; the backup is in its place; files have gone back.
 * - `mid-move`: a store is copied; the copy is durable; the workspace is turned to it.
 * - `brought`: a file from elsewhere is copied and noted, its copy is not in its folder.
 * - `carried-in`: the copy is in its folder, the original lies at its source.
 * - `mid-clearing`: the original is renamed away at its source, and not settled there.
 * - `written-there`: a file of outbox/ is written elsewhere under a hidden name, and not noted.
 * - `leaving`: that is noted, and it has not its name there yet.
 * - `carried-out`: it has its name there, and lies in outbox/ still.
 */
import process from 'node:process';

const crashPoints = [
  'mid-intake',
  'after-claim',
  'after-commit',
  'mid-settle',
  'before-removal',
  'mid-removal',
  'after-move',
  'before-rename',
  'made-ready',
  'on-its-way',
  'after-rename',
  'mid-alert',
  'after-send',
  'mid-migration',
  'mid-backup',
  'mid-purge',
  'mid-erase',
  'mid-adoption',
  'mid-decision',
  'mid-restore',
  'mid-move',
  'brought',
  'carried-in',
  'mid-clearing',
  'written-there',
  'leaving',
  'carried-out',
] as const;
export type CrashPoint = (typeof crashPoints)[number];

const [crashAt, times = '1'] = (process.env['PAWL_CRASH_AT'] ?? '').split('#');
let timesLeft = Number(times);
let stopAt = process.env['PAWL_STOP_AT'] ?? '';

/** True where this process shall die at the point; for places that must prepare the damage. */
export const isCrashPoint = (point: CrashPoint): boolean => crashAt === point && timesLeft === 1;

export function crashPoint(point: CrashPoint): void {
  if (stopAt === point) {
    stopAt = '';
    process.kill(process.pid, 'SIGSTOP');
  }
  if (crashAt !== point) return;
  if (timesLeft === 1) process.kill(process.pid, 'SIGKILL');
  timesLeft -= 1;
}

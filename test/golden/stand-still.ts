/**
 * Takes time and chance out of a process, before anything of Pawl is loaded: its clock stands where
 * it is put, what is random is the same each time, and its user has no name of their own. What else
 * is of the machine (folders, the version) is replaced afterwards, in placeholders.ts.
 */
import crypto from 'node:crypto';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import { seeded } from '../support/seeded.ts';

let nowMs = Date.now();
let random = seeded(1);

/** Puts the clock of the process, for commands that have no other. */
export function standAt(instant: string): void {
  nowMs = Temporal.Instant.from(instant).epochMilliseconds;
  random = seeded(1);
}

Date.now = () => nowMs;
Math.random = () => random();
const bytes = (size: number): Buffer =>
  Buffer.from(Array.from({ length: size }, () => Math.floor(random() * 256)));
crypto.randomBytes = bytes as typeof crypto.randomBytes;
const { userInfo } = os;
os.userInfo = ((options?: object) => ({
  ...userInfo(options),
  username: 'user',
})) as typeof userInfo;
// What is left in a folder is known by its number on the disk.
const { lstatSync } = fs;
fs.lstatSync = ((path: fs.PathLike, options?: fs.StatSyncOptions) => {
  const stats = lstatSync(path, options);
  if (stats?.isSymbolicLink() === true) Object.assign(stats, { ino: 1, mtimeMs: 1 });
  return stats;
}) as typeof lstatSync;
syncBuiltinESMExports();

/**
 * By what a drop folder is known wherever it is mounted: a token in a file of its own in it. Whoever comes
 * first writes it, and all who share the folder read the same.
 */
import { closeSync, fsyncSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readRegular } from '../regular-file.ts';
import { errorCode, openNew, removeFile } from './folders.ts';
import { randomName } from './staging.ts';

const tokenName = '.pawl-folder';
const tokenLine = /^[0-9a-f]{32}\n$/;
const tokenBytes = 33;

/** Ours: so long a file without a whole token may still be being written. */
const patienceMs = 2_000;
const lookEveryMs = 100;

export async function folderToken(folder: string): Promise<string> {
  const path = join(folder, tokenName);
  for (let waitedMs = 0; ; waitedMs += lookEveryMs) {
    const read = readRegular(path, tokenBytes);
    if ('bytes' in read) {
      const line = read.bytes.toString('latin1');
      if (tokenLine.test(line)) return line.trim();
    }
    if ('gone' in read) writeToken(path);
    else if (waitedMs < patienceMs) await sleep(lookEveryMs);
    else removeFile(path);
  }
}

/** Of two who write at once one makes the file. */
function writeToken(path: string): void {
  let handle: number;
  try {
    handle = openNew(path);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return;
    throw error;
  }
  try {
    writeSync(handle, `${randomName()}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * The program. A command is often over in less time than its modules take to compile, so what was
 * compiled before is kept, and the command line is loaded only once the cache is there.
 */
import { lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { homedir, userInfo } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';

const folder = cacheFolder();
if (folder !== null) enableCompileCache(folder);
await import('./main.ts');

/**
 * Below the cache folder of this user; null where others could put something into it, for what is
 * found there is run. Never below the folder for temporary files, which is everybody's.
 */
function cacheFolder(): string | null {
  try {
    const { XDG_CACHE_HOME: given = '' } = process.env;
    const path = join(isAbsolute(given) ? given : join(homedir(), '.cache'), 'pawl');
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const real = realpathSync(path);
    return process.platform === 'win32' || isOurs(real) ? real : null;
  } catch {
    // No home, or none that can be written: each command compiles anew.
    return null;
  }
}

/** Nobody else may enter it, nor change a folder above it, so that nobody puts another in its place. */
function isOurs(path: string): boolean {
  const { uid, mode } = lstatSync(path);
  return uid === userInfo().uid && (mode & 0o077) === 0 && isFirm(dirname(path));
}

function isFirm(path: string): boolean {
  const { uid, mode } = lstatSync(path);
  const isShared = (mode & 0o022) !== 0;
  // In a sticky folder such as /tmp nobody may rename what is another's.
  const isSticky = (mode & 0o1000) !== 0;
  if ((uid !== 0 && uid !== userInfo().uid) || (isShared && !isSticky)) return false;
  return path === dirname(path) || isFirm(dirname(path));
}

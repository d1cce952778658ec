/** What was compiled before is kept where nobody else can put anything, or not at all. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { tempFolder } from '../support/workspace.ts';

const program = fileURLToPath(new URL('../../src/cli/pawl.ts', import.meta.url));

/** What a cache folder holds after a command, its umask as wide as it can be. */
function keptIn(cache: string, ours = join(cache, 'pawl')): readonly string[] {
  const before = process.umask(0);
  const { NODE_COMPILE_CACHE: _, ...env } = process.env;
  const ran = spawnSync(process.execPath, [program, '--version'], {
    env: { ...env, XDG_CACHE_HOME: cache },
    encoding: 'utf8',
  });
  process.umask(before);
  expect(ran.status, ran.stderr).toBe(0);
  return existsSync(ours) ? readdirSync(ours) : [];
}

describe.skipIf(process.platform === 'win32')('the cache of compiled modules', () => {
  test('is in the cache folder of the user, and for that user alone', () => {
    const cache = tempFolder();
    expect(keptIn(cache)).toHaveLength(1);
    expect(statSync(join(cache, 'pawl')).mode & 0o777).toBe(0o700);
  });

  test('is not used where others may write, in it or above it', () => {
    const [open, above] = [tempFolder(), tempFolder()];
    mkdirSync(join(open, 'pawl'));
    chmodSync(join(open, 'pawl'), 0o770);
    chmodSync(above, 0o777);
    expect(keptIn(open)).toEqual([]);
    expect(keptIn(above)).toEqual([]);
  });

  test('is not used through a link to such a place', () => {
    const [cache, shared] = [tempFolder(), tempFolder()];
    mkdirSync(join(shared, 'pawl'));
    chmodSync(join(shared, 'pawl'), 0o777);
    symlinkSync(join(shared, 'pawl'), join(cache, 'pawl'));
    expect(keptIn(cache)).toEqual([]);
  });

  test('is not needed: without a place that can be written, commands run', () => {
    expect(keptIn('/dev/null')).toEqual([]);
  });
});

/**
 * An upgrade and the way back, as docs/operating.md has them, between the programs themselves: the
 * last sources of 0.1.0 from the history of this repository, and those of today. Where the clone has
 * no such history, the tests say so and are left out.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { cleanFolder, plainEnvironment, repository } from './packed.ts';

const earlier = '0.1.0';

const git = (...args: string[]): string =>
  execFileSync('git', args, {
    cwd: repository,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });

/** The last commit whose package.json has a version; null where the history is not here. */
function lastCommitOf(version: string): string | null {
  try {
    const commits = git('log', '--format=%H', '--', 'package.json').split('\n').filter(Boolean);
    const changed = commits.findIndex(
      (commit) => JSON.parse(git('show', `${commit}:package.json`)).version === version,
    );
    // Until the next change of package.json the version stayed.
    return commits[changed] === undefined
      ? null
      : git('rev-parse', `${commits[changed - 1]}~1`).trim();
  } catch {
    return null;
  }
}

const commit = lastCommitOf(earlier);
if (commit === null) console.warn(`The history of ${earlier} is not here: no upgrade is tried.`);

describe.skipIf(commit === null)(`from ${earlier} and back`, () => {
  const before = cleanFolder();
  const desk = cleanFolder();
  const by = (sources: string, ...args: string[]) => {
    const command = args.length === 1 ? args : [...args, '--workspace', desk];
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(sources, 'src/cli/pawl.ts'), ...command],
      { cwd: desk, env: plainEnvironment, encoding: 'utf8' },
    );
    return { status, out: stdout, err: stderr };
  };
  const checksBy = (sources: string): unknown[] => {
    const { out, err } = by(sources, 'checks', '--json');
    expect(err).toBe('');
    const told: { items?: unknown[] } | unknown[] = JSON.parse(out);
    return Array.isArray(told) ? told : (told.items ?? []);
  };

  beforeAll(() => {
    const archive = execFileSync('git', ['archive', '--format=tar', commit ?? ''], {
      cwd: repository,
      maxBuffer: 1_000_000_000,
    });
    execFileSync('tar', ['-x', '-C', before], { input: archive });
    symlinkSync(join(repository, 'node_modules'), join(before, 'node_modules'));
    const packed = join(repository, 'test/histories', earlier, 'supplier.json.gz');
    const files = JSON.parse(gunzipSync(readFileSync(packed)).toString('utf8'));
    for (const [path, bytes] of Object.entries<string>(files)) {
      mkdirSync(dirname(join(desk, path)), { recursive: true });
      writeFileSync(join(desk, path), Buffer.from(bytes, 'base64'));
    }
  });

  test('the desk goes on, the older program refuses its store, and a backup leads back', () => {
    expect(by(before, '--version').out).toBe(`${earlier}\n`);
    // The desk is of an earlier day of that version, whose last sources fold it again.
    expect(by(before, 'once').status).toBe(0);
    const was = checksBy(before);
    expect(was.length).toBeGreaterThan(0);
    const sound = by(before, 'verify');
    expect(sound.status, sound.out + sound.err).toBe(0);
    const backup = join(cleanFolder(), 'before-upgrade.db');
    expect(by(before, 'backup', backup)).toMatchObject({ status: 0 });

    // The first program of the new version brings the tables up to date.
    const once = by(repository, 'once');
    expect(once.status, once.err).toBe(0);
    expect(checksBy(repository)).toHaveLength(was.length);
    const verified = by(repository, 'verify');
    expect(verified.status, verified.out).toBe(0);

    for (const command of ['checks', 'once', 'run']) {
      const refused = by(before, command);
      expect([command, refused.status], refused.err).toEqual([command, 3]);
      expect(refused.err).toContain('STORE_SCHEMA_NEWER');
    }
    // What was refused has changed nothing.
    expect(checksBy(repository)).toHaveLength(was.length);

    const restored = by(before, 'restore', backup);
    expect(restored.status, restored.err).toBe(0);
    expect(checksBy(before)).toEqual(was);
    const stands = by(before, 'verify');
    expect(stands.status, stands.out + stands.err).toBe(0);

    // And forward again, from what was restored.
    expect(by(repository, 'once').status).toBe(0);
    expect(checksBy(repository)).toHaveLength(was.length);
  }, 300_000);
});

/** What the project rests on is what was chosen: every package by its digest, and the Node it brings. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tempFolder } from './support/workspace.ts';

const root = new URL('../', import.meta.url).pathname;
const json = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));

describe.each(['package-lock.json', 'bench/package-lock.json'])('the lock %s', (path) => {
  const { packages } = json(path) as {
    packages: Record<string, { integrity?: string; resolved?: string }>;
  };
  const entries = Object.entries(packages).filter(([name]) => name !== '');

  test('has the digest of every package, for every platform', () => {
    expect(entries.length).toBeGreaterThan(5);
    expect(entries.filter(([, { integrity = '' }]) => !/^sha512-./.test(integrity))).toEqual([]);
  });

  test('names no registry: whichever is asked, the digest decides', () => {
    expect(entries.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  });
});

test('the package pins each dependency to one version', () => {
  const { dependencies, devDependencies, optionalDependencies } = json('package.json');
  const versions = { ...dependencies, ...devDependencies, ...optionalDependencies };
  for (const [name, version] of Object.entries(versions)) {
    expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
  }
  // All that runs is in the package itself, but for the Node, which is another one for each platform.
  expect(json('package.json').bundleDependencies).toEqual(Object.keys(dependencies));
});

describe('the brought Node', () => {
  const check = (...args: string[]) =>
    spawnSync('node', ['bin/check-node.mjs', ...args], { cwd: root, encoding: 'utf8' });
  const { optionalDependencies } = json('package.json');
  const found = Object.keys(optionalDependencies)
    .flatMap((name) => ['node', 'node.exe'].map((file) => `node_modules/${name}/bin/${file}`))
    .find((path) => existsSync(join(root, path)));

  test('has a digest for each platform it is brought for, of the version that is brought', () => {
    const { version, sha256 } = json('bin/node-digests.json');
    expect(Object.keys(sha256)).toEqual(Object.keys(optionalDependencies));
    expect(new Set(Object.values(optionalDependencies))).toEqual(new Set([version]));
  });

  test.skipIf(found === undefined)('is the one of the digest, and a changed byte is seen', () => {
    expect(check()).toMatchObject({ status: 0, stderr: '' });
    const other = join(tempFolder(), 'node');
    copyFileSync(join(root, found ?? ''), other);
    writeSync(openSync(other, 'r+'), 'x', 1_000);
    const refused = check(other);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain(`${other} is not the Node of`);
  });
});

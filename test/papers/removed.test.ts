/**
 * A paper beside the backstop check can be taken away: its folder, its tests, its stories and its one
 * line are deleted in a copy of the project, and what is left is sound and does what it did.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The stories that tell of a paper. */
const storiesOf: Readonly<Record<string, RegExp>> = {
  approvals: /^(cop-11|capacity-market)|meter-type-in-the-register$/,
  'capacity-market': /^(cop-11|capacity-market)/,
};

function copyWithout(paper: string): string {
  const copy = realpathSync(mkdtempSync(join(tmpdir(), 'pawl-without-')));
  const wanted = /^(src|test|flows|samples|approvals|docs|scripts|bin|[\w.-]+\.(json|md|ts))(\/|$)/;
  cpSync(root, copy, {
    recursive: true,
    filter: (path) => path === root || wanted.test(path.slice(root.length)),
  });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  for (const folder of ['src', 'test']) {
    rmSync(join(copy, folder, 'papers', paper), { recursive: true });
  }
  const without = (path: string, isGone: (line: string) => boolean): readonly string[] => {
    const lines = readFileSync(join(copy, path), 'utf8').split('\n');
    writeFileSync(join(copy, path), lines.filter((line) => !isGone(line)).join('\n'));
    return lines.filter(isGone);
  };
  expect(without('src/papers/each.ts', (line) => line.includes(`./${paper}/`))).toHaveLength(1);
  const nameIn = (line: string): string => /^\| \[([\w-]+)\]\(/.exec(line)?.[1] ?? '';
  const gone = without(
    'samples/README.md',
    (line) => storiesOf[paper]?.test(nameIn(line)) === true,
  );
  for (const line of gone) rmSync(join(copy, 'samples', nameIn(line)), { recursive: true });
  return copy;
}

const run = (cwd: string, ...args: readonly string[]) => {
  const { VITEST: _, VITEST_WORKER_ID: __, VITEST_POOL_ID: ___, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd,
    env,
    encoding: 'utf8',
  });
  return { status, said: stdout + stderr };
};

describe.each(Object.keys(storiesOf))('without %s', (paper) => {
  const copy = copyWithout(paper);
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  test('the types hold', () => {
    const project = { extends: './tsconfig.json', include: ['src'] };
    writeFileSync(join(copy, 'tsconfig.src.json'), JSON.stringify(project));
    const args = ['node_modules/typescript/bin/tsc', '--noEmit', '--project', 'tsconfig.src.json'];
    expect(run(copy, ...args)).toEqual({ status: 0, said: '' });
  });

  test('the rules of the house, the stories and the operations do', () => {
    const files = ['test/tidy.test.ts', 'test/samples.test.ts', 'test/desk/operations.test.ts'];
    // All stories together show every code; those of the paper are gone.
    const named = ['--testNamePattern', '^(?!the stories together)'];
    const ran = run(copy, 'node_modules/vitest/vitest.mjs', 'run', ...named, ...files);
    expect(ran.status, ran.said).toBe(0);
  }, 300_000);
});

/** Release notes: what they name is there, each as what it is now, and they are of this version. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { engineErrorCodes } from '../src/engine-error.ts';
import { operations } from '../src/desk/index.ts';

const root = new URL('../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const { version } = JSON.parse(read('package.json'));
const page = read(`docs/releases/${version}.md`);

test('the version that is being made has notes, and the changelog begins with it', () => {
  expect(page).toMatch(new RegExp(`^# Release notes of ${version}\n`));
  expect(/^## (\S+?),? /m.exec(read('CHANGELOG.md'))?.[1]).toBe(version);
});

test('each row says what was and what is', () => {
  const [, section = ''] = /^## What breaks\n(.*?)^## /ms.exec(page) ?? [];
  const rows = section.split('\n').filter((line) => /^\| (?!What |---)/.test(line));
  expect(rows.length).toBeGreaterThan(10);
  for (const row of rows)
    expect(row.split('|').filter((cell) => cell.trim() !== '')).toHaveLength(3);
});

test('each command it names is one, with the options that it is named with', () => {
  const named = [
    ...page.matchAll(/`pawl ([a-z]+(?: [a-z]+)*)(?: [A-Z]+)?((?: --[a-z-]+(?: any)?)*)`/g),
  ].map(([, words = '', options = '']) => ({ words: words.trim(), options: options.trim() }));
  expect(named.length).toBeGreaterThan(10);
  const commands = new Map(named.map(({ words }) => [words, '']));
  for (const words of commands.keys()) {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['src/cli/pawl.ts', ...words.split(' '), '--help'],
      { cwd: root, encoding: 'utf8' },
    );
    expect([words, status], stderr).toEqual([words, 0]);
    // Of a word that is none the help of the command above it would be shown.
    expect(stdout).toMatch(new RegExp(`^Usage: .*\\b${words}\\b`));
    commands.set(words, stdout);
  }
  const missing = named.flatMap(({ words, options }) =>
    [...options.matchAll(/--[a-z-]+/g)]
      .filter(([option]) => commands.get(words)?.includes(option) !== true)
      .map(([option]) => `pawl ${words} ${option}`),
  );
  expect(missing).toEqual([]);
}, 120_000);

test('each route and code it names is there', () => {
  const routes = new Set(
    operations.flatMap(({ route }) => (typeof route === 'string' ? route : [])),
  );
  const asked = [...page.matchAll(/`(GET \/[a-z/]+)`/g)].map(([, route = '']) => route);
  expect(asked.filter((route) => !routes.has(route))).toEqual([]);
  for (const code of ['CLOCK_BEHIND', 'GROUND_UNSAFE', 'STORE_SCHEMA_NEWER']) {
    expect(Object.keys(engineErrorCodes)).toContain(code);
  }
  expect(engineErrorCodes).toMatchObject({ CLOCK_BEHIND: 75, STORE_SCHEMA_NEWER: 3 });
});

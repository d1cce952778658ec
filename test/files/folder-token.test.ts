/** The token of a drop folder: one for all who share the folder, whoever comes first. */
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderToken, sweepTemporaries } from '../../src/files/index.ts';
import { tempFolder } from '../support/workspace.ts';

test('is the same for all who ask at once, and afterwards', async () => {
  const folder = tempFolder();
  const tokens = await Promise.all(Array.from({ length: 8 }, () => folderToken(folder)));
  expect(new Set(tokens).size).toBe(1);
  expect(tokens[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(await folderToken(folder)).toBe(tokens[0]);
  expect(readdirSync(folder)).toEqual(['.pawl-folder']);
  expect(await folderToken(tempFolder())).not.toBe(tokens[0]);
});

test.each(['', '0123', 'x'.repeat(33), 'a'.repeat(5_000)])(
  'what was left half written, or is none, gives way: %#',
  async (text) => {
    const folder = tempFolder();
    writeFileSync(join(folder, '.pawl-folder'), text);
    const token = await folderToken(folder);
    expect(readFileSync(join(folder, '.pawl-folder'), 'utf8')).toBe(`${token}\n`);
  },
);

test('no link is followed', async () => {
  const folder = tempFolder();
  const elsewhere = join(tempFolder(), 'theirs');
  writeFileSync(elsewhere, `${'a'.repeat(32)}\n`);
  symlinkSync(elsewhere, join(folder, '.pawl-folder'));
  expect(await folderToken(folder)).not.toBe('a'.repeat(32));
  expect(readFileSync(elsewhere, 'utf8')).toBe(`${'a'.repeat(32)}\n`);
});

test('in a folder of several machines what another may be writing stays', async () => {
  const workspace = tempFolder();
  const names = ['outbox', 'data'].map((folder) => `${folder}/.a.${2 ** 30}.pawl.tmp`);
  for (const folder of ['outbox', 'data']) {
    mkdirSync(join(workspace, folder));
  }
  for (const name of names) writeFileSync(join(workspace, name), '');
  // Its times may be anything; when it came is what counts.
  utimesSync(join(workspace, 'outbox', `.a.${2 ** 30}.pawl.tmp`), 0, 0);
  expect(sweepTemporaries(workspace, true)).toEqual([`data/.a.${2 ** 30}.pawl.tmp`]);
  expect(sweepTemporaries(workspace)).toEqual([`outbox/.a.${2 ** 30}.pawl.tmp`]);
});

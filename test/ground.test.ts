import { spawn } from 'node:child_process';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { EngineError } from '../src/engine-error.ts';
import { makeFolders } from '../src/files/index.ts';
import { checkClock, checkFolders, checkNode, fileSystemOf } from '../src/ground.ts';
import { filesIn, tempFolder } from './support/workspace.ts';

const codeOf = (act: () => unknown): string | null => {
  try {
    act();
  } catch (error) {
    if (error instanceof EngineError) return error.code;
    throw error;
  }
  return null;
};

function workspace(): string {
  const folder = tempFolder();
  makeFolders(folder);
  return folder;
}

test('an old Node is refused before anything is touched', () => {
  expect(codeOf(() => checkNode('v20.11.0'))).toBe('GROUND_UNSAFE');
  expect(codeOf(() => checkNode('v26.0.0'))).toBeNull();
  expect(codeOf(() => checkNode('v31.2.1'))).toBeNull();
});

test('folders that can be used are left as they were found', () => {
  const folder = workspace();
  checkFolders(folder);
  expect(filesIn(folder)).toEqual([]);
});

test('two that look at the folders at the same moment do not disturb each other', async () => {
  const folder = workspace();
  const ground = new URL('../src/ground.ts', import.meta.url).href;
  const script = `import { checkFolders } from '${ground}';
    for (let n = 0; n < 300; n += 1) checkFolders(${JSON.stringify(folder)});`;
  const looks = [1, 2].map(() => spawn(process.execPath, ['--input-type=module', '-e', script]));
  const codes = looks.map((look) => new Promise((resolve) => look.on('exit', resolve)));
  expect(await Promise.all(codes)).toEqual([0, 0]);
  expect(filesIn(folder)).toEqual([]);
});

test('a folder that is not there, or is a file, is named', () => {
  const folder = workspace();
  rmSync(join(folder, 'archive'), { recursive: true });
  expect(() => checkFolders(folder)).toThrow(/archive/);
  writeFileSync(join(folder, 'archive'), '');
  expect(codeOf(() => checkFolders(folder))).toBe('FOLDER_UNUSABLE');
});

test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
  'a folder that may not be written is named (not tried as root, who may write anywhere)',
  () => {
    const folder = workspace();
    chmodSync(join(folder, 'outbox'), 0o500);
    onTestFinished(() => chmodSync(join(folder, 'outbox'), 0o700));
    expect(codeOf(() => checkFolders(folder))).toBe('FOLDER_UNUSABLE');
  },
);

test('the file system under a folder is that of its longest mount point', () => {
  const mounts = [
    '/dev/sda1 / ext4 rw 0 0',
    'server:/export /srv nfs4 rw 0 0',
    '/dev/sdb1 /srv/local xfs rw 0 0',
    'tmpfs /srv/locally tmpfs rw 0 0',
  ].join('\n');
  expect(fileSystemOf('/var/pawl', mounts)).toBe('ext4');
  expect(fileSystemOf('/srv/pawl', mounts)).toBe('nfs4');
  expect(fileSystemOf('/srv/local', mounts)).toBe('xfs');
  expect(fileSystemOf('/srv/local/pawl', mounts)).toBe('xfs');
  expect(fileSystemOf('/srv/localhost', mounts)).toBe('nfs4');
  expect(fileSystemOf('/var/pawl', '')).toBeNull();
});

test('a clock far behind the journal is refused; a little behind is not', () => {
  const last = '2026-08-05T12:00:00Z';
  expect(codeOf(() => checkClock('2026-08-05T10:59:59Z', last))).toBe('CLOCK_BEHIND');
  expect(codeOf(() => checkClock('2026-08-05T11:00:00Z', last))).toBeNull();
  expect(codeOf(() => checkClock('1970-01-01T00:00:00Z', null))).toBeNull();
});

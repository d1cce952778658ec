/** Names and paths as Windows has them: what is made here is one there too. Not run on Windows. */
import { win32 } from 'node:path';
import { expect, test } from 'vitest';
import { inspectConfig } from '../../src/config/index.ts';
import { folderLinkTo } from '../../src/files/folders.ts';
import { freePath } from '../../src/files/index.ts';
import { reserve } from '../../src/intake/destination.ts';
import { foldedName, isOddOnWindows, isUncPath } from '../../src/windows-path.ts';
import { fc } from '../support/fc.ts';
import { openTestGateway, tempFolder } from '../support/workspace.ts';

const devices = ['CON', 'nul', 'Aux', 'PRN', 'COM1', 'lpt9', 'COM²', 'conin$'];

test('names of devices, streams and ends that are dropped are known', () => {
  for (const name of devices) {
    expect([name, isOddOnWindows(name), isOddOnWindows(`${name}.usr`)]).toEqual([name, true, true]);
    expect(isOddOnWindows(`${name} .usr`)).toBe(true);
    expect(isOddOnWindows(`x${name}.usr`)).toBe(false);
  }
  for (const name of ['a.usr.', 'a ', 'a.usr:stream', 'a?b', 'a\\b', 'a\u0001b', 'a|b'])
    expect([name, isOddOnWindows(name)]).toEqual([name, true]);
  for (const name of ['a.usr', 'COM.usr', 'COM10.usr', 'console.csv', 'D0001_MOPX_PW00000001.usr'])
    expect([name, isOddOnWindows(name)]).toEqual([name, false]);
});

test('a name for outbox/ is no device', () => {
  const problemsOf = (outboxName: string) =>
    inspectConfig({ mpid: 'SUPP', role: 'X', outboxName }).problems;
  expect(problemsOf('nul.{fileIdentifier}.usr').join()).toContain('outboxName');
  expect(problemsOf('COM1.{fileIdentifier}')).toHaveLength(1);
  expect(problemsOf('out.{fileIdentifier}.usr')).toEqual([]);
});

test('a long name keeps an end that Windows does not drop', () => {
  const folder = tempFolder();
  const hard = fc.string({
    unit: fc.constantFrom('.', ' ', 'a', 'é', '~'),
    minLength: 150,
    maxLength: 260,
  });
  fc.assert(
    fc.property(hard, (name) => {
      const whole = `archive/2026/08/x${name}x`;
      const free = freePath(whole, new Set<string>(), folder);
      const last = win32.basename(free);
      expect(last).not.toMatch(/[. ]$/);
      expect(Buffer.byteLength(last)).toBeLessThanOrEqual(240);
      // Joined below a workspace of Windows it stays below it, in the folder that was meant.
      const path = win32.join('C:\\PawlDesk', free);
      expect(win32.dirname(path)).toBe('C:\\PawlDesk\\archive\\2026\\08');
      if (path.length >= 260) expect(win32.toNamespacedPath(path)).toBe(`\\\\?\\${path}`);
    }),
  );
});

test('names that differ in capital letters alone get two places', async () => {
  const own = await openTestGateway();
  const names = ['Report.usr', 'report.usr', 'REPORT.USR', 'Größe.csv', 'GRÖSSE.csv'];
  const given = await reserve(
    own.gateway,
    names.map((name) => ({ name, outcome: 'rejected' as const })),
  );
  expect(new Set(given.map(foldedName)).size).toBe(names.length);
});

test('a share is known as one, and a folder there is linked as Windows can', () => {
  const shares = [
    '\\\\files\\dtn\\in',
    '//files/dtn/in',
    '\\\\?\\UNC\\files\\dtn',
    win32.resolve('C:\\PawlDesk', '\\\\files\\dtn\\in'),
  ];
  for (const path of shares)
    expect([path, isUncPath(path), folderLinkTo(path)]).toEqual([path, true, 'dir']);
  const local = [
    'D:\\in',
    'in',
    '\\\\?\\C:\\PawlDesk',
    '\\\\.\\COM1',
    win32.resolve('C:\\PawlDesk', 'in'),
  ];
  for (const path of local)
    expect([path, isUncPath(path), folderLinkTo(path)]).toEqual([path, false, 'junction']);
});

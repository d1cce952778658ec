/** Files that somebody else holds for a moment, as scanners do on Windows: errors put in, not Windows. */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { whileHeld } from '../../src/held-file.ts';
import { mpanOf, notificationsCsv, reportFile, requestFile } from '../support/flow-files.ts';
import { openTestGateway } from '../support/workspace.ts';

/** What the next calls fail with, by the name of the file they are about; null: nothing. */
const failing = vi.hoisted(() => ({
  with: null as ((call: string, path: string) => string | null) | null,
}));

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const failingFirst =
    <Args extends readonly unknown[], T>(call: string, work: (...args: Args) => T) =>
    (...args: Args): T => {
      const code = failing.with?.(call, String(args[0]));
      if (code !== null && code !== undefined) {
        throw Object.assign(new Error(`${code}: held`), { code, syscall: call });
      }
      return work(...args);
    };
  return {
    ...fs,
    openSync: failingFirst('open', fs.openSync),
    renameSync: failingFirst('rename', fs.renameSync),
    rmSync: failingFirst('unlink', fs.rmSync),
  };
});

const platform = process.platform;
const asOn = (name: string): void => {
  Object.defineProperty(process, 'platform', { value: name });
};

beforeEach(() => {
  // Whoever was held before is forgotten.
  vi.spyOn(performance, 'now').mockImplementation(() => (clock += perLook));
});
let clock = 1_000_000;
let perLook = 10_000;

afterEach(() => {
  failing.with = null;
  perLook = 10_000;
  asOn(platform);
  vi.restoreAllMocks();
});

test('what is held for a moment is tried again; what is forbidden elsewhere is not', () => {
  const calls = (code: string, times: number): number => {
    let called = 0;
    try {
      whileHeld(() => {
        called += 1;
        if (called <= times) throw Object.assign(new Error(code), { code });
      });
    } catch {
      return -called;
    }
    return called;
  };
  for (const code of ['EBUSY', 'EPERM', 'EACCES']) {
    asOn('win32');
    expect([code, calls(code, 3)]).toEqual([code, 4]);
    expect([code, calls(code, 99)]).toEqual([code, -6]);
  }
  asOn('linux');
  expect(calls('EBUSY', 3)).toBe(4);
  expect(calls('EPERM', 3)).toBe(-1);
  expect(calls('EACCES', 3)).toBe(-1);
  asOn('win32');
  expect(calls('ENOENT', 3)).toBe(-1);
});

test('after one that stayed held, many others are not waited for', () => {
  perLook = 0;
  let called = 0;
  const held = (): void => {
    called += 1;
    throw Object.assign(new Error('held'), { code: 'EBUSY' });
  };
  for (let n = 0; n < 100; n += 1) expect(() => whileHeld(held)).toThrow('held');
  expect(called).toBe(6 + 99);
});

test.each(['EBUSY', 'EPERM', 'EACCES'])(
  'a pass in which each rename, removal and opening is held twice (%s) ends as any other',
  { timeout: 60_000 },
  async (code) => {
    const own = await openTestGateway({ send: 'automatic' });
    own.drop('n.csv', notificationsCsv([{ mpan: mpanOf(6), on: '2026-08-03' }]));
    own.drop('sent/q.usr', requestFile('Q1', [mpanOf(1)]));
    own.drop('a.usr', reportFile('A1', [mpanOf(1)], 'NO BACKSTOP FITTED', '20260805100000'));
    own.drop('broken.usr', 'ZHV|');
    const met = new Map<string, number>();
    const kinds = new Set<string>();
    failing.with = (call, path) => {
      // The store has its own way with locks, and the folder itself is opened to be flushed.
      if (!/\.(usr|csv|json|tmp|ready|pawl-taken)$|\/[0-9a-f]{32}$/.test(path)) return null;
      const times = met.get(`${call} ${path}`) ?? 0;
      met.set(`${call} ${path}`, times + 1);
      kinds.add(call);
      return times < 2 ? code : null;
    };
    asOn('win32');
    const pass = await own.pass();
    asOn(platform);
    failing.with = null;
    expect(pass.mishaps).toBeUndefined();
    expect(pass.left).toEqual([]);
    expect([...kinds].toSorted()).toEqual(['open', 'rename', 'unlink']);
    expect(own.files('inbox')).toEqual([]);
    expect(own.files('outbox')).toHaveLength(1);
    expect(own.files('archive')).toHaveLength(3);
    expect(await own.problems()).toEqual([]);
  },
);

test('a file that stays held is named, holds nobody else, and is done once it is free', {
  timeout: 60_000,
}, async () => {
  const own = await openTestGateway({ send: 'automatic' });
  own.drop('n.csv', notificationsCsv([{ mpan: mpanOf(6), on: '2026-08-03' }]));
  own.drop('m.csv', notificationsCsv([{ mpan: mpanOf(7), on: '2026-08-03' }]));
  failing.with = (call, path) => (call === 'rename' && basename(path) === 'n.csv' ? 'EPERM' : null);
  asOn('win32');
  const held = await own.pass();
  asOn(platform);
  expect(held.mishaps).toMatchObject([{ code: 'FILE_HELD', about: 'inbox/n.csv' }]);
  expect(existsSync(join(own.workspace, 'inbox', 'n.csv'))).toBe(true);
  expect(own.files('inbox')).toEqual(['n.csv']);
  failing.with = null;
  const freed = await own.pass();
  expect(freed.mishaps).toBeUndefined();
  expect(own.files('inbox')).toEqual([]);
  expect(await own.problems()).toEqual([]);
});

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { openSqliteStore } from '../../src/store/index.ts';
import { D0002 } from '../flow/examples.ts';
import { demoWorkspace, pawl, start, takenInWorkspace } from './pawl.ts';

const setNotes = async (folder: string, notes: Record<string, string>): Promise<void> => {
  const store = await openSqliteStore(join(folder, 'data', 'pawl.db'));
  for (const [key, value] of Object.entries(notes)) await store.setNote(key, value);
  await store.close();
};

test('health tells how many are overdue and by how much, and what waits longest', async () => {
  const folder = await takenInWorkspace();
  const [text, json] = await Promise.all([
    pawl('health', '--workspace', folder),
    pawl('health', '--json', '--workspace', folder),
  ]);
  expect(text.code).toBe(1);
  expect(text.out).toMatch(
    /^6 overdue, the longest by \d{3} Working Days; 1 item in the work queue/,
  );
  expect(text.out).toContain('Gateway last at work: never yet; none is running.');
  expect(text.out).toContain('Disk, folders, store and clock are OK.');
  const found = JSON.parse(json.out);
  expect(found).toMatchObject({ status: 'notAlive', aliveAt: null, gateway: [], down: null });
  const owed = found.overdue.map(({ owner, party, number }: Record<string, unknown>) => [
    owner,
    party,
    number,
  ]);
  expect(owed.toSorted()).toEqual([
    ['M', 'MOPX', 1],
    ['M', 'MOPY', 1],
    ['X', 'SUPP', 4],
  ]);
  const [worst] = found.overdue;
  expect(worst.oldestOver).toBeGreaterThan(100);
  expect(found.openItems.map(({ code }: { code: string }) => code)).toContain('REPORT_UNCLEAR');
});

test('health tells what became due while no gateway was at work', async () => {
  const folder = await takenInWorkspace();
  const down = { from: '2025-11-25T09:00:00Z', until: '2025-12-20T09:00:00Z' };
  const aliveAt = Temporal.Now.instant().round('second').toString();
  await setNotes(folder, { down: JSON.stringify(down), 'alive-at': aliveAt });
  const [text, json] = await Promise.all([
    pawl('health', '--workspace', folder),
    pawl('health', '--json', '--workspace', folder),
  ]);
  expect(text).toMatchObject({ code: 0 });
  expect(text.out).toContain(
    'No gateway was at work from Tue 25 Nov 2025 09:00 to Sat 20 Dec 2025',
  );
  expect(text.out).toMatch(
    /: \d became due that (is|are) still owed, the longest by \d+ Working Days\./,
  );
  expect(JSON.parse(json.out)).toMatchObject({ status: 'ok', down });
  const [, number] = /: (\d) became due/.exec(text.out) ?? [];
  const counted = JSON.parse(json.out).down.becameDue.reduce(
    (sum: number, one: { number: number }) => sum + one.number,
    0,
  );
  expect(String(counted)).toBe(number);
  expect(counted).toBeGreaterThan(0);
});

test('health sees a store that another program holds, and once takes nothing in', async () => {
  const folder = await takenInWorkspace();
  writeFileSync(join(folder, 'inbox', 'new.usr'), D0002);
  const other = new DatabaseSync(join(folder, 'data', 'pawl.db'));
  other.exec('begin immediate');
  const [health, once] = await Promise.all([
    pawl('health', '--workspace', folder),
    pawl('once', '--workspace', folder),
  ]);
  expect(health.code).toBe(1);
  expect(health.out).toContain('STORE_LOCKED: another program holds the store.');
  expect(once).toMatchObject({ code: 1, err: '' });
  expect(once.out).toContain('Paused, STORE_LOCKED');
  other.exec('rollback');
  other.close();
  const after = await pawl('once', '--workspace', folder);
  expect(after.code).toBe(0);
  expect(after.out).toContain('inbox/new.usr: ');
});

test('a disk without the room that the configuration wants is told, and files stay', async () => {
  const folder = demoWorkspace({ limits: { diskFreeMinBytes: Number.MAX_SAFE_INTEGER } });
  const once = await pawl('once', '--workspace', folder);
  expect(once.code).toBe(1);
  expect(once.out).toContain('Paused, DISK_ALMOST_FULL');
  expect(once.err).toContain('"code":"DISK_ALMOST_FULL","over":false');
  const health = await pawl('health', '--workspace', folder);
  expect(health.out).toMatch(/DISK_ALMOST_FULL since .*: [\d.]+ (k|M|G)B are free/);
  expect(health.out).toContain('make room on that disk');
});

test('run says how things stand, and serves figures where it is told to', async () => {
  const folder = demoWorkspace({ metrics: { listen: '127.0.0.1:0' } });
  const gateway = start(['run', '--workspace', folder]);
  await gateway.says('Nothing is overdue; the work queue is empty');
  await gateway.says('figures at http://127.0.0.1:');
  await gateway.says('"msg":"alert"');
  gateway.process.kill('SIGTERM');
  const { code, out } = await gateway.ended;
  expect(code).toBe(0);
  expect(out).toMatch(/health at http:\/\/127\.0\.0\.1:\d+\/health/);
});

test('a figure for --within that is none is refused', async () => {
  const folder = demoWorkspace();
  const { code, err } = await pawl('health', '--within', 'soon', '--workspace', folder);
  expect(code).toBe(2);
  expect(err).toContain('--within');
  rmSync(join(folder, 'inbox'), { recursive: true });
  writeFileSync(join(folder, 'inbox'), '');
  expect((await pawl('health', '--workspace', folder)).err).toContain('FOLDER_UNUSABLE');
});

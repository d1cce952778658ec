import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { openSqliteStore } from '../../src/store/index.ts';
import { lockWorkspace } from '../../src/workspace-lock.ts';
import { D0002 } from '../flow/examples.ts';
import { demoWorkspace, freshFolder, pawl, start, takenInWorkspace } from './pawl.ts';

test('run catches up, takes files in as they come, and stops cleanly on SIGTERM', async () => {
  const folder = await takenInWorkspace();
  const store = await openSqliteStore(join(folder, 'data', 'pawl.db'));
  await store.setNote('alive-at', '2025-11-25T09:00:00Z');
  await store.close();
  writeFileSync(join(folder, 'inbox', 'while-down.usr'), D0002);

  const gateway = start(['run', '--workspace', folder]);
  await gateway.says('down since Tue 25 Nov 2025 09:00: 1 file came in and 4 deadlines passed');
  await gateway.says('"name":"while-down.usr"');

  const second = await pawl('run', '--workspace', folder);
  expect(second.code).toBe(75);
  expect(second.err).toContain('pawl: GATEWAY_RUNNING: ');
  const beside = await pawl('approve', 'all', '--workspace', folder);
  expect(beside.out).toContain('Approved 3 flows.');
  expect(beside.out).toContain('The running gateway does the rest.');

  writeFileSync(join(folder, 'inbox', '.part'), D0002.replaceAll('0000000202', '0000000203'));
  renameSync(join(folder, 'inbox', '.part'), join(folder, 'inbox', 'later.usr'));
  await gateway.says('"name":"later.usr"');
  gateway.process.kill('SIGTERM');
  const ended = await gateway.ended;
  expect(ended.code).toBe(0);
  expect(ended.out).toContain('pawl: stopped\n');
  expect(existsSync(join(folder, 'inbox', 'later.usr'))).toBe(false);
});

test('start makes a workspace with a story in it, and a second start goes on', async () => {
  const cwd = freshFolder();
  const first = start(['start'], cwd);
  await first.says('Ctrl-C stops the gateway.');
  writeFileSync(join(cwd, 'workspace', 'inbox', 'new.usr'), 'ZHV|1|\nZPT|1|\n');
  await first.says('inbox/new.usr: rejected');
  first.process.kill('SIGINT');
  const ended = await first.ended;
  expect(ended).toMatchObject({ code: 0 });
  expect(ended.out).toContain('workspace/inbox/');
  expect(ended.out).toContain('npm run --silent pawl -- explain 1200000001042');

  const second = start(['start'], cwd);
  await second.says('Since the last time: down since ');
  await second.says('Ctrl-C stops the gateway.');
  second.process.kill('SIGTERM');
  expect(await second.ended).toMatchObject({ code: 0 });
});

test('a reader that goes away ends a command quietly', async () => {
  const folder = demoWorkspace();
  const command = start(['checks', '--json', '--workspace', folder]);
  command.process.stdout?.destroy();
  const { err } = await command.ended;
  expect(err).toBe('');
});

test('a start waits for a command that has the workspace, and goes on by itself', async () => {
  const folder = await takenInWorkspace();
  const lock = lockWorkspace(folder, { command: 'pawl decide', stays: false });
  const gateway = start(['run', '--workspace', folder]);
  await gateway.says(`pawl: waiting for pawl decide (process ${process.pid})`);
  // A command waits too: what it has done is not left to a gateway that is not there.
  const beside = start(['approve', 'all', '--workspace', folder]);
  await beside.says(`pawl: waiting for pawl decide (process ${process.pid})`);
  lock.release();
  await gateway.says('pawl: running as SUPP');
  expect((await beside.ended).code).toBe(0);
  gateway.process.kill('SIGTERM');
  expect((await gateway.ended).code).toBe(0);
});

test('a start waits for a store that another program has locked; a command says what to do', async () => {
  const folder = await takenInWorkspace();
  const other = new DatabaseSync(join(folder, 'data', 'pawl.db'));
  other.exec('pragma locking_mode = exclusive');
  other.exec('begin exclusive');
  const gateway = start(['run', '--workspace', folder]);
  const command = start(['checks', '--workspace', folder]);
  await gateway.says('pawl: waiting for the store: another program has data/pawl.db locked');
  const { code, err } = await command.ended;
  expect(code).toBe(75);
  expect(err).toContain('STORE_UNAVAILABLE: another program holds the store');
  expect(err).toContain('hint: run the command again once that program has ended');
  other.close();
  await gateway.says('pawl: running as SUPP');
  gateway.process.kill('SIGTERM');
  expect((await gateway.ended).code).toBe(0);
}, 60_000);

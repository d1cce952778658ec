import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { asGateway, findWorkspace } from '../../src/cli/workspace.ts';
import { demonstrationMpans as mpans } from '../../src/demo/demonstration.ts';
import { createLog } from '../../src/log.ts';
import { freshFolder, pawl, takenInWorkspace } from './pawl.ts';

let desk = '';
const at = (...args: string[]) => pawl(...args, '--workspace', desk);
const closed = mpans.replacedInTime;

beforeAll(async () => {
  desk = await takenInWorkspace();
  for (const name of readdirSync(join(desk, 'outbox'))) rmSync(join(desk, 'outbox', name));
});

test('export writes one file that only its user can read, and never over another', async () => {
  const file = join(freshFolder(), 'history.json');
  const first = await at('export', closed, file);
  const [second, unknown] = await Promise.all([
    at('export', closed, file),
    at('export', '1200000000020'),
  ]);
  expect(first).toMatchObject({ code: 0, err: '' });
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ mpan: closed, erased: null });
  expect(statSync(file).mode & 0o077).toBe(0);
  expect(second.err).toContain('NOT_POSSIBLE');
  expect(unknown).toMatchObject({ code: 1, out: '' });
});

test('purge says what would go, and does it', async () => {
  const path = join(desk, 'pawl.config.json');
  const config = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(path, JSON.stringify({ ...config, retention: { alerts: '1 days' } }));
  const dry = await at('purge', '--dry-run');
  expect(dry.code).toBe(0);
  expect(dry.out).toContain('nothing was changed');
  const done = await at('purge', '--json');
  expect(JSON.parse(done.out)).toMatchObject({ dryRun: false, counts: { archiveFiles: 0 } });
  writeFileSync(path, JSON.stringify({ ...config, retention: { alerts: 'a while' } }));
  const wrong = await at('purge', '--dry-run');
  writeFileSync(path, JSON.stringify(config));
  expect(wrong.err).toContain('retention.alerts');
});

test('verify tells the newest link and confirms one that was written down', async () => {
  const told = await at('verify', '--json');
  const { head, problems } = JSON.parse(told.out);
  expect(problems).toEqual([]);
  const [good, bad, wrong] = await Promise.all([
    at('verify', '--head', `${head.seq}:${head.link}`),
    at('verify', '--head', `${head.seq}:${'0'.repeat(64)}`),
    at('verify', '--head', 'x'),
  ]);
  expect(good.out).toContain(`Newest link: ${head.seq}:${head.link}`);
  expect(bad.code).toBe(1);
  expect(bad.out).toContain(`journal entry ${head.seq}`);
  expect(wrong.code).toBe(2);
  expect(readFileSync(join(desk, 'reports', 'journal-heads.jsonl'), 'utf8')).toContain(head.link);
});

test('erase needs the workspace for itself, refuses what is open, and explain says what is left', async () => {
  const open = await at('erase', mpans.overdue, '--reason', 'asked');
  expect(open.err).toContain('NOT_POSSIBLE: check 1');
  const running = await asGateway(findWorkspace(desk), createLog('silent', 'none'), () =>
    at('erase', closed, '--reason', 'asked'),
  );
  expect(running.err).toContain('GATEWAY_RUNNING');
  const before = await at('explain', closed);
  expect(before.out).toContain('NO BACKSTOP FITTED');
  const erased = await at('erase', closed, '--reason', 'asked by letter', '--who', 'anne');
  expect(erased).toMatchObject({ code: 0, err: '' });
  const [after, then, list, verified] = await Promise.all([
    at('explain', closed),
    at('explain', closed, '--as-of', '2025-11-20T12:00:00Z'),
    at('checks', '--mpan', closed, '--json'),
    at('verify'),
  ]);
  expect(after.out).not.toContain('NO BACKSTOP FITTED');
  expect(after.out).toContain('personal data erased by anne: "asked by letter"');
  expect(after.out).toContain('closed: meterReplaced');
  expect(then.err).toContain('was erased on');
  expect(JSON.parse(list.out).items).toHaveLength(1);
  expect(verified.out).toContain('0 problems');
});

test('restore puts a backup back, and the files that came after it come again', async () => {
  const file = join(freshFolder(), 'backup.db');
  expect((await at('backup', file)).code).toBe(0);
  const row = 'mpan,meterOperator,from\r\n1200000000020,MOPX,2025-11-01\r\n';
  writeFileSync(join(desk, 'inbox', 'late.csv'), row);
  expect((await at('once')).out).toContain('late.csv: applied');
  const restored = await at('restore', file);
  expect(restored).toMatchObject({ code: 0, err: '' });
  expect(restored.out).toContain('late.csv: came after the backup, to be taken in again');
  expect((await at('once')).out).toContain('late.csv: applied');
  expect((await at('verify')).out).toContain('0 problems');
  expect((await at('restore', join(desk, 'pawl.config.json'))).err).toContain('STORE_UNAVAILABLE');
});

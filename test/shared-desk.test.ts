/** Several people of one group work on one workspace: the umask says who may write what is made. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { demonstrationMpans } from '../src/demo/index.ts';
import { makeFolders } from '../src/gateway/index.ts';
import { openSqliteStore } from '../src/store/index.ts';
import { lockWorkspace } from '../src/workspace-lock.ts';
import { pawl, takenInWorkspace } from './cli/pawl.ts';

test.skipIf(process.platform === 'win32')('the store and its lock heed the umask', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-desk-'));
  const before = process.umask(0o007);
  try {
    makeFolders(folder);
    const store = openSqliteStore(join(folder, 'data', 'pawl.db'));
    const lock = lockWorkspace(folder);
    await store.setNote('name', 'value');
    for (const name of ['pawl.db', 'pawl.db-wal', 'pawl.db-shm', 'gateway.lock']) {
      expect(statSync(join(folder, 'data', name)).mode & 0o777, name).toBe(0o660);
    }
    lock.release();
    await store.close();
  } finally {
    process.umask(before);
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a person acts without the secrets that only the gateway has', async () => {
  const folder = await takenInWorkspace();
  const path = join(folder, 'pawl.config.json');
  const smtp = {
    host: 'mail.supplier.example',
    user: 'pawl',
    password: { env: 'PAWL_SECRET_OF_THE_GATEWAY' },
    from: 'pawl@supplier.example',
  };
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), smtp }));
  const { overdue } = demonstrationMpans;
  const cancelled = await pawl('cancel', overdue, '--reason', 'asked twice', '--workspace', folder);
  expect(cancelled).toMatchObject({ code: 0, err: '' });
  expect(cancelled.out).toContain('closed: cancelled');
  expect(cancelled.out).toContain('The gateway does the rest');
});

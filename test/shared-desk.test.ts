/** Several people work on one workspace. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { demonstrationMpans } from '../src/demo/index.ts';
import { pawl, takenInWorkspace } from './cli/pawl.ts';

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

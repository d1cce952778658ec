/** The cluster of the tests leaves nothing behind, also where whoever started it is killed. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Client } from 'pg';
import { describe, expect, test } from 'vitest';
import { startCluster } from './cluster.ts';
import { isPostgresThere } from './there.ts';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 400 && !isSo(); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(isSo()).toBe(true);
}

describe.skipIf(!isPostgresThere())('the cluster of the tests', () => {
  test('is reached through its folder alone, and is gone when it is stopped', async () => {
    const cluster = await startCluster();
    const client = new Client(cluster);
    await client.connect();
    const { rows } = await client.query(
      "select current_setting('listen_addresses') as addresses, current_setting('data_directory_mode') as mode",
    );
    expect(rows).toEqual([{ addresses: '', mode: '0700' }]);
    await client.end();
    await cluster.stop();
    expect(isAlive(cluster.pid)).toBe(false);
    expect(existsSync(cluster.host)).toBe(false);
  });

  test('is gone when whoever started it is killed', async () => {
    const script = `import { startCluster } from ${JSON.stringify(new URL('./cluster.ts', import.meta.url).href)};
      const { pid, host } = await startCluster();
      console.log(JSON.stringify({ pid, host }));
      // It outlives no test run either.
      process.stdin.resume().once('end', () => process.exit());`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const said = await new Promise<string>((resolve) => {
      child.stdout.once('data', (data: Buffer) => resolve(data.toString()));
    });
    const { pid, host } = JSON.parse(said) as { pid: number; host: string };
    expect(isAlive(pid)).toBe(true);
    child.kill('SIGKILL');
    await until(() => !isAlive(pid) && !existsSync(host));
  });
});

/** The launcher that runs the brought Node where the system's own is too old, as npm and systemd have it. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { tempFolder } from './support/workspace.ts';

const withNode = fileURLToPath(new URL('../scripts/with-node.mjs', import.meta.url));
/** Makes the launcher believe that it is run by an old Node. */
const asOld = `data:text/javascript,Object.defineProperty(process.versions,"node",{value:"20.0.0"})`;

/** Runs a script through the launcher; the script says "pid N" once it is there. */
async function launched(script: string) {
  const path = join(tempFolder(), 'script.mjs');
  writeFileSync(path, script);
  const launcher = spawn(process.execPath, ['--import', asOld, withNode, path, 'a b']);
  let out = '';
  launcher.stdout.on('data', (piece) => {
    out += String(piece);
  });
  const ended = new Promise<readonly [number | null, NodeJS.Signals | null]>((resolve) =>
    launcher.on('exit', (code, signal) => resolve([code, signal])),
  );
  await expect.poll(() => out, { timeout: 20_000 }).toMatch(/pid \d+\n/);
  const pid = Number(/pid (\d+)/.exec(out)?.[1]);
  onTestFinished(() => {
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    launcher.kill('SIGKILL');
  });
  expect(pid).not.toBe(launcher.pid);
  return { launcher, pid, ended, output: () => out };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const waits = 'console.log("pid", process.pid); setInterval(() => {}, 1000);';

test('arguments and the exit code go through, and the script has what it had', async () => {
  const { ended, output } = await launched(
    'console.log("pid", process.pid); console.log(process.argv[2], process.env.PAWL_LAUNCHER_FD); process.exitCode = 3;',
  );
  expect(await ended).toEqual([3, null]);
  expect(output()).toContain('a b undefined\n');
});

test("SIGTERM of the launcher is the child's, which ends as it wants to", async () => {
  const { launcher, ended } = await launched(
    `process.on('SIGTERM', () => process.exit(7)); ${waits}`,
  );
  launcher.kill('SIGTERM');
  expect(await ended).toEqual([7, null]);
});

test.each(['SIGTERM', 'SIGKILL'] as const)(
  'a child that dies of %s is died after',
  async (signal) => {
    const { pid, ended } = await launched(waits);
    process.kill(pid, signal);
    expect(await ended).toEqual([null, signal]);
  },
);

test('kill -9 of the launcher ends the child', async () => {
  const { launcher, pid } = await launched(`process.on('SIGTERM', () => {}); ${waits}`);
  launcher.kill('SIGKILL');
  await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false);
});

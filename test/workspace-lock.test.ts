import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { EngineError } from '../src/engine-error.ts';
import { makeFolders } from '../src/files/index.ts';
import { lockWhenFree, lockWorkspace } from '../src/workspace-lock.ts';
import { tempFolder } from './support/workspace.ts';

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

const lockModule = new URL('../src/workspace-lock.ts', import.meta.url).href;
const gateway = { command: 'pawl run', stays: true };
const command = { command: 'pawl decide', stays: false };

/** Another process that holds the workspace until it is killed. */
async function holdElsewhere(folder: string, holding: typeof gateway): Promise<ChildProcess> {
  const script = `import { lockWorkspace } from '${lockModule}';
    lockWorkspace(${JSON.stringify(folder)}, ${JSON.stringify(holding)});
    console.log('held'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  onTestFinished(() => void child.kill('SIGKILL'));
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return child;
}

const killed = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.on('exit', () => resolve());
    child.kill('SIGKILL');
  });

test('a second gateway on the workspace is refused until the first lets go', () => {
  const folder = workspace();
  const lock = lockWorkspace(folder);
  expect(codeOf(() => lockWorkspace(folder))).toBe('GATEWAY_RUNNING');
  lock.release();
  lockWorkspace(folder).release();
});

test('a gateway that was killed leaves no lock behind', async () => {
  const folder = workspace();
  const module = new URL('../src/workspace-lock.ts', import.meta.url).href;
  const held = join(folder, 'held');
  const script = `import { lockWorkspace } from '${module}'; import { writeFileSync } from 'node:fs';
    lockWorkspace(${JSON.stringify(folder)}); writeFileSync(${JSON.stringify(held)}, '');
    globalThis.gc(); setInterval(() => globalThis.gc(), 5);`;
  const child = spawn(process.execPath, ['--expose-gc', '--input-type=module', '-e', script]);
  const ended = new Promise((resolve) => child.on('exit', resolve));
  await expect.poll(() => existsSync(held), { timeout: 20_000 }).toBe(true);
  // The caller has thrown the lock away; it holds all the same.
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(codeOf(() => lockWorkspace(folder))).toBe('GATEWAY_RUNNING');
  child.kill('SIGKILL');
  await ended;
  lockWorkspace(folder).release();
});

test('a workspace without its data folder cannot be locked, and says why', () => {
  const folder = tempFolder();
  mkdirSync(join(folder, 'inbox'));
  expect(codeOf(() => lockWorkspace(folder))).toBe('FOLDER_UNUSABLE');
});

test('a start waits for a command that holds the workspace, and says for whom', async () => {
  const folder = workspace();
  const child = await holdElsewhere(folder, command);
  const said: string[] = [];
  const waiting = lockWhenFree(folder, gateway, (name, pid) => said.push(`${name} ${pid}`));
  await expect.poll(() => said, { timeout: 10_000 }).toEqual([`pawl decide ${child.pid}`]);
  await killed(child);
  (await waiting).release();
  expect(said).toHaveLength(1);
});

test('a start gives way at once to a gateway, and names it', async () => {
  const folder = workspace();
  const child = await holdElsewhere(folder, gateway);
  const startedAt = Date.now();
  await expect(lockWhenFree(folder, gateway, () => undefined)).rejects.toThrow(
    `another gateway is running on ${folder}: pawl run, process ${child.pid}`,
  );
  expect(Date.now() - startedAt).toBeLessThan(1_000);
});

test('who holds it and says nothing of it is given way to after a moment', async () => {
  const folder = workspace();
  const child = await holdElsewhere(folder, command);
  rmSync(join(folder, 'data', 'holder.json'));
  await expect(lockWhenFree(folder, gateway, () => undefined)).rejects.toThrow('another gateway');
  await killed(child);
});

test('what a killed holder said of itself keeps nobody out', async () => {
  const folder = workspace();
  await killed(await holdElsewhere(folder, gateway));
  expect(existsSync(join(folder, 'data', 'holder.json'))).toBe(true);
  lockWorkspace(folder).release();
  expect(existsSync(join(folder, 'data', 'holder.json'))).toBe(false);
});

test.skipIf(process.platform !== 'linux')(
  'a lock file that was deleted does not let two gateways run',
  async () => {
    const folder = workspace();
    const own = lockWorkspace(folder);
    onTestFinished(() => own.release());
    rmSync(join(folder, 'data', 'gateway.lock'));
    const other = spawn(process.execPath, [
      '--input-type=module',
      '-e',
      `import { lockWorkspace } from '${lockModule}'; lockWorkspace(${JSON.stringify(folder)});`,
    ]);
    let said = '';
    other.stderr.on('data', (piece) => {
      said += String(piece);
    });
    expect(await new Promise((resolve) => other.on('exit', resolve))).toBe(1);
    expect(said).toContain('GATEWAY_RUNNING');
    // The one at work has a lock again, under the old name.
    own.check();
    expect(codeOf(() => lockWorkspace(folder))).toBe('GATEWAY_RUNNING');
    rmSync(join(folder, 'data', 'holder.json'));
    own.check();
    expect(readFileSync(join(folder, 'data', 'holder.json'), 'utf8')).toContain('pawl run');
  },
);

test.skipIf(process.platform !== 'linux')(
  'of two gateways that somebody has let in, the first ends with its next pass',
  async () => {
    const folder = workspace();
    const own = lockWorkspace(folder);
    onTestFinished(() => own.release());
    for (const name of ['gateway.lock', 'holder.json']) rmSync(join(folder, 'data', name));
    await holdElsewhere(folder, gateway);
    expect(codeOf(own.check)).toBe('GATEWAY_RUNNING');
  },
);

test('a lock file put in the place of the one that is held is taken too', () => {
  const folder = workspace();
  const own = lockWorkspace(folder);
  rmSync(join(folder, 'data', 'gateway.lock'));
  writeFileSync(join(folder, 'data', 'gateway.lock'), '');
  own.check();
  expect(codeOf(() => lockWorkspace(folder))).toBe('GATEWAY_RUNNING');
  own.release();
  lockWorkspace(folder).release();
});

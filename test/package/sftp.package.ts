/**
 * "Try SFTP on this machine" of docs/operating.md, followed to the letter with the installed package and
 * a real sshd: what is in `out` is brought, what is written goes to `in`, and a stranger's file is set
 * aside. Only the port is another, because that of the page may be taken.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cleanFolder, pack, repository, run, type Started, start } from './packed.ts';
import { freePort } from '../support/free-port.ts';

const page = readFileSync(join(repository, 'docs', 'operating.md'), 'utf8');
const [, trial = ''] = /^### Try SFTP on this machine\n(.*?)^## /ms.exec(page) ?? [];
const blocks = [...trial.matchAll(/^```sh( background)?\n(.*?)^```$/gms)].map(
  ([, background, text = '']) => ({ isBackground: background !== undefined, text }),
);

const hasServer = existsSync('/usr/sbin/sshd');
if (!hasServer) process.stderr.write('there is no sshd here: its page is not followed\n');

const folder = cleanFolder();
const scripts = cleanFolder();
const terminals: Started[] = [];

beforeAll(async () => {
  if (!hasServer) return;
  // An sshd that root runs wants this folder, which the system makes for its own.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const { path } = await pack(folder);
  const args = ['install', '--prefix', 'installed', '--prefer-offline', path];
  const install = await run('npm', args, folder);
  expect(install.code, install.err).toBe(0);
});
afterAll(async () => {
  for (const { process } of terminals) process.kill('SIGTERM');
  await Promise.all(terminals.map(({ ended }) => ended));
});

test.skipIf(!hasServer)('the page leads to files brought and taken by SFTP', async () => {
  const own = String(await freePort());
  let said = '';
  for (const [index, { isBackground, text }] of blocks.entries()) {
    const script = text.replaceAll('2222', own);
    const file = join(scripts, `block-${index}.sh`);
    writeFileSync(file, isBackground ? `exec ${script}` : script);
    const path = 'export PATH="$PWD/installed/node_modules/.bin:$PATH"';
    const started = start('bash', ['-e', '-c', `${path}; source ${file} 2>&1`], folder);
    if (isBackground) {
      terminals.push(started);
      await started.says(text.includes('pawl run') ? 'pawl: running' : 'Server listening');
      continue;
    }
    const { code, out, err } = await started.ended;
    expect(code, `${text}\n${out}${err}`).toBe(0);
    said = out;
  }
  expect(said).toContain('only files of MOPX count that the pick-up \\"trial\\" brings');
  expect(said).toContain('backstopPresent');
  expect(readdirSync(join(folder, 'server', 'out'))).toEqual([]);
});

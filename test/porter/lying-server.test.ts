/**
 * An SFTP server that says what no server should: a program in the place of `ssh` that speaks the protocol
 * and lies. Whatever it says, only its own pick-up waits, within limits, and nothing leaves the inbox.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../../src/config/index.ts';
import { makeFolders } from '../../src/files/index.ts';
import { createLog } from '../../src/log.ts';
import { openPorter } from '../../src/porter/index.ts';
import { filesIn, tempFolder } from '../support/workspace.ts';

const speaker = fileURLToPath(new URL('./lying-ssh.mjs', import.meta.url));

/** One round with such a server. */
async function met(mode: string): Promise<{ readonly detail: string; readonly inbox: string[] }> {
  const [workspace, program] = [tempFolder(), tempFolder()];
  makeFolders(workspace);
  writeFileSync(join(program, 'mode'), mode);
  const quoted = `'${process.execPath}' '${speaker}' '${join(program, 'mode')}'`;
  writeFileSync(join(program, 'ssh'), `#!/bin/sh\nexec ${quoted}\n`, { mode: 0o755 });
  writeFileSync(join(workspace, 'key'), 'a key', { mode: 0o600 });
  const before = process.env['PATH'];
  process.env['PATH'] = `${program}:${before}`;
  onTestFinished(() => {
    process.env['PATH'] = before;
  });
  const hostKeys = [
    'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBU3RvGkXYmdxfSUW5E2wpyYnEkEkp8yTrTAdRAhAw1B',
  ];
  const config = readConfig(
    {
      mpid: 'SUPP',
      role: 'X',
      pickUps: [
        {
          name: 'liar',
          from: 'sftp://pawl@liar.example/out',
          hostKeys,
          keyFile: 'key',
          quietMs: 0,
          timeoutMs: mode === 'silent' ? 500 : 10_000,
        },
      ],
    },
    'pawl.config.json',
  );
  const porter = openPorter({
    workspace,
    config: () => config,
    log: createLog('silent', 'none'),
    tell: () => undefined,
    onBrought: () => undefined,
  });
  const [trouble] = await porter.bring();
  await porter.close();
  const kept = readdirSync(join(workspace, 'data', 'porter'));
  expect(kept.filter((name) => name.endsWith('.copy'))).toEqual([]);
  return { detail: trouble?.detail ?? '', inbox: filesIn(join(workspace, 'inbox')) };
}

test.runIf(process.platform !== 'win32').each([
  ['banner', 'the server does not speak SFTP'],
  ['long', 'the server does not speak SFTP'],
  ['other', 'the server does not speak SFTP'],
  ['silent', 'no answer within 500 ms'],
  ['empty', 'the server lists nothing, without end'],
  ['cut', 'an answer of the server is cut short'],
  ['flood', 'more than 250000 entries lie there'],
  ['grows', 'it grew while it was read'],
  ['much', 'it cannot be read there'],
  // Its file has five bytes and no end.
  ['endless', 'it grew while it was read'],
  ['names', 'its name leads elsewhere; and 2 more'],
])('%s: %s', async (mode, words) => {
  const { detail, inbox } = await met(mode);
  expect(detail).toContain(words);
  expect(inbox).toEqual([]);
});

test('without ssh on the machine it is said so', async () => {
  const workspace = tempFolder();
  makeFolders(workspace);
  writeFileSync(join(workspace, 'key'), 'a key', { mode: 0o600 });
  const before = process.env['PATH'];
  process.env['PATH'] = tempFolder();
  onTestFinished(() => {
    process.env['PATH'] = before;
  });
  const hostKeys = [
    'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBU3RvGkXYmdxfSUW5E2wpyYnEkEkp8yTrTAdRAhAw1B',
  ];
  const sftp = { to: 'sftp://pawl@nobody.example/in', hostKeys, keyFile: 'key' };
  const config = readConfig({ mpid: 'SUPP', role: 'X', outboxTo: sftp }, 'pawl.config.json');
  const porter = openPorter({
    workspace,
    config: () => config,
    log: createLog('silent', 'none'),
    tell: () => undefined,
    onBrought: () => undefined,
  });
  const [trouble] = await porter.takeOut();
  expect(trouble?.detail).toContain('there is no ssh on the PATH of this machine');
});

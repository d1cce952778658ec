/** What packaging/ says, as far as it can be looked at here: the unit is understood and hardened. */
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cleanFolder, plainEnvironment, repository } from './packed.ts';

const textOf = (path: string): string => readFileSync(join(repository, path), 'utf8');
const call = (command: string, args: readonly string[], cwd: string) =>
  spawnSync(command, args, { cwd, env: plainEnvironment, encoding: 'utf8' });

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
if (!hasSystemd) console.warn('systemd-analyze is not here: the unit is not looked at.');

describe.skipIf(!hasSystemd)('the systemd unit', () => {
  const folder = cleanFolder();
  const unit = textOf('packaging/pawl.service');

  /** The unit with programs that are there: systemd looks for them, and nothing is installed here. */
  function verify(text: string, name: string) {
    const stand = join(folder, 'pawl');
    writeFileSync(stand, '#!/bin/sh\n');
    chmodSync(stand, 0o755);
    const path = join(folder, name);
    writeFileSync(path, text.replace(/^(ExecStart=)\S+/m, `$1${stand}`));
    const { status, stdout, stderr } = call('systemd-analyze', ['verify', path], folder);
    return { status, said: (stdout + stderr).trim() };
  }

  test('is understood to the last line', () => {
    expect(verify(unit, 'pawl.service')).toEqual({ status: 0, said: '' });
    expect(verify(`${unit}Nonsense=yes\n`, 'nonsense.service').said).toContain('Nonsense');
  });

  test('becomes a second environment by the line of the page', () => {
    const [, script = ''] = /^sed '([^']+)'/m.exec(textOf('docs/operating.md')) ?? [];
    const second = call('sed', [script, join(repository, 'packaging/pawl.service')], folder).stdout;
    expect(verify(second, 'pawl-test.service')).toEqual({ status: 0, said: '' });
    for (const line of ['User=pawl-test', 'Group=pawl-test', 'StateDirectory=pawl-test']) {
      expect(second).toContain(`\n${line}\n`);
    }
    expect(second).toContain('--workspace /var/lib/pawl-test\n');
    expect(second).not.toMatch(/\/var\/lib\/pawl(?!-test)|\/etc\/pawl\//);
  });

  test('is exposed less than 1.5 of 10', () => {
    const args = ['security', '--offline=true', '--threshold=15'];
    const looked = call('systemd-analyze', [...args, 'packaging/pawl.service'], repository);
    expect(looked.status, looked.stdout).toBe(0);
  });
});

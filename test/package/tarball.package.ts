/** `npm pack` makes a package that holds what it should and runs where nothing else of it is. */
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { cleanFolder, type Packed, pack, repository, run, start } from './packed.ts';

const elsewhere = cleanFolder();
const prefix = join(elsewhere, 'installed');
const installed = join(prefix, 'node_modules', 'pawl');
const story = join(installed, 'samples', 'option-1-report-late-breach-then-resolved');
let packed: Packed;

/** From a working directory that has nothing to do with where it is installed. */
const pawl = (...args: string[]) =>
  run(join(prefix, 'node_modules', '.bin', 'pawl'), args, elsewhere);

beforeAll(async () => {
  packed = await pack(elsewhere);
  const args = ['install', '--prefix', prefix, '--prefer-offline', packed.path];
  const install = await run('npm', args, elsewhere);
  expect(install.code, install.err).toBe(0);
});

/** Without the dependencies that are in it too. */
const own = (): string[] => packed.files.filter((path) => !path.startsWith('node_modules/'));

describe('the tarball', () => {
  test('holds the program, its data and its pages, and nothing else', () => {
    const tops = [...new Set(own().map((path) => path.split('/')[0] ?? ''))].sort();
    const documents = 'ARCHITECTURE.md CHANGELOG.md CONTRIBUTING.md LICENSE README.md';
    const rest = 'bin dist docs flows package.json packaging pawl.config.schema.json samples';
    expect(tops).toEqual(`${documents} approvals ${rest}`.split(' '));
    const strange = own().filter(
      (path) =>
        !/^[\w./-]+\.(js|mjs|d\.ts|json|sql|md|usr|csv|txt|css|svg|service)$|^LICENSE$/.test(path),
    );
    expect(strange.filter((path) => !path.startsWith('packaging/'))).toEqual([]);
    expect(own().filter((path) => /(^|\/)(\.|(node_modules|workspace)\/)/.test(path))).toEqual([]);
  });

  test('is small', () => {
    const ours = own().map((path) => readFileSync(join(installed, path)));
    // commander, xstate and zod are in the bundle, and so among what is ours.
    expect(gzipSync(Buffer.concat(ours)).length).toBeLessThan(1_750_000);
    expect(packed.size).toBeLessThan(6_000_000);
  });

  test('says nothing about the place where it was made', () => {
    const places = [repository, repository.slice(0, -1), process.env['HOME'] ?? repository];
    const named = packed.files.filter((path) => {
      const text = readFileSync(join(installed, path), 'utf8');
      return places.some((place) => place.length > 1 && text.includes(`${place}/`));
    });
    expect(named).toEqual([]);
  });

  test('has all that stands among the sources beside them', () => {
    const data = readdirSync(join(repository, 'src'), { recursive: true, encoding: 'utf8' });
    const wanted = data
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => /\.(?!ts$|json$)\w+$/.test(path));
    expect(wanted).toContain('store/sqlite/001_initial.sql');
    const missing = wanted
      .map((path) => `dist/${path}`)
      .filter((path) => !packed.files.includes(path));
    expect(missing).toEqual([]);
  });
});

interface Locked {
  readonly version: string;
  readonly integrity: string;
  readonly dev?: boolean;
  readonly inBundle?: boolean;
}

interface Component {
  readonly name: string;
  readonly version: string;
  readonly hashes: readonly { readonly content: string }[];
  readonly licenses: readonly {
    readonly license?: { id?: string };
    readonly expression?: string;
  }[];
}

describe('what it rests on', () => {
  const { packages } = JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8'));
  const locked = Object.entries(packages as Record<string, Locked>)
    .filter(([path, { dev }]) => path !== '' && dev !== true)
    .map(([path, one]) => ({ ...one, name: path.replace(/^.*node_modules\//, '') }));
  const bundled = locked.filter(({ inBundle }) => inBundle === true);

  test('is in the package, byte for byte as it was tested', () => {
    expect(bundled.length).toBeGreaterThan(20);
    for (const { name, version } of bundled) {
      const about = join(installed, 'node_modules', name, 'package.json');
      expect(JSON.parse(readFileSync(about, 'utf8')), name).toMatchObject({ name, version });
    }
    const modules = packed.files.filter((path) => path.startsWith('node_modules/'));
    const others = modules.filter(
      (path) => !bundled.some(({ name }) => path.startsWith(`node_modules/${name}/`)),
    );
    expect(others).toEqual([]);
    const changed = modules.filter(
      (path) => !readFileSync(join(installed, path)).equals(readFileSync(join(repository, path))),
    );
    expect(changed).toEqual([]);
  });

  test('is fetched for the Node of the platform alone, which is the one that was chosen', async () => {
    const beside = readdirSync(join(prefix, 'node_modules')).filter(
      (name) => !name.startsWith('.'),
    );
    const brought = locked.filter((one) => !bundled.includes(one)).map(({ name }) => name);
    expect(beside.filter((name) => name !== 'pawl' && !brought.includes(name))).toEqual([]);
    const checked = await run('node', [join(installed, 'bin', 'check-node.mjs')], elsewhere);
    expect(checked).toMatchObject({ code: 0, err: '' });
    expect(checked.out).toMatch(/as written down|nothing to compare/);
  });

  test('stands in the SBOM with version, licence and digest', () => {
    const sbom = JSON.parse(readFileSync(join(installed, 'dist', 'sbom.cdx.json'), 'utf8'));
    expect(sbom).toMatchObject({
      bomFormat: 'CycloneDX',
      metadata: { component: { name: 'pawl' } },
    });
    const listed = (sbom.components as Component[]).map(({ name, version, hashes }) => [
      `${name} ${version}`,
      Buffer.from(hashes[0]?.content ?? '', 'hex').toString('base64'),
    ]);
    const wanted = locked.map(({ name, version, integrity }) => [
      `${name} ${version}`,
      integrity.replace('sha512-', ''),
    ]);
    expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(wanted));
    for (const { name, licenses } of sbom.components as Component[]) {
      expect(licenses[0]?.license?.id ?? licenses[0]?.expression, name).toBeTypeOf('string');
    }
  });
});

describe('installed elsewhere', () => {
  test('pawl tells its version', async () => {
    expect(await pawl('--version')).toMatchObject({ code: 0, out: `${packed.version}\n` });
    // By the Node of this machine above, which may be too old and then finds the one that was
    // brought; by one that is new enough here.
    const direct = await run(
      process.execPath,
      [join(installed, 'bin', 'pawl.mjs'), '--version'],
      elsewhere,
    );
    expect(direct).toMatchObject({ code: 0, out: `${packed.version}\n` });
  });

  test('a story goes through a workspace that it made', async () => {
    const desk = join(elsewhere, 'desk');
    expect(
      await pawl('init', desk, '--mpid', 'SUPP', '--role', 'X', '--send', 'never'),
    ).toMatchObject({
      code: 0,
    });
    copyFileSync(join(story, '01-D0001.usr'), join(desk, 'inbox', '01-D0001.usr'));
    copyFileSync(join(story, '02-D0001.usr'), join(desk, 'sent', '02-D0001.usr'));
    copyFileSync(join(story, '03-D0002.usr'), join(desk, 'inbox', '03-D0002.usr'));
    const once = await pawl('once', '--workspace', desk);
    expect(once.code, once.err).toBe(0);
    expect(readdirSync(join(desk, 'inbox'))).toEqual([]);
    const checks = await pawl('checks', '--json', '--workspace', desk);
    expect(checks.code, checks.err).toBe(0);
    expect(JSON.parse(checks.out).items).toMatchObject([
      { mpan: '1012044110074', state: 'closed', outcome: 'backstopPresent' },
    ]);
    expect(await pawl('verify', '--workspace', desk)).toMatchObject({ code: 0 });
  });

  test('replay compares, and a difference is exit code 1', async () => {
    const replayed = await pawl('replay', story);
    expect(replayed.code, replayed.err).toBe(0);
    expect(replayed.out).toContain('As expected.');
    const expected = join(story, 'expected', 'replay.json');
    const golden = readFileSync(expected, 'utf8');
    writeFileSync(expected, golden.replace('backstopPresent', 'meterReplaced'));
    expect(await pawl('replay', story)).toMatchObject({ code: 1 });
  });

  test('a mistake is exit code 2, and tells the installed command', async () => {
    const mistaken = await pawl('checks', '--workspace', 'nowhere');
    expect(mistaken).toMatchObject({ code: 2, out: '' });
    expect(mistaken.err).toMatch(/^pawl: WORKSPACE_MISSING: /);
  });

  test('the gateway runs until the command that started it is told to stop', async () => {
    const gateway = start(
      join(prefix, 'node_modules', '.bin', 'pawl'),
      ['start', '--workspace', join(elsewhere, 'demonstration')],
      elsewhere,
    );
    await gateway.says('Ctrl-C stops the gateway.');
    gateway.process.kill('SIGTERM');
    const { code, out } = await gateway.ended;
    expect(code).toBe(0);
    expect(out).toContain('  pawl explain ');
    expect(out).toContain('Stopped. pawl start goes on from here.');
  });
});

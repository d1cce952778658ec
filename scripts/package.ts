/**
 * Makes what can be installed where there is no network: for each platform a zip with what npm would
 * have put there, Node among it, and what starts it. `npm run package [-- --into DIR] [PLATFORM …]`
 * writes `pawl-VERSION-PLATFORM.zip` for linux-x64, linux-arm64 and win-x64, or for those that are
 * named. Here the network is needed: the Node of another platform is fetched. It is taken only if its
 * package is that of the lock and its program that of `bin/node-digests.json`.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ZipFile } from 'yazl';

const root = fileURLToPath(new URL('..', import.meta.url));
const json = (name: string) => JSON.parse(readFileSync(join(root, name), 'utf8'));

const { version } = json('package.json');
const lock = json('package-lock.json').packages;
const digests = json('bin/node-digests.json').sha256;

/** The files of each platform beside node_modules, by their names in the zip, and its program. */
const platforms = {
  'linux-x64': { node: 'bin/node', beside: { pawl: 'pawl.sh', 'README.txt': 'linux.txt' } },
  'linux-arm64': { node: 'bin/node', beside: { pawl: 'pawl.sh', 'README.txt': 'linux.txt' } },
  'win-x64': {
    node: 'bin/node.exe',
    beside: { 'pawl.cmd': 'pawl.cmd', 'README.txt': 'windows.txt' },
  },
} as const;
type Platform = keyof typeof platforms;
const isPlatform = (name: string): name is Platform => Object.hasOwn(platforms, name);

const { values, positionals } = parseArgs({
  options: { into: { type: 'string', default: '.' } },
  allowPositionals: true,
});
const named = positionals.length === 0 ? Object.keys(platforms) : positionals;
const wanted = named.filter(isPlatform);
if (wanted.length < named.length) {
  const [unknown] = named.filter((name) => !isPlatform(name));
  throw new Error(`no zip is made for ${unknown}: name ${Object.keys(platforms).join(', ')}`);
}

interface NodePackage {
  readonly name: string;
  readonly place: string;
}
const fetched = new Map<Platform, NodePackage>();

const folder = mkdtempSync(join(tmpdir(), 'pawl-zip-'));
try {
  const own = unpacked(packed('.', root), 'own');
  for (const platform of wanted) await writeZip(platform, own);
} finally {
  rmSync(folder, { recursive: true });
}

/** The path of a tarball that `npm pack` made or fetched. */
function packed(what: string, cwd: string): string {
  const into = mkdtempSync(join(folder, 'packed-'));
  execFileSync('npm', ['pack', what, '--pack-destination', into], { cwd, stdio: 'pipe' });
  const [name = ''] = readdirSync(into);
  return join(into, name);
}

/** The folder that a tarball holds. */
function unpacked(tarball: string, name: string): string {
  const into = join(folder, name);
  mkdirSync(into);
  execFileSync('tar', ['-xzf', tarball, '-C', into]);
  return join(into, readdirSync(into)[0] ?? '');
}

/** The package with the Node of a platform, if it is the one that was chosen. */
function nodeOf(platform: Platform): NodePackage {
  const known = fetched.get(platform);
  if (known !== undefined) return known;
  const name = `node-${platform}`;
  const tarball = packed(`${name}@${lock[`node_modules/${name}`].version}`, folder);
  const integrity = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
  if (integrity !== lock[`node_modules/${name}`].integrity) {
    throw new Error(`${name} is not the package of package-lock.json: its digest is ${integrity}`);
  }
  const place = unpacked(tarball, name);
  const program = readFileSync(join(place, platforms[platform].node));
  const sha256 = createHash('sha256').update(program).digest('hex');
  if (sha256 !== digests[name]) {
    throw new Error(`${name} has another Node than bin/node-digests.json: SHA-256 ${sha256}`);
  }
  fetched.set(platform, { name, place });
  return { name, place };
}

async function writeZip(platform: Platform, own: string): Promise<void> {
  const { node, beside } = platforms[platform];
  const { name, place } = nodeOf(platform);
  const top = `pawl-${version}-${platform}`;
  const zip = new ZipFile();
  const add = (from: string, to: string, mode: number): void => {
    // Whoever makes it twice gets the same bytes, whenever that is.
    const how = { mtime: new Date(Date.UTC(2000, 0)), mode: 0o100000 | mode };
    if (platform === 'win-x64' && /^[^/]+$|\/packaging\/windows\//.test(to)) {
      const text = readFileSync(from, 'utf8').replaceAll('\n', '\r\n');
      zip.addBuffer(Buffer.from(text), `${top}/${to}`, how);
    } else zip.addFile(from, `${top}/${to}`, how);
  };
  for (const [to, from] of Object.entries(beside)) {
    add(join(root, 'packaging/zip', from), to, to === 'pawl' ? 0o755 : 0o644);
  }
  // Where the unit and the pages of docs/ look for it, as after an installation by npm.
  if (platform !== 'win-x64')
    add(join(root, 'packaging/zip/pawl-bin.sh'), 'node_modules/.bin/pawl', 0o755);
  for (const path of filesBelow(own)) add(join(own, path), `node_modules/pawl/${path}`, 0o644);
  add(join(place, node), `node_modules/${name}/${node}`, 0o755);
  add(join(place, 'package.json'), `node_modules/${name}/package.json`, 0o644);
  // The package of Windows leaves out what its licence asks for.
  add(join(nodeOf('linux-x64').place, 'LICENSE'), `node_modules/${name}/LICENSE`, 0o644);
  zip.end();
  const into = resolve(values.into);
  const unfinished = join(folder, `${top}.zip`);
  await pipeline(zip.outputStream, createWriteStream(unfinished));
  mkdirSync(into, { recursive: true });
  copyFileSync(unfinished, join(into, `${top}.zip`));
  process.stdout.write(`${join(into, `${top}.zip`)}\n`);
}

function filesBelow(place: string): string[] {
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) =>
      join(parentPath, name)
        .slice(place.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
}

/**
 * What the package rests on, for programs that look for known weaknesses: a CycloneDX list of each
 * dependency with version, licence and digest, as `dist/sbom.cdx.json`, made when it is packed. It has
 * no time and no serial number: the same sources make the same list.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

const read = (name: string) => JSON.parse(readFileSync(join(root, name), 'utf8'));
const write = (path: string, value: unknown): void =>
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);

// Made where nothing for development is: npm would leave out what is for both.
const { devDependencies: _, ...about } = read('package.json');
const lock = read('package-lock.json');
const kept = Object.entries<{ dev?: boolean }>(lock.packages)
  .filter(([, { dev }]) => dev !== true)
  .map(([path, one]) => [path, path === '' ? { ...one, devDependencies: {} } : one]);
const folder = mkdtempSync(join(tmpdir(), 'pawl-sbom-'));
try {
  write(join(folder, 'package.json'), about);
  write(join(folder, 'package-lock.json'), { ...lock, packages: Object.fromEntries(kept) });
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
  const sbom = JSON.parse(execFileSync('npm', args, { cwd: folder, encoding: 'utf8' }));
  delete sbom.serialNumber;
  delete sbom.metadata.timestamp;
  // npm takes the name of the folder for the name of what is in it.
  sbom.metadata.component.name = about.name;
  write(join(root, 'dist', 'sbom.cdx.json'), sbom);
} finally {
  rmSync(folder, { recursive: true });
}

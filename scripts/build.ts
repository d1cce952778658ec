/**
 * Makes dist/ for the package: the sources as JavaScript, because Node does not strip types below
 * node_modules, and beside them the data that stands among the sources. dist/ mirrors src/, so that
 * what a source finds by its own place is found from there too.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
rmSync(`${root}dist`, { recursive: true, force: true });
const { status } = spawnSync(
  process.execPath,
  ['node_modules/typescript/bin/tsc', '--project', 'tsconfig.build.json'],
  { cwd: root, stdio: 'inherit' },
);
if (status === 0) {
  cpSync(`${root}src`, `${root}dist`, {
    recursive: true,
    filter: (path) => !path.endsWith('.ts'),
  });
}
process.exitCode = status ?? 1;

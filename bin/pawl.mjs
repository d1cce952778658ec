#!/usr/bin/env node
/** The command `pawl` of the installed package. */
import { fileURLToPath } from 'node:url';
import { runWithNode } from './brought-node.mjs';

await runWithNode(
  fileURLToPath(new URL('../dist/cli/pawl.js', import.meta.url)),
  process.argv.slice(2),
  'install pawl with its optional dependencies, which bring that Node, or put it first on the PATH',
);

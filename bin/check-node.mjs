/**
 * Compares the Node that was brought with the digest that was written down when its version was
 * chosen: `node bin/check-node.mjs [PROGRAM]`. Plain JavaScript, so that it is not the brought
 * Node that vouches for itself. Exit code 1 where it is another program.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { broughtNode } from './brought-node.mjs';

const digests = JSON.parse(readFileSync(new URL('node-digests.json', import.meta.url), 'utf8'));
const found = broughtNode();
if (found === undefined) {
  process.stdout.write('No Node was brought for this platform: nothing to compare.\n');
} else {
  const program = process.argv[2] ?? found.program;
  const actual = createHash('sha256').update(readFileSync(program)).digest('hex');
  const expected = digests.sha256[found.name];
  if (actual === expected) {
    process.stdout.write(`${found.name} ${digests.version}: SHA-256 ${actual}, as written down.\n`);
  } else {
    process.stderr.write(
      `${program} is not the Node of ${found.name} ${digests.version}\n` +
        `  expected SHA-256 ${expected}\n  found SHA-256    ${actual}\n`,
    );
    process.exitCode = 1;
  }
}

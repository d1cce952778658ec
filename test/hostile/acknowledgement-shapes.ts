/** Acknowledgements of the transfer service as somebody hostile would write them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Shape } from './shape.ts';

/** For the gateways that these are dropped into. */
export const hostileAcknowledgements = {
  fileName: 'ack_*.txt',
  file: 2,
  outcome: 3,
  delivered: ['OK'],
  refused: ['NOK'],
};

const lines = (name: string, n: number, big: number, line: (index: number) => string): Shape => ({
  name: `ack-${name}`,
  n,
  big,
  drop: (workspace, count) => {
    const text = Array.from({ length: count }, (_, index) => line(index)).join('');
    writeFileSync(join(workspace, 'inbox', `ack_${name}.txt`), text, 'latin1');
  },
  doubles: true,
});

export const acknowledgementShapes: readonly Shape[] = [
  // Each is looked for, and none is there.
  lines('of-nobody', 5_000, 10_000, (index) => `A|PW${String(index).padStart(8, '0')}|NOK|\n`),
  lines('separators', 900, 1_000_000, () => `${'|'.repeat(999)}\n`),
  lines('empty', 200_000, 100_000_000, () => '\n'),
];

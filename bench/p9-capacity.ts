/**
 * P9: Capacity Market components at the paper's own scale: the 73,109 of the 2024/25 Delivery Year in
 * 211 CMUs, the 345,000 more that are expected, both together, and twice that, each read and
 * reported in a process of its own. The counts must be exact; the memory must not grow.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { portfolio } from '../test/support/cm-components.ts';
import type { Report } from './measure.ts';
import { rounded } from './measure.ts';

const cmus = 211;
const sizes = [73_109, 418_109, 836_218];

interface Measured {
  readonly components: number;
  readonly seconds: number;
  readonly megabytes: number;
  readonly fileMegabytes: number;
}

export async function p9(): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-bench-'));
  try {
    const measured = sizes.map((components) => measure(folder, components));
    const [small, full, twice] = measured as [Measured, Measured, Measured];
    return {
      'P9/components': {
        ours: Math.round(full.components / full.seconds),
        peer: null,
        limit: null,
        ratio: rounded(full.components / full.seconds / (small.components / small.seconds)),
        unit: 'rows/s',
        spread: [
          Math.round(small.components / small.seconds),
          Math.round(twice.components / twice.seconds),
        ],
        runs: 1,
        note: `${full.components} rows in ${full.seconds.toFixed(1)} s; ratio to ${small.components} rows`,
      },
      'P9/memory': {
        ours: full.megabytes,
        peer: null,
        limit: null,
        ratio: rounded(twice.megabytes / full.megabytes),
        unit: 'MB',
        spread: [small.megabytes, twice.megabytes],
        runs: 1,
        note: `peak for ${sizes.join(', ')} rows; ratio of twice the rows`,
      },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measure(folder: string, components: number): Measured {
  const path = join(folder, `cm-components-${components}.csv`);
  const { rows, expected } = portfolio(components, cmus);
  const handle = openSync(path, 'w');
  let text = '';
  for (const row of rows()) {
    text += row;
    if (text.length < 1 << 20) continue;
    writeSync(handle, text);
    text = '';
  }
  writeSync(handle, text);
  closeSync(handle);
  const peak = new URL('capacity-peak.ts', import.meta.url).pathname;
  const out = execFileSync(process.execPath, [peak, path, folder], { encoding: 'utf8' });
  const { seconds, megabytes, totals } = JSON.parse(out);
  const { components: counted, difference } = totals;
  if (counted !== components || difference.movesOutOfBespoke !== expected.movesOutOfBespoke) {
    throw new Error(`counted ${JSON.stringify(totals)}, expected ${JSON.stringify(expected)}`);
  }
  return { components, seconds, megabytes, fileMegabytes: statSync(path).size / 1e6 };
}

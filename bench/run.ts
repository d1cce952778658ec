/**
 * npm run bench [-- --json] [-- --only P1,P2]: every figure of docs/performance.md, measured in this
 * run. Without --json it prints a table to read and writes nothing; with it, one JSON object.
 */
import type { Report } from './measure.ts';

const parts: Readonly<Record<string, () => Promise<Report>>> = {
  P1: async () => (await import('./p1-read.ts')).p1(),
  P2: async () => (await import('./p2-intake.ts')).p2(),
  P3: async () => (await import('./p3-files.ts')).p3(),
  P4: async () => (await import('./p4-growth.ts')).p4(),
  P5: async () => (await import('./p5-latency.ts')).p5(),
  P6: async () => (await import('./p6-year.ts')).p6(),
  P7: async () => (await import('./p7-parts.ts')).p7(),
  P8: async () => (await import('./p8-pages.ts')).p8(),
  P9: async () => (await import('./p9-capacity.ts')).p9(),
  P10: async () => (await import('./p10-pages-beside-intake.ts')).p10(),
  P11: async () => (await import('./p11-pages-beside-reports.ts')).p11(),
  P12: async () => (await import('./p12-start.ts')).p12(),
  P13: async () => (await import('./p13-postgres.ts')).p13(),
};

/** Too long for every run: measured where they are named by --only. */
const onlyNamed: typeof parts = {
  P8M: async () => (await import('./p8-pages.ts')).p8Million(),
};

const asJson = process.argv.includes('--json');
const only = process.argv.find((_, index) => process.argv[index - 1] === '--only')?.split(',');
const report: Report = {};
const named = Object.entries(onlyNamed).filter(([name]) => only?.includes(name) === true);
for (const [name, part] of [...Object.entries(parts), ...named]) {
  if (only !== undefined && !only.includes(name)) continue;
  process.stderr.write(`${name} …\n`);
  try {
    Object.assign(report, await part());
  } catch (error) {
    // What was measured is worth having, whatever one part has met.
    process.stderr.write(`${name} failed: ${error instanceof Error ? error.stack : 'unknown'}\n`);
    process.exitCode = 1;
  }
}
if (asJson) {
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
} else {
  for (const [name, figure] of Object.entries(report)) {
    const { ours, peer, limit, ratio, unit, spread } = figure;
    const other = peer ?? limit ?? '';
    process.stdout.write(
      `${name.padEnd(16)} ${String(ours).padStart(10)} ${unit.padEnd(12)} other ${String(other).padStart(10)}  ratio ${ratio}  (${spread.join(' … ')})\n`,
    );
  }
}

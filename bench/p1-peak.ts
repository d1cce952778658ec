/** Reads one flow file in pieces and prints the peak memory of this process in MB. */
import { createReadStream, readFileSync } from 'node:fs';
import { loadCatalogue } from '../src/shipped-flows.ts';
import { createFlowReader, defaultLimits } from '../src/flow/index.ts';

const path = process.argv[2] ?? '';
let instances = 0;
const reader = createFlowReader(loadCatalogue(), {
  limits: defaultLimits,
  onInstance: () => {
    instances += 1;
  },
});
for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) reader.push(chunk);
const summary = reader.end();
if (summary.outcome !== 'accepted' || instances === 0) throw new Error('the file was not accepted');
// The kernel's own high-water mark: a process's resource usage can carry that of its parent.
const [, peakKb = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
process.stdout.write(String(Math.round(Number(peakKb) / 1024)));

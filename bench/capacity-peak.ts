/** Reports one file of components and prints seconds, and the peak memory of this process in MB. */
import { mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { writeReports } from '../src/papers/capacity-market/report-files.ts';
import { noRegister } from '../src/papers/paper.ts';
import { sha256OfFile } from '../src/files/index.ts';

const [path = '', workspace = ''] = process.argv.slice(2);
mkdirSync(join(workspace, 'reports'), { recursive: true });
const start = performance.now();
const { summary } = await writeReports({
  path,
  workspace,
  file: basename(path),
  sha256: sha256OfFile(path),
  at: '2026-08-03T09:00:00Z',
  used: { rule: 'CP392', because: 'the benchmark' },
  issueOn: noRegister,
  progress: () => undefined,
});
const seconds = (performance.now() - start) / 1000;
// The kernel's own high-water mark: a process's resource usage can carry that of its parent.
const [, peakKb = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
const megabytes = Math.round(Number(peakKb) / 1024);
process.stdout.write(JSON.stringify({ seconds, megabytes, totals: summary.totals }));

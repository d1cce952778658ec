/**
 * How much memory one large file takes: a D0150 of 100,000 MPANs through the gateway in a process of
 * its own, which tells its peak. `node scripts/memory.ts [MPANS] [LIMIT_MB]` fails above the limit.
 */
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fixedClock } from '../src/clock.ts';
import { readConfig } from '../src/config/config.ts';
import { openEngine } from '../src/engine.ts';
import { mpanWithCheckDigit } from '../src/flow/index.ts';
import { createLog } from '../src/log.ts';

const [first = '100000', second = '512'] = process.argv.slice(2);
if (first === '--take') await take(second);
else measure(Number(first), Number(second));

function measure(mpans: number, limitMb: number): void {
  const workspace = mkdtempSync(join(tmpdir(), 'pawl-memory-'));
  try {
    mkdirSync(join(workspace, 'inbox'));
    mkdirSync(join(workspace, 'data'));
    const path = join(workspace, 'inbox', 'large.usr');
    writeLarge(path, mpans);
    const size = statSync(path).size / 1e6;
    const script = fileURLToPath(import.meta.url);
    const child = spawnSync(process.execPath, [script, '--take', workspace], { encoding: 'utf8' });
    if (child.status !== 0)
      throw new Error(`the child ended with ${child.status}: ${child.stderr}`);
    const { outcome, seconds, peakMb } = JSON.parse(child.stdout);
    const line = `${mpans} MPANs, ${size.toFixed(1)} MB: ${outcome} in ${seconds} s, peak ${peakMb} MB`;
    process.stdout.write(`${line}\n`);
    if (peakMb > limitMb) process.exitCode = 1;
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

/** Every hundredth MPAN has a wrong check digit, so that there is something to refuse. */
function writeLarge(path: string, mpans: number): void {
  const handle = openSync(path, 'w');
  const put = (lines: readonly string[]): void => {
    writeSync(handle, lines.map((line) => `${line}\r\n`).join(''));
  };
  put(['ZHV|LARGE00001|D0150002|M|MOPX|X|SUPP|20260810100000||||OPER|']);
  for (let n = 0; n < mpans; n += 1) {
    const good = mpanWithCheckDigit(`12${String(n).padStart(10, '0')}`);
    const wrong = good.slice(0, 12) + String((Number(good[12]) + 1) % 10);
    put([
      `288|${n % 100 === 99 ? wrong : good}|20260808||E|`,
      '289|0393|20260808|||',
      `290|N${String(n).padStart(9, '0')}|||100|J|ACME 100|MAPX|||||||||||N|20260808|||||H|20260808|`,
      '293|01|C|AI|1.00||5|||',
      `08A|S${String(n).padStart(9, '0')}|20260808|MAPX|`,
    ]);
  }
  put([`ZPT|LARGE00001|${mpans * 5}||${mpans}|20260810100000|`]);
  closeSync(handle);
}

async function take(workspace: string): Promise<void> {
  const engine = await openEngine({
    workspace,
    config: readConfig({ mpid: 'SUPP', role: 'X', send: 'never' }, 'pawl.config.json'),
    clock: fixedClock('2026-08-10T12:00:00Z'),
    log: createLog('silent', 'none'),
    storePath: join(workspace, 'data', 'pawl.db'),
    progress: null,
  });
  const started = performance.now();
  const { receipts } = await engine.pass({ final: true });
  const seconds = Number(((performance.now() - started) / 1000).toFixed(1));
  await engine.close();
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
  const { outcome } = receipts[0] ?? {};
  writeFileSync(1, JSON.stringify({ outcome, seconds, peakMb }));
}

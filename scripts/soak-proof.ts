/**
 * An accelerated year: a real engine on a real folder, a clock that goes on by a day at a time, files each
 * day, answers to some, deadlines that pass, a reader that empties outbox/. Memory, open handles and the
 * write-ahead log are measured each month and must stay flat: `soak-proof.ts DAYS FILES_A_DAY [--record]`.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { fixedClock } from '../src/clock.ts';
import { readConfig } from '../src/config/index.ts';
import { openEngine } from '../src/engine.ts';
import { surroundingsOf, watchEngine } from '../src/health/index.ts';
import { verify } from '../src/keeping/index.ts';
import { createLog } from '../src/log.ts';
import { mpanOf, notificationsCsv, reportFile } from '../test/support/flow-files.ts';
import { isAskedToRecord, record } from './reliability.ts';

const days = Number(process.argv[2] ?? 365);
const filesADay = Number(process.argv[3] ?? 40);
if (!(days > 60 && filesADay > 1)) throw new Error('soak-proof.ts DAYS (over 60) FILES_A_DAY');

const workspace = mkdtempSync(join(tmpdir(), 'pawl-soak-'));
const startsAt = Temporal.Instant.from('2026-01-05T09:00:00Z');
const clock = fixedClock(startsAt.toString());
const settings = {
  mpid: 'SUPP',
  role: 'X',
  send: 'automatic',
  quietPeriodMs: 0,
  csvQuietPeriodMs: 0,
};
let elapsedMs = 0;
const engine = await openEngine({
  workspace,
  config: readConfig(settings, 'soak'),
  clock,
  log: createLog('silent', 'none'),
  storePath: join(workspace, 'data', 'pawl.db'),
  progress: null,
});
// The clock that nobody can set goes on by days too, or each day would look like a jump.
const surroundings = { ...surroundingsOf(workspace), monotonicMs: () => elapsedMs };
const watched = await watchEngine(engine, { surroundings, lastAliveAt: null });

interface Sample {
  readonly heapMb: number;
  readonly handles: number;
  readonly walMb: number;
}
const wal = join(workspace, 'data', 'pawl.db-wal');
const handles = (): number =>
  existsSync('/proc/self/fd') ? readdirSync('/proc/self/fd').length : 0;
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
function sample(): Sample {
  collect();
  const heapMb = Math.round(process.memoryUsage().heapUsed / 1e5) / 10;
  const walMb = Math.round((statSync(wal, { throwIfNoEntry: false })?.size ?? 0) / 1e5) / 10;
  return { heapMb, handles: handles(), walMb };
}

const startedMs = performance.now();
const samples: Sample[] = [];
let taken = 0;
let sent = 0;
let failed = 0;
for (let day = 0; day < days; day += 1) {
  const at = startsAt.add({ hours: 24 * day });
  elapsedMs = day * 86_400_000;
  clock.set(at.toString());
  const created = at
    .toString()
    .replaceAll(/[-:TZ]/g, '')
    .slice(0, 14);
  for (let n = 0; n < filesADay; n += 1) {
    const mpan = mpanOf(day * filesADay + n);
    const row = { mpan, on: at.toString().slice(0, 10), reference: `${day}-${n}` };
    writeFileSync(join(workspace, 'inbox', `n${day}-${n}.csv`), notificationsCsv([row]));
    // Two of three are answered, a week later; the others are over their deadlines.
    if (day < 7 || n % 3 === 0) continue;
    const asked = mpanOf((day - 7) * filesADay + n);
    const report = reportFile(`R${day}-${n}`, [asked], 'BACKSTOP FITTED', created);
    writeFileSync(join(workspace, 'inbox', `r${day}-${n}.usr`), report);
  }
  for (let passes = 0; passes < 3; passes += 1) {
    const { receipts, mishaps = [] } = await watched.pass({ final: false });
    taken += receipts.length;
    failed += mishaps.length;
  }
  for (const name of readdirSync(join(workspace, 'outbox'))) {
    rmSync(join(workspace, 'outbox', name));
    sent += 1;
  }
  if (day % 30 === 29) {
    samples.push(sample());
    process.stdout.write(`day ${day + 1}: ${JSON.stringify(samples.at(-1))}\n`);
  }
}
const { problems } = await verify(watched.gateway());
const alerts = (await watched.gateway().store.alertsOf(null)).length;
await watched.close();
rmSync(workspace, { recursive: true, force: true });
const seconds = Math.round((performance.now() - startedMs) / 1_000);

// The first month fills caches; from then on nothing may grow.
const [first, ...rest] = samples;
const most = (of: (one: Sample) => number): number => Math.max(...rest.map(of));
const heapFrom = first?.heapMb ?? 0;
const handlesFrom = first?.handles ?? 0;
const isFlat = {
  heap: most(({ heapMb }) => heapMb) <= heapFrom * 1.25 + 8,
  handles: most((one) => one.handles) <= handlesFrom + 2,
  // Its limit is 10,000 pages (40 MB); a large commit may go over it once.
  wal: most(({ walMb }) => walMb) <= 64,
};
const figures = [
  { what: 'Days', value: days },
  { what: 'Files taken in', value: taken },
  { what: 'Files sent', value: sent },
  { what: 'Alerts raised', value: alerts },
  { what: 'Seconds it took', value: seconds },
  { what: 'Heap after the first month', value: heapFrom, unit: 'MB' },
  {
    what: 'Most heap in any later month',
    value: most(({ heapMb }) => heapMb),
    unit: 'MB',
    wanted: 'a quarter and 8 MB over the first month at most',
    met: isFlat.heap,
  },
  {
    what: 'Open handles after the first month, and most later',
    value: `${handlesFrom}, ${most((one) => one.handles)}`,
    wanted: 'no more than 2 over the first month',
    met: isFlat.handles,
  },
  {
    what: 'Largest write-ahead log',
    value: most(({ walMb }) => walMb),
    unit: 'MB',
    wanted: '64 at most',
    met: isFlat.wal,
  },
  { what: 'Parts of a pass that failed', value: failed, wanted: '0', met: failed === 0 },
  {
    what: 'Problems that verify found',
    value: problems.length,
    wanted: '0',
    met: problems.length === 0,
  },
];
for (const { what, value } of figures) process.stdout.write(`${what}: ${value}\n`);
if (isAskedToRecord()) {
  record('soak', {
    title: 'An accelerated year',
    about:
      'A gateway lives through a year, a day at a time: notifications each day, answers to two of three a week later, deadlines that pass and are told, files sent and taken away. Memory, handles and the write-ahead log are looked at each month.',
    command: `npm run proof:soak -- ${days} ${filesADay} --record`,
    figures,
  });
}
if (!Object.values(isFlat).every(Boolean) || failed + problems.length > 0) process.exitCode = 1;

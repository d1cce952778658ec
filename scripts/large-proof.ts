/**
 * What `pawl verify` takes for a large journal and a large archive: stores made by the engine from
 * files, never by SQL, then the real command in a process of its own, which tells the peak of its memory.
 * `large-proof.ts [--entries N] [--files N] [--record]`; a tenth of each is looked at before, to compare.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fixedClock, systemClock } from '../src/clock.ts';
import { readConfig } from '../src/config/index.ts';
import { openEngine } from '../src/engine.ts';
import { makeFolders } from '../src/files/index.ts';
import { createLog } from '../src/log.ts';
import {
  detailsFile,
  mpanOf,
  notificationFile,
  orderFile,
  reportFile,
  requestFile,
} from '../test/support/flow-files.ts';
import { isAskedToRecord, record } from './reliability.ts';

const { values } = parseArgs({
  options: {
    entries: { type: 'string', default: '0' },
    files: { type: 'string', default: '0' },
    record: { type: 'boolean' },
  },
});
const entries = Number(values.entries);
const files = Number(values.files);
const settings = { mpid: 'SUPP', role: 'X', send: 'never', calendarFeed: false, chaseAt: null };
const main = fileURLToPath(new URL('../src/cli/pawl.ts', import.meta.url));
/** Node collects garbage late where it may; in a heap of this size what is kept shows. */
const heapMb = 192;
/** Ours: what the caches of V8 and SQLite may differ by from one run to another. */
const marginMb = 64;

type Engine = Awaited<ReturnType<typeof openEngine>>;

interface Verified {
  readonly entries: number;
  readonly problems: number;
  readonly peakMb: number;
  readonly seconds: number;
}

/** A workspace that grows from one verification to the next. */
function makeDesk() {
  const workspace = mkdtempSync(join(tmpdir(), 'pawl-large-'));
  makeFolders(workspace);
  writeFileSync(join(workspace, 'pawl.config.json'), JSON.stringify(settings));
  const put = (folder: 'inbox' | 'sent', name: string, text: string): void =>
    writeFileSync(join(workspace, folder, name), text);
  async function grow(work: (engine: Engine) => Promise<void>): Promise<void> {
    const engine = await openEngine({
      workspace,
      config: readConfig(settings, 'large-proof'),
      clock: fixedClock(systemClock.now()),
      log: createLog('silent', 'none'),
      storePath: join(workspace, 'data', 'pawl.db'),
      progress: null,
    });
    await work(engine);
    await engine.close();
  }
  return { workspace, put, grow };
}

async function take(engine: Engine, count: number): Promise<void> {
  const { receipts } = await engine.pass({ final: true });
  const applied = receipts.filter(({ outcome }) => outcome === 'applied').length;
  if (applied !== count) throw new Error(`${applied} of ${count} files were applied`);
}

/** The command as people run it; the hook tells its peak when it ends. */
function verifyIn(workspace: string): Verified {
  const told = join(workspace, 'peak.txt');
  const hook = `import { writeFileSync } from 'node:fs';
    process.on('exit', () =>
      writeFileSync(${JSON.stringify(told)}, String(process.resourceUsage().maxRSS)));`;
  const startedMs = performance.now();
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      `--max-old-space-size=${heapMb}`,
      '--import',
      `data:text/javascript,${encodeURIComponent(hook)}`,
      main,
      'verify',
      '--json',
      '--workspace',
      workspace,
    ],
    { encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  const seconds = Math.round((performance.now() - startedMs) / 100) / 10;
  if (stdout === '') throw new Error(stderr);
  const found = JSON.parse(stdout) as { entries: number; problems: string[] };
  for (const says of found.problems.slice(0, 3)) process.stdout.write(`${says}\n`);
  const peakMb = Math.round(Number(readFileSync(told, 'utf8')) / 1_024);
  return { entries: found.entries, problems: found.problems.length, peakMb, seconds };
}

const say = (what: string, sinceMs: number, verified: Verified): void =>
  void process.stdout.write(
    `${what}: made in ${Math.round((performance.now() - sinceMs) / 1_000 - verified.seconds)} s, ${JSON.stringify(verified)}\n`,
  );

/** Five entries for each MPAN, as a check has in life; a file has at most 20,000 instances. */
async function journals(sizes: readonly number[]): Promise<Verified[]> {
  const desk = makeDesk();
  const results: Verified[] = [];
  let mpans = 0;
  try {
    for (const size of sizes) {
      const startedMs = performance.now();
      await desk.grow(async (engine) => {
        while (mpans * 5 < size) {
          const count = Math.min(20_000, Math.ceil(size / 5) - mpans);
          const some = Array.from({ length: count }, (_, n) => mpanOf(mpans + n));
          const id = String(mpans).padStart(9, '0');
          desk.put('inbox', `n${id}.usr`, notificationFile(`N${id}`, some));
          desk.put('sent', `r${id}.usr`, requestFile(`R${id}`, some));
          desk.put('inbox', `a${id}.usr`, reportFile(`A${id}`, some));
          desk.put('sent', `o${id}.usr`, orderFile(`O${id}`, some, '20260806100000'));
          desk.put('inbox', `d${id}.usr`, detailsFile(`D${id}`, some));
          mpans += count;
          await take(engine, 5);
        }
      });
      const verified = verifyIn(desk.workspace);
      results.push(verified);
      say(`${size} entries`, startedMs, verified);
    }
  } finally {
    rmSync(desk.workspace, { recursive: true, force: true });
  }
  return results;
}

/** A file of its own for each MPAN. */
async function archives(sizes: readonly number[]): Promise<Verified[]> {
  const desk = makeDesk();
  const results: Verified[] = [];
  let made = 0;
  try {
    for (const size of sizes) {
      const startedMs = performance.now();
      await desk.grow(async (engine) => {
        while (made < size) {
          const until = Math.min(size, made + 10_000);
          const count = until - made;
          for (; made < until; made += 1) {
            const id = String(made).padStart(9, '0');
            desk.put('inbox', `n${id}.usr`, notificationFile(`N${id}`, [mpanOf(made)]));
          }
          await take(engine, count);
        }
      });
      const verified = verifyIn(desk.workspace);
      results.push(verified);
      say(`${size} files`, startedMs, verified);
    }
  } finally {
    rmSync(desk.workspace, { recursive: true, force: true });
  }
  return results;
}

/** Where the workspaces lie is part of what was measured: in memory no disk is waited for. */
const where = process.env['TMPDIR'] === undefined ? '' : `TMPDIR=${process.env['TMPDIR']} `;

const madeBy =
  'Stores are made by the engine from flow files, so that each entry has its place in the chain. Then pawl verify runs over each in a process of its own, whose heap is limited to 192 MB. Its memory must not grow with the store.';

/** Looks at a tenth of the size and at the size, and says whether memory stays the same. */
async function prove(
  name: string,
  what: string,
  size: number,
  { made, command }: { readonly made: typeof journals; readonly command: string },
): Promise<void> {
  const sizes = [Math.ceil(size / 10), size];
  const results = await made(sizes);
  const most = (results[0]?.peakMb ?? 0) + marginMb;
  const peaks = results.flatMap(({ peakMb, seconds }, at) => {
    const named = `verify, ${(sizes[at] ?? 0).toLocaleString('en-GB')} ${what}`;
    const peak = { what: `${named}: peak memory`, value: peakMb, unit: 'MB' };
    const limit = { wanted: `at most ${marginMb} MB more than for a tenth`, met: peakMb <= most };
    return [
      at === 0 ? peak : { ...peak, ...limit },
      { what: `${named}: time`, value: seconds, unit: 's' },
    ];
  });
  const problems = results.reduce((sum, one) => sum + one.problems, 0);
  const figures = [
    ...peaks,
    { what: 'problems found', value: problems, wanted: '0', met: problems === 0 },
  ];
  if (figures.some((figure) => 'met' in figure && !figure.met)) process.exitCode = 1;
  if (!isAskedToRecord()) return;
  record(name, { title: `Verifying ${what}`, about: madeBy, command, figures });
}

if (entries > 0) {
  await prove('large-journal', 'journal entries, five for each MPAN', entries, {
    made: journals,
    command: `${where}npm run proof:large -- --entries ${entries} --record`,
  });
}
if (files > 0) {
  await prove('large-archive', 'files in the archive, one for each MPAN', files, {
    made: archives,
    command: `${where}npm run proof:large -- --files ${files} --record`,
  });
}

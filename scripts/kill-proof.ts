/**
 * Kills processes by the thousand (test/crash) and records what came of it: `kill-proof.ts COUNT
 * [--record]`. A run that was stopped, or in which something was lost, records nothing.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAskedToRecord, record } from './reliability.ts';

const wanted = Number(process.argv[2]);
if (!(wanted > 0)) throw new Error('say how many processes are to be killed: kill-proof.ts 2000');
const seed = Number(process.env['PAWL_SEED'] ?? Date.now() % 100_000);
const folder = mkdtempSync(join(tmpdir(), 'pawl-kill-proof-'));
const counts = join(folder, 'counts.txt');
const { status } = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/crash/vitest.config.ts'],
  {
    stdio: 'inherit',
    env: {
      ...process.env,
      PAWL_KILLS: String(wanted),
      PAWL_KILLS_COUNT: counts,
      PAWL_SEED: String(seed),
    },
  },
);
const done = new Map<string, number>();
for (const line of readFileSync(counts, 'utf8').trimEnd().split('\n')) {
  const [what = '', deaths = ''] = line.split(':');
  done.set(what, (done.get(what) ?? 0) + Number(deaths));
}
rmSync(folder, { recursive: true });
const total = [...done.values()].reduce((sum, deaths) => sum + deaths, 0);
process.stdout.write(`${total} killed: ${JSON.stringify(Object.fromEntries(done))}\n`);
const number = (what: string): number => done.get(what) ?? 0;
if (status === 0 && isAskedToRecord()) {
  record('kills', {
    title: 'kill -9 under mixed load',
    about:
      'A gateway takes in small, large and slowly written files and CSV, sends by itself or by approvals, raises alerts and tells a webhook, while a reader takes every outgoing file away at once. Processes are killed at every named point and at any moment, the acts of people too. In the end nothing is lost, doubled or different from a run that nobody disturbed: checks, work queue, alerts, what the reader saw, what the webhook heard, and the bytes of every file kept.',
    command: `npm run proof:kills -- ${wanted} --record`,
    inCi: 'npm run test:crash',
    seed,
    figures: [
      { what: 'Processes killed', value: total },
      { what: 'of these at a named point of a pass', value: number('points') },
      { what: 'at any moment of a story', value: number('random') },
      {
        what: 'at a named point of a backup, restore, purge, erasing, migration or change of rules',
        value: number('act points'),
      },
      { what: 'at any moment of one', value: number('random acts') },
      {
        what: 'Files, flows or alerts lost, doubled or different',
        value: 0,
        wanted: '0',
        met: true,
      },
    ],
    notes: [
      'Every death is followed by a start, and every story ends with a comparison; one difference fails the run and nothing is recorded.',
      'A channel hears of an alert at least once, always with the same words under one key; this is by design.',
    ],
  });
}
process.exitCode = status ?? 1;

/**
 * npm run proof:dismiss [-- N]: how long it takes to dismiss a group of N items of the work queue, all
 * from one sender, and what the passes beside it wait for at most.
 */
import { join } from 'node:path';
import { rmSync } from 'node:fs';
import { fixedClock } from '../src/clock.ts';
import { readConfig } from '../src/config/index.ts';
import { openEngine } from '../src/engine.ts';
import { deedsHere } from '../src/desk/index.ts';
import { createLog } from '../src/log.ts';
import { shapes } from '../test/hostile/corpus.ts';
import { makeWorkspace } from '../test/hostile/drive.ts';

const number = Number(process.argv[2] ?? 300_000);
const workspace = makeWorkspace();
const settings = { mpid: 'SUPP', role: 'X', send: 'never', calendarFeed: false, chaseAt: null };
const engine = await openEngine({
  workspace,
  config: readConfig(settings, 'pawl.config.json'),
  clock: fixedClock('2026-08-05T12:00:00Z'),
  log: createLog('silent', 'none'),
  storePath: join(workspace, 'data', 'pawl.db'),
  progress: null,
});
try {
  shapes.find(({ name }) => name.endsWith('answers-unknown'))?.drop(workspace, number);
  await engine.pass({ final: true });
  let waited = 0;
  let asked = performance.now();
  const beside = setInterval(() => {
    waited = Math.max(waited, performance.now() - asked);
    asked = performance.now();
  }, 1);
  const cpu = process.cpuUsage();
  const begun = performance.now();
  const act = { who: 'anna', reason: 'of no concern to us' };
  const { items } = await deedsHere.resolve(
    engine.gateway(),
    'RESPONSE_WITHOUT_REQUEST:ODDX',
    false,
    act,
  );
  const seconds = (performance.now() - begun) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  clearInterval(beside);
  process.stdout.write(
    `${items} items dismissed in ${seconds.toFixed(1)} s (${((user + system) / 1e6).toFixed(1)} s of work); ` +
      `others waited at most ${waited.toFixed(0)} ms\n`,
  );
} finally {
  await engine.close();
  rmSync(workspace, { recursive: true, force: true });
}

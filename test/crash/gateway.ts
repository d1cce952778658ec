/**
 * A gateway for crash tests: real engine, real folder, a clock that reads its instant from a file so
 * that the test can let days pass. Says READY, and IDLE with the number of the batch after each pass
 * that found nothing to do, until it is killed. With `once` it leaves after the first of these.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readConfig } from '../../src/config/config.ts';
import { openEngine } from '../../src/engine.ts';
import { createLog } from '../../src/log.ts';

const [workspace = '', mode = ''] = process.argv.slice(2);
const read = (name: string): string => readFileSync(join(workspace, name), 'utf8');
const clock = { now: () => read('data/clock.txt').trim() };

const engine = await openEngine({
  workspace,
  config: readConfig(JSON.parse(read('pawl.config.json')), 'pawl.config.json'),
  clock,
  log: createLog('silent', 'none'),
  storePath: join(workspace, 'data', 'pawl.db'),
  progress: null,
});
process.stdout.write('READY\n');
for (;;) {
  const batch = read('data/batch.txt');
  const { receipts, written, alerts, waiting } = await engine.pass({ final: false });
  await engine.sender.kick();
  const sending = await engine.gateway().store.channelsDue(clock.now());
  const isIdle = receipts.length + written.length + alerts + waiting.length + sending.length === 0;
  if (isIdle) process.stdout.write(`IDLE ${batch}\n`);
  if (isIdle && mode === 'once') break;
  await sleep(5);
}
await engine.close();

/**
 * A gateway for the hostile corpus: real engine, real folder. Says READY, a line for each file as it
 * is taken in, and IDLE with the peak of its memory after a pass that left nothing to do.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fixedClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config/config.ts';
import { hostileAcknowledgements } from './acknowledgement-shapes.ts';
import { openEngine } from '../../src/engine.ts';
import { createLog } from '../../src/log.ts';

const [workspace = ''] = process.argv.slice(2);
const say = (line: string): boolean => process.stdout.write(`${line}\n`);

/** What the log says of files is told on; of all else nothing. */
const log = createLog('info', {
  write: (text: string) => {
    const { msg, name, outcome, err } = JSON.parse(text) as Record<string, unknown>;
    if (msg === 'file') say(`FILE ${JSON.stringify([name, outcome])}`);
    if (err !== undefined) say(`ERROR ${text.trim()}`);
  },
});

let isReading = false;
const engine = await openEngine({
  workspace,
  config: readConfig(
    {
      mpid: 'SUPP',
      role: 'X',
      send: 'never',
      calendarFeed: false,
      chaseAt: null,
      // Nobody is writing any more.
      quietPeriodMs: 500,
      csvQuietPeriodMs: 500,
      rescanMs: 500,
      acknowledgements: hostileAcknowledgements,
    },
    'pawl.config.json',
  ),
  clock: fixedClock('2026-08-05T12:00:00Z'),
  log,
  storePath: join(workspace, 'data', 'pawl.db'),
  progress: (what) => {
    if (what === 'reading' && !isReading) say('READING');
    isReading = what === 'reading';
  },
});
say('READY');
for (;;) {
  const { receipts, waiting, left } = await engine.pass({ final: false });
  if (receipts.length + waiting.length === 0) {
    const peak = Math.round(process.resourceUsage().maxRSS / 1_024);
    const { user, system } = process.cpuUsage();
    say(`IDLE ${JSON.stringify({ peak, left, workMs: (user + system) / 1_000 })}`);
  }
  await sleep(50);
}

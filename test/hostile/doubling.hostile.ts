/**
 * Twice as much of a hostile shape takes at most three times the work. What is compared is processor
 * time within one run, the best of three, so that neither the machine nor what runs beside matters.
 * What more than triples is looked at once more, at twice the size: what V8 does at a size (when it
 * collects garbage, when it compiles) is over by then, and work that grows by the square is not.
 * The system's own time is left out: what a flush costs it depends on what others wrote before. What
 * asks the system too often takes its own time as well.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixedClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config/config.ts';
import { hostileAcknowledgements } from './acknowledgement-shapes.ts';
import { openEngine } from '../../src/engine.ts';
import { createLog } from '../../src/log.ts';
import { shapes } from './corpus.ts';
import type { Shape } from './shape.ts';
import { makeWorkspace } from './drive.ts';

const timesMax = 3;
const tries = 3;
/** Below this, what is there before the first byte is most of it. */
const leastMs = 40;

/** Processor time of taking it in, in milliseconds. */
async function workOf(shape: Shape, n: number): Promise<number> {
  const workspace = makeWorkspace();
  try {
    shape.drop(workspace, n);
    const engine = await openEngine({
      workspace,
      config: readConfig(
        {
          mpid: 'SUPP',
          role: 'X',
          send: 'never',
          calendarFeed: false,
          chaseAt: null,
          acknowledgements: hostileAcknowledgements,
        },
        'pawl.config.json',
      ),
      clock: fixedClock('2026-08-05T12:00:00Z'),
      log: createLog('silent', 'none'),
      storePath: join(workspace, 'data', 'pawl.db'),
      progress: null,
    });
    const before = process.cpuUsage();
    await engine.pass({ final: true });
    const { user } = process.cpuUsage(before);
    await engine.close();
    return user / 1_000;
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

const doubling = shapes.filter(({ doubles }) => doubles);

/** How many times the work twice as much takes, in words too. */
async function growthOf(shape: Shape, n: number): Promise<{ times: number; says: string }> {
  const once: number[] = [];
  const twice: number[] = [];
  let times = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < tries && times >= timesMax; turn += 1) {
    twice.push(await workOf(shape, n * 2));
    // What is as little as this is not three times as much, whatever half of it takes.
    const isLittle = Math.min(...twice) < leastMs * timesMax;
    once.push(isLittle ? leastMs : await workOf(shape, n));
    times = Math.min(...twice) / Math.max(Math.min(...once), leastMs);
  }
  return { times, says: `${n}: ${Math.min(...once)} ms and ${Math.min(...twice)} ms` };
}

test.each(doubling.map((shape) => [shape.name, shape] as const))('%s', async (_, shape) => {
  const first = await growthOf(shape, shape.n);
  if (first.times < timesMax) return;
  const again = await growthOf(shape, shape.n * 2);
  expect(again.times, `${first.says}; ${again.says}`).toBeLessThan(timesMax);
});

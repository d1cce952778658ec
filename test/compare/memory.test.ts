/** A comparison holds one check at a time, and sums: however many are played, its heap is the same. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { plainDesk } from '../../src/compare/ground.ts';
import { worker } from '../../src/compare/jobs.ts';
import { behaviourOf, shippedParameters } from '../../src/compare/parameters.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What is held after garbage collection, in bytes. */
function held(): number {
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

test('a thousand more checks hold no more memory', { timeout: 120_000 }, () => {
  const behaviour = behaviourOf(shippedParameters());
  const work = worker({ desk: plainDesk, seed: 42, rows: null });
  // What is looked up once for all, such as the instants of days, is looked up by then.
  work({ profile: 'option-1', behaviour, from: 0, to: 500 });
  const before = held();
  work({ profile: 'option-1', behaviour, from: 500, to: 1_500 });
  // A check that were kept has more than four thousand bytes.
  expect(held() - before).toBeLessThan(2_000_000);
});

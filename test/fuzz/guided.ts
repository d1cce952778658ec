/**
 * The flow reader, guided by coverage: V8 says which blocks of src/flow ran, and an input that ran one
 * that none before had run becomes a seed. Asking V8 takes milliseconds, so inputs are asked about in
 * batches, and a batch with news is halved until the input is found.
 */
import { Session } from 'node:inspector/promises';
import { chanceOf } from '../naive/random-history.ts';
import { flowSeeds } from './corpus.ts';
import { mutated } from './mutate.ts';
import { readFlow } from './readers.ts';

export interface Guided {
  readonly inputs: number;
  /** Inputs that became seeds. */
  readonly kept: number;
  readonly failures: readonly string[];
}

const batchSize = 250;

export async function guidedFlows(inputs: number, seed: number, until: number): Promise<Guided> {
  if (inputs === 0) return { inputs: 0, kept: 0, failures: [] };
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const chance = chanceOf(seed ^ 0x5eed);
  const seeds = [...flowSeeds];
  const failures: string[] = [];
  const known = new Set<string>();

  function read(bytes: Buffer): void {
    try {
      readFlow(bytes);
    } catch (error) {
      const what = error instanceof Error ? error.stack : String(error);
      failures.push(`guided: ${what}\n${JSON.stringify(bytes.toString('latin1'))}`);
    }
  }

  /** The blocks that have run since this was last asked and that nothing had run before. */
  async function news(): Promise<readonly string[]> {
    const { result } = await session.post('Profiler.takePreciseCoverage');
    const fresh: string[] = [];
    for (const { url, functions } of result) {
      if (!url.includes('/src/flow/')) continue;
      for (const { ranges } of functions) {
        for (const { startOffset, endOffset, count } of ranges) {
          if (count === 0) continue;
          const block = `${url} ${startOffset} ${endOffset}`;
          if (!known.has(block)) fresh.push(block);
        }
      }
    }
    return fresh;
  }

  async function keep(some: readonly Buffer[]): Promise<void> {
    for (const bytes of some) read(bytes);
    const fresh = await news();
    if (fresh.length === 0) return;
    if (some.length === 1) {
      seeds.push(some[0]!);
      for (const block of fresh) known.add(block);
      return;
    }
    const middle = some.length >> 1;
    await keep(some.slice(0, middle));
    await keep(some.slice(middle));
  }

  // What the seeds run is no news.
  for (const bytes of seeds) read(bytes);
  for (const block of await news()) known.add(block);
  const began = seeds.length;
  let told = 0;
  while (told < inputs && Date.now() < until) {
    const batch = Array.from({ length: Math.min(batchSize, inputs - told) }, () => {
      // The newest seeds are tried more often.
      const at = Math.floor(seeds.length * (1 - chance.next() ** 2));
      return mutated(chance, seeds[Math.min(at, seeds.length - 1)]!, chance.oneOf(seeds));
    });
    await keep(batch);
    told += batch.length;
  }
  await session.post('Profiler.stopPreciseCoverage');
  session.disconnect();
  return { inputs: told, kept: seeds.length - began, failures };
}

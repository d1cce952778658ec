/** Pieces of a comparison on as many threads as there are cores. Which thread does which means nothing. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { ComparisonPart, Shared } from './jobs.ts';
import type { ComparisonCounts } from './tally.ts';

/** In the package the sources are JavaScript. */
const body = new URL(
  import.meta.url.endsWith('.ts') ? './compare-worker.ts' : './compare-worker.js',
  import.meta.url,
);

/** Ours: more threads than this find too little to do. */
const threadsMax = 8;

/** Tells each piece as it is done; settles once all are. */
export async function inThreads(
  shared: Shared,
  jobs: readonly ComparisonPart[],
  onDone: (job: number, tally: ComparisonCounts) => void,
  threads = Math.min(threadsMax, availableParallelism()),
): Promise<void> {
  let next = 0;
  const opened: Worker[] = [];
  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const thread = new Worker(body, { workerData: shared });
      opened.push(thread);
      let job = -1;
      const give = (): void => {
        job = next;
        next += 1;
        const piece = jobs[job];
        if (piece === undefined) resolve();
        else thread.postMessage(piece, []);
      };
      thread.on('message', (tally: ComparisonCounts) => {
        onDone(job, tally);
        give();
      });
      thread.once('error', reject);
      thread.once('exit', () => reject(new Error('a thread of the comparison has ended')));
      give();
    });
  try {
    await Promise.all(Array.from({ length: Math.max(1, Math.min(threads, jobs.length)) }, one));
  } finally {
    await Promise.all(opened.map((thread) => thread.terminate()));
  }
}

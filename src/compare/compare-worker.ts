/** A thread that does pieces of a comparison, one after the other. It opens no file and no store. */
import { parentPort, workerData } from 'node:worker_threads';
import { type ComparisonPart, type Shared, worker } from './jobs.ts';

const work = worker(workerData as Shared);
parentPort?.on('message', (job: ComparisonPart) => {
  parentPort?.postMessage(work(job), []);
});

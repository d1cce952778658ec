/** A thread that does pieces of a comparison, one after the other. It opens no file and no store. */
import { parentPort, workerData } from 'node:worker_threads';
import { type Job, type Shared, worker } from './jobs.ts';

const work = worker(workerData as Shared);
parentPort?.on('message', (job: Job) => {
  parentPort?.postMessage(work(job), []);
});

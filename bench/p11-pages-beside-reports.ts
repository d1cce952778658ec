/** P11: what `/checks` takes while every report over 100,000 checks is asked for and taken whole. */
import { reportNames } from '../src/config/index.ts';
import { ask, figureOf, openBeside, readAtRest, readUntil } from './beside.ts';
import type { Report } from './measure.ts';

export async function p11(): Promise<Report> {
  const beside = await openBeside();
  try {
    const rest = await readAtRest(beside);
    const start = performance.now();
    let bytes = 0;
    let isOver = false;
    const reading = (async () => {
      for (const name of reportNames) bytes += await ask(beside.url, `/api/v1/reports/${name}`);
    })().finally(() => {
      isOver = true;
    });
    const busy = await readUntil(beside, () => isOver);
    await reading;
    const seconds = Math.round((performance.now() - start) / 1000);
    const mega = Math.round(bytes / 1e6);
    return { 'P11/checks': figureOf(rest, busy, `five reports, ${mega} MB in ${seconds} s`) };
  } finally {
    await beside.close();
  }
}

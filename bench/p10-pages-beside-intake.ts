/** P10: what `/checks` takes while a file of 100,000 answers is taken in, in the gateway as it is run. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checks, drop, figureOf, ofThisWeek, openBeside, readAtRest, readUntil } from './beside.ts';
import { answerFile } from './desk.ts';
import type { Report } from './measure.ts';

export async function p10(): Promise<Report> {
  const beside = await openBeside();
  try {
    const rest = await readAtRest(beside);
    drop(beside, 'answers.usr', ofThisWeek(answerFile(0, checks, 2)));
    const start = performance.now();
    const busy = await readUntil(
      beside,
      () => !existsSync(join(beside.workspace, 'inbox', 'answers.usr')),
    );
    const seconds = Math.round((performance.now() - start) / 1000);
    return { 'P10/checks': figureOf(rest, busy, `an intake of ${seconds} s`) };
  } finally {
    await beside.close();
  }
}

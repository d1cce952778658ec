/**
 * What a suite of proof found, as a file of its own: docs/reliability/NAME.json. A suite records only
 * when it is asked to (`--record`, or PAWL_RECORD=1 where there are no arguments), so that an everyday
 * run changes nothing. `npm run docs` makes docs/reliability.md from all of these files.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const figureShape = z.strictObject({
  what: z.string().min(3).describe('what was counted or measured, as the first cell of a row'),
  value: z.number().or(z.string().min(1)).describe('as measured; a number is printed with commas'),
  unit: z.string().optional(),
  wanted: z.string().optional().describe('what it should be, in words: "0", "90 or more"'),
  met: z.boolean().optional().describe('whether it is; needed beside "wanted"'),
});

const runShape = z.strictObject({
  on: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  seed: z.number(),
  inputs: z.number(),
  failures: z.number(),
  seconds: z.number(),
});
/** One of several runs, on the code of its day, whose counts are added up. */
export type Run = z.infer<typeof runShape>;

export const provedShape = z.strictObject({
  title: z.string().min(3).describe('the heading of its part of the page'),
  about: z.string().min(10).describe('what is tried and what must hold, in a few sentences'),
  command: z.string().min(3).describe('what was run, to the letter, from the root of a clone'),
  inCi: z.string().optional().describe('the short form that every run of CI makes'),
  measuredOn: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  machine: z.string().min(3).describe('cores, memory and Node; no names of machines'),
  seed: z.number().or(z.string()).optional().describe('with it the same is tried again'),
  figures: z.array(figureShape).min(1),
  runs: z.array(runShape).optional().describe('the runs that were added up, oldest first'),
  notes: z.array(z.string()).optional().describe('what was found, what is left out and why'),
});
export type Proved = z.infer<typeof provedShape>;

const folder = new URL('../docs/reliability/', import.meta.url);

/** Two cores of what, how much memory, which Node: what another needs to compare figures. */
export const thisMachine = (): string =>
  `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;

/** What day it is, as a record says it. */
export const today = (): string => new Date().toISOString().slice(0, 10);

/** The runs that docs/reliability/NAME.json adds up, without those of one seed, which is told anew. */
export function earlierRuns(name: string, seed: number): readonly Run[] {
  const recorded = readProved().find(([known]) => known === name)?.[1];
  return (recorded?.runs ?? []).filter((run) => run.seed !== seed);
}

export const isAskedToRecord = (): boolean =>
  process.argv.includes('--record') || process.env['PAWL_RECORD'] === '1';

/** Writes docs/reliability/NAME.json, with today's date and this machine. */
export function record(name: string, proved: Omit<Proved, 'measuredOn' | 'machine'>): string {
  const measuredOn = today();
  const whole = provedShape.parse({ ...proved, measuredOn, machine: thisMachine() });
  const file = new URL(`${name}.json`, folder);
  writeFileSync(file, `${JSON.stringify(whole, null, 2)}\n`);
  return fileURLToPath(file);
}

/** All that was recorded, by the name of its file. Throws where a file has another shape. */
export function readProved(): readonly (readonly [name: string, proved: Proved])[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const read = provedShape.safeParse(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
      if (!read.success)
        throw new Error(`docs/reliability/${file}: ${z.prettifyError(read.error)}`);
      return [file.replace(/\.json$/, ''), read.data];
    });
}

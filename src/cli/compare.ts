/**
 * `pawl compare`: what each option of DCP0030 would cost, and how late it would get, on homes that are
 * drawn or named in a CSV. It needs a workspace only for profiles of its own and for what was observed
 * there, and writes nothing but the files it is told to.
 */
import { createReadStream, readFileSync, writeFileSync } from 'node:fs';
import {
  checksMax,
  type Comparison,
  compareOptions,
  deskRulesOf,
  figureNames,
  figuresCsv,
  figureWords,
  findingsOf,
  observedParameters,
  plainDesk,
  readParameters,
  readPortfolio,
  reportHtml,
  shippedParameters,
  swingFigures,
  shown,
  told,
} from '../compare/index.ts';
import { codeOf } from '../bug.ts';
import { EngineError } from '../engine-error.ts';
import { usage } from './failure.ts';
import { count, say, sayAside, sayJson } from './print.ts';
import { progressBar } from './progress.ts';
import { table } from './table.ts';
import { atDesk } from './workspace.ts';

interface CompareOptions {
  readonly checks?: string;
  readonly seed?: string;
  readonly portfolio?: string;
  readonly parameters?: string;
  readonly profiles?: string;
  readonly sensitivity?: string;
  readonly html?: string;
  readonly csv?: string;
  readonly json?: boolean;
  readonly printParameters?: boolean;
  readonly asObserved?: boolean;
  readonly workspace?: string;
}

const published = ['option-1', 'option-2', 'option-3'];
const sensitivityMax = 20_000;

export async function compareCommand(options: CompareOptions): Promise<number> {
  const assumed =
    options.parameters === undefined
      ? shippedParameters()
      : readParameters(readText(options.parameters), options.parameters);
  const parameters =
    options.asObserved === true
      ? await atDesk(options.workspace, (gateway) => observedParameters(gateway, assumed))
      : assumed;
  if (options.printParameters === true) {
    sayJson(parameters);
    return 0;
  }
  const { portfolio } = options;
  const profiles = [...new Set(options.profiles?.split(',') ?? published)];
  // Who names a profile that is not published means one of pawl.config.json.
  const desk = profiles.every((name) => published.includes(name))
    ? plainDesk
    : await atDesk(options.workspace, deskRulesOf);
  const rows =
    portfolio === undefined
      ? null
      : await readPortfolio(streamOf(portfolio), portfolio, parameters.year);
  const checks = wholeNumber('--checks', options.checks ?? '80000', 1, checksMax);
  const bar = progressBar();
  const comparison = await compareOptions({
    desk,
    parameters,
    rows,
    profiles,
    checks: rows?.length ?? checks,
    seed: wholeNumber('--seed', options.seed ?? '42', 0, 999_999_999),
    sensitivityChecks: wholeNumber(
      '--sensitivity',
      options.sensitivity ?? '300',
      0,
      sensitivityMax,
    ),
    progress: (done, of) => bar.show('Comparing', done, of),
  });
  bar.clear();
  if (options.html !== undefined) writeFileSync(options.html, reportHtml(comparison));
  if (options.csv !== undefined) {
    writeFileSync(options.csv, figuresCsv(comparison));
  }
  if (options.json === true) sayJson(comparison);
  else tell(comparison);
  for (const path of [options.html, options.csv]) {
    if (path !== undefined) sayAside(`written: ${path}`);
  }
  return 0;
}

function wholeNumber(name: string, text: string, low: number, high: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= low && value <= high) return value;
  throw usage(`${name} takes a whole number from ${low} to ${high}`, 'pawl compare --help');
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw unreadable(path, error);
  }
}

async function* streamOf(path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of createReadStream(path)) yield piece as Uint8Array;
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): unknown {
  const code = codeOf(error);
  if (code === null) return error;
  return new EngineError(
    'COMPARISON_INVALID',
    `${path}: cannot be read (${code})`,
    'check its path and your rights',
  );
}

function tell(comparison: Comparison): void {
  const { checks, seed, groups, options, swings, parameters } = comparison;
  say(
    `${count(checks, 'check')} of ${parameters.year} under each option, seed ${seed}; in brackets where the figure lies 95 times of a hundred (${groups} groups of homes).`,
  );
  const rows = figureNames.map((name) => [
    figureWords[name][0],
    ...options.map(({ figures }) => told(name, figures[name])),
  ]);
  for (const line of table(['', ...options.map(({ profile }) => profile)], rows)) say(line);
  for (const one of findingsOf(comparison)) say(one);
  if (swings.length > 0) {
    say('What moves the figures most, from the low to the high end of its range:');
    const most = options.flatMap(({ profile }) =>
      swingFigures.flatMap((figure) => {
        const own = swings.filter((one) => one.profile === profile && one.figure === figure);
        const reach = ({ low, high }: (typeof own)[number]): number => Math.abs(high - low);
        const [first] = own.toSorted((a, b) => reach(b) - reach(a));
        if (first === undefined) return [];
        const { base, low, high, parameter } = first;
        const ends = `${shown(figure, low)} … ${shown(figure, high)}`;
        return [[profile, figureWords[figure][0], shown(figure, base), parameter, ends]];
      }),
    );
    for (const line of table(['Option', 'Figure', 'As assumed', 'Parameter', 'Low … high'], most)) {
      say(line);
    }
  }
  say(
    'How parties behave is assumed: pawl compare --print-parameters has each assumption and its source.',
  );
}

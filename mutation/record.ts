/**
 * What mutation testing found, as figures and as a list of those that no test noticed. Why one need
 * not be noticed stands in explained.json, by file and by what was changed into what.
 */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { record } from '../scripts/reliability.ts';
import { isInSample, sample } from './sample.ts';

interface Mutant {
  readonly mutatorName: string;
  readonly status: 'Killed' | 'Timeout' | 'Survived' | 'NoCoverage' | 'Ignored' | 'RuntimeError';
  readonly replacement?: string;
  readonly location: {
    readonly start: { readonly line: number; readonly column: number };
    readonly end: { readonly line: number; readonly column: number };
  };
}

interface Report {
  readonly files: Readonly<
    Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>
  >;
}

const here = new URL('.', import.meta.url);
const page = new URL('../docs/mutation.md', here);
const explained = JSON.parse(readFileSync(new URL('explained.json', here), 'utf8')) as Readonly<
  Record<string, Readonly<Record<string, string>>>
>;

const wantedScore = 90;

/** A sample whose survivors tests are written for says nothing of the rest any more: take another seed. */
const untouched =
  'By a fresh seed: nobody had looked at what survives of this sample when the tests were written.';

/** What a reader of a room's score must know. */
const notesOf: Readonly<Record<string, readonly string[]>> = {
  flow: ['Without the properties of test/properties, which notice more.'],
  reading: [
    'By test/reading alone, without its properties. Its words and phrases are data, and are not changed.',
    untouched,
  ],
  process: [
    'By test/process and 200 fixed histories told to the naive process too; without the properties, the samples and the walk through every state, which notice more.',
    untouched,
  ],
};

/** The rooms in which what is made when a file is loaded is tried too. */
const withStatics: readonly string[] = ['calendar', 'flow'];

/** Reads the reports of a room's files; writes its figures and its part of docs/mutation.md. */
export function recordMutations(room: string): void {
  const folder = new URL(`reports/${room}/`, here);
  // A file that was tried again has its newest report alone.
  const newest = new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => new URL(name, folder))
      .sort((one, other) => statSync(one).mtimeMs - statSync(other).mtimeMs)
      .flatMap((report) =>
        Object.entries((JSON.parse(readFileSync(report, 'utf8')) as Report).files),
      ),
  );
  const files = [...newest]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(
      ([path, { source, mutants }]) =>
        [path, { source, mutants: mutants.filter((mutant) => isTried(path, mutant)) }] as const,
    );
  const all = files.flatMap(([, { mutants }]) => mutants);
  const count = (...statuses: readonly Mutant['status'][]): number =>
    all.filter(({ status }) => statuses.includes(status)).length;
  const noticed = count('Killed', 'Timeout');
  const missed = count('Survived', 'NoCoverage');
  const score = Math.floor((noticed / Math.max(1, noticed + missed)) * 1_000) / 10;
  const survivors = files.flatMap(([path, { source, mutants }]) =>
    mutants
      .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
      .map((mutant) => survivorOf(path, source, mutant)),
  );
  const why = survivors.filter(({ reason }) => reason !== null).length;
  const statics = withStatics.includes(room) ? 'PAWL_STATIC=1 ' : '';
  const { oneIn, seed } = sample;
  const share = oneIn === 1 ? '' : `PAWL_SAMPLE=${oneIn} PAWL_SAMPLE_SEED=${seed} `;
  record(`mutation-${room}`, {
    title: `Mutation testing of src/${room}`,
    about: `Stryker changes src/${room} in one place after the other, and the room’s own tests must notice. A mutant that none notices is listed in [mutation.md](mutation.md), with the reason where it changes nothing that can be seen.`,
    command: `npm ci --prefix mutation --ignore-scripts && ${statics}${share}npm run mutation -- ${room} --record`,
    ...(oneIn === 1 ? {} : { seed }),
    figures: [
      {
        what: 'noticed, of all that were tried',
        value: score,
        unit: '%',
        wanted: `${wantedScore} % or more`,
        met: score >= wantedScore,
      },
      { what: 'noticed by a test', value: count('Killed') },
      { what: 'noticed because the tests did not end', value: count('Timeout') },
      { what: 'not noticed', value: missed },
      { what: 'of these, explained', value: why },
      ...(count('Ignored') === 0
        ? []
        : [{ what: 'made when the file is loaded, left out', value: count('Ignored') }]),
    ],
    notes: [
      ...(notesOf[room] ?? []),
      ...(oneIn === 1 ? [] : [`A sample: about one mutant in ${oneIn} of each file was tried.`]),
      ...notTried(
        room,
        files.map(([path]) => path),
      ),
      `Files: ${files.map(([path]) => `\`${path.replace('src/', '')}\``).join(', ')}.`,
    ],
  });
  writePart(room, survivors);
}

/** What a reader would otherwise think was tried as well. */
function notTried(room: string, tried: readonly string[]): readonly string[] {
  const others = readdirSync(new URL(`../src/${room}/`, here))
    .filter((name) => name.endsWith('.ts') && name !== 'index.ts')
    .filter((name) => !tried.includes(`src/${room}/${name}`));
  return others.length === 0
    ? []
    : [
        `Not tried, or without anything to change: ${others.map((one) => `\`${one}\``).join(', ')}.`,
      ];
}

/** Stryker's report counts lines and columns from 1, its runners from 0. */
function isTried(path: string, { location, replacement = '' }: Mutant): boolean {
  const from0 = ({ line, column }: Mutant['location']['start']) => ({
    line: line - 1,
    column: column - 1,
  });
  const { start, end } = location;
  return isInSample({
    fileName: path,
    location: { start: from0(start), end: from0(end) },
    replacement,
  });
}

interface Survivor {
  readonly path: string;
  readonly line: number;
  readonly was: string;
  readonly became: string;
  readonly reason: string | null;
}

function survivorOf(path: string, source: string, mutant: Mutant): Survivor {
  const { start, end } = mutant.location;
  const lines = source.split('\n').slice(start.line - 1, end.line);
  const last = lines.length - 1;
  lines[last] = (lines[last] ?? '').slice(0, end.column - 1);
  lines[0] = (lines[0] ?? '').slice(start.column - 1);
  const was = short(lines.join(' '));
  const became = short(mutant.replacement ?? '');
  const reasons = explained[path.replace('src/', '')] ?? {};
  const reason = reasons[`${was} -> ${became}`] ?? reasons[was] ?? null;
  return { path, line: start.line, was, became, reason };
}

const short = (code: string): string => {
  const one = code.replace(/\s+/g, ' ').trim();
  return one.length > 70 ? `${one.slice(0, 69)}…` : one;
};

const inCell = (code: string): string =>
  `\`${code.replaceAll('|', '\\|').replaceAll('`', 'ˋ') || ' '}\``;

function writePart(room: string, survivors: readonly Survivor[]): void {
  const rows = survivors.map(
    ({ path, line, was, became, reason }) =>
      `| ${path.replace(`src/${room}/`, '')}:${line} | ${inCell(was)} | ${inCell(became)} | ${reason ?? ''} |`,
  );
  const part = [
    `## src/${room}`,
    survivors.length === 0
      ? 'None.'
      : [
          '| Place | Was | Became | Why it need not be noticed |',
          '|---|---|---|---|',
          ...rows,
        ].join('\n'),
  ].join('\n\n');
  const text = existsSync(page) ? readFileSync(page, 'utf8') : '';
  const parts = text.split(/^(?=## )/m).filter((one) => !one.startsWith(`## src/${room}\n`));
  const [intro = '', ...others] = parts;
  const sorted = [...others.map((one) => one.trim()), part].sort();
  writeFileSync(page, `${[intro.trim(), ...sorted].join('\n\n')}\n`);
}

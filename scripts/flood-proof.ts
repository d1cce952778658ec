/**
 * More than comes on any day (test/hostile/floods.ts), each flood in a process of its own with little
 * heap, which tells its time and the peak of its memory: `flood-proof.ts --files N --mb N --seconds N
 * --rounds N [--record]`.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  type Flooded,
  manyAtOnce,
  oneLarge,
  slowWriters,
  strangeNames,
} from '../test/hostile/floods.ts';
import { isAskedToRecord, record } from './reliability.ts';

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '50000' },
    mb: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '3600' },
    rounds: { type: 'string', default: '100' },
    only: { type: 'string' },
    record: { type: 'boolean' },
  },
});
const [files, mb, seconds, rounds] = [values.files, values.mb, values.seconds, values.rounds].map(
  Number,
) as [number, number, number, number];
const heapMb = 512;

const floods: Readonly<Record<string, readonly [what: string, () => Promise<Flooded>]>> = {
  files: [`${files.toLocaleString('en-GB')} files at once`, () => manyAtOnce(files)],
  large: [`one flow file of ${mb} MB, and a sparse one`, () => oneLarge(mb * 1e6, 20_000)],
  writers: [`two writers that take ${seconds} s`, () => slowWriters(seconds)],
  names: [`${rounds} times each of the odd names`, () => strangeNames(rounds)],
};

interface Measured extends Flooded {
  readonly what: string;
  readonly seconds: number;
  readonly peakMb: number;
}

/** In the process of one flood: everything it did, and what it took. */
async function flood(name: string): Promise<void> {
  const [what = '', run] = floods[name] ?? [];
  const startedMs = performance.now();
  const flooded = await run?.();
  const took = Math.round((performance.now() - startedMs) / 1_000);
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1_024);
  writeFileSync(1, JSON.stringify({ what, seconds: took, peakMb, ...flooded }));
}

function inProcess(name: string): Measured {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [`--max-old-space-size=${heapMb}`, import.meta.filename, '--only', name, ...sizes],
    { encoding: 'utf8' },
  );
  if (stdout === '') throw new Error(`${name}: ${stderr}`);
  process.stdout.write(`${stdout}\n`);
  return JSON.parse(stdout) as Measured;
}

const sizes = `--files ${files} --mb ${mb} --seconds ${seconds} --rounds ${rounds}`.split(' ');

function proof(): void {
  const measured = Object.keys(floods).map(inProcess);
  const none = (what: string, of: 'lost' | 'doubled' | 'lying' | 'problems') => {
    const value = measured.reduce((sum, one) => sum + one[of], 0);
    return { what, value, wanted: '0', met: value === 0 };
  };
  const figures = [
    ...measured.flatMap(({ what, files: dropped, told, seconds: took, peakMb }) => [
      { what: `${what}: files`, value: dropped },
      {
        what: `${what}: what they came to`,
        value: Object.entries(told)
          .map(([word, count]) => `${count.toLocaleString('en-GB')} ${word}`)
          .join(', '),
      },
      { what: `${what}: time with all comparisons`, value: took, unit: 's' },
      { what: `${what}: peak memory`, value: peakMb, unit: 'MB' },
    ]),
    none('Files and checks lost', 'lost'),
    none('Receipts and checks doubled', 'doubled'),
    none('Files that lie in inbox/ still and should not', 'lying'),
    none('Problems that verify found', 'problems'),
  ];
  if (isAskedToRecord()) {
    record('floods', {
      title: 'Floods, large files, slow writers and odd names',
      about: `Very many files at once; one flow file that is very large, of which 20,000 instances are good and the rest is refused, beside a sparse file over the limit; a flow file and a CSV to which their writers add something every four seconds, with small files beside; files with names that nobody would choose. Each runs in a process of its own with ${heapMb} MB of heap.`,
      command: `npm run proof:floods -- ${sizes.join(' ')} --record`,
      inCi: 'npm run test:hostile',
      figures,
      notes: [
        'Every file dropped must have one receipt and every good instance one check, and nothing may be left in inbox/; verify compares the digest of every file kept.',
        'The writers do not take real time: the time of their files and the time that the gateway compares it with are put forward together, a second at a time, with the quiet periods that a gateway has by itself. A pass looks at nothing else of how long a file has been written, so a real hour is the same number of passes with sleep between them.',
        'A name that is no UTF-8 stays where it is and is told (left, ENTRY_LEFT).',
        'Times were taken on a machine that did much beside.',
      ],
    });
  }
  if (figures.some((figure) => 'met' in figure && !figure.met)) process.exitCode = 1;
}

if (values.only === undefined) proof();
else await flood(values.only);

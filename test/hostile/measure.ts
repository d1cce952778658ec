/**
 * Prints how a gateway fares with the shapes whose names begin so: `measure.ts PREFIX[,PREFIX] [big|N] [--record]`.
 * What is recorded are the shapes measured so far, so that a run may be stopped.
 */
import { isAskedToRecord, record } from '../../scripts/reliability.ts';
import { shapes } from './corpus.ts';
import type { Shape } from './shape.ts';
import { heapMegabytes, type Run, takeIn } from './drive.ts';

const [prefix = '', size = ''] = process.argv.slice(2).filter((word) => word !== '--record');
const prefixes = prefix.split(',');
const slower = Number(process.env['PAWL_HOSTILE_SLOWER'] ?? 1);
const seconds = (value: number | null | undefined): number =>
  value === null || value === undefined ? Number.POSITIVE_INFINITY : Math.round(value / 100) / 10;
const told = (value: number): string => (Number.isFinite(value) ? `${value} s` : 'NEVER');

interface Measured {
  readonly shape: Shape;
  readonly n: number;
  readonly run: Run;
}
const measured: Measured[] = [];

/** Of all shapes only the slow ones are told by name; of some, nearly each. */
const slowMs = prefix === '' ? 20_000 : 5_000;

function say({ shape, n, run }: Measured): void {
  const outcomes = Object.entries(Object.groupBy(run.files, ([, outcome]) => outcome)).map(
    ([outcome, files]) => `${files?.length} ${outcome}`,
  );
  const good = run.goodMs.map((ms) => told(seconds(ms))).join(', ');
  const work = `processor ${told(seconds(run.workMs))}`;
  const parts = [
    `${shape.name} ${n}: ${told(seconds(run.idleMs))}, ${work}, good ${good}, ${run.peakMegabytes} MB`,
    ...(run.besideMs === null
      ? []
      : [`beside ${told(seconds(run.besideMs))}, ${run.isBefore ? 'before' : 'AFTER'}`]),
    outcomes.join(', '),
    ...(run.ended === null ? [] : [`ENDED ${run.ended.slice(0, 300)}`]),
    ...run.errors.slice(0, 1).map((error) => `${run.errors.length} errors ${error.slice(0, 300)}`),
    ...(run.left.length === 0 ? [] : [`${run.left.length} left`]),
  ];
  process.stdout.write(`${parts.join('; ')}\n`);
}

/** The shape of which the figure is largest, and the figure. */
function most(of: (run: Run) => number): { readonly name: string; readonly value: number } {
  const all = measured.map(({ shape, run }) => ({ name: shape.name, value: of(run) }));
  return all.toSorted((a, b) => b.value - a.value)[0] ?? { name: '', value: 0 };
}

function recordAll(): void {
  const work = most(({ idleMs, workMs }) => (idleMs === null ? Infinity : seconds(workMs)));
  const whole = most(({ idleMs }) => seconds(idleMs));
  const good = most(({ goodMs }) => Math.max(...goodMs.map(seconds)));
  const peak = most(({ peakMegabytes }) => peakMegabytes);
  const ended = measured.filter(({ run }) => run.ended !== null).length;
  const shown = (value: number): string | number => (Number.isFinite(value) ? value : 'never');
  const slow = measured
    .filter(({ run }) => run.workMs > slowMs)
    .toSorted((a, b) => b.run.workMs - a.run.workMs)
    .map(
      ({ shape, n, run }) =>
        `${shape.name} ${n.toLocaleString('en-GB')}: ${told(seconds(run.workMs))}`,
    );
  const name = prefixes.map((one) => one.replace(/-$/, '')).join('-');
  record(name === '' ? 'hostile' : `hostile-${name}`, {
    title:
      name === ''
        ? 'Hostile files'
        : `Hostile files: shapes that begin with ${prefixes.join(' or ')}`,
    about: `What a hostile counterparty could drop, as large as it may be (up to 100 MB, some lines 700 MB): each shape of test/hostile/corpus.ts is taken in by a gateway with ${heapMegabytes} MB of heap, beside a good file that lies there before and another that comes while it works.`,
    command: `PAWL_HOSTILE_SLOWER=${slower} node scripts/with-node.mjs test/hostile/measure.ts '${prefix}' ${size} --record`,
    inCi: 'npm run test:hostile',
    figures: [
      { what: `Shapes measured, of ${shapes.length}`, value: measured.length },
      { what: 'Gateways that ended by themselves', value: ended, wanted: '0', met: ended === 0 },
      {
        what: `most processor time (${work.name})`,
        value: shown(work.value),
        unit: 's',
        wanted: 'at most 60',
        met: work.value <= 60,
      },
      { what: `longest until all was done (${whole.name})`, value: shown(whole.value), unit: 's' },
      {
        what: `longest wait of a good file (${good.name})`,
        value: shown(good.value),
        unit: 's',
        wanted: 'at most 10',
        met: good.value <= 10,
      },
      { what: `largest process (${peak.name})`, value: peak.value, unit: 'MB' },
    ],
    notes: [
      'Processor time does not depend on what else the machine did; the times until all was done and of good files do, and it did much beside.',
      `More than ${slowMs / 1_000} s of processor time: ${slow.length === 0 ? 'none' : slow.join('; ')}.`,
    ],
  });
}

const isAsked = ({ name }: Shape): boolean => prefixes.some((one) => name.startsWith(one));
for (const shape of shapes.filter(isAsked)) {
  const n = size === 'big' ? shape.big : size === '' ? shape.n : Number(size);
  const one = { shape, n, run: await takeIn(shape, n, 60_000 * slower) };
  measured.push(one);
  say(one);
  if (isAskedToRecord()) recordAll();
}

/** Prints how a gateway fares with the shapes whose names begin so: `measure.ts PREFIX [big|N]`. */
import { shapes } from './corpus.ts';
import { takeIn } from './drive.ts';

const [prefix = '', size = ''] = process.argv.slice(2);
const slower = Number(process.env['PAWL_HOSTILE_SLOWER'] ?? 1);
for (const shape of shapes.filter(({ name }) => name.startsWith(prefix))) {
  const n = size === 'big' ? shape.big : size === '' ? shape.n : Number(size);
  const run = await takeIn(shape, n, 60_000 * slower);
  const outcomes = Object.entries(Object.groupBy(run.files, ([, outcome]) => outcome)).map(
    ([outcome, files]) => `${files?.length} ${outcome}`,
  );
  const ms = (value: number | null | undefined): string =>
    value === null || value === undefined ? 'NEVER' : `${(value / 1_000).toFixed(1)} s`;
  const good = run.goodMs.map(ms).join(', ');
  const parts = [
    `${shape.name} ${n}: ${ms(run.idleMs)}, good ${good}, ${run.peakMegabytes} MB`,
    ...(run.besideMs === null
      ? []
      : [`beside ${ms(run.besideMs)}, ${run.isBefore ? 'before' : 'AFTER'}`]),
    outcomes.join(', '),
    ...(run.ended === null ? [] : [`ENDED ${run.ended.slice(0, 300)}`]),
    ...run.errors.slice(0, 1).map((error) => `${run.errors.length} errors ${error.slice(0, 300)}`),
    ...(run.left.length === 0 ? [] : [`${run.left.length} left`]),
  ];
  process.stdout.write(`${parts.join('; ')}\n`);
}

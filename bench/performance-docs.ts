/**
 * Writes docs/performance.md from the JSON of a benchmark run; what that run did not measure stays:
 * `npm run --silent bench -- --json > figures.json && node scripts/with-node.mjs bench/performance-docs.ts figures.json`
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import type { Report } from './measure.ts';
import { wrapped } from '../scripts/wrap.ts';

const path = process.argv[2] ?? '';
const report = JSON.parse(readFileSync(path, 'utf8')) as Report;
const page = new URL('../docs/performance.md', import.meta.url);
const before = '<!-- figures -->';
const after = '<!-- /figures -->';

const number = (value: number | null): string =>
  value === null ? '–' : value.toLocaleString('en-GB', { maximumFractionDigits: 3 });

const text = readFileSync(page, 'utf8');
const [start, rest = ''] = text.split(before);
const [kept = '', end = ''] = rest.split(after);
const rows = new Map(
  [...kept.matchAll(/^\| (P[^ ]+) \|.*$/gm)].map(([row, name = '']) => [name, row]),
);
for (const [name, figure] of Object.entries(report)) {
  const { ours, peer, limit, ratio, unit, spread, runs, note = '' } = figure;
  const range = `${number(spread[0])} … ${number(spread[1])}`;
  const cells = [name, number(ours), unit, number(peer ?? limit), number(ratio), range, runs, note];
  rows.set(name, `| ${cells.join(' | ')} |`);
}
const table = [
  `Measured on ${cpus().length} cores with ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}.`,
  '',
  '| Figure | Ours | Unit | Peer or limit | Ratio | Spread | Runs | Note |',
  '|---|---|---|---|---|---|---|---|',
  ...rows.values(),
].join('\n');
writeFileSync(page, wrapped(`${start}${before}\n${table}\n${after}${end}`));

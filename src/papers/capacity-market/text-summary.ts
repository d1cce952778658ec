/** The totals of Capacity Market components, in words for a terminal. */
import type { ComponentRow } from './component-rows.ts';
import { type RuleUsed, solutionNames } from './rule.ts';
import type { Summary } from './summary.ts';
import { meteringRules } from '../../config/index.ts';
import { count } from '../../words.ts';
import { table } from '../../cli/index.ts';

/** What is told of a summary. */
type Told = Pick<Summary, 'file' | 'totals' | 'cmus' | 'rowsRefused'>;

export function summaryLines(
  summary: Told,
  { rule, because }: RuleUsed,
  listed: readonly ComponentRow[],
): string[] {
  const { file, totals, cmus, rowsRefused } = summary;
  const refused = rowsRefused === 0 ? '' : `, ${count(rowsRefused, 'row')} refused`;
  const { difference } = totals;
  const lines = [
    `${file}: ${count(totals.components, 'component')} in ${count(cmus.length, 'CMU')}${refused}`,
    `Rule used: ${rule} (${because})`,
    '',
    ...table(['', ...meteringRules], ruleCells(summary)),
    '',
    `From pre-CP392 to CP392: ${difference.movesOutOfBespoke} move out of Bespoke, ` +
      `${difference.movesIntoBespoke} into it; ${difference.testNoLongerNeeded} no longer need a ` +
      `metering test, ${difference.testNewlyNeeded} newly do.`,
  ];
  if (listed.length > 0) lines.push('', ...table(componentTitles, listed.map(componentCells)));
  if (cmus.length > 0) lines.push('', ...table(cmuTitles, cmuCells(summary, rule)));
  return lines;
}

function ruleCells({ totals }: Told): string[][] {
  const cells = (title: string, key: keyof (typeof totals)['rules']['CP392']): string[] => [
    title,
    ...meteringRules.map((rule) => String(totals.rules[rule][key])),
  ];
  const [before, after] = meteringRules.map((rule) => solutionNames[rule].settlement);
  return [
    cells(`${before} / ${after}`, 'settlement'),
    cells('Balancing Services', 'balancingServices'),
    cells('Bespoke', 'bespoke'),
    cells('Bespoke alone', 'bespokeOnly'),
    cells('Metering test needed', 'testNeeded'),
  ];
}

const componentTitles = ['CMU', 'Component', 'Open', 'Settlement because', 'Test'];

function componentCells(row: ComponentRow): string[] {
  const settlement = row.solutions.at(-1);
  return [
    row.cmuId,
    row.componentId,
    row.open.join(', '),
    settlement === undefined ? '' : `${settlement.reason} [${settlement.sentence}]`,
    `${row.testNeeded ? 'needed' : 'not needed'}: ${row.testReason} [${row.testSentence}]`,
  ];
}

const cmuTitles = ['CMU', 'Components', 'Settlement', 'Bespoke alone', 'Tests', 'Out of Bespoke'];

const cmuCells = ({ cmus }: Told, rule: RuleUsed['rule']): string[][] =>
  cmus.map(({ cmuId, components, rules, difference }) => [
    cmuId,
    ...[components, rules[rule].settlement, rules[rule].bespokeOnly, rules[rule].testNeeded].map(
      String,
    ),
    String(difference.movesOutOfBespoke),
  ]);

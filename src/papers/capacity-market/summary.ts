/** What is said of a file of components as a whole: totals under both rules, and for each CMU. */
import { type MeteringRule, meteringRules } from '../../config/index.ts';
import type { ComponentsRead } from './read-components.ts';
import type { RuleUsed } from './rule.ts';
import { paper, type RuleSentence, ruleSentences } from './sentences.ts';
import type { Totals } from './totals.ts';

interface CmuTotals extends Totals {
  readonly cmuId: string;
}

export interface Summary {
  readonly report: 'capacity-market';
  readonly file: string;
  readonly sha256: string;
  /** When the file was read. */
  readonly at: string;
  readonly rule: MeteringRule;
  readonly ruleBecause: string;
  readonly paper: string;
  readonly rows: number;
  readonly rowsRefused: number;
  readonly totals: Totals;
  readonly cmus: readonly CmuTotals[];
  readonly sentences: Readonly<Record<string, RuleSentence>>;
}

export interface SummarySource {
  readonly file: string;
  readonly sha256: string;
  readonly at: string;
}

export function summaryOf(
  { file, sha256, at }: SummarySource,
  { rule, because }: RuleUsed,
  { tally, rows }: Pick<ComponentsRead, 'tally' | 'rows'>,
): Summary {
  return {
    report: 'capacity-market',
    file,
    sha256,
    at,
    rule,
    ruleBecause: because,
    paper,
    rows,
    rowsRefused: rows - tally.all.components,
    totals: tally.all,
    cmus: [...tally.cmus]
      .map(([cmuId, totals]) => ({ cmuId, ...totals }))
      .sort((one, other) => (one.cmuId < other.cmuId ? -1 : 1)),
    sentences: ruleSentences,
  };
}

export const cmuHeaders = [
  'cmuId',
  'rule',
  'components',
  'balancingServices',
  'bespoke',
  'settlement',
  'bespokeOnly',
  'testNeeded',
  ...meteringRules.map((rule) => `bespokeOnly ${rule}`),
  ...meteringRules.map((rule) => `testNeeded ${rule}`),
  'movesOutOfBespoke',
  'movesIntoBespoke',
] as const;

/** A line for each CMU, under the rule that is used and with what differs between the two. */
export const cellsOfCmus = ({ cmus }: Pick<Summary, 'cmus'>, rule: MeteringRule) =>
  cmus.map(({ cmuId, components, rules, difference }) => {
    const { balancingServices, bespoke, settlement, bespokeOnly, testNeeded } = rules[rule];
    return [
      cmuId,
      rule,
      components,
      balancingServices,
      bespoke,
      settlement,
      bespokeOnly,
      testNeeded,
      ...meteringRules.map((one) => rules[one].bespokeOnly),
      ...meteringRules.map((one) => rules[one].testNeeded),
      difference.movesOutOfBespoke,
      difference.movesIntoBespoke,
    ];
  });

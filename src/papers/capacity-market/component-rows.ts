/** What is said of one component, in the two forms in which it leaves: a row of CSV, and JSON. */
import { type MeteringRule, meteringRules } from '../../config/index.ts';
import type { IssueOn } from '../paper.ts';
import { governingDocument } from './governing-document.ts';
import { type RuleReason, type Solution, solutionNames, solutions } from './rule.ts';
import type { SentenceId } from './sentences.ts';
import type { Assessed } from './totals.ts';

interface SolutionOfComponent {
  readonly solution: string;
  readonly open: boolean;
  readonly reason: string;
  readonly sentence: SentenceId;
  readonly governingDocument: string | null;
}

/** One row of a report: a component under the rule that is used. */
export interface ComponentRow {
  readonly cmuId: string;
  readonly componentId: string;
  readonly line: number;
  readonly rule: MeteringRule;
  readonly open: readonly string[];
  readonly solutions: readonly SolutionOfComponent[];
  readonly testNeeded: boolean;
  readonly testReason: string;
  readonly testSentence: SentenceId;
  readonly openUnderOtherRule: readonly string[];
  readonly movesOutOfBespoke: boolean;
  readonly movesIntoBespoke: boolean;
}

export function componentRow(
  { component, answers, difference }: Assessed,
  rule: MeteringRule,
  issueOn: IssueOn,
): ComponentRow {
  const { cmuId, componentId, line } = component;
  const openUnder = (one: MeteringRule): string[] =>
    solutions.filter((name) => answers[one][name].isOpen).map((name) => solutionNames[one][name]);
  const told = (name: Solution): SolutionOfComponent => {
    const { isOpen, why, sentence } = answers[rule][name];
    return {
      solution: solutionNames[rule][name],
      open: isOpen,
      reason: why,
      sentence,
      governingDocument: isOpen ? governingDocument(name, component, issueOn) : null,
    };
  };
  const { isNeeded, why, sentence } = answers[rule].test;
  return {
    cmuId,
    componentId,
    line,
    rule,
    open: openUnder(rule),
    solutions: solutions.map(told),
    testNeeded: isNeeded,
    testReason: why,
    testSentence: sentence,
    openUnderOtherRule: openUnder(otherThan(rule)),
    movesOutOfBespoke: difference.movesOutOfBespoke,
    movesIntoBespoke: difference.movesIntoBespoke,
  };
}

const otherThan = (rule: MeteringRule): MeteringRule =>
  meteringRules.find((one) => one !== rule) ?? rule;

export const componentHeaders = [
  'cmuId',
  'componentId',
  'rule',
  'open',
  'balancingServices',
  'bespoke',
  'settlement',
  'settlementName',
  'test',
  'testReason',
  'settlementGovernedBy',
  'openUnderOtherRule',
  'movesOutOfBespoke',
  'movesIntoBespoke',
] as const;

/** The cells under `componentHeaders`. A reason ends in the id of its sentence. */
export function cellsOfComponent(assessed: Assessed, rule: MeteringRule, issueOn: IssueOn) {
  const row = componentRow(assessed, rule, issueOn);
  const answers = assessed.answers[rule];
  const inWords = (name: Solution): string =>
    `${answers[name].isOpen ? 'open' : 'closed'}: ${cited(answers[name])}`;
  const settlement = row.solutions.at(-1);
  return [
    row.cmuId,
    row.componentId,
    rule,
    row.open.join('; '),
    inWords('balancingServices'),
    inWords('bespoke'),
    inWords('settlement'),
    solutionNames[rule].settlement,
    row.testNeeded ? 'needed' : 'not needed',
    cited(answers.test),
    settlement?.governingDocument ?? '',
    row.openUnderOtherRule.join('; '),
    row.movesOutOfBespoke,
    row.movesIntoBespoke,
  ];
}

const cited = ({ why, sentence }: RuleReason): string => `${why} [${sentence}]`;

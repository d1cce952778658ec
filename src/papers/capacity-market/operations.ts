/**
 * What is known of the Capacity Market components that the gateway took in last, under the rule that is
 * asked for; and the two rules with the sentences of the paper.
 */
import { z } from 'zod';
import { localDateOf } from '../../calendar/index.ts';
import { type CapacityMarketConfig, type MeteringRule, meteringRules } from '../../config/index.ts';
import { wholeNumber, instant, localDate, operation } from '../../desk/index.ts';
import { EngineError } from '../../engine-error.ts';
import { savedSummaries } from './report-files.ts';
import { type RuleUsed, ruleInForce, solutionNames, solutions } from './rule.ts';
import { paper, ruleSentences } from './sentences.ts';
import { cellsOfCmus, cmuHeaders } from './summary.ts';

const rule = z.enum(meteringRules);
const ofSolutions = <Shape extends z.ZodType>(shape: Shape) => z.record(z.enum(solutions), shape);
const ruleTotals = z.strictObject({
  balancingServices: wholeNumber,
  bespoke: wholeNumber,
  settlement: wholeNumber,
  bespokeOnly: wholeNumber.describe('to which nothing but Bespoke is open'),
  testNeeded: wholeNumber,
});
const totals = {
  components: wholeNumber,
  rules: z.record(rule, ruleTotals),
  difference: z.strictObject({
    movesOutOfBespoke: wholeNumber,
    movesIntoBespoke: wholeNumber,
    settlementOpens: wholeNumber,
    settlementCloses: wholeNumber,
    testNoLongerNeeded: wholeNumber,
    testNewlyNeeded: wholeNumber,
  }),
};
const sentenceShape = z.strictObject({ place: z.string(), words: z.string() });

/** The rule that is asked for, else the one in force on a day by the operator's setting. */
export const ruleUsed = (
  config: CapacityMarketConfig,
  asked: MeteringRule | undefined,
  on: string,
): RuleUsed =>
  asked === undefined ? ruleInForce(config, on) : { rule: asked, because: 'asked for here' };

export const capacityMarketReport = operation({
  name: 'capacity-market report',
  group: 'Papers',
  summary: 'The totals of the components that the gateway took in last',
  role: 'viewer',
  takes: z.strictObject({
    rule: rule.optional().describe('whatever the configuration says'),
    on: localDate.optional().describe('the rule in force on a day; today if left out'),
  }),
  answers: z.strictObject({
    report: z.literal('capacity-market'),
    file: z.string(),
    sha256: z.string(),
    at: instant.describe('when the file was read'),
    rule: rule.describe('under which it is answered'),
    ruleBecause: z.string(),
    writtenUnder: rule.describe('under which its rows in reports/ were written'),
    paper: z.string(),
    rows: wholeNumber,
    rowsRefused: wholeNumber,
    totals: z.strictObject(totals),
    cmus: z.array(z.strictObject({ cmuId: z.string(), ...totals })),
    sentences: z.record(z.string(), sentenceShape),
    before: z
      .array(z.strictObject({ file: z.string(), at: instant, components: wholeNumber, rule }))
      .describe('other files that were taken in before'),
  }),
  route: 'GET /capacity-market',
  typed: '',
  example: {},
  problems: [404],
  csv: (answer) => ({ columns: cmuHeaders, rows: cellsOfCmus(answer, answer.rule) }),
  run: async ({ gateway: { workspace, config, rules, clock } }, asked) => {
    const on = asked.on ?? localDateOf(rules.zone, clock.now());
    const used = ruleUsed(config.capacityMarket, asked.rule, on);
    const saved = savedSummaries(workspace);
    const [newest] = saved;
    if (newest === undefined) {
      throw new EngineError(
        'NOT_FOUND',
        'no file of Capacity Market components has been taken in',
        'drop a cm-components.csv into inbox/, or name a file: pawl capacity-market FILE',
      );
    }
    return {
      ...newest,
      rule: used.rule,
      ruleBecause: used.because,
      writtenUnder: newest.rule,
      before: saved
        .filter(({ sha256 }) => sha256 !== newest.sha256)
        .map(({ file, at, totals: { components }, rule: its }) => ({
          file,
          at,
          components,
          rule: its,
        })),
    };
  },
});

/** The two rules as they are told; nothing of a workspace is in them. */
export const rulesTold = { paper, rules: solutionNames, sentences: ruleSentences };

export const capacityMarketRules = operation({
  name: 'capacity-market rules',
  group: 'Papers',
  summary: 'The two rules and the sentences of the paper they rest on',
  role: 'viewer',
  takes: z.strictObject({}),
  answers: z.strictObject({
    paper: z.string(),
    rules: z.record(rule, ofSolutions(z.string())),
    sentences: z.record(z.string(), sentenceShape),
  }),
  route: 'GET /capacity-market/rules',
  typed: '',
  example: {},
  run: async () => rulesTold,
});

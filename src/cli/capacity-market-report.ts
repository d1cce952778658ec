/**
 * `pawl capacity-market report` and `rules`: the totals of what the gateway took in, as they stand in
 * reports/ and under the rule that is asked for; and the two rules with the sentences of the paper.
 */
import { isLocalDate, localDateOf } from '../calendar/index.ts';
import {
  cellsOfCmus,
  cmuHeaders,
  isMeteringRule,
  paper,
  type RuleUsed,
  ruleInForce,
  type Summary,
  savedSummaries,
  sentences,
  solutionNames,
} from '../capacity/index.ts';
import { systemClock } from '../clock.ts';
import { type Config, meteringRules } from '../config/index.ts';
import { EngineError } from '../engine-error.ts';
import { writeCsv } from '../files/index.ts';
import { summaryLines } from './capacity-market-words.ts';
import { usage } from './failure.ts';
import { say, sayJson } from './print.ts';
import { findWorkspace } from './workspace.ts';

export interface RuleOptions {
  readonly workspace?: string;
  readonly rule?: string;
  readonly on?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** The rule that is named, else the one in force on a day by the configuration. Throws USAGE. */
export function ruleUsed(config: Config, { rule, on, json, csv }: RuleOptions): RuleUsed {
  if (csv === true && json === true) {
    throw usage('--csv and --json exclude one another', 'leave one of them out');
  }
  if (rule !== undefined) {
    if (isMeteringRule(rule)) return { rule, because: '--rule' };
    throw usage(`--rule is "${rule}"`, `rules are ${meteringRules.join(' and ')}`);
  }
  if (on !== undefined && !isLocalDate(on)) {
    throw usage(`--on is "${on}"`, 'a date is written as 2026-10-01');
  }
  const today = localDateOf(config.headerTimeZone, systemClock.now());
  return ruleInForce(config.capacityMarket, on ?? today);
}

export async function capacityMarketReport(options: RuleOptions): Promise<number> {
  const { folder, config } = findWorkspace(options.workspace, 'notNeeded');
  const used = ruleUsed(config, options);
  const saved = savedSummaries(folder);
  const [newest] = saved;
  if (newest === undefined) {
    throw new EngineError(
      'NOT_FOUND',
      'no file of Capacity Market components has been taken in',
      'drop a cm-components.csv into inbox/, or name a file: pawl capacity-market FILE',
    );
  }
  if (options.json === true) sayJson({ ...newest, rule: used.rule, ruleBecause: used.because });
  else if (options.csv === true) {
    process.stdout.write(await writeCsv(cmuHeaders, cellsOfCmus(newest, used.rule)));
  } else tell(newest, saved, used);
  return 0;
}

function tell(newest: Summary, saved: readonly Summary[], used: RuleUsed): void {
  for (const line of summaryLines(newest, used, [])) say(line);
  if (newest.rule !== used.rule) {
    say();
    say(`The rows in reports/ were written under ${newest.rule}. To have them under ${used.rule}:`);
    say('pawl capacity-market archive/YYYY/MM/FILE --save');
  }
  const others = saved.filter(({ sha256 }) => sha256 !== newest.sha256);
  if (others.length === 0) return;
  say();
  say('Taken in before:');
  for (const { file, at, rule, totals } of others) {
    say(`  ${file}, ${at}, ${totals.components} components, under ${rule}`);
  }
}

export async function capacityMarketRules(options: { readonly json?: boolean }): Promise<number> {
  if (options.json === true) {
    sayJson({ paper, rules: solutionNames, sentences });
    return 0;
  }
  say(paper);
  for (const rule of meteringRules) {
    say(`${rule}: ${Object.values(solutionNames[rule]).join(', ')}`);
  }
  for (const [id, { place, words }] of Object.entries(sentences)) {
    say();
    say(`[${id}] ${place}`);
    say(`  ${words}`);
  }
  say();
  say('What goes beyond these sentences is ours; docs/capacity-market.md says what that is.');
  return 0;
}

/** The door of the room: the metering of Capacity Market components. */
export { capacityMarket } from './companion.ts';
export { isComponentsFile } from './component.ts';
export { componentReport } from './component-report.ts';
export { type ComponentRow, componentRow } from './component-rows.ts';
export { type IssueOn, noRegister } from './governing-document.ts';
export { capacityMarketReport, capacityMarketRules, ruleUsed, rulesTold } from './operations.ts';
export { type ComponentsRead, readComponents } from './read-components.ts';
export { savedSummaries, writeReports } from './report-files.ts';
export { isMeteringRule, type RuleUsed, ruleInForce, solutionNames } from './rule.ts';
export { paper, sentences } from './sentences.ts';
export { cellsOfCmus, cmuHeaders, type Summary, summaryOf } from './summary.ts';

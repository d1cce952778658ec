export { labelOf } from './label.ts';
export {
  extendReadingRules,
  extraReadingRulesShape,
  type ReadingRules,
  readingRules,
} from './reading-rules.ts';
export {
  type Confusion,
  confusionOf,
  type TrialResult,
  type TrialSentence,
  tryReading,
} from './reading-trial.ts';
export { ruleNames, type RuleWords, wordsOfRule } from './rule-words.ts';
export {
  type Reading,
  type ReportFinding,
  readMaintenanceText,
  readReport,
  reportFindings,
  type Words,
} from './report.ts';

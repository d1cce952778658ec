export {
  chaseCsvName,
  draftChaseNow,
  draftChasesNow,
  draftPathOf,
  writeDraft,
} from './chases.ts';
export { saveReport } from './files.ts';
export { type Forecast, forecastOf } from './forecast.ts';
export {
  type FoundCheck,
  findChecks,
  type Standing,
  standingOf,
  workingDaysLeft,
} from './found-checks.ts';
export { type Keeper, openKeeper } from './keeper.ts';
export {
  answersByMonth,
  dayCountsOf,
  keptInTime,
  type Tally,
  talliesOf,
} from './performance.ts';
export { makeReport } from './report.ts';
export { cellsOf } from './rows.ts';
export { countNow, type StageCounter, stageCounter } from './stage-counter.ts';
export { pastAnswers } from './past-answers.ts';
export { readStageFacts, type StageFact, stageFacts } from './stage-facts.ts';
export { writeTables } from './tables.ts';

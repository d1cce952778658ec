export { type DraftChase, draftChasesNow, writeDraft } from './chases.ts';
export { textOf, writeReport } from './files.ts';
export { type FoundCheck, findChecks, type Standing, standingOf } from './found-checks.ts';
export { type Keeper, openKeeper } from './keeper.ts';
export type { Period } from './period.ts';
export { makeReport } from './report.ts';
export { cellsOf, type Report } from './rows.ts';

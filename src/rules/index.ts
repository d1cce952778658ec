export { areRulesToCome, followAdoption, openAdoption, refusedConfig } from './adoption.ts';
export { type CalendarPreview, previewAccept, previewUndo } from './calendar-preview.ts';
export { doubtfulNames, misfitsOf, unreadLetters } from './config-fit.ts';
export { configInForce } from './config-in-force.ts';
export { type PreviewedCheck, previewChanges } from './preview.ts';
export { mergedRules, rulesWith, withRules } from './rule-book.ts';
export { type MergePreview, previewMerge } from './reference-preview.ts';

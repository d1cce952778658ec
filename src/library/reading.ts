/** `pawl/reading`: what a report says in free text. docs/library.md says what each name takes and gives. */
export {
  extendReadingRules,
  type Reading,
  type ReadingRules,
  type ReportFinding,
  readingRules,
  readMaintenanceText,
  readReport,
  reportFindings,
  type Words,
} from '../reading/index.ts';

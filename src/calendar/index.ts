export {
  type BankHolidays,
  bundledBankHolidays,
  mergeBankHolidays,
  readFeed,
  yearsOf,
} from './bank-holidays.ts';
export { dateOfDigits, isLocalDate, type LocalDate } from './day-number.ts';
export {
  type Deadline,
  deadlineFor,
  dueSoonAt,
  escalationAt,
  isInTime,
  plainRuleSet,
  type RuleSet,
  ruleSetName,
} from './deadline.ts';
export {
  endOfDay,
  type Instant,
  instantOfLocal,
  localDateOf,
  localTimeOf,
  secondsBetween,
  startOfDay,
} from './local-time.ts';
export {
  addWorkingDays,
  type Calendar,
  calendarOf,
  isWorkingDay,
  type NotCovered,
  notCovered,
  workingDaysBetween,
} from './working-days.ts';
export { whyRefused } from './feed-fit.ts';

/** `pawl/calendar`: Working Days and deadlines. docs/library.md says what each name takes and gives. */
export {
  addWorkingDays,
  type BankHolidays,
  bundledBankHolidays,
  type Calendar,
  calendarOf,
  type Deadline,
  deadlineFor,
  endOfDay,
  type Instant,
  instantOfLocal,
  isLocalDate,
  isWorkingDay,
  type LocalDate,
  localDateOf,
  mergeBankHolidays,
  type NotCovered,
  notCovered,
  plainRuleSet,
  readFeed,
  type RuleSet,
  startOfDay,
  workingDaysBetween,
} from '../calendar/index.ts';
import {
  addWorkingDays,
  bundledBankHolidays,
  type Calendar,
  calendarOf,
  type LocalDate,
  type NotCovered,
} from '../calendar/index.ts';

const englandAndWales = calendarOf(bundledBankHolidays, 'england-and-wales');

/** The date that many Working Days after another: by the calendar of England and Wales, if left out. */
export function dueDate(
  startedOn: LocalDate,
  workingDays: number,
  calendar: Calendar | undefined = englandAndWales,
): LocalDate | NotCovered {
  if (calendar === undefined) throw new TypeError('no calendar: the division is not known');
  return addWorkingDays(calendar, startedOn, workingDays);
}

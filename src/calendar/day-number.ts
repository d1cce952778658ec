/**
 * A day number counts the days since 1970-01-01, so that calendar arithmetic is integer
 * arithmetic. Dates at the doors are text; inside this room they are numbers only for as long as
 * a sum takes. The one rule: `dateOfDay(dayOf(date)) === date` for every real date of the years
 * 0001 to 9999.
 */
import assert from 'node:assert/strict';

/**
 * A local date as text, 'yyyy-mm-dd'. Dates compare in time order as text. Any text is assignable;
 * the empty intersection only keeps a union with CALENDAR_NOT_COVERED from melting into `string`.
 */
export type LocalDate = string & {};

/** Whether the text is a real date of the calendar in the form 'yyyy-mm-dd'. */
export function isLocalDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  return isRealDay(digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2));
}

/** A date written as eight digits, ccyymmdd; real only if the digits are. */
export const dateOfDigits = (text: string): LocalDate =>
  `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`;

export function dayNumberOf(date: LocalDate): number {
  assert(date.length === 10 && date[4] === '-' && date[7] === '-', `not a date: ${date}`);
  return dayOfCivil(digits(date, 0, 4), digits(date, 5, 2), digits(date, 8, 2));
}

/** The date of a day number. Days are counted in eras of 400 years that begin on 1 March. */
export function dateOfDay(day: number): LocalDate {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(dayOfMonth)}`;
}

export function dayOfCivil(year: number, month: number, dayOfMonth: number): number {
  assert(isRealDay(year, month, dayOfMonth), `not a date: ${year}-${month}-${dayOfMonth}`);
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const monthFromMarch = month > 2 ? month - 3 : month + 9;
  const dayOfYear = Math.floor((153 * monthFromMarch + 2) / 5) + dayOfMonth - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** Monday is 1, Sunday is 7. */
export const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;

/** The number that `length` digits of the text spell from `start` on. */
export function digits(text: string, start: number, length: number): number {
  let value = 0;
  for (let at = start; at < start + length; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    assert(digit >= 0 && digit <= 9, `not a number: ${text}`);
    value = value * 10 + digit;
  }
  return value;
}

export const twoDigits = (value: number): string => (value < 10 ? `0${value}` : String(value));

function isRealDay(year: number, month: number, dayOfMonth: number): boolean {
  return (
    year >= 1 && month >= 1 && month <= 12 && dayOfMonth >= 1 && dayOfMonth <= days(year, month)
  );
}

function days(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

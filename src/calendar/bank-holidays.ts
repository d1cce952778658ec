/**
 * Bank holidays are data with declared coverage: per division (England and Wales, Scotland …) a
 * list of dates for every year that is covered. The one rule: a year that is absent is unknown,
 * never a year without holidays.
 */

import published from './bank-holidays.json' with { type: 'json' };
import { isLocalDate, type LocalDate } from './day-number.ts';

/** Division, then year, then dates. A year that is present is covered, even if its list is empty. */
export interface BankHolidays {
  readonly [division: string]: { readonly [year: string]: readonly LocalDate[] };
}

/**
 * England and Wales 2008 to 2011 follow from the Banking and Financial Dealings Act 1971 and the
 * days proclaimed under it; England and Wales and Scotland 2012 to 2028 are as published on GOV.UK.
 */
export const bundledBankHolidays: BankHolidays = published;

/**
 * Reads a file of the public bank-holidays feed.
 *
 * Ours: the feed states no coverage, so per division it is taken to cover the whole years from its
 * first to its last event; a year between them without an event is covered and empty.
 */
export function readFeed(
  value: unknown,
): { readonly bankHolidays: BankHolidays } | { readonly problem: string } {
  if (!isRecord(value))
    return { problem: 'a bank holiday feed is an object with a key per division' };
  const divisions: [string, { readonly [year: string]: readonly LocalDate[] }][] = [];
  for (const [division, entry] of Object.entries(value)) {
    const dates = datesOf(division, entry);
    if ('problem' in dates) return dates;
    divisions.push([division, byYear(dates.dates)]);
  }
  if (divisions.length === 0) return { problem: 'the feed names no division' };
  return { bankHolidays: Object.fromEntries(divisions) };
}

/**
 * Holidays move (8 May 2020 took the place of 4 May) and feeds drop old years, so the newer list
 * wins for each division and year it covers, and every other year is kept.
 */
export function mergeBankHolidays(older: BankHolidays, newer: BankHolidays): BankHolidays {
  const divisions = new Set([...Object.keys(older), ...Object.keys(newer)]);
  return Object.fromEntries(
    [...divisions].map((division) => [
      division,
      { ...yearsOf(older, division), ...yearsOf(newer, division) },
    ]),
  );
}

/** The covered years of a division, none if it is unknown. */
export function yearsOf(
  bankHolidays: BankHolidays,
  division: string,
): { readonly [year: string]: readonly LocalDate[] } {
  return Object.hasOwn(bankHolidays, division) ? (bankHolidays[division] ?? {}) : {};
}

function datesOf(
  division: string,
  entry: unknown,
): { readonly dates: readonly LocalDate[] } | { readonly problem: string } {
  if (!isRecord(entry) || !Array.isArray(entry['events'])) {
    return { problem: `${division}: "events" is not a list` };
  }
  const dates: LocalDate[] = [];
  for (const [index, event] of entry['events'].entries()) {
    const date: unknown = isRecord(event) ? event['date'] : undefined;
    if (typeof date !== 'string' || !isPlausible(date)) {
      return {
        problem: `${division}: event ${index + 1} has no date yyyy-mm-dd from 1950 to 2199`,
      };
    }
    dates.push(date);
  }
  return { dates };
}

/**
 * DTC 15.4: dates are valid from 1950 to 2199. The bound also keeps one mistyped year from
 * declaring thousands of years covered.
 */
const isPlausible = (date: string): boolean =>
  isLocalDate(date) && date >= '1950-01-01' && date <= '2199-12-31';

function byYear(dates: readonly LocalDate[]): { readonly [year: string]: readonly LocalDate[] } {
  const sorted = [...new Set(dates)].sort();
  const first = Number(sorted[0]?.slice(0, 4));
  const last = Number(sorted.at(-1)?.slice(0, 4));
  const years: { [year: string]: readonly LocalDate[] } = {};
  for (let year = first; year <= last; year += 1) {
    years[String(year)] = sorted.filter((date) => date.startsWith(String(year)));
  }
  return years;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

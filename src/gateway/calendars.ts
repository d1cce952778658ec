/**
 * The calendars in force over time. Bank-holiday feeds are merged, never replaced, and each merge is
 * kept with its instant, so that a stage which ended keeps the calendar it ended under while open
 * ones follow the newest.
 */
import {
  type BankHolidays,
  bundledBankHolidays,
  type Calendar,
  calendarOf,
  type Instant,
} from '../calendar/index.ts';
import type { StoredCalendar } from '../store/index.ts';

export interface CalendarTimeline {
  readonly newest: () => BankHolidays;
  readonly calendarFor: (mpan: string, at: Instant | null) => Calendar | undefined;
  /** The newest calendar of a division; undefined where no year of it is known. */
  readonly named: (division: string) => Calendar | undefined;
}

export function calendarTimeline(
  division: string,
  byDistributor: Readonly<Record<string, string>>,
  stored: readonly StoredCalendar[],
): CalendarTimeline {
  const eras: {
    from: Instant;
    holidays: BankHolidays;
    built: Map<string, Calendar | undefined>;
  }[] = [{ from: '', holidays: bundledBankHolidays, built: new Map() }];
  for (const { mergedAt, bankHolidays } of stored) {
    eras.push({ from: mergedAt, holidays: bankHolidays, built: new Map() });
  }
  const newestEra = () => eras[eras.length - 1] as (typeof eras)[number];
  const namedIn = (era: (typeof eras)[number], name: string): Calendar | undefined => {
    if (!era.built.has(name)) era.built.set(name, calendarOf(era.holidays, name));
    return era.built.get(name);
  };
  return {
    newest: () => newestEra().holidays,
    calendarFor: (mpan, at) => {
      const era =
        at === null ? newestEra() : (eras.findLast(({ from }) => from <= at) ?? newestEra());
      return namedIn(era, byDistributor[mpan.slice(0, 2)] ?? division);
    },
    named: (name) => namedIn(newestEra(), name),
  };
}

/** The days and times of day of a comparison, looked up: Working Days by number, and their instants. */
import {
  addWorkingDays,
  type Calendar,
  type Instant,
  instantOfLocal,
  isWorkingDay,
  type LocalDate,
  notCovered,
} from '../calendar/index.ts';
import { EngineError } from '../engine-error.ts';

export interface KnownDays {
  /** The number of the last Working Day up to a date. */
  readonly numberOf: (date: LocalDate) => number;
  /** So many Working Days after a date. */
  readonly after: (date: LocalDate, days: number) => LocalDate;
  /** A local time (hhmm) of a date. */
  readonly instantAt: (date: LocalDate, time: string) => Instant;
  /** Days of the calendar from one date to another. */
  readonly between: (from: LocalDate, to: LocalDate) => number;
}

/** Throws CALENDAR_NOT_COVERED where no bank holidays are known for one of the days. */
export function daysOfCalendar(
  calendar: Calendar,
  zone: string,
  from: LocalDate,
  to: LocalDate,
): KnownDays {
  const workingDays: LocalDate[] = [];
  const numbers = new Map<LocalDate, number>();
  const positions = new Map<LocalDate, number>();
  const last = Temporal.PlainDate.from(to);
  for (
    let day = Temporal.PlainDate.from(from);
    Temporal.PlainDate.compare(day, last) <= 0;
    day = day.add({ days: 1 })
  ) {
    const date = day.toString();
    const is = isWorkingDay(calendar, date);
    if (is === notCovered) throw notKnown(calendar, date);
    if (is) workingDays.push(date);
    numbers.set(date, workingDays.length - 1);
    positions.set(date, positions.size);
  }
  const instants = new Map<string, Instant>();
  const known = <Value>(value: Value | undefined, date: LocalDate): Value => {
    if (value === undefined) throw notKnown(calendar, date);
    return value;
  };
  const numberOf = (date: LocalDate): number => known(numbers.get(date), date);
  return {
    numberOf,
    after: (date, days) => {
      const found = workingDays[numberOf(date) + days];
      if (found !== undefined) return found;
      const later = addWorkingDays(calendar, date, days);
      if (later === notCovered) throw notKnown(calendar, date);
      return later;
    },
    instantAt: (date, time) => {
      const local = `${date.replaceAll('-', '')}${time}00`;
      let instant = instants.get(local);
      if (instant === undefined) instants.set(local, (instant = instantOfLocal(zone, local)));
      return instant;
    },
    between: (one, other) => known(positions.get(other), other) - known(positions.get(one), one),
  };
}

const notKnown = ({ division }: Calendar, date: LocalDate): EngineError =>
  new EngineError(
    'CALENDAR_NOT_COVERED',
    `the bank holidays of ${division} are not known for all of the time up to ${date}`,
    'take an earlier "year" in the parameters, or put a newer feed into calendar/',
  );

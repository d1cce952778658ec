/**
 * Times as DIP messages write them: `2026-04-01T00:00:00+01:00`. The offset is honoured, so that the
 * local date is that of the clock on the wall. A date alone is taken as that day; a time without an
 * offset is no time, because nobody can say which hour it is.
 */
import {
  type Instant,
  instantOfLocal,
  isLocalDate,
  type LocalDate,
  localDateOf,
} from '../calendar/index.ts';

export interface Moment {
  /** Null where only a date was written. */
  readonly at: Instant | null;
  readonly date: LocalDate;
}

export const momentExpected =
  'a time with its offset such as 2026-04-01T00:00:00+01:00, from 1950 to 2199, or a date';

export function momentOf(text: string, zone: string): Moment | null {
  if (isPlausible(text)) return { at: null, date: text };
  const match = form.exec(text);
  if (match === null) return null;
  const [, date = '', time = '', offset = 'Z'] = match;
  if (!isPlausible(date) || !isTimeOfDay(time)) return null;
  const at = instantAt(date, time, offset.toUpperCase());
  return { at, date: localDateOf(zone, at) };
}

/**
 * Whole hours, which is all that is ever seen, are zones of the tz database, where the sign is the
 * other way round: asked for once, they are arithmetic, and so a twentieth of the time.
 */
function instantAt(date: LocalDate, time: string, offset: string): Instant {
  const hours = /^([+-])(0\d|1[0-2]):00$/.exec(offset);
  const sign = hours?.[1] === '+' ? '-' : '+';
  const zone = hours === null ? null : `Etc/GMT${sign}${Number(hours[2])}`;
  if (offset === 'Z' || zone !== null) {
    return instantOfLocal(zone ?? 'UTC', `${date}${time}`.replaceAll(/[-:]/g, ''));
  }
  return Temporal.Instant.from(`${date}T${time}${offset}`).toString({ smallestUnit: 'second' });
}

const form =
  /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(?:\.\d{1,9})?([Zz]|[+-](?:0\d|1[0-4]):[0-5]\d)$/;

const isTimeOfDay = (time: string): boolean => /^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(time);

// DTC 15.4: dates are valid from 1950 to 2199. Ours: those of DIP messages too.
const isPlausible = (date: string): boolean =>
  isLocalDate(date) && date >= '1950-01-01' && date <= '2199-12-31';

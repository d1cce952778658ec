/**
 * Between instants (UTC) and local dates and times of a zone. The tz database is asked once per
 * zone and year, when that year's table of UTC offsets is made; the rest is arithmetic. The one
 * rule: the answers are those of Temporal with its "compatible" reading of local times.
 *
 * Ours: a local time that occurs twice is read as its first occurrence, one that does not exist as
 * an hour later.
 */
import assert from 'node:assert/strict';
import {
  dateOfDay,
  dayNumberOf,
  dayOfCivil,
  digits,
  type LocalDate,
  twoDigits,
} from './day-number.ts';

/** An instant as text, 'yyyy-mm-ddThh:mm:ssZ'. Instants compare in time order as text. */
export type Instant = string & {};

/** The local date on which the instant falls. */
export const localDateOf = (zone: string, instant: Instant): LocalDate =>
  dateOfDay(Math.floor(localSecondsOf(zone, instant) / secondsPerDay));

/** The local time of day, 'HH:MM:SS'. */
export const localTimeOf = (zone: string, instant: Instant): string =>
  timeOf(localSecondsOf(zone, instant));

/** The first instant of a local date: its midnight, or what follows where midnight is skipped. */
export const startOfDay = (zone: string, date: LocalDate): Instant =>
  instantOf(zone, dayNumberOf(date) * secondsPerDay);

/** The first instant after a local date. */
export const endOfDay = (zone: string, date: LocalDate): Instant =>
  instantOf(zone, (dayNumberOf(date) + 1) * secondsPerDay);

/** The instant of a local date and time written as 14 digits, ccyymmddhhmmss. */
export function instantOfLocal(zone: string, local: string): Instant {
  assert(local.length === 14, `not a local date and time: ${local}`);
  const day = dayOfCivil(digits(local, 0, 4), digits(local, 4, 2), digits(local, 6, 2));
  const time = digits(local, 8, 2) * 3_600 + digits(local, 10, 2) * 60 + digits(local, 12, 2);
  return instantOf(zone, day * secondsPerDay + time);
}

/** Seconds from one instant to another; less than 0 where it comes before. */
export const secondsBetween = (from: Instant, to: Instant): number =>
  secondsOf(to) - secondsOf(from);

const secondsPerDay = 86_400;

function localSecondsOf(zone: string, instant: Instant): number {
  const seconds = secondsOf(instant);
  return seconds + offsetAt(zone, seconds);
}

function secondsOf(instant: Instant): number {
  assert(
    instant.length === 20 && instant[10] === 'T' && instant[19] === 'Z',
    `not an instant: ${instant}`,
  );
  const day = dayOfCivil(digits(instant, 0, 4), digits(instant, 5, 2), digits(instant, 8, 2));
  return (
    day * secondsPerDay +
    digits(instant, 11, 2) * 3_600 +
    digits(instant, 14, 2) * 60 +
    digits(instant, 17, 2)
  );
}

/** Local seconds count as if the local clock were UTC. */
function instantOf(zone: string, localSeconds: number): Instant {
  const earlier = offsetAt(zone, localSeconds - secondsPerDay);
  const later = offsetAt(zone, localSeconds + secondsPerDay);
  // Only the later offset may hold; where neither does, the time is skipped, and reading it by
  // the earlier offset moves it forward by the length of the gap.
  const holdsLaterOnly =
    offsetAt(zone, localSeconds - earlier) !== earlier &&
    offsetAt(zone, localSeconds - later) === later;
  const seconds = localSeconds - (holdsLaterOnly ? later : earlier);
  return `${dateOfDay(Math.floor(seconds / secondsPerDay))}T${timeOf(seconds)}Z`;
}

function timeOf(seconds: number): string {
  const ofDay = seconds - Math.floor(seconds / secondsPerDay) * secondsPerDay;
  const minutes = Math.floor(ofDay / 60);
  return `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}:${twoDigits(ofDay % 60)}`;
}

/** An offset in seconds and the instant from which on it holds. */
interface Offset {
  readonly from: number;
  readonly offset: number;
}

/** A cache of what the tz database says, and so the same whatever was asked before. */
const offsetsByZone = new Map<string, Map<number, readonly Offset[]>>();

function offsetAt(zone: string, seconds: number): number {
  let byYear = offsetsByZone.get(zone);
  if (!byYear) offsetsByZone.set(zone, (byYear = new Map()));
  // Years of 365.2425 days only group the seconds; they need not begin on 1 January.
  const year = Math.floor(seconds / secondsPerYear);
  let offsets = byYear.get(year);
  if (!offsets) byYear.set(year, (offsets = offsetsOf(zone, year)));
  const inForce = offsets.find(({ from }) => seconds >= from);
  assert(inForce, 'the first offset of a year holds from its start');
  return inForce.offset;
}

const secondsPerYear = 31_556_952;

/** The offsets in force during the year, latest first. No zone changes twice within a day. */
function offsetsOf(zone: string, year: number): readonly Offset[] {
  const offsetAtSecond = askedOf(zone);
  const start = year * secondsPerYear;
  let before = offsetAtSecond(start);
  const offsets: Offset[] = [{ from: start, offset: before }];
  const end = start + secondsPerYear;
  for (let last = start; last < end; last += secondsPerDay) {
    let [holds, from] = [last, Math.min(last + secondsPerDay, end)];
    const offset = offsetAtSecond(from);
    if (offset === before) continue;
    while (from - holds > 1) {
      const middle = Math.floor((holds + from) / 2);
      if (offsetAtSecond(middle) === before) holds = middle;
      else from = middle;
    }
    offsets.unshift({ from, offset });
    before = offset;
  }
  return offsets;
}

/** Asks the tz database how far a zone is ahead of UTC, in seconds, at a second of UTC. */
type AskedZone = (seconds: number) => number;

/** Temporal has answered before Intl has started, which is when most commands are over; the library may run where Node has Intl alone. */
const askedOf = (zone: string): AskedZone =>
  typeof Temporal === 'undefined' ? byIntl(zone) : byTemporal(zone);

const byTemporal =
  (zone: string): AskedZone =>
  (seconds) =>
    Temporal.Instant.fromEpochMilliseconds(seconds * 1_000).toZonedDateTimeISO(zone)
      .offsetNanoseconds / 1e9;

function byIntl(zone: string): AskedZone {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...numbers });
  return (seconds) => {
    const said: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
    for (const { type, value } of clock.formatToParts(seconds * 1_000)) said[type] = Number(value);
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = said;
    const days = dayOfCivil(year, month, day);
    return days * secondsPerDay + hour * 3_600 + minute * 60 + second - seconds;
  };
}

const numbers = {
  calendar: 'gregory',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
} as const;

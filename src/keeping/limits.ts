/** From when on what is kept is old enough to go. */
import { type Instant, localDateOf } from '../calendar/index.ts';
import { wholeSeconds } from '../clock.ts';

/** The instant a period such as "90 days" before now, on the same local time of day. */
export function instantBefore(zone: string, now: Instant, period: string): Instant {
  const [count = '0', unit = 'days'] = period.split(' ');
  const there = Temporal.Instant.from(now)
    .toZonedDateTimeISO(zone)
    .subtract(unit === 'months' ? { months: Number(count) } : { days: Number(count) });
  return wholeSeconds(there.toInstant());
}

export const dateBefore = (zone: string, now: Instant, period: string): string =>
  localDateOf(zone, instantBefore(zone, now, period));

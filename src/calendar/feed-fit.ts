/**
 * Whether a bank-holiday feed may take the place of what is known. Ours: it says nothing of its age and
 * of what it covers, so what looks like an older feed, or like a part of one, is refused. The one rule: a
 * known year never loses a day by a feed alone, for then deadlines would come too early for somebody.
 */
import { type BankHolidays, yearsOf } from './bank-holidays.ts';

/** Why a feed is not to be merged; null where it is. `earlier` are those that newer ones replaced. */
export function whyRefused(
  feed: BankHolidays,
  known: BankHolidays,
  earlier: readonly BankHolidays[],
): string | null {
  for (const [division, years] of Object.entries(feed)) {
    const knownYears = yearsOf(known, division);
    const least = Math.min(...Object.values(knownYears).map((dates) => dates.length));
    for (const [year, dates] of Object.entries(years)) {
      const about = `${division} ${year}`;
      const now = knownYears[year];
      if (now === undefined) {
        if (Number.isFinite(least) && dates.length < least) {
          return `${about} has ${dates.length} bank holidays, and no known year has fewer than ${least}: it looks like part of a year`;
        }
        continue;
      }
      if (now.join() === dates.join()) continue;
      const lost = now.filter((date) => !dates.includes(date));
      if (dates.length < now.length) {
        return `${about} has ${dates.length} bank holidays where ${now.length} are known, and not ${lost.join(', ')}: it looks older, or like part of a year`;
      }
      if (earlier.some((one) => yearsOf(one, division)[year]?.join() === dates.join())) {
        return `${about} is as it was before a newer feed, without ${lost.join(', ')}: it looks older`;
      }
    }
  }
  return null;
}

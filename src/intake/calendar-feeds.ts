/**
 * Bank-holiday feeds dropped into calendar/: each new one is merged into the calendar in force, and
 * every open check is looked at again. A feed that cannot be read, or would take days away from what is known,
 * is left where it is, and people are told why.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type BankHolidays, mergeBankHolidays, readFeed, whyRefused } from '../calendar/index.ts';
import type { StoredCalendar } from '../store/index.ts';
import { readRegular } from '../regular-file.ts';
import {
  acceptanceOf,
  commitAt,
  feedMaxBytes,
  type Gateway,
  holidaysAt,
  keepRefused,
  type RefusedFeed,
  standingCalendars,
} from '../gateway/index.ts';
import { sha256Of } from '../files/index.ts';
import { type FeedsSeen, type NotTaken, type TakenFeeds, takeFeeds } from './feeds.ts';
import { entriesOf } from './inbox.ts';

/** Merges the feeds not seen before; those that a person may accept are kept for that. */
export async function takeCalendarFeeds(
  gateway: Gateway,
  seen: FeedsSeen<RefusedFeed>,
): Promise<TakenFeeds> {
  let known: StoredCalendar[] | null = null;
  const taken = await takeFeeds(gateway, seen, {
    folder: 'calendar',
    isFeed: (name) => name.endsWith('.json'),
    maxBytes: feedMaxBytes,
    quietMs: 0,
    take: async (name, bytes) => {
      known ??= [...(await gateway.store.calendars())];
      return takeFeed(gateway, name, bytes, known);
    },
  });
  await keepRefused(gateway, taken.kept);
  return taken;
}

async function takeFeed(
  gateway: Gateway,
  name: string,
  bytes: Buffer,
  stored: StoredCalendar[],
): Promise<'merged' | 'known' | NotTaken<RefusedFeed>> {
  const code = 'FEED_REFUSED';
  const sha256 = sha256Of(bytes);
  if (stored.some((one) => one.sha256 === sha256)) return 'known';
  const feed = readFeed(jsonOf(bytes.toString('utf8')));
  if ('problem' in feed) return { says: feed.problem, code, isBroken: true };
  const refused = refusalOf(feed.bankHolidays, stored);
  const now = gateway.clock.now();
  if (refused !== null) {
    const { bankHolidays } = feed;
    const says = `${refused}; a person who knows better can accept it: ${acceptanceOf(name)}`;
    return { says, code, kept: { name, sha256, why: refused, bankHolidays, at: now } };
  }
  const calendar = {
    mergedAt: now,
    source: name,
    sha256,
    bankHolidays: mergeBankHolidays(newestOf(stored), feed.bankHolidays),
  };
  const parts = { calendar, wakeAllOpen: true, calendarsBefore: stored.length };
  if ((await commitAt(gateway, now, parts)) === 'conflict') {
    stored.splice(0, stored.length, ...(await gateway.store.calendars()));
    return takeFeed(gateway, name, bytes, stored);
  }
  stored.push(calendar);
  gateway.log.info({ file: name }, 'bank-holiday feed merged; open deadlines are recalculated');
  return 'merged';
}

/** Why a feed would not be merged now; null where it would. */
export function refusalOf(feed: BankHolidays, stored: readonly StoredCalendar[]): string | null {
  const earlier = [0, ...standingCalendars(stored)].map((place) => holidaysAt(stored, place));
  return whyRefused(feed, newestOf(stored), earlier);
}

const newestOf = (stored: readonly StoredCalendar[]): BankHolidays =>
  holidaysAt(stored, stored.length);

/** The bank holidays with those of every readable feed that lies in calendar/, merged or not yet. */
export function holidaysAtHand(workspace: string, merged: BankHolidays): BankHolidays {
  const folder = join(workspace, 'calendar');
  if (!existsSync(folder)) return merged;
  return entriesOf(folder)
    .names.filter((name) => name.endsWith('.json'))
    .reduce((known, name) => {
      const read = readRegular(join(folder, name), feedMaxBytes);
      if (!('bytes' in read)) return known;
      const feed = readFeed(jsonOf(read.bytes.toString('utf8')));
      return 'problem' in feed ? known : mergeBankHolidays(feed.bankHolidays, known);
    }, merged);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

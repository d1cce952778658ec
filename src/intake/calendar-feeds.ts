/**
 * Bank-holiday feeds dropped into calendar/: each new one is merged into the calendar in force, and
 * every open check is looked at again. A feed that cannot be read, or would take days away from what is known,
 * is left where it is, and people are told why.
 */
import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { type BankHolidays, mergeBankHolidays, readFeed, whyRefused } from '../calendar/index.ts';
import { type StoredCalendar, unitOfWork } from '../store/index.ts';
import { readRegular } from '../regular-file.ts';
import {
  acceptanceOf,
  feedMaxBytes,
  forFile,
  type Gateway,
  holidaysAt,
  keepRefused,
  type RefusedFeed,
  standingCalendars,
} from '../gateway/index.ts';
import { sha256Of } from '../files/index.ts';
import { entriesOf } from './inbox.ts';
import type { OddEntry } from './odd-entries.ts';

export interface TakenFeeds {
  /** The names of those merged. */
  readonly taken: readonly string[];
  /** What lies there and is no feed that can be read. */
  readonly odd: readonly OddEntry[];
}

/** How a feed looked when it was read, and why it was refused; what was merged has no reason. */
export type FeedsSeen = Map<
  string,
  {
    readonly mtimeMs: number;
    readonly why: string | null;
    /** Of one that a person may accept. */
    readonly refused: RefusedFeed | null;
  }
>;

/** Merges the feeds not seen before, oldest first; tells of those refused for as long as they lie there. */
export async function takeCalendarFeeds(gateway: Gateway, seen: FeedsSeen): Promise<TakenFeeds> {
  const folder = join(gateway.workspace, 'calendar');
  const entries = entriesOf(folder);
  const odd: OddEntry[] = entries.odd.map((entry) => ({ ...entry, folder: 'calendar' }));
  const lying = entries.names
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => {
      const stats = lstatSync(join(folder, name), { throwIfNoEntry: false });
      return stats === undefined ? [] : [{ name, mtimeMs: stats.mtimeMs }];
    })
    .sort((a, b) => a.mtimeMs - b.mtimeMs || (a.name < b.name ? -1 : 1));
  const fresh = lying.filter(({ name, mtimeMs }) => seen.get(name)?.mtimeMs !== mtimeMs);
  const stored = fresh.length === 0 ? [] : [...(await gateway.store.calendars())];
  const taken: string[] = [];
  const now = gateway.clock.now();
  for (const { name, mtimeMs } of fresh) {
    await forFile(gateway, 'calendar', `calendar/${name}`, async () => {
      const read = readRegular(join(folder, name), feedMaxBytes);
      if ('gone' in read) return;
      if ('odd' in read) {
        odd.push({ folder: 'calendar', name, kind: read.odd, look: String(mtimeMs) });
        return;
      }
      const why = await takeFeed(gateway, name, read.bytes, stored);
      // What cannot be read may still be being written.
      const isYoung = Date.now() - mtimeMs < gateway.config.quietPeriodMs;
      if (why !== null && why.isBroken && isYoung) return;
      if (why === null) taken.push(name);
      else if (why.says !== null) {
        gateway.log.warn({ file: name, problem: why.says }, 'bank-holiday feed refused');
      }
      const refused = why?.feed === undefined ? null : { ...why.feed, at: now };
      seen.set(name, { mtimeMs, why: why?.says ?? null, refused });
    });
  }
  await keepRefused(
    gateway,
    lying.flatMap(({ name, mtimeMs }) => {
      const last = seen.get(name);
      return last?.mtimeMs === mtimeMs && last.refused !== null ? [last.refused] : [];
    }),
  );
  for (const { name, mtimeMs } of lying) {
    const why = seen.get(name)?.mtimeMs === mtimeMs ? seen.get(name)?.why : null;
    if (why === null || why === undefined) continue;
    odd.push({ folder: 'calendar', name, kind: 'refused feed', look: String(mtimeMs), why });
  }
  return { taken, odd };
}

/** Makes the next pass judge anew what was refused. */
export function forgetRefused(seen: FeedsSeen): void {
  for (const [name, { why }] of seen) if (why !== null) seen.delete(name);
}

/** Merges one feed. Returns why it was not, in words where people must know; null where it was. */
async function takeFeed(
  gateway: Gateway,
  name: string,
  bytes: Buffer,
  stored: StoredCalendar[],
): Promise<{
  readonly says: string | null;
  readonly isBroken: boolean;
  readonly feed?: Omit<RefusedFeed, 'at'>;
} | null> {
  const sha256 = sha256Of(bytes);
  if (stored.some((one) => one.sha256 === sha256)) return { says: null, isBroken: false };
  const feed = readFeed(jsonOf(bytes.toString('utf8')));
  if ('problem' in feed) return { says: feed.problem, isBroken: true };
  const refused = refusalOf(feed.bankHolidays, stored);
  if (refused !== null) {
    const { bankHolidays } = feed;
    const says = `${refused}; a person who knows better can accept it: ${acceptanceOf(name)}`;
    return { says, isBroken: false, feed: { name, sha256, why: refused, bankHolidays } };
  }
  const now = gateway.clock.now();
  const calendar = {
    mergedAt: now,
    source: name,
    sha256,
    bankHolidays: mergeBankHolidays(newestOf(stored), feed.bankHolidays),
  };
  await gateway.store.commit(unitOfWork(now, { calendar, wakeAllOpen: true }));
  stored.push(calendar);
  gateway.log.info({ file: name }, 'bank-holiday feed merged; open deadlines are recalculated');
  return null;
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

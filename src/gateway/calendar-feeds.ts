/**
 * Bank-holiday feeds dropped into calendar/: each new one is merged into the calendar in force, and
 * every open check is looked at again. A feed that cannot be read is named and left where it is.
 */
import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { type BankHolidays, mergeBankHolidays, readFeed } from '../calendar/index.ts';
import { unitOfWork } from '../store/index.ts';
import { readRegular } from '../regular-file.ts';
import { sha256Of } from './folders.ts';
import { entriesOf } from './inbox.ts';
import type { OddEntry } from './odd-entries.ts';
import type { Gateway } from './gateway.ts';
import { forFile } from './mishap.ts';

/** Ours: thirty times the feed that the government publishes. */
const feedMaxBytes = 4_000_000;

export interface TakenFeeds {
  /** The names of those merged. */
  readonly taken: readonly string[];
  /** What lies there and is no feed that can be read. */
  readonly odd: readonly OddEntry[];
}

/** Merges the feeds not seen before, oldest first. */
export async function takeCalendarFeeds(
  gateway: Gateway,
  seen: Map<string, number>,
): Promise<TakenFeeds> {
  const folder = join(gateway.workspace, 'calendar');
  const entries = entriesOf(folder);
  const odd: OddEntry[] = entries.odd.map((entry) => ({ ...entry, folder: 'calendar' }));
  const fresh = entries.names
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => {
      const stats = lstatSync(join(folder, name), { throwIfNoEntry: false });
      const isNew = stats !== undefined && seen.get(name) !== stats.mtimeMs;
      return isNew ? [{ name, mtimeMs: stats.mtimeMs }] : [];
    })
    .sort((a, b) => a.mtimeMs - b.mtimeMs || (a.name < b.name ? -1 : 1));
  if (fresh.length === 0) return { taken: [], odd };
  const known = new Set((await gateway.store.calendars()).map(({ sha256 }) => sha256));
  const taken: string[] = [];
  for (const { name, mtimeMs } of fresh) {
    await forFile(gateway, 'calendar', `calendar/${name}`, async () => {
      const read = readRegular(join(folder, name), feedMaxBytes);
      if ('gone' in read) return;
      if ('odd' in read) {
        odd.push({ folder: 'calendar', name, kind: read.odd, look: String(mtimeMs) });
        return;
      }
      if (await takeFeed(gateway, name, read.bytes, known)) taken.push(name);
      seen.set(name, mtimeMs);
    });
  }
  return { taken, odd };
}

/** Merges one feed. Returns whether it was news. */
async function takeFeed(
  gateway: Gateway,
  name: string,
  bytes: Buffer,
  known: Set<string>,
): Promise<boolean> {
  const sha256 = sha256Of(bytes);
  if (known.has(sha256)) return false;
  const feed = readFeed(jsonOf(bytes.toString('utf8')));
  if ('problem' in feed) {
    gateway.log.warn({ file: name, problem: feed.problem }, 'bank-holiday feed cannot be read');
    return false;
  }
  const calendar = {
    mergedAt: gateway.clock.now(),
    source: name,
    sha256,
    bankHolidays: mergeBankHolidays(gateway.calendars.newest(), feed.bankHolidays),
  };
  const now = gateway.clock.now();
  await gateway.store.commit(unitOfWork(now, { calendar, wakeAllOpen: true }));
  gateway.calendars.add(calendar);
  known.add(sha256);
  gateway.log.info({ file: name }, 'bank-holiday feed merged; open deadlines are recalculated');
  return true;
}

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

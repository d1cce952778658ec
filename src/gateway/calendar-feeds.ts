/**
 * Bank-holiday feeds dropped into calendar/: each new one is merged into the calendar in force, and
 * every open check is looked at again. A feed that cannot be read is named and left where it is.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type BankHolidays, mergeBankHolidays, readFeed } from '../calendar/index.ts';
import { unitOfWork } from '../store/index.ts';
import { sha256Of } from './folders.ts';
import type { Gateway } from './gateway.ts';
import { forFile } from './mishap.ts';

/** Merges the feeds not seen before, oldest first. Returns the names of those taken. */
export async function takeCalendarFeeds(
  gateway: Gateway,
  seen: Map<string, number>,
): Promise<readonly string[]> {
  const folder = join(gateway.workspace, 'calendar');
  const fresh: { readonly name: string; readonly mtimeMs: number }[] = [];
  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.json') || name.startsWith('.')) continue;
    await forFile(gateway, 'calendar', `calendar/${name}`, () => {
      const stats = statSync(join(folder, name), { throwIfNoEntry: false });
      const isNew = stats?.isFile() === true && seen.get(name) !== stats.mtimeMs;
      if (isNew) fresh.push({ name, mtimeMs: stats.mtimeMs });
    });
  }
  if (fresh.length === 0) return [];
  fresh.sort((one, other) => one.mtimeMs - other.mtimeMs || (one.name < other.name ? -1 : 1));
  const known = new Set((await gateway.store.calendars()).map(({ sha256 }) => sha256));
  const taken: string[] = [];
  for (const { name, mtimeMs } of fresh) {
    await forFile(gateway, 'calendar', `calendar/${name}`, async () => {
      if (await takeFeed(gateway, name, known)) taken.push(name);
      seen.set(name, mtimeMs);
    });
  }
  return taken;
}

/** Merges one feed. Returns whether it was news. */
async function takeFeed(gateway: Gateway, name: string, known: Set<string>): Promise<boolean> {
  const bytes = readFileSync(join(gateway.workspace, 'calendar', name));
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
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json') && !name.startsWith('.'))
    .reduce((known, name) => {
      const feed = readFeed(jsonOf(readFileSync(join(folder, name), 'utf8')));
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

/**
 * Open deadlines as a calendar that Outlook shows: reports/deadlines.ics. An entry keeps its UID for
 * as long as the check is in the stage, counts each change in SEQUENCE, and stays as CANCELLED for a
 * while when it is over, so that a reader who copied it hears of its end. What was shown is known
 * from the store, never from the file.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ical, {
  ICalCalendarMethod,
  ICalEventBusyStatus,
  ICalEventStatus,
  ICalEventTransparency,
} from 'ical-generator';
import type { Instant } from '../calendar/index.ts';
import type { Gateway } from '../gateway/index.ts';
import type { PublishedEntry } from '../store/index.ts';
import { writeInto } from './files.ts';
import { type OpenDeadline, openDeadlines } from './open-deadlines.ts';

const feedName = 'deadlines.ics';

/** Ours: long enough for a person back from a holiday. */
const cancelledForDays = 30;

/**
 * Brings the calendar up to date. Returns its path if it was written. `isCertain` is false where the
 * file may not be what the store says was shown, as after a crash between the two.
 */
export async function updateDeadlineFeed(
  gateway: Gateway,
  isCertain: boolean,
): Promise<string | null> {
  const { store, clock, workspace } = gateway;
  const now = clock.now();
  const known = new Map((await store.publishedEntries()).map((entry) => [entry.uid, entry]));
  const { changed, forgotten } = changesOf(known, await openDeadlines(gateway, now), now);
  const isNews = changed.length + forgotten.length > 0;
  if (!isNews && (isCertain || known.size === 0)) return null;
  if (isNews) await store.publish(changed, forgotten);
  for (const entry of changed) known.set(entry.uid, entry);
  for (const uid of forgotten) known.delete(uid);
  const text = calendarText(gateway, [...known.values()]);
  const path = join(workspace, 'reports', feedName);
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return null;
  return writeInto(gateway, feedName, text);
}

/** What is new or different, what is over, and what has been shown as cancelled long enough. */
function changesOf(
  known: ReadonlyMap<string, PublishedEntry>,
  open: ReadonlyMap<string, OpenDeadline>,
  now: Instant,
): { readonly changed: PublishedEntry[]; readonly forgotten: string[] } {
  const changed: PublishedEntry[] = [];
  const forgotten: string[] = [];
  for (const [uid, deadline] of open) {
    const body = JSON.stringify(deadline);
    const before = known.get(uid);
    if (before?.body === body && before.cancelledAt === null) continue;
    const sequence = before === undefined ? 0 : before.sequence + 1;
    changed.push({ uid, sequence, body, changedAt: now, cancelledAt: null });
  }
  const cancelledBefore = Temporal.Instant.from(now).subtract({ hours: 24 * cancelledForDays });
  for (const entry of known.values()) {
    if (open.has(entry.uid)) continue;
    if (entry.cancelledAt === null) {
      const sequence = entry.sequence + 1;
      changed.push({ ...entry, sequence, changedAt: now, cancelledAt: now });
    } else if (entry.cancelledAt < cancelledBefore.toString()) forgotten.push(entry.uid);
  }
  return { changed, forgotten };
}

/** The same entries give the same text: it holds no time but those of the changes. */
function calendarText({ config }: Gateway, entries: readonly PublishedEntry[]): string {
  const calendar = ical({
    name: `Backstop checks: deadlines of ${config.mpid}`,
    prodId: { company: 'Pawl', product: 'Deadlines', language: 'EN' },
    method: ICalCalendarMethod.PUBLISH,
    ttl: 60 * 60,
  });
  const deadlines = entries
    .map((entry) => ({ entry, shown: JSON.parse(entry.body) as OpenDeadline }))
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  for (const { entry, shown } of deadlines) {
    const isOver = entry.cancelledAt !== null;
    calendar.createEvent({
      id: entry.uid,
      sequence: entry.sequence,
      stamp: Temporal.Instant.from(entry.changedAt),
      lastModified: Temporal.Instant.from(entry.changedAt),
      start: Temporal.PlainDate.from(shown.on),
      allDay: true,
      summary: shown.summary,
      description: shown.description,
      categories: [{ name: shown.category }],
      status: isOver ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
      // A deadline takes nobody's day.
      transparency: ICalEventTransparency.TRANSPARENT,
      busystatus: ICalEventBusyStatus.FREE,
    });
  }
  return `${calendar.toString()}\r\n`;
}

const keyOf = ({ entry, shown }: { entry: PublishedEntry; shown: OpenDeadline }): string =>
  `${shown.on} ${entry.uid}`;

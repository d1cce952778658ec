/**
 * What a person would change by taking the last bank-holiday feed back, or by accepting one that was
 * refused: days, years, and checks with the reason.
 */
import { type BankHolidays, type LocalDate, yearsOf } from '../calendar/index.ts';
import {
  type AcceptableFeed,
  acceptableFeed,
  type Gateway,
  nothingToUndo,
  type UndoableCalendar,
  undoableCalendar,
} from '../gateway/index.ts';
import { configInForce } from './config-in-force.ts';
import { type Preview, type PreviewedCheck, previewChanges } from './preview.ts';

interface ChangedDay {
  readonly division: string;
  readonly date: LocalDate;
  /** Whether it would be a bank holiday then. */
  readonly isHoliday: boolean;
}

interface CalendarYear {
  readonly division: string;
  readonly year: string;
}

export interface CalendarPreview extends Preview {
  readonly days: readonly ChangedDay[];
  /** Years that nobody would know any more; checks due in them would wait for a feed. */
  readonly lostYears: readonly CalendarYear[];
  /** Years that would be known, with these days and no others. */
  readonly newYears: readonly (CalendarYear & { readonly dates: readonly LocalDate[] })[];
  /** The first of the checks that would change. */
  readonly shown: readonly PreviewedCheck[];
}

interface UndoPreview extends CalendarPreview {
  readonly undoable: UndoableCalendar;
}

interface AcceptPreview extends CalendarPreview {
  readonly feed: AcceptableFeed;
}

/** At most so many checks are shown. Throws NOT_POSSIBLE where there is nothing to take back. */
export async function previewUndo(gateway: Gateway, shownMax: number): Promise<UndoPreview> {
  const undoable = await undoableCalendar(gateway);
  if (undoable === null) throw nothingToUndo();
  const about = 'calendar taken back';
  return { undoable, ...(await previewed(gateway, undoable.bankHolidays, about, shownMax)) };
}

/** The same of a refused feed. Throws NOT_FOUND where none of that name waits. */
export async function previewAccept(
  gateway: Gateway,
  name: string,
  shownMax: number,
): Promise<AcceptPreview> {
  const feed = await acceptableFeed(gateway, name);
  return { feed, ...(await previewed(gateway, feed.merged, 'calendar feed accepted', shownMax)) };
}

async function previewed(
  gateway: Gateway,
  holidays: BankHolidays,
  about: string,
  shownMax: number,
): Promise<CalendarPreview> {
  const inForce = (await configInForce(gateway.store)) ?? gateway.config;
  const shown: PreviewedCheck[] = [];
  const candidate = { config: inForce, holidays, about };
  const found = await previewChanges(gateway, inForce, candidate, async (check) => {
    if (shown.length < shownMax) shown.push(check);
  });
  return { ...found, shown, ...between(gateway.calendars.newest(), holidays) };
}

function between(
  now: BankHolidays,
  then: BankHolidays,
): Pick<CalendarPreview, 'days' | 'lostYears' | 'newYears'> {
  const days: ChangedDay[] = [];
  const lostYears: CalendarYear[] = [];
  const newYears: CalendarPreview['newYears'][number][] = [];
  const divisions = new Set([...Object.keys(now), ...Object.keys(then)]);
  for (const division of [...divisions].sort()) {
    const before = yearsOf(now, division);
    const after = yearsOf(then, division);
    for (const [year, dates] of Object.entries(before)) {
      const other = after[year];
      if (other === undefined) {
        lostYears.push({ division, year });
        continue;
      }
      const gone = dates.filter((date) => !other.includes(date));
      const back = other.filter((date) => !dates.includes(date));
      days.push(...gone.map((date) => ({ division, date, isHoliday: false })));
      days.push(...back.map((date) => ({ division, date, isHoliday: true })));
    }
    for (const [year, dates] of Object.entries(after)) {
      if (before[year] === undefined) newYears.push({ division, year, dates });
    }
  }
  return { days, lostYears, newYears };
}

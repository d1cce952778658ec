/** What taking back the last bank-holiday feed would change: days, and checks with the reason. */
import { type BankHolidays, type LocalDate, yearsOf } from '../calendar/index.ts';
import {
  type Gateway,
  nothingToUndo,
  type UndoableCalendar,
  undoableCalendar,
} from '../gateway/index.ts';
import { configInForce } from './adoption.ts';
import { type Preview, type PreviewedCheck, preview } from './preview.ts';

export interface ChangedDay {
  readonly division: string;
  readonly date: LocalDate;
  /** Whether it would be a bank holiday then. */
  readonly isHoliday: boolean;
}

/** A year that nobody would know any more; checks due in it would wait for a feed. */
export interface LostYear {
  readonly division: string;
  readonly year: string;
}

export interface UndoPreview extends Preview {
  readonly undoable: UndoableCalendar;
  readonly days: readonly ChangedDay[];
  readonly lostYears: readonly LostYear[];
  /** The first of the checks that would change. */
  readonly shown: readonly PreviewedCheck[];
}

/** At most so many checks are shown. Throws NOT_POSSIBLE where there is nothing to take back. */
export async function previewUndo(gateway: Gateway, shownMax: number): Promise<UndoPreview> {
  const undoable = await undoableCalendar(gateway);
  if (undoable === null) throw nothingToUndo();
  const inForce = (await configInForce(gateway.store)) ?? gateway.config;
  const candidate = {
    config: inForce,
    holidays: undoable.bankHolidays,
    about: 'calendar taken back',
  };
  const shown: PreviewedCheck[] = [];
  const found = await preview(gateway, inForce, candidate, async (check) => {
    if (shown.length < shownMax) shown.push(check);
  });
  return {
    ...found,
    undoable,
    shown,
    ...between(gateway.calendars.newest(), undoable.bankHolidays),
  };
}

function between(now: BankHolidays, then: BankHolidays): Pick<UndoPreview, 'days' | 'lostYears'> {
  const days: ChangedDay[] = [];
  const lostYears: LostYear[] = [];
  for (const division of Object.keys(now).sort()) {
    for (const [year, dates] of Object.entries(yearsOf(now, division))) {
      const other = yearsOf(then, division)[year];
      if (other === undefined) {
        lostYears.push({ division, year });
        continue;
      }
      const gone = dates.filter((date) => !other.includes(date));
      const back = other.filter((date) => !dates.includes(date));
      days.push(...gone.map((date) => ({ division, date, isHoliday: false })));
      days.push(...back.map((date) => ({ division, date, isHoliday: true })));
    }
  }
  return { days, lostYears };
}

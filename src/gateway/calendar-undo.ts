/**
 * Taking back the bank holidays that were merged last. It is a new entry in the list of calendars, with
 * who, when and why: an ended stage keeps the calendar it ended under, as with any other merge. Under
 * four eyes it counts when a second person does it too.
 */
import { type BankHolidays, bundledBankHolidays } from '../calendar/index.ts';
import { EngineError } from '../engine-error.ts';
import { isSamePerson } from '../process/index.ts';
import type { Notes, StoredCalendar } from '../store/index.ts';
import { type Act, refuseUnclearLogin } from './act.ts';
import { commitAt } from './commit-at.ts';
import type { Gateway } from './gateway.ts';
import { movedOn } from './moved-on.ts';

/** The calendar that would be taken back, and what is in force then. */
export interface UndoableCalendar {
  readonly source: string;
  readonly mergedAt: string;
  /** Its place in the list of calendars, from 1 on. */
  readonly place: number;
  /** That of the one that comes back; 0 for the bank holidays of this version. */
  readonly backTo: number;
  readonly bankHolidays: BankHolidays;
  /** Who proposed it already, under four eyes, and when. */
  readonly proposedBy: string | null;
  readonly proposedAt: string | null;
}

interface UndoneCalendar {
  readonly kind: 'undone' | 'proposed';
  readonly source: string;
  readonly mergedAt: string;
}

/** Changes with each calendar that a person takes back or accepts, so that a gateway at work hears of it. */
export const undoneNote = 'calendar-undone';
const proposalNote = 'calendar-undo-proposed';

/** The places of the calendars that have not been taken back, the first merged first. */
export function standingCalendars(stored: readonly StoredCalendar[]): readonly number[] {
  let standing: number[] = [];
  for (const [index, { undo }] of stored.entries()) {
    if (undo === undefined) standing.push(index + 1);
    else standing = standing.filter((place) => place <= undo.backTo);
  }
  return standing;
}

export const holidaysAt = (stored: readonly StoredCalendar[], place: number): BankHolidays =>
  stored[place - 1]?.bankHolidays ?? bundledBankHolidays;

/** Null where there is nothing to take back. A merge that changed nothing is taken back with the next. */
export async function undoableCalendar({
  store,
}: {
  readonly store: Notes;
}): Promise<UndoableCalendar | null> {
  const stored = await store.calendars();
  const standing = [0, ...standingCalendars(stored)];
  const place = standing.at(-1) ?? 0;
  const now = JSON.stringify(holidaysAt(stored, place));
  const backTo = standing.findLast((one) => JSON.stringify(holidaysAt(stored, one)) !== now);
  const calendar = stored[place - 1];
  if (backTo === undefined || calendar === undefined) return null;
  const proposal = noted(await store.note(proposalNote)) as Proposal | null;
  return {
    source: calendar.source,
    mergedAt: calendar.mergedAt,
    place,
    backTo,
    bankHolidays: holidaysAt(stored, backTo),
    proposedBy: proposal?.place === place ? proposal.who : null,
    proposedAt: proposal?.place === place ? (proposal.at ?? calendar.mergedAt) : null,
  };
}

interface Proposal {
  readonly who: string;
  readonly place: number;
  /** Absent in what an older version kept. */
  readonly at?: string;
}

/** What is kept in a note; null where it is empty. */
export const noted = (note: string | null): unknown =>
  note === null || note === '' ? null : JSON.parse(note);

export async function undoCalendar(gateway: Gateway, act: Act): Promise<UndoneCalendar> {
  const { store, clock, config, log } = gateway;
  const { length: calendarsBefore } = await store.calendars();
  const found = await undoableCalendar(gateway);
  if (found === null) throw nothingToUndo();
  const { source, mergedAt, place, backTo, bankHolidays, proposedBy } = found;
  const { who, reason } = act;
  if (config.fourEyes) {
    refuseUnclearLogin(who);
    if (proposedBy === null) {
      const proposal: Proposal = { who, place, at: clock.now() };
      await store.setNote(proposalNote, JSON.stringify(proposal));
      log.info({ file: source, login: who }, 'taking back a bank-holiday feed is proposed');
      return { kind: 'proposed', source, mergedAt };
    }
    if (isSamePerson(proposedBy, who)) throw needsAnother(who);
  }
  const now = clock.now();
  const undo = { who, reason, backTo, ...(proposedBy === null ? {} : { proposedBy }) };
  const calendar: StoredCalendar = { mergedAt: now, source, sha256: '', bankHolidays, undo };
  const token = `calendar ${calendarsBefore} back to ${backTo}`;
  const parts = { calendar, wakeAllOpen: true, calendarsBefore, token };
  if ((await commitAt(gateway, now, parts)) === 'conflict') {
    throw movedOn(
      `another bank-holiday feed was merged while ${source} was being taken back`,
      'nothing was done: look at what would be taken back now, and do it again',
    );
  }
  await store.setNote(undoneNote, `${now} ${place}`);
  await store.setNote(proposalNote, '');
  log.info({ file: source, login: who }, 'bank-holiday feed taken back');
  return { kind: 'undone', source, mergedAt };
}

export const nothingToUndo = (): EngineError =>
  new EngineError(
    'NOT_POSSIBLE',
    'there is no merged bank-holiday feed to take back',
    'the bank holidays in force are those of this version of Pawl',
  );

const needsAnother = (who: string): EngineError =>
  new EngineError(
    'NOT_POSSIBLE',
    `${who} has already proposed to take that calendar back`,
    'with fourEyes another person must do the same',
  );

/** What people have done with calendars since a pass looked last. */
export async function hearOfCalendarActs(
  { store }: { readonly store: Notes },
  heard: { note: string | null },
): Promise<readonly string[]> {
  const note = await store.note(undoneNote);
  if (note === heard.note) return [];
  heard.note = note;
  const last = (await store.calendars()).at(-1);
  if (last === undefined) return [];
  return [last.undo === undefined ? last.source : `${last.source}${takenBack}`];
}

/** How the history of the configuration names it, among feeds. */
export const takenBack = ' taken back';

/** How near a deadline is, as people ask: over, today, within two Working Days, later. */
import {
  addWorkingDays,
  endOfDay,
  type Instant,
  localDateOf,
  notCovered,
} from '../../calendar/index.ts';
import type { Gateway } from '../../gateway/index.ts';
import { workingDaysLeft } from '../../report/index.ts';
import type { StoredCheck } from '../../store/index.ts';
import type { Html } from './layout.ts';
import { nameInWords } from './names.ts';
import { badge, daysLeft } from './pieces.ts';

export const latenesses = ['breached', 'today', 'soon', 'later'] as const;
export type Lateness = (typeof latenesses)[number];

export const latenessInWords: Readonly<Record<Lateness, string>> = {
  breached: 'breached',
  today: 'due today',
  soon: 'due in two Working Days',
  later: 'due later',
};

/** Ours: the desk looks two Working Days ahead, as the alert DUE_SOON does unless told otherwise. */
const soonDays = 2;

/** The instants that part them, as of now. */
export interface Horizon {
  readonly now: Instant;
  readonly today: string;
  readonly todayEnds: Instant;
  /** That of today where no calendar says which days are Working Days. */
  readonly soonEnds: Instant;
}

export function horizonOf({ rules, clock }: Gateway): Horizon {
  const now = clock.now();
  const today = localDateOf(rules.zone, now);
  const todayEnds = endOfDay(rules.zone, today);
  const calendar = rules.calendarFor('', null);
  const last = calendar === undefined ? notCovered : addWorkingDays(calendar, today, soonDays);
  const soonEnds = last === notCovered ? todayEnds : endOfDay(rules.zone, last);
  return { now, today, todayEnds, soonEnds };
}

const endOfTime: Instant = '9999-12-31T23:59:59Z';

/** Deadlines after the first instant and up to the second. */
export function dueWithin(
  { now, todayEnds, soonEnds }: Horizon,
  lateness: Lateness,
): { readonly after: Instant | null; readonly until: Instant } {
  const ends = { breached: now, today: todayEnds, soon: soonEnds, later: endOfTime };
  const begins = { breached: null, today: now, soon: todayEnds, later: soonEnds };
  return { after: begins[lateness], until: ends[lateness] };
}

/** How a check of a list stands, in a badge. */
export function standingBadge({ rules }: Gateway, horizon: Horizon, check: StoredCheck): Html {
  const { mpan, dueOn, dueAt, awaited, closedOn, outcome } = check;
  if (closedOn !== null) return badge('good', nameInWords(outcome ?? 'closed'));
  if (!awaited) return badge('quiet', 'waits for the removal');
  if (dueOn === null || dueAt === null) return badge('warn', 'no deadline');
  const left = workingDaysLeft(rules, mpan, dueOn, horizon.today);
  const isOver = dueAt <= horizon.now;
  const tone = isOver ? 'bad' : dueAt <= horizon.soonEnds ? 'warn' : 'quiet';
  return badge(tone, daysLeft(left, isOver));
}

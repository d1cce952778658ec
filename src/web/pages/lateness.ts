/** How near a deadline is, in words and badges. */
import type { AnswerOf, checks, Lateness } from '../../desk/index.ts';
import type { Html } from './layout.ts';
import { nameInWords } from './names.ts';
import { badge, daysLeft } from './pieces.ts';

/** A check as lists answer it. */
export type CheckRow = AnswerOf<typeof checks>['items'][number];

export const latenessInWords: Readonly<Record<Lateness, string>> = {
  breached: 'breached',
  today: 'due today',
  soon: 'due in two Working Days',
  later: 'due later',
};

/** How a check of a list stands, in a badge. */
export function standingBadge(check: CheckRow): Html {
  const { dueOn, late, awaited, closedOn, outcome, overdue, workingDaysLeft } = check;
  if (closedOn !== null) return badge('good', nameInWords(outcome ?? 'closed'));
  if (!awaited) return badge('quiet', 'waits for the removal');
  if (dueOn === null || late === null) return badge('warn', 'no deadline');
  const tone = overdue ? 'bad' : late === 'later' ? 'quiet' : 'warn';
  return badge(tone, daysLeft(workingDaysLeft, overdue));
}

/** How near a deadline is, in words and badges. */
import type { Nearness } from '../../desk/index.ts';
import type { Html } from './layout.ts';
import { nameInWords } from '../../words.ts';
import { type ListedCheck } from './names.ts';
import { badge, daysLeft } from './pieces.ts';

export const latenessInWords: Readonly<Record<Nearness, string>> = {
  breached: 'breached',
  today: 'due today',
  soon: 'due in two Working Days',
  later: 'due later',
  near: 'breached, or due soon',
};

/** How a check of a list stands, in a badge. */
export function standingBadge(check: ListedCheck): Html {
  const { dueOn, late, awaited, closedOn, outcome, overdue, workingDaysLeft } = check;
  if (closedOn !== null) return badge('good', nameInWords(outcome ?? 'closed'));
  if (!awaited) return badge('quiet', 'waits for the removal');
  if (dueOn === null || late === null) return badge('warn', 'no deadline');
  const tone = overdue ? 'bad' : late === 'later' ? 'quiet' : 'warn';
  return badge(tone, daysLeft(workingDaysLeft, overdue));
}

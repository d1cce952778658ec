/** What an act on the calendar would change, a line each. */
import type { AnswerOf, calendarUndoPreview } from '../../desk/index.ts';
import { changedInWords, dayInWords, newYearInWords } from '../../words.ts';
import { count } from '../print.ts';

type Change = Omit<AnswerOf<typeof calendarUndoPreview>, 'source' | 'mergedAt'>;

export function* changeLines(change: Change, isDone: boolean): Iterable<string> {
  const { days, lostYears, newYears, checks, changed, held, proposedBy } = change;
  for (const day of days) yield `  ${dayInWords(day)}`;
  for (const { division, year } of lostYears) yield `  ${division}: ${year} is no longer known`;
  for (const year of newYears) yield `  ${newYearInWords(year)}`;
  for (const check of checks) {
    yield changedInWords(check);
    for (const reason of check.why) yield `  because of ${reason}`;
  }
  for (const mpan of held) yield `MPAN ${mpan}: a fault of Pawl would hold it (PAWL_FAULT).`;
  const part = checks.length < changed ? `, the first ${checks.length} of them above` : '';
  yield `${count(changed, 'check')} would change${part}.`;
  if (proposedBy !== null) yield `Proposed by ${proposedBy}; another person does the same.`;
  if (!isDone) yield 'Nothing has been done yet. Add --reason TEXT to do it.';
}

/** Whether the act follows; without a reason, or as a dry run, nothing does. */
export const isLook = (asked: Readonly<Record<string, unknown>>): boolean =>
  asked['reason'] === undefined;

export const proposed = 'Proposed: it counts when another person does the same.';

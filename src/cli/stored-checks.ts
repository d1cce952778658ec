/** Whose turn it is on a check, and how long is left, in the words of a list. */
import { owesInWords, roleInWords } from './print.ts';

/** Whose turn it is; of a closed check nobody's. */
interface Turn {
  readonly owner: string | null;
  readonly owes: readonly string[];
  readonly awaited: boolean;
  readonly workingDaysLeft: number | null;
  readonly overdue: boolean;
}

/** "Meter Operator: D0002". */
export const turnInWords = (standing: Turn | null): string => {
  if (standing === null || standing.owner === null) return '';
  const what = standing.awaited ? owesInWords(standing.owes) : 'removal of the old meter (08A)';
  return `${roleInWords(standing.owner)}: ${what}`;
};

/** "3 left", "today", "5 over". */
export function daysInWords(standing: Turn | null): string {
  if (standing === null || standing.workingDaysLeft === null) return '';
  const { workingDaysLeft, overdue } = standing;
  if (overdue) return workingDaysLeft === 0 ? 'over' : `${-workingDaysLeft} over`;
  return workingDaysLeft === 0 ? 'today' : `${Math.max(0, workingDaysLeft)} left`;
}

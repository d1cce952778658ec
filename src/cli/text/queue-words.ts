/** Words, and what is left of a deadline, as the lists of the work queue tell them. */
import { count } from '../print.ts';

export const quotedWords = (words: readonly string[]): string =>
  words.map((said) => `"${said}"`).join(' ');

export const wordsSaid = (words: readonly { readonly words: string }[]): string =>
  quotedWords(words.flatMap(({ words: said }) => (said === '' ? [] : [said])));

/** "2 Working Days", "3 Working Days over". */
export function leftInWords({
  workingDaysLeft: left,
  overdue,
}: {
  readonly workingDaysLeft: number | null;
  readonly overdue: boolean;
}): string {
  if (left === null) return overdue ? 'over' : '';
  const days = count(Math.abs(left), 'Working Day', 'Working Days');
  if (overdue) return left === 0 ? 'over since today' : `${days} over`;
  return left === 0 ? 'today' : days;
}

/**
 * Dates as papers give them: a day, a month, or nothing. The one rule: nothing is made of a month but
 * that month, so that a question about a day inside it gets the answer "undetermined".
 */
import { isLocalDate, type LocalDate } from '../../calendar/index.ts';
import { dateInWords, monthInWords } from '../../words.ts';

/** "2022-06-15", "2022-06" where only the month is known, null where nothing is said. */
export type KnownDate = string | null;

export const isKnownDate = (text: string): boolean =>
  isLocalDate(text) || (/^\d{4}-\d{2}$/.test(text) && isLocalDate(`${text}-01`));

export type YesOrNo = 'yes' | 'no' | 'undetermined';

/** Whether what began then had begun on that day. */
export function hasBegun(from: string, on: LocalDate): YesOrNo {
  const day = on.slice(0, from.length);
  if (day === from) return from.length === on.length ? 'yes' : 'undetermined';
  return day > from ? 'yes' : 'no';
}

/** Whether what ended then had ended before that day; the last day still belongs to it. */
export function hasEnded(to: string, on: LocalDate): YesOrNo {
  const day = on.slice(0, to.length);
  if (day === to) return to.length === on.length ? 'no' : 'undetermined';
  return day > to ? 'yes' : 'no';
}

/** "June 2022", or "Wed 15 Jun 2022". */
export const knownDateInWords = (date: string): string =>
  isLocalDate(date) ? dateInWords(date) : monthInWords(date);

/** `pawl calendar days`: a line for each day on which a deadline falls. */
import { type AnswerOf, calendarDays } from '../../desk/index.ts';
import { dateInWords } from '../print.ts';
import { table } from '../table.ts';
import type { AnswerText } from '../typed.ts';

export const operation = calendarDays;

export const telling: AnswerText<AnswerOf<typeof calendarDays>> = {
  *lines({ from, to, days }) {
    const rows = days.map(({ on, number, ours }) => [
      dateInWords(on),
      String(number),
      String(ours),
    ]);
    yield* table(['Due on', 'Checks', 'Ours'], rows);
    yield `From ${dateInWords(from)} to ${dateInWords(to)}.`;
  },
};

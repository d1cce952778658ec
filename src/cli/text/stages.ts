/** `pawl stages`: a line for each open stage. */
import { type AnswerOf, stages } from '../../desk/index.ts';
import { count, dateInWords } from '../print.ts';
import { daysInWords, turnInWords } from '../stored-checks.ts';
import { table } from '../table.ts';
import type { AnswerText } from '../typed.ts';

export const operation = stages;

export const telling: AnswerText<AnswerOf<typeof stages>> = {
  *lines({ items }) {
    const rows = items.map((row) => [
      row.dueOn === null ? '' : dateInWords(row.dueOn),
      daysInWords(row),
      row.mpan,
      String(row.sequence),
      row.stage,
      turnInWords(row),
      row.party ?? '',
    ]);
    yield* table(['Due', 'Days', 'MPAN', '#', 'Stage', 'Waits for', 'MPID'], rows);
    yield `${count(items.length, 'open stage')}. Days are Working Days.`;
  },
};

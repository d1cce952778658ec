/** `pawl queue causes`: how much of what is open has which cause. */
import { type AnswerOf, queueCauses } from '../../desk/index.ts';
import { count, dateInWords, operatorInWords } from '../print.ts';
import { table } from '../table.ts';
import type { AnswerText } from '../typed.ts';
import { leftInWords, quotedWords } from './queue-words.ts';

export const operation = queueCauses;

export const telling: AnswerText<AnswerOf<typeof queueCauses>> = {
  *lines({ items, total }) {
    if (items.length === 0) {
      yield 'Nothing is open.';
      return;
    }
    const rows = items.map((one) => [
      String(one.items),
      one.code,
      quotedWords(one.said),
      operatorInWords(one),
      one.dueOn === null ? '' : dateInWords(one.dueOn),
      leftInWords(one),
      one.answer ?? '',
    ]);
    const headers = ['Open', 'Code', 'Words', 'Meter Operator', 'First due', 'Left', 'All at once'];
    yield* table(headers, rows);
    yield `${count(total, 'item')} in all.`;
  },
};

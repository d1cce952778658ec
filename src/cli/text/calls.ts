/** `pawl calls`: whom at a participant we have called. */
import { type AnswerOf, calls } from '../../desk/index.ts';
import { instantInWords } from '../print.ts';
import { table } from '../table.ts';
import type { AnswerText } from '../typed.ts';

export const operation = calls;

export const telling: AnswerText<AnswerOf<typeof calls>> = {
  *lines({ items }, { zone }) {
    if (items.length === 0) {
      yield 'Nobody has called them.';
      return;
    }
    const rows = items.map(({ at, who, mpan, whom, said }) => [
      instantInWords(zone, at),
      who,
      mpan,
      whom ?? '',
      said ?? '',
    ]);
    yield* table(['When', 'Who called', 'MPAN', 'Spoke to', 'What was said'], rows);
  },
};

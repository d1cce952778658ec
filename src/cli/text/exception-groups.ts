/** `pawl exceptions groups`: how many open items there are of which cause and from whom. */
import { type AnswerOf, exceptionGroups } from '../../desk/index.ts';
import { instantInWords } from '../print.ts';
import { table } from '../table.ts';
import type { AnswerText } from '../typed.ts';

export const operation = exceptionGroups;

export const telling: AnswerText<AnswerOf<typeof exceptionGroups>> = {
  *lines({ items }, { zone }) {
    if (items.length === 0) {
      yield 'Nothing that came is open.';
      return;
    }
    const rows = items.map(({ id, items: number, oldestAt, notBy, remedy }) => [
      id,
      `${number}`,
      instantInWords(zone, oldestAt),
      notBy.join(', '),
      remedy,
    ]);
    yield* table(['Id', 'Items', 'Since', 'Proposed by', 'Answered by'], rows);
  },
};

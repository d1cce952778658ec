/** `pawl checks count`: how many checks there are, and how many with each filter. */
import { type AnswerOf, checksCount } from '../../desk/index.ts';
import { numberInWords } from '../../words.ts';
import { count } from '../print.ts';
import { table } from '../table.ts';
import type { AnswerText } from '../typed.ts';

export const operation = checksCount;

export const telling: AnswerText<AnswerOf<typeof checksCount>> = {
  *lines({ number, isMore, facets }) {
    yield `${isMore ? 'More than ' : ''}${count(number, 'check')}.`;
    const rows = facets.flatMap(({ name, values }) =>
      values.map((one) => [name, one.value, numberInWords(one.number)]),
    );
    if (rows.length > 0) yield* ['', ...table(['Filter', 'Value', 'Open checks'], rows)];
  },
};

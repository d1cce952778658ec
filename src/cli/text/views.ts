/** `pawl views`: the saved views, and how many each shows. */
import { type AnswerOf, views } from '../../desk/index.ts';
import { table } from '../table.ts';
import type { AnswerText } from '../typed.ts';

export const operation = views;

export const telling: AnswerText<AnswerOf<typeof views>> = {
  *lines({ items }) {
    if (items.length === 0) {
      yield 'No view is saved.';
      return;
    }
    const rows = items.map(({ name, owner, isShared, list, query, number, isMore }) => [
      name,
      isShared ? `${owner}, shared` : owner,
      list,
      query,
      number === null ? 'fits no more' : `${number}${isMore ? '+' : ''}`,
    ]);
    yield* table(['View', 'Whose', 'List', 'Filters', 'Shows'], rows);
  },
};

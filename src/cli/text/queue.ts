/** `pawl queue`: everything that waits for a person, the most urgent first. */
import { type AnswerOf, queue } from '../../desk/index.ts';
import { count } from '../print.ts';
import type { AnswerText } from '../typed.ts';
import { waitingTable } from './waiting-table.ts';

export const operation = queue;

export const telling: AnswerText<AnswerOf<typeof queue>> = {
  *lines({ items, toApprove, toDecide }, { zone }) {
    if (items.length === 0) {
      yield 'Nothing waits for a person.';
      return;
    }
    yield* waitingTable(zone, items);
    yield `${count(toApprove, 'flow')} to approve, ${count(toDecide, 'item')} to decide.`;
  },
};

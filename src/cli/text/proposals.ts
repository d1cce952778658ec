/** `pawl proposals`: what waits for a second person. */
import { type AnswerOf, proposals } from '../../desk/index.ts';
import { count } from '../print.ts';
import type { AnswerText } from '../typed.ts';
import { waitingTable } from './waiting-table.ts';

export const operation = proposals;

export const telling: AnswerText<AnswerOf<typeof proposals>> = {
  *lines({ items }, { zone }) {
    if (items.length === 0) {
      yield 'Nothing waits for a second person.';
      return;
    }
    yield* waitingTable(zone, items);
    yield `${count(items.length, 'proposal')}.`;
  },
};

/** `pawl audit`: who looked at whose data, a line for each look. */
import { type AnswerOf, audit } from '../../desk/index.ts';
import { count, instantInWords } from '../print.ts';
import type { AnswerText } from '../typed.ts';

export const operation = audit;

export const telling: AnswerText<AnswerOf<typeof audit>> = {
  *lines({ items }, { zone }) {
    for (const { at, who, role, through, what, mpan } of items) {
      yield `${instantInWords(zone, at)}  ${mpan}  ${who}, ${role}: ${what} (${through})`;
    }
    yield `${count(items.length, 'look')}.`;
  },
};

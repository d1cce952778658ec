/** `pawl view drop`: that it is gone. */
import { type AnswerOf, viewDrop } from '../../desk/index.ts';
import type { AnswerText } from '../typed.ts';

export const operation = viewDrop;

export const telling: AnswerText<AnswerOf<typeof viewDrop>> = {
  *lines({ name }) {
    yield `Dropped: ${name}.`;
  },
};

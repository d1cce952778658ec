/** `pawl note`: that it is kept. */
import { type AnswerOf, note } from '../../desk/index.ts';
import type { AnswerText } from '../typed.ts';

export const operation = note;

export const telling: AnswerText<AnswerOf<typeof note>> = {
  *lines({ mpan }) {
    yield `Kept. pawl team ${mpan} shows the notes.`;
  },
};

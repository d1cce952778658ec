/** `pawl view save`: that it is saved. */
import { type AnswerOf, viewSave } from '../../desk/index.ts';
import type { AnswerText } from '../typed.ts';

export const operation = viewSave;

export const telling: AnswerText<AnswerOf<typeof viewSave>> = {
  *lines({ name, query }) {
    yield `Saved: ${name} (${query === '' ? 'no filter' : query}).`;
  },
};

/** `pawl call`: that it is kept. */
import { type AnswerOf, call } from '../../desk/index.ts';
import type { AnswerText } from '../typed.ts';

export const operation = call;

export const telling: AnswerText<AnswerOf<typeof call>> = {
  *lines({ mpan, party }) {
    yield `Kept: a call to ${party} about MPAN ${mpan}. pawl calls ${party} shows all of them.`;
  },
};

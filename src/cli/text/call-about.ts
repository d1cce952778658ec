/** `pawl call-about`: that it is kept. */
import { type AnswerOf, callAbout } from '../../desk/index.ts';
import { count } from '../print.ts';
import type { AnswerText } from '../typed.ts';

export const operation = callAbout;

export const telling: AnswerText<AnswerOf<typeof callAbout>> = {
  *lines({ party, mpans }) {
    yield `Kept: a call to ${party} about ${count(mpans.length, 'MPAN')}. pawl calls ${party} shows all calls.`;
  },
};

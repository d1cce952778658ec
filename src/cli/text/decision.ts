/** `pawl decision`: what was decided last, and whether it can be taken back. */
import { type AnswerOf, decision } from '../../desk/index.ts';
import { instantInWords } from '../print.ts';
import type { AnswerText } from '../typed.ts';

export const operation = decision;

export const telling: AnswerText<AnswerOf<typeof decision>> = {
  *lines({ mpan, decision: last }, { zone }) {
    if (last === null) {
      yield `No decision about MPAN ${mpan} stands.`;
      return;
    }
    const { what, who, at, reason, goneOut } = last;
    yield `${instantInWords(zone, at)}: ${what}, by ${who}${reason === '' ? '' : `: "${reason}"`}.`;
    yield goneOut === null
      ? `pawl take-back ${mpan} takes it back.`
      : `It stands: the ${goneOut.flow} to ${goneOut.to} went out on ${instantInWords(zone, goneOut.at)}.`;
  },
};

/** `pawl release`: whose it is now. */
import { type AnswerOf, release } from '../../desk/index.ts';
import type { AnswerText } from '../typed.ts';

export const operation = release;

export const telling: AnswerText<AnswerOf<typeof release>> = {
  *lines({ mpan, claimedBy }) {
    yield `MPAN ${mpan} is ${claimedBy === null ? "nobody's now: anybody may claim it" : `${claimedBy}'s now`}.`;
  },
};

/** `pawl hand-over`: whose it is now. */
import { type AnswerOf, handOver } from '../../desk/index.ts';
import type { AnswerText } from '../typed.ts';

export const operation = handOver;

export const telling: AnswerText<AnswerOf<typeof handOver>> = {
  *lines({ mpan, claimedBy }) {
    yield `MPAN ${mpan} is ${claimedBy === null ? "nobody's now: anybody may claim it" : `${claimedBy}'s now`}.`;
  },
};

/** `pawl take-back`: the decision that was taken back, and where that leaves the check. */
import { type AnswerOf, takeBack } from '../../desk/index.ts';
import type { AnswerText } from '../typed.ts';
import { standingLines } from './standing.ts';

export const operation = takeBack;

export const telling: AnswerText<AnswerOf<typeof takeBack>> = {
  *lines(answer) {
    yield `Taken back: ${answer.what}, of MPAN ${answer.mpan}.`;
    yield* standingLines(answer);
  },
};

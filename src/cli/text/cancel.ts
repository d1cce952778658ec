/** `pawl cancel`: that a check is closed, or will be. */
import { type AnswerOf, cancel } from '../../desk/index.ts';
import type { AnswerText } from '../typed.ts';
import { standingLines, unmoved, waits } from './standing.ts';

export const operation = cancel;

export const telling: AnswerText<AnswerOf<typeof cancel>> = {
  *lines(answer) {
    const { mpan, means } = answer;
    if (means === 'proposed') yield `Proposed to cancel the check of MPAN ${mpan}: ${waits}`;
    else yield means === 'moved' ? `Cancelled the check of MPAN ${mpan}.` : unmoved[means];
    yield* standingLines(answer);
  },
};

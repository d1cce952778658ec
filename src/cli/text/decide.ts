/** `pawl decide`: what was decided, and where that leaves the check. */
import { type AnswerOf, type AskedOf, decide } from '../../desk/index.ts';
import type { AnswerText } from '../typed.ts';
import { standingLines, unmoved, waits } from './standing.ts';

export const operation = decide;

export const telling: AnswerText<AnswerOf<typeof decide>, AskedOf<typeof decide>> = {
  *lines(answer, { asked: { decision } }) {
    const { mpan, means } = answer;
    if (means === 'proposed') yield `Proposed ${decision} for MPAN ${mpan}: ${waits}`;
    else yield means === 'moved' ? `Decided ${decision} for MPAN ${mpan}.` : unmoved[means];
    yield* standingLines(answer);
  },
};

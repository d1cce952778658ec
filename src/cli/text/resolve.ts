/** `pawl resolve`: which item, or how many of a group, are settled. */
import { type AnswerOf, type AskedOf, resolve } from '../../desk/index.ts';
import { count } from '../print.ts';
import type { AnswerText } from '../typed.ts';
import { standingLines, waits } from './standing.ts';

export const operation = resolve;

export const telling: AnswerText<AnswerOf<typeof resolve>, AskedOf<typeof resolve>> = {
  *lines(answer, { asked: { id, verb } }) {
    const { code, isProposed, items, mpan } = answer;
    const which = mpan === null ? `${count(items, 'item')} of ${id}` : `${code} (${id})`;
    const done = verb === 'accept' ? 'Accepted' : 'Dismissed';
    yield isProposed ? `Proposed to ${verb} ${which}: ${waits}` : `${done} ${which}.`;
    yield* standingLines(answer);
  },
};

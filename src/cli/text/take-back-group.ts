/** `pawl take-back group`: of how many MPANs a dismissal was taken back, and which stay. */
import { type AnswerOf, takeBackGroup } from '../../desk/index.ts';
import { count } from '../print.ts';
import type { AnswerText } from '../typed.ts';

export const operation = takeBackGroup;

export const telling: AnswerText<AnswerOf<typeof takeBackGroup>> = {
  *lines({ id, mpans, leftOut }) {
    yield `Taken back for ${count(mpans.length, 'MPAN')}: ${id} waits again.`;
    for (const { mpan, why } of leftOut) yield `Left as it is ${mpan}: ${why}.`;
  },
  hasFailed: ({ leftOut }) => leftOut.length > 0,
};

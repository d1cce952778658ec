/** `pawl requeue`: which files were put back. */
import { type AnswerOf, requeue } from '../../desk/index.ts';
import type { AnswerText } from '../typed.ts';

export const operation = requeue;

export const telling: AnswerText<AnswerOf<typeof requeue>> = {
  lines: ({ items }) => items.map(({ source }) => `${source}: put back`),
};

/** `pawl requeue`: which files were put back. */
import { type AnswerOf, requeue } from '../../desk/index.ts';
import type { Telling } from '../typed.ts';

export const operation = requeue;

export const telling: Telling<AnswerOf<typeof requeue>> = {
  lines: ({ items }) => items.map(({ source }) => `${source}: put back`),
};

/** `pawl reference teach`: what a letter would change, and with a reason that it is taught. */
import { type AnswerOf, referenceTeach, referenceTeachPreview } from '../../desk/index.ts';
import type { ActPreview, AnswerText } from '../typed.ts';
import { isLook, proposed } from './calendar-change.ts';
import { actLines } from './reference-change.ts';

export const operation = referenceTeach;

export const telling: AnswerText<AnswerOf<typeof referenceTeach>> = {
  *lines({ kind, source }) {
    yield kind === 'proposed'
      ? proposed
      : `Taught: ${source}. What came under the letter is read again automatically; pawl reference undo takes it back.`;
  },
};

export const preview: ActPreview<AnswerOf<typeof referenceTeachPreview>> = {
  operation: referenceTeachPreview,
  asks: ({ reason: _reason, ...said }) => said,
  isAll: isLook,
  gives: () => ({}),
  *lines({ says, ...change }, { isLast }) {
    yield `If ${says}:`;
    yield* actLines(change, !isLast);
  },
};

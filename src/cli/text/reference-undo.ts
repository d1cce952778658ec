/** `pawl reference undo`: what that changes, and with a reason that it is done. */
import { type AnswerOf, referenceUndo, referenceUndoPreview } from '../../desk/index.ts';
import type { ActPreview, AnswerText } from '../typed.ts';
import { isLook, proposed } from './calendar-change.ts';
import { actLines } from './reference-change.ts';

export const operation = referenceUndo;

export const telling: AnswerText<AnswerOf<typeof referenceUndo>> = {
  *lines({ kind, source }) {
    yield kind === 'proposed' ? proposed : `Taken back: ${source}.`;
  },
};

export const preview: ActPreview<AnswerOf<typeof referenceUndoPreview>> = {
  operation: referenceUndoPreview,
  asks: ({ number }) => ({ number }),
  isAll: isLook,
  gives: () => ({}),
  *lines({ source, ...change }, { isLast }) {
    yield `Without ${source}:`;
    yield* actLines(change, !isLast);
  },
};

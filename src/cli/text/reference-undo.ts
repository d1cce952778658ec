/** `pawl reference undo`: what that changes, and with a reason that it is done. */
import { type AnswerOf, referenceUndo, referenceUndoPreview } from '../../desk/index.ts';
import type { Preview, Telling } from '../typed.ts';
import { isLook, proposed } from './calendar-change.ts';
import { actLines } from './reference-change.ts';

export const operation = referenceUndo;

export const telling: Telling<AnswerOf<typeof referenceUndo>> = {
  *lines({ kind, source }) {
    yield kind === 'proposed' ? proposed : `Taken back: ${source}.`;
  },
};

export const preview: Preview<AnswerOf<typeof referenceUndoPreview>> = {
  operation: referenceUndoPreview,
  asks: ({ number }) => ({ number }),
  isAll: isLook,
  gives: () => ({}),
  *lines({ source, ...change }, { isLast }) {
    yield `Without ${source}:`;
    yield* actLines(change, !isLast);
  },
};

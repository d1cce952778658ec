/** `pawl calendar undo`: what that changes, and with a reason that it is done. */
import { type AnswerOf, calendarUndo, calendarUndoPreview } from '../../desk/index.ts';
import { instantInWords } from '../print.ts';
import type { ActPreview, AnswerText } from '../typed.ts';
import { changeLines, isLook, proposed } from './calendar-change.ts';

export const operation = calendarUndo;

export const telling: AnswerText<AnswerOf<typeof calendarUndo>> = {
  *lines({ kind, source }) {
    yield kind === 'proposed' ? proposed : `calendar/${source} is taken back.`;
  },
};

export const preview: ActPreview<AnswerOf<typeof calendarUndoPreview>> = {
  operation: calendarUndoPreview,
  asks: () => ({}),
  isAll: isLook,
  gives: () => ({}),
  *lines({ source, mergedAt, ...change }, { zone, isLast }) {
    yield `calendar/${source}, merged ${instantInWords(zone, mergedAt)}. Without it:`;
    yield* changeLines(change, !isLast);
  },
};

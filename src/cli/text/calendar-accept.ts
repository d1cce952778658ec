/** `pawl calendar accept`: what a refused feed changes, and with a reason that it is merged. */
import { type AnswerOf, calendarAccept, calendarAcceptPreview } from '../../desk/index.ts';
import type { ActPreview, AnswerText } from '../typed.ts';
import { changeLines, isLook, proposed } from './calendar-change.ts';

export const operation = calendarAccept;

export const telling: AnswerText<AnswerOf<typeof calendarAccept>> = {
  *lines({ kind, source }) {
    yield kind === 'proposed'
      ? proposed
      : `calendar/${source} is accepted and merged; pawl calendar undo takes it back.`;
  },
};

export const preview: ActPreview<AnswerOf<typeof calendarAcceptPreview>> = {
  operation: calendarAcceptPreview,
  asks: ({ feed }) => ({ feed }),
  isAll: isLook,
  gives: ({ sha256 }) => ({ sha256 }),
  *lines({ source, why, sha256: _sha256, ...change }, { isLast }) {
    yield `calendar/${source} is refused: ${why}. With it:`;
    yield* changeLines(change, !isLast);
  },
};

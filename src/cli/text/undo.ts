/** `pawl undo`: approvals that were undone. Without a name it lists what can be undone. */
import { type AnswerOf, approvalsUndoable, undo } from '../../desk/index.ts';
import { count, instantInWords } from '../print.ts';
import { table } from '../table.ts';
import type { ActPreview, AnswerText } from '../typed.ts';

export const operation = undo;

export const telling: AnswerText<AnswerOf<typeof undo>> = {
  *lines({ items, gone }) {
    const rows = items.map(({ id, flow, to, approvedBy }) => [id, flow, to, approvedBy]);
    yield* table(['Id', 'Flow', 'To', 'Approved by'], rows);
    yield `Undone: ${count(items.length, 'flow')} will not go out, and wait for approval again.`;
    for (const id of gone)
      yield `${id}: nothing can be undone any more; pawl acts says who did what.`;
  },
  hasFailed: ({ gone }) => gone.length > 0,
};

export const preview: ActPreview<AnswerOf<typeof approvalsUndoable>> = {
  operation: approvalsUndoable,
  asks: () => ({}),
  isAll: ({ ids, reason: _reason, ...which }) =>
    Object.keys(which).length === 0 && !(Array.isArray(ids) && ids.length > 0),
  *lines({ items }, { zone }) {
    if (items.length === 0) {
      yield 'Nothing can be undone: no approved flow is kept back.';
      return;
    }
    const rows = items.map(({ id, flow, to, approvedBy, goesOutAt }) => [
      id,
      flow,
      to,
      approvedBy,
      instantInWords(zone, goesOutAt),
    ]);
    yield* table(['Id', 'Flow', 'To', 'Approved by', 'Goes out'], rows);
    yield `${count(items.length, 'flow')}. pawl undo ID… keeps some back, pawl undo --all keeps all.`;
  },
};

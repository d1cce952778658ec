/** `pawl dismissal`: who dismissed a group last. */
import { type AnswerOf, dismissal } from '../../desk/index.ts';
import { count, instantInWords } from '../print.ts';
import type { AnswerText } from '../typed.ts';

export const operation = dismissal;

export const telling: AnswerText<AnswerOf<typeof dismissal>> = {
  *lines({ id, dismissal: last }, { zone }) {
    if (last === null) {
      yield `Nobody has dismissed ${id} of late.`;
      return;
    }
    const { who, proposedBy, at, reason, items } = last;
    const by = proposedBy === null ? who : `${proposedBy} and ${who}`;
    yield `${by} dismissed ${count(items, 'item')} of ${id}, ${instantInWords(zone, at)}: ${reason}`;
    yield `pawl take-back group ${id} takes it back.`;
  },
};

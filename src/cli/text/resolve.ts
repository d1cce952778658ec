/** `pawl resolve`: which item, or how many of a group, are settled. */
import { type AnswerOf, type AskedOf, resolve, resolvePreview } from '../../desk/index.ts';
import { count } from '../print.ts';
import { claimedInWords } from '../../words.ts';
import type { ActPreview, AnswerText } from '../typed.ts';
import { isLook } from './calendar-change.ts';
import { standingLines, waits } from './standing.ts';

export const operation = resolve;

export const telling: AnswerText<AnswerOf<typeof resolve>, AskedOf<typeof resolve>> = {
  *lines(answer, { asked: { id, verb } }) {
    const { code, isProposed, items, leftOut, mpan } = answer;
    const which = mpan === null ? `${count(items, 'item')} of ${id}` : `${code} (${id})`;
    const done = verb === 'accept' ? 'Accepted' : 'Dismissed';
    yield isProposed ? `Proposed to ${verb} ${which}: ${waits}` : `${done} ${which}.`;
    if (leftOut > 0) {
      yield `Left out ${count(leftOut, 'item')}, which came or moved on since this was looked at.`;
    }
    yield* standingLines(answer);
  },
};

export const preview: ActPreview<AnswerOf<typeof resolvePreview>> = {
  operation: resolvePreview,
  asks: ({ id }) => ({ id }),
  isAll: isLook,
  gives: ({ revision }) => ({ revision }),
  *lines({ id, items, claimedByOthers }, { isLast }) {
    const claimed = claimedInWords(claimedByOthers, id.includes(':') ? 'item' : 'MPAN');
    if (isLast) yield `${count(items, 'open item')} of ${id}. Give a reason to settle.`;
    if (claimed !== '') yield claimed;
  },
};

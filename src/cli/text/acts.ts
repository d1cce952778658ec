/** `pawl acts`: who did what, and why. */
import { type AnswerOf, acts } from '../../desk/index.ts';
import { count, instantInWords } from '../print.ts';
import { table } from '../table.ts';
import type { AnswerText } from '../typed.ts';

export const operation = acts;

export const telling: AnswerText<AnswerOf<typeof acts>> = {
  *lines({ items }, { zone }) {
    if (items.length === 0) {
      yield 'No acts found.';
      return;
    }
    const rows = items.map(({ at, who, says, isProposal, proposedBy, mpan, reason, ...one }) => [
      instantInWords(zone, at),
      proposedBy === null ? who : `${who}, with ${proposedBy}`,
      isProposal ? `propose to ${says}` : says,
      mpan ?? (one.items > 1 ? count(one.items, 'item') : ''),
      reason,
    ]);
    yield* table(['When', 'Who', 'What', 'MPAN', 'Why'], rows);
  },
};

/** `pawl claim`: what is yours now, and what a colleague has. */
import { type AnswerOf, claim } from '../../desk/index.ts';
import type { AnswerText } from '../typed.ts';

export const operation = claim;

const says = {
  claimed: 'is yours',
  own: 'was yours already',
  taken: 'is claimed by',
  settled: 'has nothing open: there is nothing to claim',
} as const;

export const telling: AnswerText<AnswerOf<typeof claim>> = {
  *lines({ items }) {
    for (const { mpan, means, claimedBy } of items) {
      yield means === 'taken'
        ? `MPAN ${mpan} ${says.taken} ${claimedBy ?? ''}: pawl hand-over MPAN TO --reason … takes it.`
        : `MPAN ${mpan} ${says[means]}.`;
    }
  },
  hasFailed: ({ items }) => items.some(({ means }) => means === 'taken' || means === 'settled'),
};

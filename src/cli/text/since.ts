/** `pawl since`: what came, breached and was decided since you were last here. */
import { type AnswerOf, since } from '../../desk/index.ts';
import { instantInWords } from '../print.ts';
import { table } from '../table.ts';
import type { AnswerText } from '../typed.ts';

export const operation = since;

type News = AnswerOf<typeof since>;

const number = ({ number: many, isMore }: News['came']): string => `${many}${isMore ? '+' : ''}`;

export const telling: AnswerText<News> = {
  *lines({ from, lastHere, came, breached, decided, items }, { zone }) {
    yield `Since ${instantInWords(zone, from)}${lastHere === from ? ', when you were last here' : ''}:`;
    yield `${number(came)} came, ${number(breached)} breached, ${number(decided)} decided (--what).`;
    if (items.length === 0) return;
    const rows = items.map(({ at, who, mpan, says, reason }) => [
      instantInWords(zone, at),
      who ?? '',
      mpan ?? '',
      says,
      reason ?? '',
    ]);
    yield* table(['When', 'Who', 'MPAN', 'What', 'Why'], rows);
  },
};

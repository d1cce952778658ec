/** `pawl team`: whose an MPAN is, its notes, and calls about it. */
import { type AnswerOf, team } from '../../desk/index.ts';
import { instantInWords } from '../print.ts';
import type { AnswerText } from '../typed.ts';

export const operation = team;

export const telling: AnswerText<AnswerOf<typeof team>> = {
  *lines({ mpan, claim, notes, calls, isTextShown }, { zone }) {
    const when = (at: string): string => instantInWords(zone, at);
    if (claim === null) yield `Nobody has claimed MPAN ${mpan}.`;
    else {
      const by = claim.by === claim.who ? '' : `, handed over by ${claim.by}`;
      const why = claim.reason === '' ? '' : `: "${claim.reason}"`;
      yield `MPAN ${mpan} is claimed by ${claim.who} since ${when(claim.at)}${by}${why}.`;
    }
    for (const { at, who, text } of notes) yield `${when(at)}: ${who} noted: ${text}`;
    for (const { at, who, party, whom, said } of calls) {
      const told = said === null ? '' : `, ${whom ?? ''}: ${said}`;
      yield `${when(at)}: ${who} called ${party}${told}`;
    }
    if (!isTextShown) yield 'Notes, and what was said, are for operators and approvers.';
  },
};

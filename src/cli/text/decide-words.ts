/** `pawl decide words`: which reports say the words, and with a reason that all are decided. */
import { type AnswerOf, decideWords, decideWordsPreview } from '../../desk/index.ts';
import { claimedInWords } from '../../words.ts';
import { count, dateInWords, operatorInWords } from '../print.ts';
import { table } from '../table.ts';
import type { ActPreview, AnswerText } from '../typed.ts';
import { isLook } from './calendar-change.ts';
import { leftInWords, quotedWords } from './queue-words.ts';
import { waits } from './standing.ts';

export const operation = decideWords;

export const telling: AnswerText<AnswerOf<typeof decideWords>> = {
  *lines({ words, decided, own, leftOut, isMore }) {
    const number = (means: (typeof decided)[number]['means']): number =>
      decided.filter((one) => one.means === means).length;
    const [proposed, odd] = [number('proposed'), number('exception')];
    yield `Decided ${count(decided.length - proposed, 'report')} that say${decided.length - proposed === 1 ? 's' : ''} "${words}", each in the journal of its MPAN.`;
    if (proposed > 0) yield `Proposed for ${count(proposed, 'report')}: ${waits}`;
    if (odd > 0) {
      yield `${count(odd, 'decision')} did not fit the state of the check: pawl queue shows them.`;
    }
    for (const mpan of own)
      yield `${mpan}: proposed by you before; another person must do the same.`;
    yield* leftOutLines(leftOut);
    if (isMore) yield 'More wait with these words: give the command again.';
  },
  hasFailed: ({ leftOut }) => leftOut.length > 0,
};

function* leftOutLines(leftOut: AnswerOf<typeof decideWords>['leftOut']): Iterable<string> {
  for (const { mpan, why } of leftOut) yield `Left out ${mpan}: ${why}.`;
}

export const preview: ActPreview<AnswerOf<typeof decideWordsPreview>> = {
  operation: decideWordsPreview,
  asks: ({ reason: _reason, decision: _decision, seen: _seen, ...which }) => which,
  isAll: isLook,
  gives: ({ seen }) => ({ seen }),
  *lines({ words, items, leftOut, claimedByOthers, isMore }, { isLast }) {
    if (items.length === 0) {
      yield `No report that waits says "${words}" and nothing else.`;
    } else {
      const rows = items.map((one) => [
        one.mpan,
        operatorInWords(one),
        one.dueOn === null ? '' : dateInWords(one.dueOn),
        leftInWords(one),
        quotedWords(one.said),
      ]);
      yield* table(['MPAN', 'Meter Operator', 'Due', 'Left', 'Words'], rows);
      yield `${count(items.length, 'report')} ${items.length === 1 ? 'says' : 'say'} "${words}".${isLast ? ' Give a reason to decide them.' : ''}`;
    }
    if (claimedByOthers.length > 0) yield claimedInWords(claimedByOthers);
    if (isLast) yield* leftOutLines(leftOut);
    if (isMore) yield 'There are more, to be decided after these.';
  },
};

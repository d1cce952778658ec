/** `pawl reference`: the letters that are known, each with its periods and who says so. */
import { type AnswerOf, reference } from '../../desk/index.ts';
import { periodInWords, sourceInWords } from '../../words.ts';
import { count } from '../print.ts';
import { table } from '../table.ts';
import type { AnswerText } from '../typed.ts';

export const operation = reference;

export const telling: AnswerText<AnswerOf<typeof reference>> = {
  *lines({ on, letters, holdings, participants, merges }, { zone }) {
    const rowsOf = (some: typeof letters | typeof holdings): string[][] =>
      some.map((one) => [
        one.letter ?? '',
        one.role ?? 'nobody',
        one.name,
        periodInWords(one),
        one.isInForce ? 'yes' : '',
        one.confidence,
        sourceInWords(zone, one),
      ]);
    const columns = ['Letter', 'Role', 'Name', 'Days', 'In force', 'Sure', 'Said by'];
    yield* table(columns, rowsOf(letters));
    const [held] = holdings;
    if (held !== undefined) yield* ['', `${held.mpid} holds:`, ...table(columns, rowsOf(holdings))];
    yield `In force on ${on}. Of ${count(participants, 'participant')} it is known what they hold; --mpid shows one.`;
    yield `${count(merges, 'merge')}: pawl reference merges. A letter is corrected by pawl reference teach.`;
  },
};

/** `pawl today`: what to do first, and the numbers a day begins with. */
import { type AnswerOf, today } from '../../desk/index.ts';
import { numberInWords } from '../../words.ts';
import { count, dateInWords, instantInWords, roleInWords } from '../print.ts';
import { table } from '../table.ts';
import type { AnswerText } from '../typed.ts';

export const operation = today;

export const telling: AnswerText<AnswerOf<typeof today>> = {
  *lines({ at, first, openChecks, toApprove, awaited, exceptions, filesToday }, { zone }) {
    yield `First: ${first.says}`;
    if (first.command !== null) yield `  ${first.command}`;
    yield '';
    yield `${instantInWords(zone, at)}: ${count(openChecks, 'check')} open, ${numberInWords(toApprove)} with flows to approve or send.`;
    if (awaited.length > 0) {
      const rows = awaited.map(
        ({ owner, ours, party, number, breached, dueToday, dueSoon, oldestDueOn }) => [
          ours ? 'us' : `${roleInWords(owner)} ${party ?? ''}`.trimEnd(),
          ...[number, breached, dueToday, dueSoon].map(numberInWords),
          oldestDueOn === null ? '' : dateInWords(oldestDueOn),
        ],
      );
      const headers = ['Waiting for', 'Checks', 'Breached', 'Due today', 'Due soon', 'Oldest due'];
      yield* ['', ...table(headers, rows)];
    }
    if (exceptions.length > 0) {
      const rows = exceptions.map(({ code, number, oldestAt }) => [
        code,
        numberInWords(number),
        instantInWords(zone, oldestAt),
      ]);
      yield* ['', ...table(['Work queue', 'Items', 'Oldest since'], rows)];
    }
    const files = Object.entries(filesToday).map(
      ([outcome, number]) => `${numberInWords(number)} ${outcome}`,
    );
    if (files.length > 0) yield* ['', `Files today: ${files.join(', ')}.`];
  },
};

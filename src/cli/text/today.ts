/** `pawl today`: the numbers a day begins with. */
import { type AnswerOf, today } from '../../desk/index.ts';
import { count, dateInWords, instantInWords, roleInWords } from '../print.ts';
import { table } from '../table.ts';
import type { AnswerText } from '../typed.ts';

export const operation = today;

export const telling: AnswerText<AnswerOf<typeof today>> = {
  *lines({ at, openChecks, toApprove, awaited, exceptions, filesToday }, { zone }) {
    yield `${instantInWords(zone, at)}: ${count(openChecks, 'check')} open, ${toApprove} with flows to approve or send.`;
    if (awaited.length > 0) {
      const rows = awaited.map(({ owner, party, number, breached, dueToday, oldestDueOn }) => [
        `${roleInWords(owner)} ${party ?? ''}`.trimEnd(),
        ...[number, breached, dueToday].map(String),
        oldestDueOn === null ? '' : dateInWords(oldestDueOn),
      ]);
      yield* ['', ...table(['Waiting for', 'Checks', 'Breached', 'Due today', 'Oldest due'], rows)];
    }
    if (exceptions.length > 0) {
      const rows = exceptions.map(({ code, number, oldestAt }) => [
        code,
        String(number),
        instantInWords(zone, oldestAt),
      ]);
      yield* ['', ...table(['Work queue', 'Items', 'Oldest since'], rows)];
    }
    const files = Object.entries(filesToday).map(([outcome, number]) => `${number} ${outcome}`);
    if (files.length > 0) yield* ['', `Files today: ${files.join(', ')}.`];
  },
};

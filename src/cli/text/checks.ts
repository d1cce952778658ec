/** `pawl checks`: a line for each check. */
import { type AnswerOf, checks } from '../../desk/index.ts';
import { count, dateInWords } from '../print.ts';
import { daysInWords, turnInWords } from '../stored-checks.ts';
import { table } from '../table.ts';
import type { AnswerText } from '../typed.ts';

export const operation = checks;

export const telling: AnswerText<AnswerOf<typeof checks>> = {
  *lines({ items }) {
    if (items.length === 0) {
      yield 'No check matches.';
      return;
    }
    const isClaimed = items.some(({ claimedBy }) => claimedBy !== null);
    const headers = ['MPAN', '#', 'Profile', 'State', 'Waits for', 'Due', 'Days', 'Outcome'];
    const rows = items.map((row) => [
      row.mpan,
      String(row.sequence),
      row.profile,
      row.state,
      turnInWords(row),
      row.closedOn !== null || row.dueOn === null ? '' : dateInWords(row.dueOn),
      daysInWords(row),
      row.outcome ?? '',
      ...(isClaimed ? [row.claimedBy ?? ''] : []),
    ]);
    yield* table(isClaimed ? [...headers, 'Claimed by'] : headers, rows);
    yield `${count(items.length, 'check')}. Days are Working Days.`;
  },
};

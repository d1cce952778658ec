/** What waits for a person as a table, and the command that answers each. */
import type { AnswerOf, queue } from '../../desk/index.ts';
import { count, dateInWords, instantInWords } from '../print.ts';
import { table } from '../table.ts';

export function waitingTable(zone: string, items: AnswerOf<typeof queue>['items']): string[] {
  const rows = items.map(
    ({ kind, id, what, mpan, items: number, stage, since, dueOn, answer, notBy }) => [
      what,
      kind === 'group' ? count(number, 'item') : mpan === '' ? id : mpan,
      stage ?? '',
      instantInWords(zone, since),
      dueOn === null ? '' : dateInWords(dueOn),
      notBy.length === 0 ? answer : `${answer} (not by ${notBy.join(', ')})`,
    ],
  );
  return table(['What', 'MPAN', 'Stage', 'Since', 'Due', 'Answered by'], rows);
}

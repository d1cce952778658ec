/** What waits for a person as a table, and the command that answers each. */
import type { AnswerOf, queue } from '../../desk/index.ts';
import { count, dateInWords, instantInWords, operatorInWords } from '../print.ts';
import { table } from '../table.ts';
import { leftInWords, wordsSaid } from './queue-words.ts';

type Item = AnswerOf<typeof queue>['items'][number];

export function waitingTable(
  zone: string,
  items: readonly (Omit<Item, 'claimedBy'> & Partial<Pick<Item, 'claimedBy'>>)[],
): string[] {
  const isClaimed = items.some(({ claimedBy = null }) => claimedBy !== null);
  const rows = items.map(
    ({
      kind,
      id,
      what,
      mpan,
      items: number,
      stage,
      since,
      dueOn,
      answer,
      notBy,
      claimedBy,
      ...one
    }) => [
      what,
      kind === 'group' ? count(number, 'item') : mpan === '' ? id : mpan,
      operatorInWords(one),
      stage ?? '',
      instantInWords(zone, since),
      dueOn === null ? '' : dateInWords(dueOn),
      leftInWords(one),
      wordsSaid(one.words),
      notBy.length === 0 ? answer : `${answer} (not by ${notBy.join(', ')})`,
      ...(isClaimed ? [claimedBy ?? ''] : []),
    ],
  );
  const headers = ['What', 'MPAN', 'Meter Operator', 'Stage', 'Since', 'Due', 'Left', 'Words'];
  return table([...headers, 'Answered by', ...(isClaimed ? ['Claimed by'] : [])], rows);
}

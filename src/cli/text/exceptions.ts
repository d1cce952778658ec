/** `pawl exceptions`: the work queue, with the ids by which `pawl resolve` settles an item. */
import { type AnswerOf, exceptions } from '../../desk/index.ts';
import { count, instantInWords, operatorInWords } from '../print.ts';
import { table } from '../table.ts';
import type { AnswerText } from '../typed.ts';
import { leftInWords, wordsSaid } from './queue-words.ts';

export const operation = exceptions;

export const telling: AnswerText<AnswerOf<typeof exceptions>> = {
  *lines({ items, groups }, { zone }) {
    if (items.length + groups.length === 0) {
      yield 'The work queue is empty.';
      return;
    }
    const rows = items.map(({ id, code, kind, at, detail, open, claimedBy, ...one }) => [
      id,
      code,
      open ? 'open' : kind === 'note' ? 'note' : 'settled',
      instantInWords(zone, at),
      operatorInWords(one),
      leftInWords(one),
      wordsSaid(one.words),
      claimedBy === null ? detail : `${detail} (claimed by ${claimedBy})`,
    ]);
    const grouped = groups.map(({ id, code, items: number, oldestAt, remedy, notBy }) => [
      id,
      code,
      notBy.length === 0 ? 'open' : 'proposed',
      instantInWords(zone, oldestAt),
      '',
      '',
      '',
      `${count(number, 'item')}; ${remedy}${notBy.length === 0 ? '' : ` (not by ${notBy.join(', ')})`}`,
    ]);
    const headers = ['Id', 'Code', 'State', 'Since', 'Meter Operator', 'Left', 'Words', 'About'];
    yield* table(headers, [...grouped, ...rows]);
    const meanings = new Map(
      [...groups, ...items.filter((one) => one.open)].map(({ code, says }) => [code, says]),
    );
    const remedies = new Map(items.map(({ code, remedy }) => [code, remedy]));
    for (const [code, says] of meanings) {
      yield `${code}: ${says}.`;
      const remedy = remedies.get(code);
      if (remedy !== undefined) yield `  ${remedy}`;
    }
    const counted = groups.filter(({ isListed }) => !isListed);
    yield count(
      counted.reduce((sum, group) => sum + group.items, items.length),
      'item',
    );
  },
};

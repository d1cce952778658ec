/** `pawl claims`: who has claimed how much. */
import { type AnswerOf, claims } from '../../desk/index.ts';
import { table } from '../table.ts';
import type { AnswerText } from '../typed.ts';

export const operation = claims;

export const telling: AnswerText<AnswerOf<typeof claims>> = {
  *lines({ items }) {
    if (items.length === 0) {
      yield 'Nobody has claimed anything that is open.';
      return;
    }
    const rows = items.map(({ who, checks, items: number, isOfTheTeam }) => [
      isOfTheTeam ? who : `${who} (not of the team: free)`,
      String(checks),
      String(number),
    ]);
    yield* table(['Who', 'Checks', 'Items'], rows);
  },
};

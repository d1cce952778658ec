/** `pawl config preview`: each check that would change, with the reasons. */
import { type AnswerOf, type AskedOf, configPreview } from '../../desk/index.ts';
import { changedInWords } from '../../words.ts';
import { count } from '../print.ts';
import type { AnswerText } from '../typed.ts';

export const operation = configPreview;

export const telling: AnswerText<AnswerOf<typeof configPreview>, AskedOf<typeof configPreview>> = {
  *lines({ checks, keys, mpans, changed, held, refused }, { asked: { calendar } }) {
    for (const check of checks) {
      yield changedInWords(check);
      for (const reason of check.why) yield `  because of ${reason}`;
    }
    if (refused !== null) yield `In calendar/ the feed would be refused: ${refused}.`;
    for (const mpan of held) yield `MPAN ${mpan}: a fault of Pawl would hold it (PAWL_FAULT).`;
    const feed = calendar === undefined ? [] : ['the calendar feed'];
    const what = [...keys.map(({ key }) => key), ...feed];
    yield what.length === 0
      ? 'It is the same as what is in force.'
      : `Changed: ${what.join(', ')}.`;
    yield `${count(mpans, 'MPAN')} looked at, ${count(changed, 'check')} would change. Nothing is written.`;
  },
};

/** `pawl config changed`: a line for each check that a change of the configuration changed. */
import { type AnswerOf, configChanged } from '../../desk/index.ts';
import { changedInWords } from '../../words.ts';
import { count } from '../print.ts';
import type { AnswerText } from '../typed.ts';

export const operation = configChanged;

export const telling: AnswerText<AnswerOf<typeof configChanged>> = {
  *lines({ items }) {
    for (const check of items) yield changedInWords(check);
    yield `${count(items.length, 'check')}.`;
  },
};

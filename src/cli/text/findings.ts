/** `pawl findings`: what was wrong with files, a line for each. */
import { type AnswerOf, findings } from '../../desk/index.ts';
import { count } from '../print.ts';
import type { AnswerText } from '../typed.ts';

export const operation = findings;

export const telling: AnswerText<AnswerOf<typeof findings>> = {
  *lines({ items }) {
    for (const { file, line, item, code, severity, message } of items) {
      const where = [file.name, line].filter((part) => part !== null).join(':');
      const what = [item, code].filter((part) => part !== null).join(' ');
      yield `${where} ${what}${severity === 'warn' ? ' (remark)' : ''}: ${message}`;
    }
    yield `${count(items.length, 'finding')}.`;
  },
};

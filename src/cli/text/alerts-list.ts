/** `pawl alerts list`: a line for each alert, the last raised first. */
import { alertInWords } from '../../account/index.ts';
import { type AnswerOf, alerts } from '../../desk/index.ts';
import { count, instantInWords } from '../print.ts';
import type { AnswerText } from '../typed.ts';

export const operation = alerts;

export const telling: AnswerText<AnswerOf<typeof alerts>> = {
  *lines({ items }, { zone }) {
    for (const alert of items) {
      const retracted = alert.retracted ? ' (retracted)' : '';
      yield `${instantInWords(zone, alert.at)}  ${alertInWords(alert)}${retracted}`;
      yield `  pawl trace ${alert.key}`;
    }
    yield `${count(items.length, 'alert')}.`;
  },
};

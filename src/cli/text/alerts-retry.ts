/** `pawl alerts retry`: how many alerts a channel will be told once more. */
import { alertsRetry, type AnswerOf } from '../../desk/index.ts';
import { count } from '../print.ts';
import type { AnswerText } from '../typed.ts';

export const operation = alertsRetry;

export const telling: AnswerText<AnswerOf<typeof alertsRetry>> = {
  *lines({ channel, alerts }) {
    yield `${count(alerts, 'alert')} for ${channel} will be sent again.`;
  },
};

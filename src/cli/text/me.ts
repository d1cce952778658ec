/** `pawl me`: who asks, and whose gateway it is. */
import { type AnswerOf, me } from '../../desk/index.ts';
import { roleInWords } from '../print.ts';
import type { AnswerText } from '../typed.ts';

export const operation = me;

export const telling: AnswerText<AnswerOf<typeof me>> = {
  *lines({ name, role, participant, fourEyes, zone, version }) {
    yield `${name}, ${role}`;
    yield `Gateway of ${roleInWords(participant.role)} ${participant.mpid}, Pawl ${version}, days of ${zone}${fourEyes ? ', four eyes' : ''}`;
  },
};
